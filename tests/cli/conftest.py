"""What tests of the commands stand on: the tests' servers, a home and a tenant of one's own."""

import secrets
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from nexus.cli.main import app
from nexus.platform.settings import Settings
from tests.cli.terminal import Nexus

URLS = {
    "DATABASE_URL": "database_url",
    "NEXUS_WORKER_URL": "worker_url",
    "NEXUS_MIGRATOR_URL": "migrator_url",
    "REDIS_URL": "redis_url",
}


@pytest.fixture
def nexus(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nexus:
    """Run a command in `tmp_path` for a new tenant."""
    for name, field in URLS.items():
        monkeypatch.setenv(name, getattr(settings, field).get_secret_value())
    monkeypatch.setenv("NEXUS_HOME", str(settings.home))
    monkeypatch.setenv("NEXUS_DEFAULT_TENANT", f"cli-{secrets.token_hex(6)}")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def run(*arguments: object) -> Any:
        return runner.invoke(app, [str(argument) for argument in arguments])

    return run
