"""The page about a second tenant does what it says, block by block, on an empty machine."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "second-tenant.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)

pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(shutil.which("curl") is None, reason="the page is written with curl, which is not installed"),
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the commands in it, as after `make setup`."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    tmp_path.chmod(0o755)
    return tmp_path


@pytest.fixture
def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEXUS_")}  # noqa: TID251
    return {**kept, "COLUMNS": "200"}


def blocks() -> list[str]:
    return BLOCK.findall(PAGE.read_text("utf-8"))


@pytest.fixture
def running(place: Path, environment: dict[str, str]) -> Generator[str]:
    """The first block, on a free port; gives the other blocks with that port."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    first, *others = blocks()
    log = (place / "up.log").open("wb")
    up = subprocess.Popen(
        ["bash", "-ec", first.replace("nexus up", f"nexus up --port {port}").replace("\n.venv", "\nexec .venv")],
        cwd=place, env={**environment, "NEXUS_PORT": port}, stdout=log, stderr=log,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while b"Nexus answers" not in (place / "up.log").read_bytes():
        assert up.poll() is None, (place / "up.log").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    yield "\n".join(others).replace(":8000", f":{port}")
    up.send_signal(signal.SIGINT)
    up.wait(60)
    log.close()


def test_a_newcomer_comes_from_an_empty_machine_to_an_invited_user_who_signs_in_by_code(
    place: Path, environment: dict[str, str], running: str
) -> None:
    assert len(blocks()) >= 7
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", running],
        cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"role":"quality"' in done.stdout
    assert "Second Works" in done.stdout
    assert "user.invited" in done.stdout
    assert "whole" in done.stdout
