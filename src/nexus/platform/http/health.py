"""Health: alive without touching anything, and well with the database and Redis asked."""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from nexus.platform import clock, migrations
from nexus.platform.ground import Ground
from nexus.platform.http.answers import json_answer
from nexus.platform.http.words import TheGround
from nexus.platform.monitoring.probes import NotWell, probed

PROBE_SECONDS = 2.0

router = APIRouter(tags=["health"])


@router.get("/health")
@router.get("/healthz", include_in_schema=False)
async def alive() -> dict[str, str]:
    """Say that the process answers; nothing else is touched."""
    return {"status": "healthy"}


@router.get("/api/v1/health")
async def well(ground: TheGround) -> Response:
    """Ask the database and Redis, side by side, each with a time limit."""
    database, redis = await asyncio.gather(
        probed(ask_database(ground), PROBE_SECONDS), probed(ground.cache.ping(), PROBE_SECONDS)
    )
    status = "healthy" if database["status"] == redis["status"] == "healthy" else "degraded"
    if database["status"] != "healthy":
        status = "unhealthy"
    checks = {"database": database, "redis": redis}
    body = {"status": status, "timestamp": clock.now(), "checks": checks, **checks}
    return json_answer(body, status=503 if status == "unhealthy" else 200)


@router.get("/health/ready")
async def ready(ground: TheGround) -> Response:
    """Say whether requests can be served: the database answers with the schema this version needs."""
    database, redis = await asyncio.gather(
        probed(_ask_schema(ground), PROBE_SECONDS), probed(ground.cache.ping(), PROBE_SECONDS)
    )
    is_ready = database["status"] == "healthy"
    status = "unhealthy" if not is_ready else "healthy" if redis["status"] == "healthy" else "degraded"
    body = {"status": status, "timestamp": clock.now(), "checks": {"database": database, "redis": redis}}
    return json_answer(body, status=200 if is_ready else 503)


async def ask_database(ground: Ground) -> None:
    """Let the database answer something."""
    async with ground.database.reads(None) as reads:
        await reads.fetchval("select 1")


async def _ask_schema(ground: Ground) -> None:
    async with ground.database.reads(None) as reads:
        found = await migrations.revision_of(reads)
    if found != migrations.head():
        raise NotWell(f"the schema is {found or 'missing'}, this version needs {migrations.head()}: run nexus migrate")
