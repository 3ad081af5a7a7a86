"""Travelers over HTTP."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response

from nexus.identity.public import CurrentActor
from nexus.manufacturing.errors import (
    BadRouting,
    DoesNotAddUp,
    HasBegun,
    IsReleased,
    NotFinished,
    NothingChanged,
    NothingToRelease,
    UnknownOrder,
)
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.queries import travelers as queries
from nexus.manufacturing.rules.library import Kind, TravelerType
from nexus.manufacturing.schemas.travelers import (
    AttachDocument,
    BomItemIn,
    BomItemOut,
    KindIn,
    LibraryPatch,
    MoveTraveler,
    Names,
    NewTraveler,
    ReviseTraveler,
    TravelerMoveOut,
    TravelerOut,
    TravelerPatch,
    TravelerRow,
    TravelersAsked,
    TypeOut,
)
from nexus.manufacturing.service import library
from nexus.manufacturing.service import travelers as service
from nexus.platform import clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Conflict, Forbidden, Invalid, NotFound, Stale, problems
from nexus.platform.flow import IllegalMove
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IdempotencyKey, IfMatch, etag
from nexus.platform.http.words import Reads, Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import cursor_of, next_page
from nexus.platform.statement import Driver
from nexus.platform.types import MOST_ID

router = APIRouter(prefix="/api/v1/travelers", tags=["travelers"])

Id = Annotated[TravelerId, Path(ge=1, le=MOST_ID)]
OldNames = Annotated[Names, Query(description="`old`: statuses as the former clients know them")]
# The paths say {id:int}, so that /types is not taken for an id whatever the method.


@router.get("", response_model=list[TravelerRow], responses=problems(Invalid))
async def list_travelers(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[TravelersAsked, Query()]
) -> Response:
    """List travelers, newest first."""
    actor.must("travelers:read")
    order, old = asked.order_id or asked.po_id, asked.names == "old"
    wanted = queries.Wanted(asked.status, asked.type, order, asked.late, asked.search, old)
    found = await queries.list_travelers(reads, actor.tenant, asked.page, wanted, clock.today())
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.post(
    "", status_code=201, response_model=TravelerOut,
    responses=problems(Forbidden, UnknownOrder, BadRouting, DoesNotAddUp, Conflict, KeyReused),
)  # fmt: skip
async def open_traveler(
    session: Tx, actor: CurrentActor, new: NewTraveler, names: OldNames = "new", key: IdempotencyKey = None
) -> Response:
    """Draft a traveler; without operations it begins with those of its type's library."""

    async def do() -> str:
        made = await service.open_traveler(session, actor, new)
        _, body = await _shown(await driver_of(session), actor, made, names)
        return body

    return json_bytes(await once(session, actor.tenant, key, ("POST travelers", new), do), status=201)


@router.get("/types", response_model=list[TypeOut])
async def list_types(session: Tx, actor: CurrentActor) -> Response:
    """Tell the types of travelers with their colours and the operations that each begins with."""
    return json_bytes(msgspec.json.encode([_type(each) for each in await library.types_of(session, actor)]).decode())


@router.put("/types/{code}", response_model=TypeOut, responses=problems(Forbidden, BadRouting))
async def change_type(
    session: Tx, actor: CurrentActor, code: Annotated[KindIn, Path(description="PCB, PARTS, ASSEMBLY or CABLE")],
    patch: LibraryPatch,
) -> Response:  # fmt: skip
    """Edit a type's name, colour and operations; travelers that exist stay as they are."""
    changed = await library.change_type(session, actor, Kind(code), patch)
    return json_bytes(msgspec.json.encode(_type(changed)).decode())


@router.get("/{id:int}", response_model=TravelerOut, responses=problems(NotFound))
async def read_traveler(reads: Reads, actor: CurrentActor, id: Id, names: OldNames = "new") -> Response:
    """Read a traveler with everything on it."""
    actor.must("travelers:read")
    version, body = await _shown(reads, actor, id, names)
    return json_bytes(body, headers=etag(version))


@router.put(
    "/{id:int}", response_model=TravelerOut,
    responses=problems(NotFound, IsReleased, BadRouting, Stale, Forbidden),
)  # fmt: skip
async def change_traveler(
    session: Tx, actor: CurrentActor, id: Id, patch: TravelerPatch, if_match: IfMatch = None
) -> Response:
    """Change a draft; what is left out stays."""
    await service.change_traveler(session, actor, id, patch, if_match)
    return await _answer(session, actor, id)


@router.put(
    "/{id:int}/status", response_model=TravelerOut,
    responses=problems(NotFound, IllegalMove, NothingToRelease, NotFinished, Stale, Forbidden),
)  # fmt: skip
async def move_traveler(
    session: Tx, actor: CurrentActor, id: Id, move: MoveTraveler, if_match: IfMatch = None
) -> Response:
    """Release, hold, go on with, complete or cancel a traveler."""
    await service.move_traveler(session, actor, id, move, if_match)
    return await _answer(session, actor, id)


@router.post(
    "/{id:int}/bom", status_code=201, response_model=BomItemOut,
    responses=problems(NotFound, IsReleased, Forbidden, KeyReused),
)  # fmt: skip
async def add_bom_item(
    session: Tx, actor: CurrentActor, id: Id, item: BomItemIn, key: IdempotencyKey = None
) -> Response:
    """Add a part to the BOM; on the floor that makes the next revision."""

    async def do() -> str:
        added = await service.add_bom(session, actor, id, [item], f"BOM item {item.part_number} added.")
        body = await queries.read_item(await driver_of(session), actor.tenant, added[0].id)
        return body or ""

    return json_bytes(await once(session, actor.tenant, key, (f"POST travelers/{id}/bom", item), do), status=201)


@router.post(
    "/{id:int}/revisions", status_code=201, response_model=TravelerOut,
    responses=problems(NotFound, IsReleased, HasBegun, NothingChanged, BadRouting, DoesNotAddUp, Stale, Forbidden),
)  # fmt: skip
async def revise_traveler(
    session: Tx, actor: CurrentActor, id: Id, patch: ReviseTraveler, if_match: IfMatch = None
) -> Response:
    """Make the next revision of a traveler on the floor, saying why; older paper is refused from then on."""
    await service.revise_traveler(session, actor, id, patch, if_match)
    return await _answer(session, actor, id, status=201)


@router.post("/{id:int}/documents", status_code=201, response_model=TravelerOut, responses=problems(NotFound, Conflict))
async def attach_document(session: Tx, actor: CurrentActor, id: Id, given: AttachDocument) -> Response:
    """Let a drawing, an instruction, a checklist or a packing slip belong to a traveler."""
    await service.attach(session, actor, id, given)
    return await _answer(session, actor, id, status=201)


@router.get("/{id:int}/history", response_model=list[TravelerMoveOut], responses=problems(NotFound))
async def list_moves(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """Tell every move of a traveler: from, to, who, when, why."""
    actor.must("travelers:read")
    await _shown(reads, actor, id)
    return json_bytes(await queries.list_moves(reads, actor.tenant, id))


async def _answer(session: Tx, actor: CurrentActor, id: TravelerId, status: int = 200) -> Response:
    version, body = await _shown(await driver_of(session), actor, id)
    return json_bytes(body, status=status, headers=etag(version))


async def _shown(driver: Driver, actor: CurrentActor, id: TravelerId, names: str = "new") -> tuple[int, str]:
    found = await queries.read_traveler(driver, actor.tenant, id, clock.today(), old_names=names == "old")
    if found is None:
        raise NotFound("traveler")
    return found


def _type(told: TravelerType) -> dict[str, Any]:
    plain = msgspec.to_builtins(told)
    steps = [
        {**step, "hours": float(step["hours"]), "setup_hours": float(step["setup_hours"]),
         "checks": [{**check, **{limit: None if check[limit] is None else float(check[limit])
                                 for limit in ("minimum", "maximum")}} for check in step["checks"]]}
        for step in plain["steps"]
    ]  # fmt: skip
    return {**plain, "color_code": plain["color"], "steps": steps}
