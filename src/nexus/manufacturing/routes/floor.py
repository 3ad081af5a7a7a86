"""Work on operations, labor, scans and genealogy over HTTP."""

import secrets
from typing import Annotated

from asyncpg import PostgresError
from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.exc import DBAPIError

from nexus.identity.public import CurrentActor, UserId, badge_actor
from nexus.manufacturing.errors import (
    DoesNotAddUp,
    NotClockedIn,
    NotFinished,
    NotOnTheFloor,
    NotReady,
    OldPaper,
    Overlaps,
    ScannedTwice,
    UnknownCode,
    WrongCheckCharacter,
    WrongTime,
)
from nexus.manufacturing.ids import LaborId, OperationId, TravelerId
from nexus.manufacturing.queries import floor as queries
from nexus.manufacturing.schemas.floor import (
    CorrectLabor,
    LaborAsked,
    LotUseOut,
    NewLabor,
    NewLotUse,
    NewWork,
    ScanIn,
    ScanOut,
    ScansIn,
    ScansOut,
)
from nexus.manufacturing.schemas.travelers import LaborOut, OperationOut
from nexus.manufacturing.service import floor, labor, lots, scans
from nexus.manufacturing.service.floor import Deed
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound, Problem, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IdempotencyKey
from nexus.platform.http.refusals import refused_by_database
from nexus.platform.http.words import Reads, TheGround, Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import cursor_of, next_page
from nexus.platform.types import MOST_ID, Code

router = APIRouter(prefix="/api/v1", tags=["shop floor"])

OperationPath = Annotated[OperationId, Path(ge=1, le=MOST_ID)]
LaborPath = Annotated[LaborId, Path(ge=1, le=MOST_ID)]
TravelerPath = Annotated[TravelerId, Path(ge=1, le=MOST_ID)]
_WORK = problems(
    NotFound,
    NotOnTheFloor,
    NotReady,
    NotFinished,
    DoesNotAddUp,
    Overlaps,
    NotClockedIn,
    WrongTime,
    Forbidden,
    KeyReused,
)


@router.get("/operations/{id}", response_model=OperationOut, responses=problems(NotFound))
async def read_operation(reads: Reads, actor: CurrentActor, id: OperationPath) -> Response:
    """Read an operation with its checks."""
    actor.must("travelers:read")
    body = await queries.read_operation(reads, actor.tenant, id)
    if body is None:
        raise NotFound("operation")
    return json_bytes(body)


@router.post("/operations/{id}/work", response_model=OperationOut, responses=_WORK)
async def work(
    session: Tx, actor: CurrentActor, id: OperationPath, given: NewWork, key: IdempotencyKey = None
) -> Response:
    """Start, pause or finish an operation, and count its pieces as good, scrap or set aside."""

    async def do() -> str:
        who = await _who(session, actor, given.user_id)
        deed = Deed(f"api-{secrets.token_hex(12)}", given.act, given.good, given.scrap, given.rework, given.reason,
                    given.kind)  # fmt: skip
        await floor.work(session, actor, who, id, deed)
        return await queries.read_operation(await driver_of(session), actor.tenant, id) or ""

    return json_bytes(await once(session, actor.tenant, key, (f"POST operations/{id}/work", given), do))


@router.post("/scans", response_model=ScanOut | ScansOut, responses={
    **_WORK, **problems(UnknownCode, WrongCheckCharacter, OldPaper, ScannedTwice, Forbidden, NotFound)
})  # fmt: skip
async def scan(ground: TheGround, actor: CurrentActor, given: ScanIn | ScansIn) -> ScanOut | ScansOut:
    """Take what a scanner typed: say what it is and what can be done with it, and do what it says.

    A queue of scans is taken by the clock of its device, each by itself: one that is refused says why, and the others
    are done.
    """
    if isinstance(given, ScanIn):
        async with ground.database.transaction(actor.tenant) as session:
            return await scans.scan(session, actor, given)
    told: dict[str, ScanOut] = {}
    for each in sorted(given.scans, key=lambda one: (one.at is None, one.at)):
        try:
            async with ground.database.transaction(actor.tenant) as session:
                told[each.scan_id] = await scans.scan(session, actor, each)
        except Problem as refused:
            told[each.scan_id] = _refused(each, refused)
        except (DBAPIError, PostgresError) as broken:
            refused = refused_by_database(broken)
            if refused is None:
                raise
            told[each.scan_id] = _refused(each, refused)
    return ScansOut(scans=[told[each.scan_id] for each in given.scans])


@router.get("/labor", response_model=list[LaborOut], responses=problems(Invalid))
async def list_labor(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[LaborAsked, Query()]
) -> Response:
    """List labor entries, newest first."""
    actor.must("travelers:read")
    found = await queries.list_labor(
        reads, actor.tenant, asked.page, traveler=asked.traveler_id, user=asked.user_id, start=asked.start_date,
        end=asked.end_date, current=asked.current,
    )  # fmt: skip
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.post(
    "/labor", status_code=201, response_model=LaborOut, responses=problems(Overlaps, WrongTime, Forbidden, KeyReused)
)
async def enter_labor(session: Tx, actor: CurrentActor, new: NewLabor, key: IdempotencyKey = None) -> Response:
    """Write down time by hand."""

    async def do() -> str:
        return await _labor(session, actor, await labor.enter(session, actor, new))

    return json_bytes(await once(session, actor.tenant, key, ("POST labor", new), do), status=201)


@router.post(
    "/labor/{id}/corrections", status_code=201, response_model=LaborOut,
    responses=problems(NotFound, Overlaps, WrongTime, Forbidden),
)  # fmt: skip
async def correct_labor(session: Tx, actor: CurrentActor, id: LaborPath, given: CorrectLabor) -> Response:
    """Put a new entry in the place of one that is wrong; the old one stays to be read."""
    return json_bytes(await _labor(session, actor, await labor.correct(session, actor, id, given)), status=201)


@router.post(
    "/travelers/{id:int}/lots", status_code=201, response_model=list[LotUseOut],
    responses=problems(NotFound, NotOnTheFloor, Forbidden),
)  # fmt: skip
async def use_lot(session: Tx, actor: CurrentActor, id: TravelerPath, new: NewLotUse) -> Response:
    """Write down that a lot or serial of a part went in; answer all that is in it now."""
    await lots.use(session, actor, id, new)
    return json_bytes(await queries.lots_of(await driver_of(session), actor.tenant, id), status=201)


@router.get("/genealogy/where-used", response_model=list[LotUseOut], responses=problems(Invalid))
async def where_used(reads: Reads, actor: CurrentActor, lot: Annotated[Code, Query()]) -> Response:
    """Tell where a lot or serial went, through units of ours that went into others."""
    actor.must("travelers:read")
    return json_bytes(await queries.where_used(reads, actor.tenant, lot))


@router.get("/genealogy/contents", response_model=list[LotUseOut], responses=problems(Invalid))
async def contents(reads: Reads, actor: CurrentActor, unit: Annotated[Code, Query()]) -> Response:
    """Tell which lots and serials are in a unit, or in what a traveler makes, and in those."""
    actor.must("travelers:read")
    return json_bytes(await queries.what_is_in(reads, actor.tenant, unit))


def _refused(given: ScanIn, refused: Problem) -> ScanOut:
    return ScanOut(
        scan_id=given.scan_id, ok=False, what="unknown", did="", message=refused.detail,
        problem=f"/problems/{refused.code}",
    )  # fmt: skip


async def _who(session: Tx, actor: CurrentActor, user: int | None) -> CurrentActor:
    if user is None or user == actor.user:
        return actor
    actor.must("labor:others")
    who = await badge_actor(session, actor, UserId(user))
    if who is None:
        raise Invalid(f"There is no user {user}, or they have left.")
    return who


async def _labor(session: Tx, actor: CurrentActor, id: LaborId) -> str:
    return await queries.read_labor(await driver_of(session), actor.tenant, id)
