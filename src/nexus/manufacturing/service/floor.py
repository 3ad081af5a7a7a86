"""Work on operations: begun, paused, counted and finished, with the same guards whoever asks and however."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.manufacturing.errors import NotClockedIn, NotFinished, NotOnTheFloor, NotReady
from nexus.manufacturing.ids import OperationId
from nexus.manufacturing.models import Operation, QuantityEntry, Traveler, TravelerMove
from nexus.manufacturing.rules.clocking import Act
from nexus.manufacturing.rules.floor import LaborKind, Pieces, may_work
from nexus.manufacturing.rules.travelers import ON_THE_FLOOR, FirstArticle, OperationStatus, TravelerStatus
from nexus.manufacturing.service import clocks, labor, routing, travelers
from nexus.manufacturing.service.labor import Clocking
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does on an operation: an act, pieces, or both. `scan` and `device` tell where it was told."""

    scan: str
    act: Act | None = None
    good: Decimal = _NOTHING
    scrap: Decimal = _NOTHING
    rework: Decimal = _NOTHING
    reason: str = ""
    kind: LaborKind = LaborKind.RUN
    at: datetime | None = None
    device: str = "api"

    @property
    def pieces(self) -> bool:
        """Whether pieces are told."""
        return bool(self.good or self.scrap or self.rework)


async def work(session: AsyncSession, actor: Actor, who: Actor, id: OperationId, deed: Deed) -> Operation:
    """Do something on an operation as `who`, told by `actor`; nothing is done when any of it is refused."""
    actor.must("labor:log")
    return await work_on(session, (actor, who), await held(session, actor, id), deed)


async def work_on(
    session: AsyncSession, people: tuple[Actor, Actor], place: tuple[Traveler, Operation], deed: Deed
) -> Operation:
    """Do something on an operation that is held with its traveler, as `work` does."""
    actor, who = people
    actor.must("labor:log")
    traveler, operation = place
    at = deed.at or clock.now()
    labor.must_be_possible(at, None)
    late = await _is_late(session, traveler, operation, deed)
    if not late:
        _must_be_on_the_floor(traveler)
    if not may_work(who.role, operation.required_role):
        raise Forbidden(
            f"Operation {operation.step_number} {operation.step_name} is for {operation.required_role}; "
            f"{who.name} is {who.role.value if who.role else 'nobody'}."
        )
    if deed.act is Act.START and not late:
        await _start(session, actor, (traveler, operation), deed.kind, at)
    if deed.pieces:
        await report(session, who, (traveler, operation), deed, at)
    if deed.act is Act.FINISH:
        await _finish(session, who, traveler, operation, at)
    travelers.touch(traveler)
    if deed.act is not None:
        await _clock(session, (actor, who), operation, deed, at)
        if deed.act is Act.FINISH:
            await travelers.complete_when_done(session, actor, traveler)
    return operation


async def _is_late(session: AsyncSession, traveler: Traveler, operation: Operation, deed: Deed) -> bool:
    """Tell whether only the time is told now of work that was done before its operation was finished, or stopped."""
    if deed.at is None or deed.pieces or deed.act not in {Act.START, Act.PAUSE}:
        return False
    if operation.completed_at is not None:
        return deed.at < operation.completed_at
    if traveler.status in ON_THE_FLOOR:
        return False
    mine = (TravelerMove.tenant_id == traveler.tenant_id, TravelerMove.traveler_id == traveler.id)
    then = select(TravelerMove.to_status).where(*mine, TravelerMove.at <= deed.at).order_by(TravelerMove.id.desc())
    return await session.scalar(then.limit(1)) in ON_THE_FLOOR


async def held(session: AsyncSession, actor: Actor, id: OperationId) -> tuple[Traveler, Operation]:
    """Return an operation and its traveler, both held: all that happens to a traveler happens one after the other."""
    mine = (Operation.tenant_id == actor.tenant, Operation.id == id)
    found = (await session.execute(places(hold=True).where(*mine))).first()
    if found is None:
        raise NotFound("operation")
    return found[0], found[1]


def places(*, hold: bool) -> Select[Traveler, Operation]:
    """Return what selects operations with their travelers, which come first; `hold`: as they are once both are held."""
    together = (Operation.tenant_id == Traveler.tenant_id) & (Operation.traveler_id == Traveler.id)
    both = select(Traveler, Operation).join_from(Traveler, Operation, together)
    return both.with_for_update().execution_options(populate_existing=True) if hold else both


async def report(
    session: AsyncSession, actor: Actor, place: tuple[Traveler, Operation], deed: Deed, at: datetime
) -> None:
    """Count pieces as good, scrap or set aside; negative where that is taken back. They must add up."""
    traveler, operation = place
    if operation.status is OperationStatus.DONE and (deed.good > 0 or deed.scrap > 0 or deed.rework > 0):
        raise NotReady(f"Operation {operation.step_number} is done; nothing more is counted on it.")
    if deed.scrap > 0 and not deed.reason:
        raise Invalid("Say why the pieces are scrap, in reason.")
    first_only = operation.first_article in {FirstArticle.REQUIRED, FirstArticle.REJECTED}
    if first_only and operation.quantity_good + deed.good > 1:
        raise NotReady(
            f"The first article of operation {operation.step_number} is {operation.first_article.value}; "
            "make one piece and have it approved before more are counted good."
        )
    operation.quantity_good += deed.good
    operation.quantity_scrap += deed.scrap
    operation.quantity_rework += deed.rework
    session.add(
        QuantityEntry(
            tenant_id=traveler.tenant_id,
            traveler_id=traveler.id,
            operation_id=operation.id,
            good=deed.good,
            scrap=deed.scrap,
            rework=deed.rework,
            reason=deed.reason,
            by_id=actor.by,
            by_name=actor.name,
            at=at,
        )
    )
    await session.flush()  # whether they add up is told here
    if deed.good:
        await routing.recount(await driver_of(session), traveler)


def pieces_of(operation: Operation) -> Pieces:
    """Return the pieces of an operation."""
    return Pieces(operation.quantity_in, operation.quantity_good, operation.quantity_scrap, operation.quantity_rework)


async def _start(
    session: AsyncSession, actor: Actor, place: tuple[Traveler, Operation], kind: LaborKind, at: datetime
) -> None:
    traveler, operation = place
    if operation.status is OperationStatus.DONE:
        raise NotReady(f"Operation {operation.step_number} {operation.step_name} is done.")
    pieces = pieces_of(operation)
    # Setting up needs no pieces; rework has those that were set aside.
    if kind is not LaborKind.SETUP and not (pieces.at_hand or pieces.rework):
        before = ", ".join(map(str, operation.predecessors))
        raise NotReady(
            f"Nothing has reached operation {operation.step_number} {operation.step_name} yet; "
            f"operation {before} comes first." if before else "There are no pieces to work on."
        )  # fmt: skip
    if operation.status is OperationStatus.PENDING:
        operation.move(OperationStatus.BEGUN)
    operation.started_at = min(operation.started_at or at, at)
    traveler.started_at = min(traveler.started_at or at, at)
    if traveler.status is TravelerStatus.RELEASED:
        await travelers.step(session, actor, traveler, TravelerStatus.IN_PROGRESS, f"Step {operation.step_number}.")


async def _finish(session: AsyncSession, actor: Actor, traveler: Traveler, operation: Operation, at: datetime) -> None:
    """Finish an operation: those before it are done, its pieces are told, its checks passed, and it is approved."""
    await session.flush()
    missing = [*await _before(session, operation), *_pieces_left(operation), *await _quality_left(session, operation)]
    if missing:
        raise NotFinished(
            f"Operation {operation.step_number} {operation.step_name} is not finished: {' '.join(missing)}",
            missing=missing,
        )
    operation.move(OperationStatus.DONE)
    operation.completed_at, operation.completed_by, operation.completed_by_id = at, actor.name, actor.by
    audit.note(session, actor, "operation.finished", ("operation", operation.id), step=operation.step_number)
    if traveler.status is TravelerStatus.RELEASED:
        await travelers.step(session, actor, traveler, TravelerStatus.IN_PROGRESS, f"Step {operation.step_number}.")
        traveler.started_at = traveler.started_at or at


async def _before(session: AsyncSession, operation: Operation) -> list[str]:
    mine = (Operation.tenant_id == operation.tenant_id, Operation.traveler_id == operation.traveler_id)
    before = Operation.step_number.in_(operation.predecessors)
    open_ = select(Operation.step_number).where(*mine, before, Operation.status != OperationStatus.DONE)
    return [f"operation {number} before it is open." for number in await session.scalars(open_)]


def _pieces_left(operation: Operation) -> list[str]:
    pieces = pieces_of(operation)
    told = [f"{pieces.at_hand.normalize():f} pieces are at hand; say how many are good."] if pieces.at_hand else []
    if pieces.rework:
        told.append(f"{pieces.rework.normalize():f} pieces are set aside; say what becomes of them.")
    return told


async def _quality_left(session: AsyncSession, operation: Operation) -> list[str]:
    missing: list[str] = []
    if operation.first_article in {FirstArticle.REQUIRED, FirstArticle.REJECTED}:
        missing.append(f"its first article is {operation.first_article.value}.")
    if operation.needs_approval and operation.approved_at is None:
        missing.append("quality has not approved it.")
    rows = await (await driver_of(session)).fetch(_UNPASSED, operation.tenant_id, operation.id)
    missing += [f"the check {row['name']} has not {'passed' if row['looked'] else 'been made'}." for row in rows]
    return missing


_UNPASSED = """
select k.name, x.passed is not null as looked from operation_checks k
left join lateral (
    select passed from check_results r where r.tenant_id = k.tenant_id and r.check_id = k.id order by r.id desc limit 1
) x on true
where k.tenant_id = $1 and k.operation_id = $2 and x.passed is not true
order by k.id
"""


async def _clock(
    session: AsyncSession, people: tuple[Actor, Actor], operation: Operation, deed: Deed, at: datetime
) -> None:
    actor, who = people
    act, operation_id = deed.act, OperationId(operation.id)
    told_apart = act is Act.PAUSE and deed.device == "api"
    if told_apart and who.user not in await labor.running_on(session, actor, operation_id):
        raise NotClockedIn(f"{who.name} is not clocked in on operation {operation.step_number}.")
    others = await labor.touched_by(session, actor, operation_id, at) - {who.user} if act is Act.FINISH else set()
    if act is None:
        return
    await clocks.hold(session, actor.tenant, {who.user, *others})
    clocking = Clocking(deed.scan, deed.device, who.user, operation.id, operation.traveler_id, act, deed.kind, at)
    await labor.clock_act(session, actor, clocking)
    for other in sorted(others):
        await labor.follow_colleague(session, actor, other, clocking)


def _must_be_on_the_floor(traveler: Traveler) -> None:
    if traveler.status is TravelerStatus.ON_HOLD:
        raise NotOnTheFloor(
            f"{traveler.traveler_number} is on hold: {traveler.held_why} Do not work on it.", why=traveler.held_why
        )
    if traveler.status not in ON_THE_FLOOR:
        raise NotOnTheFloor(f"{traveler.traveler_number} is {traveler.status.value}; no work is done on it.")
