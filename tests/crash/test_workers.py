"""Workers and databases are killed in the middle of work: what was acknowledged is done, and has its effect once."""

import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable

import anyio
import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from nexus.platform import embedded
from nexus.platform.events import publish
from nexus.platform.jobs import enqueue
from tests.platform.house import Deadly, Happened, House, Note, Slow, eventually, opened, worker_of

pytestmark = [pytest.mark.anyio, pytest.mark.crash]


@pytest.fixture
async def house() -> AsyncGenerator[House]:
    async with opened(durable=True) as house:
        yield house


def workers(house: House, number: int) -> Callable[[], Awaitable[bool]]:
    async def there() -> bool:
        return await house.workers() == number

    return there


def attempted(house: House, what: str, times: int = 1) -> Callable[[], Awaitable[bool]]:
    async def there() -> bool:
        return await house.attempts(what) >= times

    return there


def done(house: House, *effects: str) -> Callable[[], Awaitable[bool]]:
    async def there() -> bool:
        return set(effects) <= await house.effects()

    return there


async def test_the_runs_of_a_killed_worker_are_finished_by_another(house: House) -> None:
    what = [f"slow {number}" for number in range(40)]
    with worker_of(house) as first:
        await eventually(workers(house, 1), "the first worker lives")
        async with house.database.transaction(house.tenant) as session:
            for one in what:
                await enqueue(session, Slow(tenant=house.tenant, what=one, seconds=0.3))
        await eventually(attempted(house, what[10]), "work goes on")
        first.kill()
        first.wait()
        assert len(await house.effects()) < len(what)
        with worker_of(house):
            await eventually(done(house, *what), "all is done")
            await eventually(lambda: _none_left(house), "no run is left")


async def test_one_of_two_workers_dies_and_the_other_takes_over_within_seconds(house: House) -> None:
    with worker_of(house) as first, worker_of(house):
        await eventually(workers(house, 2), "both live")
        what = [f"slow {number}" for number in range(60)]
        async with house.database.transaction(house.tenant) as session:
            for one in what:
                await enqueue(session, Slow(tenant=house.tenant, what=one, seconds=0.2))
        await eventually(attempted(house, what[20]), "work goes on")
        first.kill()
        await eventually(done(house, *what), "all is done")


async def test_a_living_worker_keeps_its_runs_however_long_they_take(house: House) -> None:
    with worker_of(house), worker_of(house):
        await eventually(workers(house, 2), "both live")
        async with house.database.transaction(house.tenant) as session:
            await enqueue(session, Slow(tenant=house.tenant, what="long", seconds=5))
        await eventually(done(house, "long"), "the long work is done")
    assert await house.attempts("long") == 1


async def test_a_worker_that_stands_still_keeps_its_runs(house: House) -> None:
    with worker_of(house) as still:
        await eventually(workers(house, 1), "the first lives")
        async with house.database.transaction(house.tenant) as session:
            await enqueue(session, Slow(tenant=house.tenant, what="interrupted", seconds=1))
        await eventually(attempted(house, "interrupted"), "the work began")
        os.kill(still.pid, signal.SIGSTOP)
        with worker_of(house):
            await eventually(workers(house, 2), "the second lives")
            async with house.database.transaction(house.tenant) as session:
                await enqueue(session, Slow(tenant=house.tenant, what="meanwhile", seconds=3))
            await eventually(done(house, "meanwhile"), "the other goes on")
        os.kill(still.pid, signal.SIGCONT)
        await eventually(done(house, "interrupted"), "the first finishes")
    assert await house.attempts("interrupted") == 1


async def test_a_stopped_worker_finishes_what_it_began(house: House) -> None:
    with worker_of(house) as stopping:
        await eventually(workers(house, 1), "it lives")
        async with house.database.transaction(house.tenant) as session:
            await enqueue(session, Slow(tenant=house.tenant, what="begun", seconds=2))
        await eventually(attempted(house, "begun"), "the work began")
        stopping.terminate()
        assert await anyio.to_thread.run_sync(stopping.wait) == 0
    assert await house.attempts("begun") == 1
    assert "begun" in await house.effects()


async def test_work_that_kills_its_worker_is_given_up_and_told_of(house: House) -> None:
    dead = "deadly is dead: The work was started 5 times and ended the process each time."
    async with house.database.transaction(house.tenant) as session:
        await enqueue(session, Deadly(tenant=house.tenant, what="deadly"))
    for times in range(1, 6):
        with worker_of(house):
            await eventually(attempted(house, "deadly", times), f"it was started {times} times")
    with worker_of(house):
        await eventually(done(house, dead), "it is given up")
    assert await house.attempts("deadly") == 5


async def test_a_killed_database_loses_nothing_that_was_acknowledged(house: House) -> None:
    """Events and jobs are written without a pause while the database is killed three times and comes back."""
    acknowledged: list[str] = []
    refused = 0
    servers = house.servers
    with worker_of(house):
        await eventually(workers(house, 1), "the worker lives")

        async def write(writer: int) -> None:
            nonlocal refused
            for number in range(150):
                what = f"{writer}-{number}"
                try:
                    async with house.database.transaction(house.tenant) as session:
                        await enqueue(session, Note(tenant=house.tenant, what=f"job {what}"), key=what)
                        publish(session, Happened(tenant=house.tenant, what=f"event {what}"))
                except (DBAPIError, OSError, asyncpg.PostgresError):
                    refused += 1
                    await anyio.sleep(0.05)
                else:
                    acknowledged.append(what)

        async with anyio.create_task_group() as writing:
            for writer in range(4):
                writing.start_soon(write, writer)
            for kill in range(3):
                await eventually(lambda least=(kill + 1) * 60: _at_least(acknowledged, least), "writing goes on")
                assert servers.owned is not None
                assert servers.owned.database is not None
                servers.owned.database.process.kill()
                servers.owned.database.process.wait()
                servers = await anyio.to_thread.run_sync(embedded.revive, servers)
        expected = [f"{kind} {what}{how}" for what in acknowledged for kind, how in
                    (("job", ""), ("event", " heard"), ("event", " heard too"))]  # fmt: skip
        await eventually(done(house, *expected), "all that was acknowledged is done")
        await eventually(lambda: _none_left(house), "no run is left")
    assert refused > 0
    servers.stop()


async def _none_left(house: House) -> bool:
    return await house.unfinished() == 0


async def _at_least(acknowledged: list[str], number: int) -> bool:
    return len(acknowledged) >= number
