"""Travelers: drafted, released, revised, held and brought to their end."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor, Role
from nexus.manufacturing.errors import DoesNotAddUp, IsReleased, NotFinished, NothingToRelease, UnknownOrder
from nexus.manufacturing.events import TravelerMoved
from nexus.manufacturing.ids import OrderId, TravelerId
from nexus.manufacturing.models import BomItem, Operation, Order, OrderLine, Traveler, TravelerDocument, TravelerMove
from nexus.manufacturing.rules.library import Step, estimated
from nexus.manufacturing.rules.orders import OrderStatus
from nexus.manufacturing.rules.travelers import OperationStatus, TravelerStatus, traveler_number
from nexus.manufacturing.schemas.travelers import (
    AttachDocument,
    BomItemIn,
    MoveTraveler,
    NewCheck,
    NewTraveler,
    OperationIn,
    ReviseTraveler,
    TravelerPatch,
)
from nexus.manufacturing.service import orders, revisions, routing
from nexus.manufacturing.service.library import type_of
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound
from nexus.platform.events import publish
from nexus.platform.http.conditions import must_match
from nexus.sales.public import next_count

_HOLDING = frozenset({TravelerStatus.ON_HOLD, TravelerStatus.RELEASED, TravelerStatus.IN_PROGRESS})
"""Where holding a traveler and lifting a hold lead."""
_HEADER = ("job_number", "part_number", "part_name", "quantity", "unit", "due_date", "priority", "notes")


async def open_traveler(session: AsyncSession, actor: Actor, new: NewTraveler) -> TravelerId:
    """Draft a traveler; what is left out is taken from the order's line and from the library of its type."""
    actor.must("travelers:write")
    order, line = await _ordered(session, actor, new)
    year = clock.today().year
    number = new.traveler_number or traveler_number(year, await next_count(session, actor.tenant, "traveler", year))
    traveler = Traveler(
        tenant_id=actor.tenant,
        traveler_number=number.upper(),
        kind=new.type,
        order_id=order.id if order else None,
        order_line_id=line.id if line else None,
        job_number=new.job_number or (order.job_number if order else ""),
        product_id=line.product_id if line else None,
        part_number=new.part_number or (line.part_number if line else ""),
        part_name=new.part_name or (line.name if line else ""),
        quantity=new.quantity or await _left(session, actor, line),
        unit=new.unit or (line.unit if line else "pcs"),
        due_date=new.due_date or (line.due_date if line else None) or (order.due_date if order else None),
        priority=new.priority,
        notes=new.notes,
        created_by=actor.by,
    )
    session.add(traveler)
    await session.flush()
    steps = new.operations
    if steps is None:
        steps = _of_library((await type_of(session, actor, new.type)).steps, traveler.quantity)
    await routing.lay_out(session, actor, traveler, steps)
    add_items(session, traveler, new.bom_items)
    _remember(session, actor, traveler, None, "")
    return TravelerId(traveler.id)


async def change_traveler(
    session: AsyncSession, actor: Actor, id: TravelerId, patch: TravelerPatch, if_match: str | None
) -> Traveler:
    """Change what the patch names of a draft."""
    actor.must("travelers:write")
    traveler = await owned_traveler(session, actor, id, lock=True)
    must_match(if_match, traveler.version)
    if traveler.status is not TravelerStatus.DRAFT:
        raise IsReleased(
            f"{traveler.traveler_number} is {traveler.status.value}; make its next revision, saying why.",
            current=traveler.status.value,
        )
    await _apply(session, actor, traveler, patch)
    touch(traveler)
    return traveler


async def revise_traveler(
    session: AsyncSession, actor: Actor, id: TravelerId, patch: ReviseTraveler, if_match: str | None = None
) -> Traveler:
    """Make the next revision of a traveler that is on the floor; what is done stays done."""
    actor.must("routing:write")
    traveler = await owned_traveler(session, actor, id, lock=True)
    must_match(if_match, traveler.version)
    _must_be_unfinished(traveler)
    await _apply(session, actor, traveler, patch)
    await _next_revision(session, actor, traveler, patch.reason)
    return traveler


async def add_bom(
    session: AsyncSession, actor: Actor, id: TravelerId, items: Sequence[BomItemIn], why: str
) -> list[BomItem]:
    """Add parts to the BOM; on the floor that makes the next revision."""
    actor.must("bom:write")
    traveler = await owned_traveler(session, actor, id, lock=True)
    if traveler.status is not TravelerStatus.DRAFT:
        _must_be_unfinished(traveler)
    last = await session.scalar(
        select(func.max(BomItem.item_number)).where(BomItem.tenant_id == actor.tenant, BomItem.traveler_id == id)
    )
    added = add_items(session, traveler, items, after=last or 0)
    await session.flush()
    if traveler.status is TravelerStatus.DRAFT:
        touch(traveler)
    else:
        await _next_revision(session, actor, traveler, why)
    return added


async def move_traveler(
    session: AsyncSession, actor: Actor, id: TravelerId, move: MoveTraveler, if_match: str | None = None
) -> Traveler:
    """Move a traveler along its states by hand: release, hold, go on, complete or cancel it."""
    if move.status not in _HOLDING or not actor.may("travelers:hold"):
        actor.must("travelers:write")
    traveler = await owned_traveler(session, actor, id, lock=True)
    must_match(if_match, traveler.version)
    holds = TravelerStatus.ON_HOLD in {traveler.status, move.status} and move.status in _HOLDING
    actor.must("travelers:hold" if holds else "travelers:write")
    match move.status:
        case TravelerStatus.RELEASED if traveler.status is TravelerStatus.DRAFT:
            await _release(session, actor, traveler, move.reason)
        case TravelerStatus.ON_HOLD:
            await _hold(session, actor, traveler, move.reason)
        case TravelerStatus.COMPLETED:
            await _complete(session, actor, traveler, move.reason)
        case _:
            await _go_on(session, actor, traveler, move)
    return traveler


async def attach(session: AsyncSession, actor: Actor, id: TravelerId, given: AttachDocument) -> None:
    """Let a document belong to a traveler."""
    actor.must("travelers:write")
    traveler = await owned_traveler(session, actor, id, lock=True)
    session.add(
        TravelerDocument(tenant_id=actor.tenant, traveler_id=id, document_id=given.document_id, role=given.role)
    )
    touch(traveler)
    await session.flush()


async def owned_traveler(session: AsyncSession, actor: Actor, id: TravelerId, *, lock: bool = False) -> Traveler:
    """Return a traveler of the actor's tenant; NotFound otherwise. Whoever changes anything on it holds it first."""
    wanted = select(Traveler).where(Traveler.tenant_id == actor.tenant, Traveler.id == id)
    traveler = await session.scalar(wanted.with_for_update() if lock else wanted)
    if traveler is None:
        raise NotFound("traveler")
    return traveler


async def step(session: AsyncSession, actor: Actor, traveler: Traveler, to: TravelerStatus, why: str = "") -> None:
    """Move a traveler that is held, and tell of it."""
    before = traveler.status
    traveler.move(to)
    _remember(session, actor, traveler, before, why)
    publish(session, TravelerMoved(tenant=actor.tenant, traveler=TravelerId(traveler.id), before=before, after=to))


def touch(traveler: Traveler) -> None:
    """Count a change, so that whoever watches or edits the traveler learns of it."""
    traveler.version += 1
    traveler.updated_at = clock.now()


def add_items(session: AsyncSession, traveler: Traveler, items: Sequence[BomItemIn], after: int = 0) -> list[BomItem]:
    """Add parts to the BOM, numbered on from `after`."""
    added = [
        BomItem(tenant_id=traveler.tenant_id, traveler_id=traveler.id, item_number=number, **item.model_dump())
        for number, item in enumerate(items, after + 1)
    ]
    session.add_all(added)
    return added


async def complete_when_done(session: AsyncSession, actor: Actor, traveler: Traveler) -> None:
    """Complete a traveler whose operations are all done, and its order with the last of its travelers."""
    if traveler.status is TravelerStatus.IN_PROGRESS and not await _open_steps(session, actor, traveler):
        await _complete(session, actor, traveler, "All operations are done.")


async def _ordered(session: AsyncSession, actor: Actor, new: NewTraveler) -> tuple[Order | None, OrderLine | None]:
    if new.order_id is None and new.order_line_id is None:
        return None, None
    line = None
    if new.order_line_id is not None:
        mine = (OrderLine.tenant_id == actor.tenant, OrderLine.id == new.order_line_id)
        line = await session.scalar(select(OrderLine).where(*mine))
    wanted = line.order_id if line else new.order_id
    if wanted is None or (new.order_id is not None and wanted != new.order_id):
        raise UnknownOrder(f"There is no line {new.order_line_id} of such an order, or it is not yours.")
    try:
        order = await orders.owned_order(session, actor, OrderId(wanted), lock=True)
    except NotFound as unknown:
        raise UnknownOrder(f"There is no order {wanted}, or it is not yours.") from unknown
    if order.status in {OrderStatus.CANCELLED, OrderStatus.CLOSED}:
        raise UnknownOrder(f"{order.order_number} is {order.status.value}; nothing more is made for it.")
    return order, line


async def _left(session: AsyncSession, actor: Actor, line: OrderLine | None) -> Decimal:
    """Return how many of an order's line are on no traveler yet; raise DoesNotAddUp (409) when all are."""
    if line is None:
        return Decimal(1)
    mine = (Traveler.tenant_id == actor.tenant, Traveler.order_line_id == line.id)
    planned = await session.scalar(
        select(func.sum(Traveler.quantity)).where(*mine, Traveler.status != TravelerStatus.CANCELLED)
    )
    left = line.quantity - (planned or Decimal(0))
    if left <= 0:
        raise DoesNotAddUp(f"All {line.quantity.normalize():f} of this line are on travelers; say how many more.")
    return left


def _of_library(steps: Sequence[Step], quantity: Decimal) -> list[OperationIn]:
    return [
        OperationIn(
            step_number=step.number,
            step_name=step.name,
            description=step.description,
            estimated_hours=estimated(step, quantity),
            required_role=Role(step.role) if step.role else None,
            predecessors=None,
            first_article=step.first_article,
            checks=[NewCheck(name=c.name, unit=c.unit, minimum=c.minimum, maximum=c.maximum) for c in step.checks],
        )
        for step in steps
    ]


async def _apply(session: AsyncSession, actor: Actor, traveler: Traveler, patch: TravelerPatch) -> None:
    for field in _HEADER:
        value = getattr(patch, field)
        if value is not None:
            setattr(traveler, field, value)
    if patch.operations is not None:
        await routing.lay_out(session, actor, traveler, patch.operations)
    if patch.bom_items is not None:
        actor.must("bom:write")
        for item in await revisions.items_of(session, traveler):
            await session.delete(item)
        add_items(session, traveler, patch.bom_items)
    await session.flush()


async def _next_revision(session: AsyncSession, actor: Actor, traveler: Traveler, why: str) -> None:
    traveler.revision += 1
    await revisions.write(session, actor, traveler, why)
    await routing.recount(await driver_of(session), traveler)
    touch(traveler)


async def _release(session: AsyncSession, actor: Actor, traveler: Traveler, why: str) -> None:
    if not await _open_steps(session, actor, traveler):
        raise NothingToRelease(f"{traveler.traveler_number} has no operations; add some first.")
    traveler.released_at = clock.now()
    await step(session, actor, traveler, TravelerStatus.RELEASED, why)
    await revisions.write(session, actor, traveler, why or "Released.")
    await routing.recount(await driver_of(session), traveler)
    if traveler.order_id is not None:
        order = await orders.owned_order(session, actor, OrderId(traveler.order_id), lock=True)
        if order.status is OrderStatus.CONFIRMED:
            await orders.step(session, actor, order, OrderStatus.IN_PRODUCTION, f"{traveler.traveler_number} released.")


async def _hold(session: AsyncSession, actor: Actor, traveler: Traveler, why: str) -> None:
    if not why:
        raise NothingToRelease("A hold must say why, so that whoever scans the paper can read it.")
    before = traveler.status
    await step(session, actor, traveler, TravelerStatus.ON_HOLD, why)
    traveler.held_from, traveler.held_why = before, why


async def _go_on(session: AsyncSession, actor: Actor, traveler: Traveler, move: MoveTraveler) -> None:
    to = move.status
    if traveler.status is TravelerStatus.ON_HOLD and to in {TravelerStatus.RELEASED, TravelerStatus.IN_PROGRESS}:
        to = traveler.held_from or to
    await step(session, actor, traveler, to, move.reason)
    traveler.held_from, traveler.held_why = None, ""
    if to is TravelerStatus.IN_PROGRESS:
        traveler.started_at = traveler.started_at or clock.now()


async def _complete(session: AsyncSession, actor: Actor, traveler: Traveler, why: str) -> None:
    left = await _open_steps(session, actor, traveler)
    if left:
        raise NotFinished(
            f"{traveler.traveler_number} is not finished: operations {', '.join(map(str, left[:20]))} are open.",
            operations=left,
        )
    await step(session, actor, traveler, TravelerStatus.COMPLETED, why)
    traveler.completed_at = clock.now()
    if traveler.order_id is not None:
        await _complete_order(session, actor, OrderId(traveler.order_id))


async def _complete_order(session: AsyncSession, actor: Actor, id: OrderId) -> None:
    """Complete an order when enough of each of its lines has been made."""
    order = await orders.owned_order(session, actor, id, lock=True)
    await session.flush()
    missing = await (await driver_of(session)).fetchval(_MISSING, actor.tenant, id)
    if order.status is OrderStatus.IN_PRODUCTION and not missing:
        await orders.step(session, actor, order, OrderStatus.COMPLETED, "All of its travelers are completed.")


_MISSING = """
select exists (
    select from order_lines l where l.tenant_id = $1 and l.order_id = $2 and l.quantity > coalesce((
        select sum(t.quantity) from travelers t
        where t.tenant_id = l.tenant_id and t.order_line_id = l.id and t.status = 'completed'
    ), 0)
) or exists (
    select from travelers t where t.tenant_id = $1 and t.order_id = $2 and t.status not in ('completed', 'cancelled')
)
"""


async def _open_steps(session: AsyncSession, actor: Actor, traveler: Traveler) -> list[int]:
    mine = (Operation.tenant_id == actor.tenant, Operation.traveler_id == traveler.id)
    left = select(Operation.step_number).where(*mine, Operation.status != OperationStatus.DONE)
    return list(await session.scalars(left.order_by(Operation.step_number)))


def _must_be_unfinished(traveler: Traveler) -> None:
    if traveler.status in {TravelerStatus.DRAFT, TravelerStatus.COMPLETED, TravelerStatus.CANCELLED}:
        raise IsReleased(
            f"{traveler.traveler_number} is {traveler.status.value}: only what is on the floor is revised.",
            current=traveler.status.value,
        )


def _remember(session: AsyncSession, actor: Actor, traveler: Traveler, before: TravelerStatus | None, why: str) -> None:
    session.add(
        TravelerMove(
            tenant_id=actor.tenant,
            traveler_id=traveler.id,
            from_status=before,
            to_status=traveler.status,
            by_id=actor.by,
            by_name=actor.name,
            reason=why,
        )
    )
    if before is not None:
        audit.note(
            session, actor, "traveler.moved", ("traveler", traveler.id),
            before=before, after=traveler.status, reason=why,
        )  # fmt: skip
