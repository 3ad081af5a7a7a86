"""The embedded Valkey: an append-only file, a password, the loopback only."""

import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis

from nexus.platform.embedded.account import give
from nexus.platform.embedded.binaries import Binaries
from nexus.platform.embedded.errors import ServersError
from nexus.platform.embedded.place import Place, choose_port, tail
from nexus.platform.embedded.processes import Stages, find, spawn, stop
from nexus.platform.secrets import secret

START_SECONDS = 30
STOPS: Stages = ((signal.SIGTERM, 10), (signal.SIGKILL, 5))


@dataclass(frozen=True)
class Valkey:
    """A running server."""

    process: psutil.Popen
    url: str
    pidfile: Path

    def stop(self) -> None:
        """Stop it; what it holds is on disk."""
        stop(self.process, STOPS)
        self.pidfile.unlink(missing_ok=True)


def url(port: int, password: str) -> str:
    """Return the URL of the server on this machine."""
    return f"redis://:{password}@127.0.0.1:{port}/0"


def start(place: Place, binaries: Binaries) -> Valkey:
    """Start the server of this place and return when it answers."""
    data = place.folder / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    give(data, place.account)
    log = place.folder / "valkey.log"
    pidfile = place.folder / "valkey.pid"
    _end_leftover(pidfile, data)
    port = choose_port(place, "valkey")
    password = secret(place.home, "valkey")
    with tempfile.TemporaryFile() as configuration:
        configuration.write(_configuration(str(data), port, password).encode())
        configuration.seek(0)
        # Read from standard input, so that the password shows neither in the process list nor in a file.
        process = spawn(
            [str(binaries.valkey), "-"], account=place.account, log=log, if_orphaned=signal.SIGTERM, stdin=configuration
        )
    pidfile.write_text(str(process.pid), "ascii")
    deadline = time.monotonic() + START_SECONDS
    while not answers(url(port, password)):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServersError(f"Valkey does not start. The end of {log}:\n{tail(log)}")
        time.sleep(0.01)
    return Valkey(process, url(port, password), pidfile)


def answers(at: str) -> bool:
    """Return whether a server answers at this URL with this password."""
    with redis.Redis.from_url(at, socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False


def _configuration(folder: str, port: int, password: str) -> str:
    return f"""
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
always-show-logo no
set-proc-title no
"""


def _end_leftover(pidfile: Path, data: Path) -> None:
    """Stop a server whose owner died without stopping it."""
    if pidfile.exists():
        stop(find(int(pidfile.read_text("ascii")), data), STOPS)
        pidfile.unlink()
