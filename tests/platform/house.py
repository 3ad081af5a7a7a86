"""A house of its own for tests of background work: jobs that note what they do, and a worker to be killed.

`python -m tests.platform.house` is the worker, a process like `nexus worker` with the jobs of this file.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import anyio
import asyncpg
from sqlalchemy import text

from nexus import worker
from nexus.platform import embedded, migrations
from nexus.platform.db import Database
from nexus.platform.embedded import Embedded
from nexus.platform.events import Event
from nexus.platform.ground import Ground
from nexus.platform.ids import TenantId
from nexus.platform.jobs import Job, Queue, Schedule, Work, schema
from nexus.platform.settings import Pool, Settings, Workers

PATIENCE = 120
TABLES = """
create table effects (what text primary key, at timestamptz default clock_timestamp());
create table attempts (what text, pid int, at timestamptz default clock_timestamp());
grant select, insert on effects, attempts to nexus_app, nexus_worker;
"""


class Note(Job, frozen=True):
    """Has one effect."""

    what: str


class Slow(Job, frozen=True):
    """Has its effect after so many seconds."""

    what: str
    seconds: float


class Reading(Job, frozen=True):
    """Slow work in the queue of reading."""

    queue: ClassVar[Queue] = Queue.READING

    what: str
    seconds: float


class Flaky(Job, frozen=True):
    """Meets a lost connection twice, and succeeds at last."""

    what: str


class Broken(Job, frozen=True):
    """Never succeeds."""

    what: str


class Deadly(Job, frozen=True):
    """Takes its worker down with it."""

    what: str


class Happened(Event, frozen=True):
    """Something happened."""

    what: str


async def attempted(ground: Ground, what: str) -> int:
    """Note the attempt, for good whatever becomes of it; return how many there were."""
    async with ground.database.transaction(None) as session:
        await session.execute(
            text("insert into attempts (what, pid) values (:what, :pid)"), {"what": what, "pid": os.getpid()}
        )
        return int(await session.scalar(text("select count(*) from attempts where what = :what"), {"what": what}) or 0)


async def effect(ground: Ground, what: str) -> None:
    """Have the effect, once: the second time it is there already, as a handler must see to."""
    async with ground.database.transaction(None) as session:
        await session.execute(text("insert into effects (what) values (:what) on conflict do nothing"), {"what": what})


async def note(ground: Ground, job: Note) -> None:
    await attempted(ground, job.what)
    await effect(ground, job.what)


async def slow(ground: Ground, job: Slow | Reading) -> None:
    await attempted(ground, job.what)
    await asyncio.sleep(job.seconds)
    await effect(ground, job.what)


async def flaky(ground: Ground, job: Flaky) -> None:
    if await attempted(ground, job.what) < 3:
        raise ConnectionResetError("the other side went away")
    await effect(ground, job.what)


async def broken(ground: Ground, job: Broken) -> None:
    await attempted(ground, job.what)
    raise ValueError("this cannot be done")


async def deadly(ground: Ground, job: Deadly) -> None:
    await attempted(ground, job.what)
    os.kill(os.getpid(), signal.SIGKILL)


async def buried(ground: Ground, job: Broken | Deadly, reason: str) -> None:
    await effect(ground, f"{job.what} is dead: {reason}")


async def heard(ground: Ground, event: Happened) -> None:
    await attempted(ground, f"{event.what} heard")
    await effect(ground, f"{event.what} heard")


async def heard_too(ground: Ground, event: Happened) -> None:
    await attempted(ground, f"{event.what} heard too")
    await effect(ground, f"{event.what} heard too")


async def beat(ground: Ground) -> None:
    await attempted(ground, "beat")


WORK = Work(
    jobs={Note: note, Slow: slow, Reading: slow, Flaky: flaky, Broken: broken, Deadly: deadly},
    on_dead={Broken: buried, Deadly: buried},
    events={Happened: (heard, heard_too)},
    schedules={"beat": Schedule(timedelta(seconds=2), beat)},
)


@dataclass
class House:
    """Servers, a migrated database, and the workers that a test starts."""

    home: Path
    servers: Embedded
    database: Database
    tenant: TenantId

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """Start a worker process; it is ready some time later."""
        command = [sys.executable, "-m", "tests.platform.house", str(self.home)]
        with (self.home / "workers.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log)

    async def workers(self) -> int:
        """Return how many workers show that they live."""
        return len(
            await self.rows(
                "select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 2 and objid <> 0"
            )
        )

    async def rows(self, query: str, *values: Any) -> list[asyncpg.Record]:
        """Return what a superuser's query gives."""
        connection = await asyncpg.connect(self.servers.superuser_url)
        try:
            return await connection.fetch(query, *values)
        finally:
            await connection.close()

    async def effects(self) -> set[str]:
        """Return all effects there were."""
        return {row["what"] for row in await self.rows("select what from effects")}

    async def attempts(self, what: str) -> int:
        """Return how often it was attempted."""
        return int((await self.rows("select count(*) from attempts where what = $1", what))[0][0])

    async def unfinished(self) -> int:
        """Return how many runs wait or go on."""
        return int(
            (await self.rows("select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')"))[0][0]
        )


@contextmanager
def temporary_home() -> Generator[Path]:
    """Give a home that the servers' account can get into."""
    with TemporaryDirectory(prefix="nexus-house-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@asynccontextmanager
async def opened(*, durable: bool) -> AsyncGenerator[House]:
    """Give a house with its own servers."""
    with temporary_home() as home, embedded.running(home, durable=durable) as servers:
        await migrations.migrate(servers.migrator_url)
        await schema.prepare(servers.migrator_url)
        await _make_tables(servers.superuser_url)
        database = await Database.connect(servers.database_url, Pool(writes=5, reads=1))
        yield House(home, servers, database, TenantId(1))
        await database.close()


@contextmanager
def worker_of(house: House) -> Generator["subprocess.Popen[bytes]"]:
    """Run a worker for the block, and kill it at the end."""
    process = house.start_worker()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def eventually(holds: Callable[[], Awaitable[bool]], what: str, seconds: float = PATIENCE) -> float:
    """Wait until it holds and return how long that took; fail saying `what` when it never does."""
    begun = time.monotonic()
    while not await holds():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds} s"
        await anyio.sleep(0.02)
    return time.monotonic() - begun


async def _make_tables(superuser_url: str) -> None:
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute(TABLES)
    finally:
        await connection.close()


if __name__ == "__main__":
    brisk = Workers(heartbeat_seconds=0.5)
    asyncio.run(worker.run(Settings.load(home=Path(sys.argv[1]), workers=brisk), WORK))
