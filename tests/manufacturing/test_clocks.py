"""Time that is told at several places at once, long after it passed, or that was corrected while it ran."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from nexus.identity.public import Actor
from nexus.manufacturing.ids import OperationId
from nexus.manufacturing.rules.clocking import Act
from nexus.manufacturing.service import floor
from nexus.manufacturing.service.floor import Deed
from nexus.platform import clock
from nexus.platform.ground import Ground
from tests.manufacturing.shop import post, put, released_traveler, scanned
from tests.platform.house import eventually

pytestmark = pytest.mark.anyio


def ago(hours: float) -> str:
    return (clock.now() - timedelta(hours=hours)).isoformat()


async def allow_parallel_jobs(client: httpx2.AsyncClient) -> None:
    policy = (await client.get("/api/v1/tenant")).json()["policy"]
    await put(client, "/api/v1/tenant", {"policy": {**policy, "parallel_jobs": True}})


async def two_steps(client: httpx2.AsyncClient) -> Any:
    return await released_traveler(client, {"step_number": 10, "step_name": "A"},
                                   {"step_number": 20, "step_name": "B", "predecessors": []})  # fmt: skip


async def hours_of(client: httpx2.AsyncClient) -> list[Any]:
    found = (await client.get("/api/v1/labor", params={"current": True})).json()
    return [each["hours_logged"] for each in sorted(found, key=lambda each: each["start_time"])]


async def test_time_shared_long_ago_stays_shared_when_something_is_told_now(client: httpx2.AsyncClient) -> None:
    await allow_parallel_jobs(client)
    steps = [step["id"] for step in (await two_steps(client))["operations"]]
    for step, end in zip(steps, (72, 76), strict=True):
        await post(client, "/api/v1/labor", {"operation_id": step, "start_time": ago(80), "end_time": ago(end)})
    assert await hours_of(client) == [pytest.approx(6, abs=0.01), pytest.approx(2, abs=0.01)]
    await post(client, "/api/v1/labor", {"start_time": ago(3), "end_time": ago(2)})
    assert sum(await hours_of(client)) == pytest.approx(9, abs=0.01)


async def test_a_start_that_changed_nothing_begins_nothing_when_something_is_told_days_later(
    client: httpx2.AsyncClient,
) -> None:
    first, second = (step["barcode"] for step in (await two_steps(client))["operations"])
    for action, hours in (("start", 80), ("start", 78), ("pause", 77)):
        await scanned(client, first, action=action, at=ago(hours))
    await scanned(client, second, action="start", at=ago(1))
    await scanned(client, second, action="start", at=ago(7))
    assert await hours_of(client) == [pytest.approx(3, abs=0.01), None]


async def test_what_was_finished_long_ago_is_not_begun_again(client: httpx2.AsyncClient) -> None:
    first, second = (step["barcode"] for step in (await two_steps(client))["operations"])
    await scanned(client, first, action="start", at=ago(78))
    await scanned(client, first, action="finish", quantity=5, at=ago(80))
    assert await hours_of(client) == []
    await scanned(client, second, action="start", at=ago(1))
    await scanned(client, second, action="start", at=ago(7))
    assert await hours_of(client) == [None]


async def test_work_begun_again_after_its_running_time_was_corrected_is_kept(client: httpx2.AsyncClient) -> None:
    first, second = (step["barcode"] for step in (await two_steps(client))["operations"])
    await scanned(client, first, action="start", at=ago(9))
    running = (await client.get("/api/v1/labor")).json()[0]
    await post(client, f"/api/v1/labor/{running['id']}/corrections", {"end_time": ago(8), "reason": "Went home."})
    await scanned(client, first, action="start", at=ago(3))
    await scanned(client, first, action="pause", at=ago(1))
    await scanned(client, second, action="pause", at=ago(4))
    assert await hours_of(client) == [pytest.approx(hours, abs=0.01) for hours in (1, 2)]


async def test_one_persons_time_is_told_at_two_places_at_once(
    client: httpx2.AsyncClient, actor: Actor, ground: Ground
) -> None:
    await allow_parallel_jobs(client)
    travelers = [await two_steps(client) for _ in range(2)]
    here, there = (traveler["operations"][0] for traveler in travelers)
    for step in (here, there):
        await scanned(client, step["barcode"], action="start", at=ago(4))
    async with ground.database.transaction(actor.tenant) as session:
        pause = Deed("here", Act.PAUSE, at=clock.now() - timedelta(hours=2), device="gun")
        await floor.work(session, actor, actor, OperationId(here["id"]), pause)
        telling = asyncio.create_task(scanned(client, there["barcode"], action="pause", at=ago(1)))
        await eventually(lambda: _waits(ground, telling), "the other place is told, or waits")
    await telling
    assert sorted(hours or 0 for hours in await hours_of(client)) == [
        pytest.approx(1, abs=0.01), pytest.approx(2, abs=0.01)
    ]  # fmt: skip


async def _waits(ground: Ground, telling: "asyncio.Task[Any]") -> bool:
    async with ground.database.transaction(None) as session:
        waiting = await session.scalar(
            text("select count(*) from pg_locks where locktype = 'advisory' and not granted")
        )
    return telling.done() or bool(waiting)
