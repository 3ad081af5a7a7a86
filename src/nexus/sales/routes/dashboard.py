"""The dashboard over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from nexus.identity.public import CurrentActor
from nexus.platform import clock
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.words import Reads
from nexus.sales.queries.dashboard import read_dashboard
from nexus.sales.schemas.dashboard import DashboardOut

router = APIRouter(prefix="/api/v1/dashboard", tags=["dashboard"])


@router.get("", response_model=DashboardOut)
async def dashboard(
    reads: Reads,
    actor: CurrentActor,
    recent: Annotated[
        Literal["lists", "counts"], Query(description="What is recent: five of each, or counts of the last seven days")
    ] = "lists",
) -> Response:
    """Tell the state of sales at one glance."""
    actor.must("dashboard:read")
    return json_bytes(await read_dashboard(reads, actor.tenant, clock.now(), lists=recent == "lists"))
