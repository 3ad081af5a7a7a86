"""The time a request has, at the edge and in the database."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator

import httpx2
import pytest
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from nexus.platform.deadline import deadline, milliseconds_left
from nexus.platform.ground import Ground
from nexus.platform.http.edge import Deadlines, RequestIds
from nexus.platform.settings import Limits

pytestmark = pytest.mark.anyio

UPLOADS = frozenset({"/files"})


def edge(app: ASGIApp, seconds: float = 0.1) -> ASGIApp:
    limits = Limits(request_seconds=seconds, upload_seconds=20)
    return RequestIds(Deadlines(app, limits=limits, upload_paths=UPLOADS), secure=False)


async def ask(app: ASGIApp, path: str = "/") -> httpx2.Response:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://nexus") as client:
        return await client.get(path)


async def forever(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


async def told(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(str(milliseconds_left()))(scope, receive, send)


async def test_a_request_over_its_time_is_answered_with_503() -> None:
    answer = await ask(edge(forever))
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "5"
    assert "0.1 s" in answer.json()["detail"]


async def test_uploads_have_more_time() -> None:
    assert int((await ask(edge(told), "/files")).text) > 10_000
    assert int((await ask(edge(told), "/other")).text) <= 100


async def test_an_answer_that_has_begun_may_go_on() -> None:
    async def long_answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def parts() -> AsyncGenerator[bytes]:
            yield b"a"
            await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait, 0.2)
            yield b"b"

        await StreamingResponse(parts())(scope, receive, send)

    assert (await ask(edge(long_answer))).text == "ab"


async def test_the_database_ends_a_statement_with_the_request(ground: Ground) -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        async with ground.database.reads(None) as reads:
            await reads.execute("select pg_sleep(5)")

    begun = time.monotonic()
    answer = await ask(edge(slow, 0.3))
    assert answer.status_code == 503
    assert time.monotonic() - begun < 3


async def test_a_transaction_is_told_what_is_left_and_the_next_one_is_not(ground: Ground) -> None:
    with deadline(7):
        assert 5000 < await told_the_database(ground) <= 7000
    assert await told_the_database(ground) == 30_000


async def told_the_database(ground: Ground) -> int:
    async with ground.database.reads(None) as reads:
        return await reads.fetchval("select setting::int from pg_settings where name = 'statement_timeout'")


async def test_work_that_outlives_its_request_has_its_own_time(ground: Ground) -> None:
    with deadline(0):
        assert await told_the_database(ground) == 30_000
