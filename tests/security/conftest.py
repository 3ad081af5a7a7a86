"""The two sides of the world, made once for all tests that only look at them."""

import asyncio
import gc
from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI

from tests.security.world import Side, make_side


@pytest.fixture(scope="session")
async def mine(app: FastAPI, running_worker: None) -> Side:
    """The side that is looked after."""
    return await make_side(app)


@pytest.fixture(scope="session")
async def theirs(app: FastAPI, running_worker: None) -> Side:
    """The side that strangers come from."""
    return await make_side(app)


@pytest.fixture
async def told_to_the_loop() -> AsyncGenerator[list[str]]:
    """Collect what the event loop is told of while the test runs, and after it of what the test left behind.

    The driver asks the server to cancel what is given up, and lets go of a connection that nobody waits for.
    """
    loop = asyncio.get_running_loop()
    handler, running, told = loop.get_exception_handler(), asyncio.all_tasks(), list[str]()
    loop.set_exception_handler(lambda _loop, context: told.append(str(context.get("exception") or context["message"])))
    yield told
    if left := asyncio.all_tasks() - running:
        await asyncio.wait(left, timeout=10)
    gc.collect()
    loop.set_exception_handler(handler)
    assert set(told) <= {"unexpected connection_lost() call"}
