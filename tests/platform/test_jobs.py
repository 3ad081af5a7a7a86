"""Background work: enqueued with the transaction, done by any worker, tried again when it is worth it, never lost."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from nexus.platform.events import publish
from nexus.platform.ids import TenantId
from nexus.platform.jobs import cancel, enqueue, run_id
from tests.platform.house import Broken, Flaky, Happened, House, Note, Reading, Slow, eventually, opened, worker_of

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def house() -> AsyncGenerator[House]:
    async with opened(durable=False) as house:
        with worker_of(house):

            async def ready() -> bool:
                return await house.workers() == 1

            await eventually(ready, "the worker is ready")
            yield house


async def has(house: House, *effects: str) -> None:
    async def there() -> bool:
        return set(effects) <= await house.effects()

    await eventually(there, f"{effects} happened")


async def is_quiet(house: House) -> None:
    async def quiet() -> bool:
        return await house.unfinished() == 0

    await eventually(quiet, "no run is left")


async def test_a_job_runs_when_its_transaction_commits(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        await enqueue(session, Note(tenant=house.tenant, what="committed"))
    await has(house, "committed")


async def test_a_job_of_a_transaction_that_failed_never_runs(house: House) -> None:
    async def fail() -> None:
        async with house.database.transaction(house.tenant) as session:
            await enqueue(session, Note(tenant=house.tenant, what="rolled back"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with house.database.transaction(house.tenant) as session:
        await enqueue(session, Note(tenant=house.tenant, what="after it"))
    await has(house, "after it")
    assert "rolled back" not in await house.effects()


async def test_the_same_key_is_enqueued_once(house: House) -> None:
    for _ in range(3):
        async with house.database.transaction(house.tenant) as session:
            run = await enqueue(session, Note(tenant=house.tenant, what="keyed"), key="17")
    assert run == run_id(Note, house.tenant, "17")
    await has(house, "keyed")
    await is_quiet(house)
    assert await house.attempts("keyed") == 1


async def test_a_job_cannot_be_enqueued_for_another_tenant(house: House) -> None:
    with pytest.raises(ProgrammingError, match="another tenant"):
        async with house.database.transaction(TenantId(2)) as session:
            await enqueue(session, Note(tenant=house.tenant, what="foreign"))


async def test_the_api_can_neither_read_nor_change_the_runs(house: House) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with house.database.transaction(house.tenant) as session:
            await session.execute(text("select * from dbos.workflow_status"))


async def test_what_fails_in_passing_is_tried_again(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        await enqueue(session, Flaky(tenant=house.tenant, what="flaky"))
    await has(house, "flaky")
    assert await house.attempts("flaky") == 3


async def test_what_fails_for_good_is_tried_once_and_told_with_its_reason(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        await enqueue(session, Broken(tenant=house.tenant, what="broken"))
    await has(house, "broken is dead: this cannot be done")
    assert await house.attempts("broken") == 1


async def test_a_cancelled_run_stops(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        run = await enqueue(session, Slow(tenant=house.tenant, what="cancelled", seconds=3600))

    async def begun() -> bool:
        return await house.attempts("cancelled") == 1

    await eventually(begun, "the run began")
    async with house.database.transaction(house.tenant) as session:
        assert await cancel(session, run)
    await is_quiet(house)
    async with house.database.transaction(house.tenant) as session:
        assert not await cancel(session, run)


async def test_another_tenant_cannot_cancel_a_run(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        run = await enqueue(session, Slow(tenant=house.tenant, what="not theirs", seconds=0.2))
    async with house.database.transaction(TenantId(2)) as session:
        assert not await cancel(session, run)
    await has(house, "not theirs")


async def test_an_event_reaches_each_of_its_handlers_once(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        for number in range(20):
            publish(session, Happened(tenant=house.tenant, what=f"event {number}"))
    expected = [f"event {number} {how}" for number in range(20) for how in ("heard", "heard too")]
    await has(house, *expected)
    assert [await house.attempts(what) for what in expected] == [1] * len(expected)


async def test_a_handler_is_woken_by_the_commit_not_by_a_clock(house: House) -> None:
    for number in range(15):
        async with house.database.transaction(house.tenant) as session:
            publish(session, Happened(tenant=house.tenant, what=f"prompt {number}"))
        await has(house, f"prompt {number} heard")
    delays = await house.rows(
        "select a.at - o.created_at as delay from attempts a "
        "join outbox o on a.what = (o.payload ->> 'what') || ' heard' "
        "where o.payload ->> 'what' like 'prompt %' order by 1"
    )
    # By the clock it would take a second and a half. A machine with nothing else to do needs 13 ms.
    assert delays[len(delays) // 2]["delay"] < timedelta(milliseconds=500)


async def test_reading_goes_on_beside_other_work(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        for number in range(8):
            await enqueue(session, Reading(tenant=house.tenant, what=f"read {number}", seconds=0.5))
        await enqueue(session, Note(tenant=house.tenant, what="beside"))
    await has(house, "beside")
    assert "read 7" not in await house.effects()
    await has(house, *(f"read {number}" for number in range(8)))


async def test_a_tenant_with_one_document_does_not_wait_behind_one_with_many(house: House) -> None:
    async with house.database.transaction(house.tenant) as session:
        for number in range(30):
            await enqueue(session, Reading(tenant=house.tenant, what=f"many {number}", seconds=0.1))
    async with house.database.transaction(TenantId(2)) as session:
        await enqueue(session, Reading(tenant=TenantId(2), what="single", seconds=0.1))
    await has(house, "single")
    assert len([what for what in await house.effects() if what.startswith("many")]) < 30
    await is_quiet(house)


async def test_a_schedule_runs_once_each_period(house: House) -> None:
    async def twice() -> bool:
        return await house.attempts("beat") >= 2

    await eventually(twice, "the schedule ran twice")
    runs = await house.rows(
        "select count(*), min(created_at), max(created_at) from dbos.workflow_status where name = 'beat'"
    )
    number, first, last = runs[0]
    assert number <= (last - first) / 2000 + 2
