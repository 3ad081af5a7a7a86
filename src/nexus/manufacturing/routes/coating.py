"""Coating over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from nexus.identity.public import CurrentActor
from nexus.manufacturing.errors import NotOnTheFloor, OutOfLimits
from nexus.manufacturing.ids import CoatingId
from nexus.manufacturing.queries import floor as queries
from nexus.manufacturing.schemas.floor import CoatingAsked, CoatingOut, MoveCoating, NewCoating
from nexus.manufacturing.service import coating as service
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound, Stale, problems
from nexus.platform.flow import IllegalMove
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IdempotencyKey, IfMatch
from nexus.platform.http.words import Reads, Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import PageRequest, cursor_of, next_page
from nexus.platform.types import MOST_ID

router = APIRouter(prefix="/api/v1/coating", tags=["coating"])

Id = Annotated[CoatingId, Path(ge=1, le=MOST_ID)]


@router.get("", response_model=list[CoatingOut], responses=problems(Invalid))
async def list_coating(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[CoatingAsked, Query()]
) -> Response:
    """List coating jobs with their readings, newest first."""
    actor.must("travelers:read")
    found = await queries.list_coating(reads, actor.tenant, asked.page, traveler=asked.traveler_id, status=asked.status)
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.post(
    "", status_code=201, response_model=CoatingOut, responses=problems(NotOnTheFloor, Invalid, Forbidden, KeyReused)
)
async def send(session: Tx, actor: CurrentActor, new: NewCoating, key: IdempotencyKey = None) -> Response:
    """Send pieces of a traveler to be coated, here or at a supplier."""

    async def do() -> str:
        return await _one(session, actor, await service.send(session, actor, new))

    return json_bytes(await once(session, actor.tenant, key, ("POST coating", new), do), status=201)


@router.put(
    "/{id}/status", response_model=CoatingOut, responses=problems(NotFound, IllegalMove, OutOfLimits, Stale, Forbidden)
)
async def move(session: Tx, actor: CurrentActor, id: Id, given: MoveCoating, if_match: IfMatch = None) -> Response:
    """Receive a coating job, or inspect it with the readings of its thickness."""
    await service.move(session, actor, id, given, if_match)
    return json_bytes(await _one(session, actor, id))


async def _one(session: Tx, actor: CurrentActor, id: CoatingId) -> str:
    found = await queries.list_coating(await driver_of(session), actor.tenant, PageRequest(limit=1), id=id)
    return found.body[1:-1]
