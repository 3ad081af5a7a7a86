"""The embedded PostgreSQL: made once, started on the loopback only, recovered after a crash, stopped fast."""

import shutil
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from nexus.platform import secrets
from nexus.platform.embedded.account import give
from nexus.platform.embedded.binaries import Binaries
from nexus.platform.embedded.errors import ServersError
from nexus.platform.embedded.place import Place, choose_port, tail
from nexus.platform.embedded.processes import Stages, find, spawn, stop

VERSION = "pg18"
START_SECONDS = 60
PASSING = ("shared memory", "Address already in use")
"""After kill -9 the last children of a server hold its memory, or its port, for a moment."""
STOPS: Stages = ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 5))
CTYPE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
"""Under plain C the trigram similarity of Persian words would be 0."""

NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    process: psutil.Popen
    port: int
    data: Path

    def url(self, role: str, password: str, database: str = "nexus") -> str:
        """Return the URL at which `role` reaches `database`."""
        return url(self.port, role, password, database)

    def stop(self) -> None:
        """Stop it fast: open transactions are rolled back, what was committed is on disk."""
        stop(self.process, STOPS)


def url(port: int, role: str, password: str, database: str = "nexus") -> str:
    """Return the URL at which `role` reaches `database` on this machine."""
    return f"postgresql://{role}:{password}@127.0.0.1:{port}/{database}"


def answers(at: str) -> bool:
    """Return whether the server takes a connection at this URL."""
    try:
        psycopg.connect(at, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def start(place: Place, binaries: Binaries, *, durable: bool) -> Postgres:
    """Start the server of this place, made first if there is none; return when it takes connections."""
    data = place.folder / VERSION
    log = place.folder / "postgres.log"
    if not data.exists():
        _make_cluster(place, binaries, data, durable=durable)
    _end_leftover(data)
    deadline = time.monotonic() + START_SECONDS
    while True:
        port = choose_port(place, "postgres")
        process = spawn(
            _command(binaries, data, port, durable=durable), account=place.account, log=log, if_orphaned=signal.SIGINT
        )
        if _gets_ready(process, data, deadline):
            break
        end = tail(log)
        if time.monotonic() > deadline or not any(sign in end for sign in PASSING):
            raise ServersError(f"PostgreSQL does not start. The end of {log}:\n{end}")
        time.sleep(0.2)
    server = Postgres(process, port, data)
    try:
        _probe_vectors(server.url("postgres", secrets.secret(place.home, "postgres"), "postgres"))
    except ServersError:
        server.stop()
        raise
    return server


def _command(binaries: Binaries, data: Path, port: int, *, durable: bool) -> list[str]:
    options = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u@%d ",
        **({} if durable else NOT_DURABLE),
    }
    return [
        str(binaries.postgres),
        "-D",
        str(data),
        *(word for pair in options.items() for word in ("-c", "=".join(pair))),
    ]


def _make_cluster(place: Place, binaries: Binaries, data: Path, *, durable: bool) -> None:
    aside = data.with_name(f"{data.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    give(aside, place.account)
    password = place.folder / "password.new"
    password.touch(mode=0o600)
    give(password, place.account)
    password.write_text(secrets.secret(place.home, "postgres"), "ascii")
    try:
        _run_initdb(place, binaries, aside, password, [] if durable else ["--no-sync"])
    finally:
        password.unlink()
    # Only a whole cluster gets its name, so an interrupted first start leaves nothing half made.
    aside.rename(data)


def _run_initdb(place: Place, binaries: Binaries, into: Path, password: Path, more: list[str]) -> None:
    log = place.folder / "initdb.log"
    options = (
        "--username=postgres --auth=scram-sha-256 --encoding=UTF8 --data-checksums --no-instructions "
        f"--locale-provider=builtin --builtin-locale=PG_UNICODE_FAST --lc-collate=C --lc-ctype={CTYPE}"
    )
    making = spawn(
        [str(binaries.initdb), f"--pgdata={into}", f"--pwfile={password}", *options.split(), *more],
        account=place.account,
        log=log,
        if_orphaned=signal.SIGKILL,
    )
    if making.wait(START_SECONDS) != 0:
        raise ServersError(f"The database cannot be made in {into}. The end of {log}:\n{tail(log)}")


def _end_leftover(data: Path) -> None:
    """Stop a server whose owner died without stopping it; remove the file of one that is gone."""
    pidfile = data / "postmaster.pid"
    if not pidfile.exists():
        return
    leftover = find(int(pidfile.read_text("ascii").split()[0]), data)
    if leftover is not None:
        stop(leftover, STOPS)
    pidfile.unlink(missing_ok=True)


def _gets_ready(process: psutil.Popen, data: Path, deadline: float) -> bool:
    """Return whether the server came up; False when it gave up by itself, so that it may be tried again."""
    pidfile = data / "postmaster.pid"
    while process.poll() is None:
        lines = pidfile.read_text("ascii").splitlines() if pidfile.exists() else []
        # The file of an earlier server may still be there: it has another pid on its first line.
        if len(lines) >= 8 and int(lines[0]) == process.pid and lines[7].strip() == "ready":
            return True
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            return False
        time.sleep(0.01)
    return False


def _probe_vectors(as_superuser: str) -> None:
    """Compute one distance of each vector type: the wheel's pgvector needs instructions that older processors lack."""
    distances = "select '[1,2,3]'::vector <=> '[3,2,1]'::vector, '[1,2,3]'::halfvec <=> '[3,2,1]'::halfvec"
    try:
        with psycopg.connect(as_superuser, autocommit=True) as connection:
            connection.execute("create extension if not exists vector")
            connection.execute(distances)
    except psycopg.OperationalError as died:
        raise ServersError(
            "The embedded pgvector does not run on this processor (it needs AVX2 on x86-64, SVE on arm64). "
            "Give DATABASE_URL of a PostgreSQL with pgvector of your own."
        ) from died
