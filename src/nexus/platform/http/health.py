"""Health: alive without touching anything, and well with the database and Redis asked."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from nexus.platform import clock
from nexus.platform.http.answers import json_answer
from nexus.platform.http.words import TheGround

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

    async def ask_database() -> None:
        async with ground.database.reads(None) as reads:
            await reads.fetchval("select 1")

    database, redis = await asyncio.gather(_probe(ask_database()), _probe(ground.cache.ping()))
    checks = {"database": database, "redis": redis}
    status = "healthy" if database["status"] == redis["status"] == "healthy" else "degraded"
    if database["status"] != "healthy":
        status = "unhealthy"
    body = {"status": status, "timestamp": clock.now(), "checks": checks, **checks}
    return json_answer(body, status=503 if status == "unhealthy" else 200)


async def _probe(asking: Awaitable[Any]) -> dict[str, Any]:
    started = time.perf_counter()
    reason = ""
    try:
        await asyncio.wait_for(asking, PROBE_SECONDS)
    except TimeoutError:
        reason = f"no answer within {PROBE_SECONDS:g} s"
    except Exception as error:  # noqa: BLE001 - a probe reports whatever went wrong
        reason = f"{type(error).__name__}: {error}"[:200]
    took = round((time.perf_counter() - started) * 1000, 2)
    return {
        "status": "unhealthy" if reason else "healthy",
        "response_time_ms": took,
        **({"reason": reason} if reason else {}),
    }
