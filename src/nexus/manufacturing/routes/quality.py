"""Checks, approvals and nonconformances over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from nexus.identity.public import CurrentActor
from nexus.manufacturing.errors import AlreadyDecided, DoesNotAddUp, NotReady
from nexus.manufacturing.ids import NonconformanceId, OperationId
from nexus.manufacturing.queries import floor as queries
from nexus.manufacturing.schemas.floor import (
    ApprovalIn,
    Dispose,
    NewNonconformance,
    NewResult,
    NonconformanceOut,
    NonconformancesAsked,
)
from nexus.manufacturing.schemas.travelers import OperationOut
from nexus.manufacturing.service import quality as service
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.words import Reads, Tx
from nexus.platform.pages import PageRequest, cursor_of, next_page
from nexus.platform.types import MOST_ID

router = APIRouter(prefix="/api/v1", tags=["quality"])

OperationPath = Annotated[OperationId, Path(ge=1, le=MOST_ID)]
Id = Annotated[NonconformanceId, Path(ge=1, le=MOST_ID)]


@router.post("/operations/{id}/results", response_model=OperationOut, responses=problems(NotFound, Invalid, Forbidden))
async def record_result(session: Tx, actor: CurrentActor, id: OperationPath, given: NewResult) -> Response:
    """Write down the result of a check; one with limits is judged by them."""
    await service.record(session, actor, id, given)
    return json_bytes(await queries.read_operation(await driver_of(session), actor.tenant, id) or "")


@router.post(
    "/operations/{id}/approval", response_model=OperationOut, responses=problems(NotFound, Invalid, NotReady, Forbidden)
)
async def approve(session: Tx, actor: CurrentActor, id: OperationPath, given: ApprovalIn) -> Response:
    """Approve or reject an operation, or its first article."""
    await service.approve(session, actor, id, given)
    return json_bytes(await queries.read_operation(await driver_of(session), actor.tenant, id) or "")


@router.post(
    "/operations/{id}/nonconformances", status_code=201, response_model=NonconformanceOut,
    responses=problems(NotFound, NotReady, DoesNotAddUp, Forbidden),
)  # fmt: skip
async def raise_nonconformance(session: Tx, actor: CurrentActor, id: OperationPath, new: NewNonconformance) -> Response:
    """Set pieces aside that are not as they should be."""
    made = await service.raise_nonconformance(session, actor, id, new)
    return json_bytes(await _one(session, actor, made), status=201)


@router.get("/nonconformances", response_model=list[NonconformanceOut], responses=problems(Invalid))
async def list_nonconformances(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[NonconformancesAsked, Query()]
) -> Response:
    """List nonconformances, newest first."""
    actor.must("travelers:read")
    found = await queries.list_nonconformances(
        reads, actor.tenant, asked.page, traveler=asked.traveler_id, is_open=asked.open
    )
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.put(
    "/nonconformances/{id}/disposition", response_model=NonconformanceOut,
    responses=problems(NotFound, AlreadyDecided, DoesNotAddUp, Forbidden),
)  # fmt: skip
async def dispose(session: Tx, actor: CurrentActor, id: Id, given: Dispose) -> Response:
    """Say what becomes of the pieces: used as they are, reworked, repaired, scrapped or returned."""
    await service.dispose(session, actor, id, given)
    return json_bytes(await _one(session, actor, id))


@router.post(
    "/nonconformances/{id}/close", response_model=NonconformanceOut,
    responses=problems(NotFound, NotReady, AlreadyDecided, DoesNotAddUp, Forbidden),
)  # fmt: skip
async def close(session: Tx, actor: CurrentActor, id: Id) -> Response:
    """Close a nonconformance whose pieces were reworked or repaired: they count as good."""
    await service.close(session, actor, id)
    return json_bytes(await _one(session, actor, id))


async def _one(session: Tx, actor: CurrentActor, id: NonconformanceId) -> str:
    found = await queries.list_nonconformances(await driver_of(session), actor.tenant, PageRequest(limit=1), id=id)
    return found.body[1:-1]
