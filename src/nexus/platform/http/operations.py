"""What those who run Nexus read: its metrics, and how all that it stands on is doing."""

import asyncio
import hmac
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any, Protocol

from fastapi import APIRouter, Request
from starlette.responses import Response

from nexus.platform import clock
from nexus.platform.errors import Forbidden, Unauthorized, problems
from nexus.platform.ground import Ground
from nexus.platform.http.answers import json_answer
from nexus.platform.http.health import ask_database
from nexus.platform.http.words import TheGround
from nexus.platform.monitoring import metrics
from nexus.platform.monitoring.probes import look_around, probed
from nexus.platform.settings import Settings

router = APIRouter(tags=["operations"])


@router.get("/metrics", responses={**problems(Unauthorized, Forbidden), 200: {"content": {"text/plain": {}}}})
async def read_metrics(request: Request, ground: TheGround) -> Response:
    """Return the metrics of this process in Prometheus' text form."""
    _may_read_metrics(ground.settings, request)
    return Response(ground.metrics.text(), media_type=metrics.CONTENT_TYPE)


@router.get("/health/detailed", responses=problems(Unauthorized, Forbidden))
async def detailed(request: Request, ground: TheGround) -> Response:
    """Ask the database and the nine services beside it, all at once, each with a time limit."""
    _must_operate(ground.settings, request)
    checks = await _checks(ground)
    body = {"status": _overall(checks), "timestamp": clock.now(), "checks": checks}
    return json_answer(body, status=503 if body["status"] == "unhealthy" else 200)


@router.get("/status", responses=problems(Unauthorized, Forbidden))
async def status(request: Request, ground: TheGround) -> Response:
    """Tell the version, how long this process has run, how its dependencies are, and the jobs of each queue."""
    _must_operate(ground.settings, request)
    checks = await _checks(ground)
    return json_answer(
        {
            "status": _overall(checks),
            "version": version("nexus"),
            "environment": ground.settings.environment,
            "uptime_seconds": int((clock.now() - ground.opened_at).total_seconds()),
            "timestamp": clock.now(),
            "dependencies": {name: check["status"] for name, check in checks.items()},
            "queues": await _queues(ground) if checks["postgresql"]["status"] == "healthy" else None,
        }
    )


async def _checks(ground: Ground) -> dict[str, dict[str, Any]]:
    probes = ground.settings.probes
    database, redis, others = await asyncio.gather(
        probed(ask_database(ground), probes.seconds), probed(ground.cache.ping(), probes.seconds), look_around(probes)
    )
    return {"postgresql": database, "redis": redis, **others}


def _overall(checks: dict[str, dict[str, Any]]) -> str:
    if checks["postgresql"]["status"] != "healthy":
        return "unhealthy"
    return "degraded" if any(check["status"] == "unhealthy" for check in checks.values()) else "healthy"


async def _queues(ground: Ground) -> dict[str, dict[str, int]]:
    async with ground.database.reads(None) as reads:
        rows = await reads.fetch("select queue, waiting, running from count_jobs() order by queue")
    return {row["queue"]: {"waiting": row["waiting"], "running": row["running"]} for row in rows}


class Operator(Protocol):
    """Somebody who is signed in, as far as it matters here."""

    def must(self, permission: str) -> None:
        """Raise Forbidden without the permission."""


def _must_operate(settings: Settings, request: Request) -> None:
    """Let everybody in development; elsewhere administrators: what Nexus stands on is nobody else's business."""
    if settings.environment == "development":
        return
    actor: Operator | None = request.scope["state"].get("actor")
    if actor is None:
        raise Unauthorized
    actor.must("operations:read")


def _may_read_metrics(settings: Settings, request: Request) -> None:
    if settings.metrics_token is not None:
        wanted = f"Bearer {settings.metrics_token.get_secret_value()}"
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted.encode()):
            raise Unauthorized("Send NEXUS_METRICS_TOKEN as a bearer token.")
    elif settings.production and not _is_this_machine(request):
        raise Forbidden("Only this machine may read the metrics; set NEXUS_METRICS_TOKEN to read them from elsewhere.")


def _is_this_machine(request: Request) -> bool:
    """Return whether nobody else can be behind this request: what a proxy forwards comes from elsewhere."""
    address = request.scope["state"]["address"]
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return bool(address) and ip_address(address).is_loopback and not forwarded
