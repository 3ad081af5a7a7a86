"""Orders: made out of an approved quote, by hand or out of a customer's purchase order; confirmed and moved along."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.public import DocumentId, ExtractedLine, extraction_of
from nexus.identity.public import Actor, trade_of
from nexus.manufacturing.errors import (
    HasDifferences,
    NotAccepted,
    NothingToOrder,
    OrderExists,
    TooMuchOrdered,
    UnknownQuoteLine,
)
from nexus.manufacturing.events import OrderMoved
from nexus.manufacturing.ids import OrderId
from nexus.manufacturing.models import Order, OrderLine, OrderMove
from nexus.manufacturing.queries.orders import ordered_of
from nexus.manufacturing.rules.orders import Asked, Difference, OrderStatus, differences, job_number, order_number
from nexus.manufacturing.schemas.orders import MoveOrder, NewOrder, NewOrderLine
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound
from nexus.platform.events import publish
from nexus.platform.http.conditions import must_match
from nexus.sales.public import Offer, OfferLine, QuoteId, customer_name, line_total, minor_digits, next_count, offer_of

_NO_DISCOUNT = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Source:
    """What an order's lines are compared with: the offer, and how much of each of its lines is ordered already."""

    offer: Offer | None
    ordered: dict[int, tuple[Decimal, str]]

    def line(self, id: int) -> OfferLine:
        """Return a line of the offer; raise UnknownQuoteLine (422) when there is no such one."""
        for line in self.offer.lines if self.offer else []:
            if line.id == id:
                return line
        raise UnknownQuoteLine(f"The quote has no line {id}; name the quote, and one of its lines by id.")

    def left(self, line: OfferLine) -> Decimal:
        """Return how many of a line are still to be ordered."""
        return max(line.quantity - self.ordered.get(line.id, (Decimal(0), ""))[0], Decimal(0))


async def open_order(session: AsyncSession, actor: Actor, new: NewOrder) -> OrderId:
    """Take an order: what is left of a quote is confirmed at once, any other is a draft until somebody confirms it."""
    actor.must("orders:write")
    source = await _source(session, actor, new.quote_id)
    customer = new.customer_id or (source.offer.customer_id if source.offer else None)
    if customer is None:
        raise NothingToOrder(f"{source.offer.number if source.offer else 'The order'} has no customer; name one.")
    await customer_name(session, actor, customer)
    lines = await _lines(session, actor, new, source)
    order = await _blank(session, actor, new, source.offer, customer)
    session.add(order)
    await session.flush()
    stored = [_stored(order, number, line, source) for number, line in enumerate(lines, 1)]
    session.add_all(stored)
    order.total_amount = sum(line.line_total or 0 for line in stored)
    _remember(session, actor, order, None, "")
    if source.offer is not None and new.document_id is None and not new.lines:
        await _confirm(session, actor, order, stored, source, accepted=True)
    return OrderId(order.id)


async def move_order(
    session: AsyncSession, actor: Actor, id: OrderId, move: MoveOrder, if_match: str | None = None
) -> Order:
    """Move an order along its states; a draft that is not what was quoted is confirmed only by saying so."""
    actor.must("orders:write")
    order = await owned_order(session, actor, id, lock=True)
    must_match(if_match, order.version)
    if move.status is OrderStatus.CONFIRMED and order.status is OrderStatus.DRAFT:
        lines = await lines_of(session, actor, order)
        source = await _source(session, actor, order.quote_id, but=order.id)
        await _confirm(session, actor, order, lines, source, accepted=move.accept_differences)
        return order
    await step(session, actor, order, move.status, move.reason)
    return order


async def step(session: AsyncSession, actor: Actor, order: Order, to: OrderStatus, why: str = "") -> None:
    """Move an order that is held, and tell of it."""
    before = order.status
    order.move(to)
    _remember(session, actor, order, before, why)
    publish(session, OrderMoved(tenant=actor.tenant, order=OrderId(order.id), before=before, after=order.status))


async def owned_order(session: AsyncSession, actor: Actor, id: OrderId, *, lock: bool = False) -> Order:
    """Return an order of the actor's tenant; NotFound otherwise."""
    wanted = select(Order).where(Order.tenant_id == actor.tenant, Order.id == id)
    order = await session.scalar(wanted.with_for_update() if lock else wanted)
    if order is None:
        raise NotFound("order")
    return order


async def lines_of(session: AsyncSession, actor: Actor, order: Order) -> list[OrderLine]:
    """Return the lines of an order in their order."""
    mine = (OrderLine.tenant_id == actor.tenant, OrderLine.order_id == order.id)
    return list(await session.scalars(select(OrderLine).where(*mine).order_by(OrderLine.line_number)))


async def differences_of(session: AsyncSession, actor: Actor, id: OrderId) -> list[Difference]:
    """Tell where an order is not what was quoted; nothing when it answers no quote."""
    order = await owned_order(session, actor, id)
    if order.quote_id is None:
        return []
    offer = await offer_of(session, actor, QuoteId(order.quote_id))
    return _compared(offer, await lines_of(session, actor, order))


async def _source(session: AsyncSession, actor: Actor, quote: int | None, but: int = 0) -> _Source:
    """Hold the quote, so that what is left of it is ordered once however many ask at a time."""
    if quote is None:
        return _Source(None, {})
    offer = await offer_of(session, actor, QuoteId(quote), lock=True)
    if not offer.is_approved:
        raise NotAccepted(f"{offer.number} is not approved; only what the customer has accepted is ordered.")
    lines = [line.id for line in offer.lines]
    return _Source(offer, await ordered_of(await driver_of(session), actor.tenant, lines, but))


async def _lines(session: AsyncSession, actor: Actor, new: NewOrder, source: _Source) -> list[NewOrderLine]:
    if new.lines:
        return new.lines
    if new.document_id is not None:
        return await _read_lines(session, actor, DocumentId(new.document_id), source)
    left = [line for line in source.offer.lines if source.left(line)] if source.offer else []
    if not left and source.offer is not None:
        first = next(iter(source.ordered.values()), (Decimal(0), ""))[1]
        raise OrderExists(f"All of {source.offer.number} is ordered already, by {first or 'nobody: it has no lines'}.")
    return [NewOrderLine(quote_line_id=line.id, quantity=None) for line in left]


async def _read_lines(session: AsyncSession, actor: Actor, document: DocumentId, source: _Source) -> list[NewOrderLine]:
    """Return the lines that a customer's purchase order says, each with the line of the quote that it answers."""
    extraction = await extraction_of(session, actor, document)
    if extraction is None or not extraction.lines:
        raise NothingToOrder("No lines were found in this document; read it first, or give the lines.")
    free = {line.id: line for line in source.offer.lines} if source.offer else {}
    return [_read_line(line, free) for line in extraction.lines]


def _read_line(read: ExtractedLine, free: dict[int, OfferLine]) -> NewOrderLine:
    said = {name: value.value for name in ("part_number", "customer_part_number", "description", "unit")
            if (value := getattr(read, name)) is not None}  # fmt: skip
    numbers = {"part_number", "customer_part_number"} & said.keys()
    named = {said[name].casefold() for name in numbers}
    answers = next((each for each in free.values() if _same(each, named, said.get("description", ""))), None)
    if answers is not None:
        del free[answers.id]
    return NewOrderLine(
        quote_line_id=answers.id if answers else None,
        part_number=said.get("part_number") or said.get("customer_part_number", ""),
        name=said.get("description", "")[:255] or said.get("part_number", "") or f"Line {read.position}",
        quantity=_number(read.quantity.value) if read.quantity else Decimal(1),
        unit=said.get("unit", ""),
        unit_price=_number(price.value) if (price := read.unit_price) else None,
    )


def _same(line: OfferLine, numbers: set[str], description: str) -> bool:
    own = {number.casefold() for number in (line.part_number, line.customer_part_number) if number}
    return bool(own & numbers) or (not numbers and line.name.casefold() == description.casefold())


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


async def _blank(session: AsyncSession, actor: Actor, new: NewOrder, offer: Offer | None, customer: int) -> Order:
    year = clock.today().year
    currency = offer.currency if offer else new.currency or (await trade_of(session, actor.tenant)).currency
    job = new.job_number or job_number(year, await next_count(session, actor.tenant, "job", year))
    return Order(
        tenant_id=actor.tenant,
        order_number=order_number(year, await next_count(session, actor.tenant, "order", year)),
        po_number=new.po_number,
        job_number=job,
        customer_id=customer,
        quote_id=new.quote_id,
        document_id=new.document_id,
        status=OrderStatus.DRAFT,
        currency=currency,
        digits=minor_digits(currency),
        due_date=new.due_date,
        notes=new.notes,
        created_by=actor.by,
    )


def _stored(order: Order, number: int, line: NewOrderLine, source: _Source) -> OrderLine:
    offer = source.line(line.quote_line_id) if line.quote_line_id is not None else None
    quantity = line.quantity if line.quantity is not None else source.left(offer) if offer else Decimal(1)
    price = line.unit_price if line.unit_price is not None else offer.unit_price if offer else None
    discount = offer.discount_percent if offer and price == offer.unit_price else _NO_DISCOUNT
    return OrderLine(
        tenant_id=order.tenant_id,
        order_id=order.id,
        line_number=number,
        quote_line_id=line.quote_line_id,
        product_id=line.product_id or (offer.product_id if offer else None),
        part_number=line.part_number or (offer.part_number if offer else ""),
        name=line.name or (offer.name if offer else line.part_number),
        quantity=quantity,
        unit=line.unit or (offer.unit if offer else "pcs"),
        unit_price=price,
        line_total=None if price is None else line_total(quantity, price, discount, order.digits),
        due_date=line.due_date or order.due_date,
    )


async def _confirm(
    session: AsyncSession, actor: Actor, order: Order, lines: list[OrderLine], source: _Source, *, accepted: bool
) -> None:
    """Confirm a draft: nothing beyond what was quoted, and no difference that nobody has accepted."""
    for line in lines:
        if line.quote_line_id is None or source.offer is None:
            continue
        offer = source.line(line.quote_line_id)
        known, by = source.ordered.get(offer.id, (Decimal(0), ""))
        if known and known + line.quantity > offer.quantity:
            raise TooMuchOrdered(
                f"Of line {offer.number} of {source.offer.number} {source.left(offer).normalize():f} {offer.unit} are "
                f"left to order; {known.normalize():f} are in {by}.",
                line=line.line_number,
            )
    told = _compared(source.offer, lines) if source.offer else []
    if told and not accepted:
        raise HasDifferences(
            f"{order.order_number} differs from {source.offer.number if source.offer else ''} in {len(told)} places; "
            "look at its differences, and confirm with accept_differences if they are meant.",
            differences=msgspec.to_builtins(told),
        )
    await step(session, actor, order, OrderStatus.CONFIRMED, f"With {len(told)} differences accepted." if told else "")


def _compared(offer: Offer, lines: list[OrderLine]) -> list[Difference]:
    quoted = [
        Asked(each.number, each.part_number, each.name, each.quantity, each.unit_price, None, each.id)
        for each in offer.lines
    ]
    ordered = [
        Asked(each.line_number, each.part_number, each.name, each.quantity, each.unit_price, each.due_date,
              each.quote_line_id)
        for each in lines
    ]  # fmt: skip
    return differences(quoted, ordered)


def _remember(session: AsyncSession, actor: Actor, order: Order, before: OrderStatus | None, why: str) -> None:
    session.add(
        OrderMove(
            tenant_id=actor.tenant,
            order_id=order.id,
            from_status=before,
            to_status=order.status,
            by_id=actor.by,
            by_name=actor.name,
            reason=why,
        )
    )
    if before is not None:
        audit.note(session, actor, "order.moved", ("order", order.id), before=before, after=order.status, reason=why)
