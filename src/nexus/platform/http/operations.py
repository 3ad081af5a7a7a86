"""What those who run Nexus read: its metrics, and how all that it stands on is doing."""

import hmac
from ipaddress import ip_address

from fastapi import APIRouter, Request
from starlette.responses import Response

from nexus.platform.errors import Forbidden, Unauthorized, problems
from nexus.platform.http.words import TheGround
from nexus.platform.monitoring import metrics
from nexus.platform.settings import Settings

router = APIRouter(tags=["operations"])


@router.get("/metrics", responses={**problems(Unauthorized, Forbidden), 200: {"content": {"text/plain": {}}}})
async def read_metrics(request: Request, ground: TheGround) -> Response:
    """Return the metrics of this process in Prometheus' text form."""
    _may_read_metrics(ground.settings, request)
    return Response(ground.metrics.text(), media_type=metrics.CONTENT_TYPE)


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
