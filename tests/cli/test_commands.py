"""The commands that run and examine Nexus itself."""

import json
import socket
from collections.abc import Generator
from pathlib import Path

import pytest

from nexus.platform import migrations
from tests.cli.terminal import Nexus


@pytest.fixture
def taken_port() -> Generator[int]:
    with socket.socket() as taking:
        taking.bind(("127.0.0.1", 0))
        taking.listen()
        yield taking.getsockname()[1]


def test_the_version_is_shown(nexus: Nexus) -> None:
    assert nexus("--version").output.strip() == "0.1.0"


def test_the_description_of_the_api_is_printed_or_written(nexus: Nexus, tmp_path: Path) -> None:
    printed = json.loads(nexus("openapi").output)
    assert "/api/v1/quotes" in printed["paths"]
    assert nexus("openapi", "--output", tmp_path / "openapi.json").exit_code == 0
    assert json.loads((tmp_path / "openapi.json").read_text()) == printed


def test_migrating_twice_is_migrating_once(nexus: Nexus) -> None:
    for _ in range(2):
        migrated = nexus("migrate")
        # A worker of other tests may be heard in between.
        assert (migrated.exit_code, migrated.output.strip().splitlines()[-1]) == (
            0,
            f"The schema is {migrations.head()}.",
        )


def test_the_doctor_finds_a_sound_house_sound(nexus: Nexus) -> None:
    nexus("migrate")
    examined = nexus("doctor")
    assert "wrong" not in examined.output
    assert examined.exit_code == 0


def test_the_doctor_tells_what_is_wrong_and_what_to_do(
    nexus: Nexus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nexus_app:x@127.0.0.1:1/nexus")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    secret = tmp_path / "secrets" / "jwt"
    secret.parent.mkdir()
    secret.touch(mode=0o644)
    monkeypatch.setenv("NEXUS_HOME", str(tmp_path))
    examined = nexus("doctor")
    assert examined.exit_code == 1
    assert "correct DATABASE_URL" in examined.output
    assert "Start it, or correct REDIS_URL" in examined.output
    assert "chmod go=" in examined.output


def test_a_setting_that_does_not_exist_is_named_by_every_command(nexus: Nexus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_PROT", "8000")
    for command in ("up", "worker", "api", "migrate", "doctor"):
        refused = nexus(command)
        assert refused.exit_code == 1
        assert "NEXUS_PROT: there is no such setting" in refused.output


def test_up_says_when_its_port_is_taken(nexus: Nexus, taken_port: int) -> None:
    refused = nexus("up", "--port", taken_port)
    assert refused.exit_code == 1
    assert f"Nothing can listen on 127.0.0.1:{taken_port}" in refused.output
