"""PostgreSQL and Valkey out of their wheels, for a machine that has neither: started, shared and stopped with Nexus.

The first process on a home owns the servers: they run until it leaves, or are ended by the kernel when it is killed.
Others attach to what runs. Only Linux and macOS; elsewhere give DATABASE_URL and REDIS_URL.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from nexus.platform.embedded import postgres, valkey
from nexus.platform.embedded.binaries import Binaries, readable_binaries
from nexus.platform.embedded.errors import ServersError
from nexus.platform.embedded.place import Place, known_port, place_of, take_lock
from nexus.platform.embedded.postgres import Postgres
from nexus.platform.embedded.valkey import Valkey
from nexus.platform.roles import LOGINS, establish
from nexus.platform.secrets import secret

__all__ = ["Embedded", "ServersError", "running", "start"]

ATTACH_SECONDS = 60


@dataclass(frozen=True)
class Owned:
    """What the owner of the servers holds."""

    lock: IO[bytes]
    place: Place
    binaries: Binaries
    durable: bool
    database: Postgres | None = None
    cache: Valkey | None = None


@dataclass(frozen=True)
class Embedded:
    """The servers of one home and how to reach them."""

    folder: Path
    superuser_url: str
    migrator_url: str
    database_url: str
    worker_url: str
    redis_url: str
    """A URL is empty when its server was not wanted."""
    remarks: tuple[str, ...]
    """What a person should know, such as where the data went."""
    owned: Owned | None
    """Set in the process that started the servers."""

    def stop(self) -> None:
        """Stop the servers if this process owns them; leave them to their owner otherwise."""
        if self.owned is not None:
            _stop(self.owned)


def start(home: Path, *, database: bool = True, cache: bool = True, durable: bool = True) -> Embedded:
    """Start the servers of `home` that are wanted, or attach to them when another process already runs them.

    Call it from the main thread: the kernel ends the servers when the thread that started them is gone.
    `durable=False` trades crash safety for speed, for tests. Raises ServersError saying what is wrong and what to do.
    """
    place = place_of(home)
    deadline = time.monotonic() + ATTACH_SECONDS
    while True:
        lock = take_lock(place)
        if lock is not None:
            owned = Owned(lock, place, readable_binaries(place.folder / "runtime", place.account), durable)
            return _start(owned, database=database, cache=cache)
        if _answers(_reached(place, database=database, cache=cache)):
            return _reached(place, database=database, cache=cache)
        if time.monotonic() > deadline:
            raise ServersError(f"Another process holds {place.home / 'servers.lock'}, but its servers do not answer.")
        time.sleep(0.05)


@contextmanager
def running(home: Path, *, database: bool = True, cache: bool = True, durable: bool = True) -> Generator[Embedded]:
    """Run, or attach to, the servers of `home` within the block."""
    servers = start(home, database=database, cache=cache, durable=durable)
    try:
        yield servers
    finally:
        servers.stop()


def revive(servers: Embedded) -> Embedded:
    """Start again what has died of the servers this process owns, at the same addresses; the rest is left alone."""
    owned = servers.owned
    if owned is None:
        return servers
    if owned.cache is not None and owned.cache.process.poll() is not None:
        owned = replace(owned, cache=valkey.start(owned.place, owned.binaries))
    if owned.database is not None and owned.database.process.poll() is not None:
        owned = replace(owned, database=postgres.start(owned.place, owned.binaries, durable=owned.durable))
    return servers if owned is servers.owned else replace(servers, owned=owned)


def _start(owned: Owned, *, database: bool, cache: bool) -> Embedded:
    try:
        if cache:
            owned = replace(owned, cache=valkey.start(owned.place, owned.binaries))
        if database:
            owned = replace(owned, database=postgres.start(owned.place, owned.binaries, durable=owned.durable))
            _prepare_once(owned.place)
    except BaseException:
        _stop(owned)
        raise
    return replace(_reached(owned.place, database=database, cache=cache), owned=owned)


def _stop(owned: Owned) -> None:
    for server in (owned.cache, owned.database):
        if server is not None:
            server.stop()
    owned.lock.close()


def _prepare_once(place: Place) -> None:
    done = place.folder / "roles.done"
    if not done.exists():
        establish(
            postgres.url(known_port(place, "postgres"), "postgres", secret(place.home, "postgres"), "postgres"),
            {role: secret(place.home, role) for role in LOGINS},
        )
        done.touch()


def _answers(servers: Embedded) -> bool:
    """Return whether the servers that another process runs are up."""
    if servers.database_url and not postgres.answers(servers.database_url):
        return False
    return not servers.redis_url or valkey.answers(servers.redis_url)


def _reached(place: Place, *, database: bool, cache: bool) -> Embedded:
    def as_role(role: str) -> str:
        return postgres.url(known_port(place, "postgres"), role, secret(place.home, role)) if database else ""

    return Embedded(
        folder=place.folder,
        superuser_url=as_role("postgres"),
        migrator_url=as_role("nexus_migrator"),
        database_url=as_role("nexus_app"),
        worker_url=as_role("nexus_worker"),
        redis_url=valkey.url(known_port(place, "valkey"), secret(place.home, "valkey")) if cache else "",
        remarks=place.remarks,
        owned=None,
    )
