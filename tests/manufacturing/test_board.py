"""The board shows what happens as it happens, to those who are still let in."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from nexus.identity.public import Role
from nexus.manufacturing.routes.board import changes
from nexus.platform.ground import Ground
from tests.conftest import SignIn
from tests.manufacturing.shop import put, released_traveler, scanned

pytestmark = pytest.mark.anyio


async def told(stream: AsyncGenerator[str]) -> tuple[str, Any]:
    async with asyncio.timeout(10):
        event, data, *_ = (await anext(stream)).split("\n")
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def test_the_board_tells_what_is_open_and_then_each_change(
    client: httpx2.AsyncClient, ground: Ground, sign_in: SignIn
) -> None:
    traveler = await released_traveler(client)
    watcher = await sign_in(Role.PURCHASING)
    stream = changes(ground, watcher.actor, follow=True)
    event, row = await told(stream)
    assert (event, row["id"], row["status"]) == ("traveler", traveler["id"], "released")
    await scanned(client, traveler["operations"][0]["barcode"], action="start")
    event, row = await told(stream)
    assert (event, row["status"]) == ("traveler", "in_progress")
    await stream.aclose()


async def test_whoever_is_put_out_sees_nothing_more_within_a_second(
    client: httpx2.AsyncClient, ground: Ground, sign_in: SignIn
) -> None:
    watcher = await sign_in(Role.PURCHASING)
    stream = changes(ground, watcher.actor, follow=True)
    waiting = asyncio.create_task(told(stream))
    await put(client, f"/api/v1/users/{watcher.actor.user}", {"role": "assembly"})
    async with asyncio.timeout(1):
        assert await waiting == ("end", {})


async def test_the_board_at_one_moment_over_http(client: httpx2.AsyncClient, app: FastAPI) -> None:
    traveler = await released_traveler(client)
    answer = await client.get("/api/v1/travelers/board")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert f'"id":{traveler["id"]},' in answer.text
