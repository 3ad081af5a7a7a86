"""A request that is given up at any moment leaves its place in the pool of connections to the next one."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from typing import cast

import pytest
from sqlalchemy.pool import QueuePool

from nexus.platform.db import Database, driver_of
from nexus.platform.settings import Pool, Settings

pytestmark = pytest.mark.anyio

MOMENTS = 40
"""More turns of the event loop than it takes to begin a transaction on a new connection."""


@pytest.fixture
async def database(settings: Settings) -> AsyncGenerator[Database]:
    database = await Database.connect(settings.database_url.get_secret_value(), Pool(writes=1, reads=1))
    yield database
    await database.close()


@pytest.fixture
def nothing_swept() -> Generator[None]:
    """Keep the collector from returning what was forgotten."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("told_to_the_loop", "nothing_swept")
async def test_a_place_in_the_pool_is_kept_by_nobody_who_gave_up(database: Database) -> None:
    async def work() -> None:
        async with database.transaction(None) as session:
            await (await driver_of(session)).execute("select 1")

    kept = []
    for moment in range(MOMENTS):
        async with database.transaction(None) as session:
            driver = await driver_of(session)
        driver.terminate()
        task = asyncio.create_task(work())
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        kept.append(cast("QueuePool", database.engine.sync_engine.pool).checkedout())
    assert kept == [0] * MOMENTS
