"""What routes and handlers stand on: settings, database, storage, cache, embeddings."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import asyncpg

from nexus.platform import clock
from nexus.platform.cache import Cache
from nexus.platform.db import Database, plain_url
from nexus.platform.embeddings import Embedder, open_embedder
from nexus.platform.mail.delivering import Mailer, open_mailer
from nexus.platform.monitoring.metrics import Metrics
from nexus.platform.secrets import secret
from nexus.platform.servers import ServersError, provided, refuse_powerful_role
from nexus.platform.settings import Settings
from nexus.platform.storage import Storage, location

__all__ = ["Ground", "ServersError", "open_ground"]

Part = Literal["app", "worker"]


@dataclass(frozen=True)
class Ground:
    """Open connections of one process; given to every route (`TheGround`) and to every handler."""

    settings: Settings
    database: Database
    storage: Storage
    cache: Cache
    embedder: Embedder
    mailer: Mailer
    metrics: Metrics = field(default_factory=Metrics)
    opened_at: datetime = field(default_factory=clock.now)


def signing_secrets(settings: Settings) -> list[str]:
    """Return what tokens are signed with, one of this home's own in development, and what they were before, if set."""
    given, before = settings.jwt_secret, settings.jwt_secret_before
    present = given.get_secret_value() if given else secret(settings.home, "jwt")
    return [present, *([before.get_secret_value()] if before else [])]


@asynccontextmanager
async def open_ground(settings: Settings, part: Part = "app", metrics: Metrics | None = None) -> AsyncGenerator[Ground]:
    """Open everything for the API or the worker, embedded servers included where none are named; close it at the end.

    Raises ServersError when a server is missing, does not answer, or lets this process do too much.
    """
    with provided(settings) as complete:
        given = complete.database_url if part == "app" else complete.worker_url
        if given is None:
            raise ServersError("Give NEXUS_WORKER_URL: the worker has a database role of its own, nexus_worker.")
        url = given.get_secret_value()
        await _check(url)
        metrics = metrics or Metrics()
        database = await Database.connect(url, complete.pool, metrics)
        assert complete.redis_url is not None
        cache = Cache.at(complete.redis_url.get_secret_value(), metrics)
        embedder = open_embedder(complete.embeddings)
        try:
            storage = Storage.at(location(complete))
            yield Ground(complete, database, storage, cache, embedder, open_mailer(complete), metrics)
        finally:
            await embedder.close()
            await cache.close()
            await database.close()


async def _check(url: str) -> None:
    try:
        connection = await asyncpg.connect(plain_url(url), timeout=10)
    except (OSError, asyncpg.PostgresError) as failed:
        raise ServersError(f"The database does not answer: {failed}") from failed
    try:
        await refuse_powerful_role(connection)
    finally:
        await connection.close()
