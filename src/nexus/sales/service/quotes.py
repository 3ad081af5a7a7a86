"""Quotes: drafted, changed while they are drafts, moved along their states, expired when their time is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.public import DocumentId, document_of, link, unlink
from nexus.identity.public import Actor, Trade, trade_of
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound
from nexus.platform.events import publish
from nexus.platform.http.conditions import must_match
from nexus.sales.errors import QuoteHasExpired, QuoteIsFinal, QuoteIsOpen, UnknownCustomer, UnknownDocument
from nexus.sales.events import QuoteMoved
from nexus.sales.ids import CustomerId, QuoteId
from nexus.sales.models import AnyLine, AnyQuote, Customer, LineDraft, Quote, QuoteDraft, QuoteLine, QuoteMove, RfqLine
from nexus.sales.queries.filing import add_lines, file
from nexus.sales.rules.customers import search_text
from nexus.sales.rules.money import minor_digits
from nexus.sales.rules.quotes import LineKind, QuoteStatus, expiry_of, is_past
from nexus.sales.rules.rfqs import Review
from nexus.sales.schemas.quotes import MoveQuote, NewQuote, QuotePatch
from nexus.sales.service.lines import amount, lay_out, sum_up
from nexus.sales.service.numbering import next_quote_number

QUOTE = "quote"
"""What documents call the things that we make of them."""
DECIDING = {QuoteStatus.APPROVED, QuoteStatus.REJECTED}


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a quote is made: what was said, else the customer's, else the tenant's own."""

    currency: str
    tax_rate: Decimal
    locale: str
    payment_terms: str
    delivery_terms: str
    expiry: date


async def open_quote(session: AsyncSession, actor: Actor, new: NewQuote, validity_days: int) -> QuoteId:
    """Draft a quote; totals are computed from its lines, whatever the client believes them to be."""
    actor.must("quotes:write")
    customer = await buyer_of(session, actor, new.customer_id)
    if new.document_id is not None:
        await _must_be_document(session, actor, DocumentId(new.document_id))
    terms = terms_of(new, customer, await trade_of(session, actor.tenant), validity_days)
    quote = blank_quote(actor, terms, customer)
    for field in ("title", "description", "customer_reference", "notes", "document_id"):
        setattr(quote, field, getattr(new, field))
    return await file_quote(session, actor, quote, await lay_out(session, actor, quote, new.items))


async def change_quote(
    session: AsyncSession, actor: Actor, id: QuoteId, patch: QuotePatch, if_match: str | None
) -> Quote:
    """Change what the patch names of a draft; `items` replaces all its lines."""
    actor.must("quotes:write")
    quote = await owned_quote(session, actor, id, lock=True)
    must_match(if_match, quote.version)
    must_be_draft(quote)
    said = patch.model_dump(exclude_unset=True, exclude={"items", "quantity_breaks"})
    if "customer_id" in said:
        await buyer_of(session, actor, patch.customer_id)
    # Null leaves these as they are: a quote always has a currency, a tax rate, a language and a last day.
    always = {"currency", "tax_rate", "locale", "expiry_date"}
    for field, value in said.items():
        if value is not None or field not in always:
            setattr(quote, field, value)
    quote.digits = minor_digits(quote.currency)
    lines: Sequence[AnyLine] = await lines_of(session, actor, quote)
    if "items" in patch.model_fields_set:
        lines = await _replace(session, actor, quote, patch)
    refresh(quote, lines)
    quote.version += 1
    return quote


async def delete_quote(session: AsyncSession, actor: Actor, id: QuoteId, if_match: str | None) -> None:
    """Delete a draft."""
    actor.must("quotes:write")
    quote = await owned_quote(session, actor, id, lock=True)
    must_match(if_match, quote.version)
    must_be_draft(quote)
    if quote.document_id is not None:
        await unlink(session, actor, kind=QUOTE, target=quote.id)
    await session.delete(quote)
    await session.flush()  # what refers to it is told here
    audit.note(session, actor, "quote.deleted", ("quote", id), number=quote.quote_number)


async def move_quote(
    session: AsyncSession, actor: Actor, id: QuoteId, move: MoveQuote, if_match: str | None = None
) -> Quote:
    """Move a quote along its states and remember who did it and why."""
    actor.must("quotes:approve" if move.status in DECIDING else "quotes:write")
    quote = await owned_quote(session, actor, id, lock=True)
    must_match(if_match, quote.version)
    if quote.status is QuoteStatus.PENDING and is_past(quote.expiry_date, clock.today()):
        move = _expiring(quote, move)
    before = quote.status
    quote.move(move.status)
    if move.status is QuoteStatus.PENDING:
        await _send(session, actor, quote)
    remember(session, actor, quote, before, move.reason)
    publish(session, QuoteMoved(tenant=actor.tenant, quote=id, before=before, after=quote.status))
    return quote


async def expire(session: AsyncSession, actor: Actor, id: QuoteId) -> None:
    """Let a pending quote expire if its validity is over; do nothing when it is not, or has already."""
    quote = await owned_quote(session, actor, id, lock=True)
    if quote.status is QuoteStatus.PENDING and is_past(quote.expiry_date, clock.today()):
        await move_quote(session, actor, id, MoveQuote(status=QuoteStatus.EXPIRED, reason="The validity is over."))


async def owned_quote(session: AsyncSession, actor: Actor, id: QuoteId, *, lock: bool = False) -> Quote:
    """Return a quote of the actor's tenant; NotFound otherwise."""
    wanted = select(Quote).where(Quote.tenant_id == actor.tenant, Quote.id == id)
    quote = await session.scalar(wanted.with_for_update() if lock else wanted)
    if quote is None:
        raise NotFound("quote")
    return quote


async def lines_of(session: AsyncSession, actor: Actor, quote: Quote) -> list[QuoteLine]:
    """Return the lines of a quote in their order."""
    mine = (QuoteLine.tenant_id == actor.tenant, QuoteLine.quote_id == quote.id)
    return list(await session.scalars(select(QuoteLine).where(*mine).order_by(QuoteLine.line_number)))


async def buyer_of(session: AsyncSession, actor: Actor, id: int | None) -> Customer | None:
    """Return the customer that a quote names; UnknownCustomer (422) when there is no such one."""
    if id is None:
        return None
    mine = (Customer.tenant_id == actor.tenant, Customer.id == CustomerId(id))
    customer = await session.scalar(select(Customer).where(*mine))
    if customer is None:
        raise UnknownCustomer(f"There is no customer {id}, or it is not yours.")
    return customer


def terms_of(said: NewQuote, customer: Customer | None, trade: Trade, validity_days: int) -> Terms:
    """Settle the terms of a new quote."""
    own = customer.tax_rate if customer else None
    return Terms(
        currency=said.currency or (customer.currency if customer else None) or trade.currency,
        tax_rate=next(rate for rate in (said.tax_rate, own, trade.tax_rate) if rate is not None),
        locale=said.locale or (customer.locale if customer else None) or trade.locale,
        payment_terms=said.payment_terms or (customer.payment_terms if customer else ""),
        delivery_terms=said.delivery_terms or (customer.delivery_terms if customer else ""),
        expiry=said.expiry_date or expiry_of(clock.today(), validity_days),
    )


def blank_quote(actor: Actor, terms: Terms, customer: Customer | None) -> QuoteDraft:
    """Return a draft on these terms, without lines."""
    now = clock.now()
    return QuoteDraft(
        created_at=now,
        updated_at=now,
        customer_id=customer.id if customer else None,
        currency=terms.currency,
        digits=minor_digits(terms.currency),
        tax_rate=terms.tax_rate,
        locale=terms.locale,
        payment_terms=terms.payment_terms,
        delivery_terms=terms.delivery_terms,
        expiry_date=terms.expiry,
        created_by=actor.by,
    )


async def file_quote(
    session: AsyncSession, actor: Actor, quote: QuoteDraft, lines: list[LineDraft], *, number: str = "", why: str = ""
) -> QuoteId:
    """Store a new draft under its number with its lines, tell that it was made, and return its id."""
    quote.quote_number = number or await next_quote_number(session, actor.tenant)
    refresh(quote, lines)
    made = await file(await driver_of(session), actor, quote, lines, why)
    if quote.document_id is not None:
        document = DocumentId(quote.document_id)
        await link(session, actor, document, kind=QUOTE, target=made, label=quote.quote_number)
    return made


def refresh(quote: AnyQuote, lines: Sequence[AnyLine]) -> None:
    """Derive from the lines what a quote holds of them: totals, and what it is found by."""
    for line in lines:
        amount(line, quote.digits)
    sums = sum_up(lines, quote.tax_rate)
    quote.subtotal, quote.tax_amount, quote.total_amount = sums.subtotal, sums.tax, sums.total
    named = " ".join(f"{line.product_code} {line.product_name}" for line in lines)
    quote.search = search_text(quote.quote_number, quote.title, quote.customer_reference, quote.description, named)[
        :4000
    ]


def remember(session: AsyncSession, actor: Actor, quote: Quote, before: QuoteStatus | None, why: str) -> None:
    """Leave a row that tells who moved the quote, from where to where, and why."""
    session.add(
        QuoteMove(
            tenant_id=actor.tenant,
            quote_id=quote.id,
            from_status=before,
            to_status=quote.status,
            by_id=actor.by,
            by_name=actor.name,
            reason=why,
        )
    )
    if before is not None:
        audit.note(session, actor, "quote.moved", ("quote", quote.id), before=before, after=quote.status, reason=why)


def must_be_draft(quote: Quote) -> None:
    """Raise QuoteIsFinal (409) unless the quote is a draft."""
    if quote.status is not QuoteStatus.DRAFT:
        raise QuoteIsFinal(
            f"{quote.quote_number} is {quote.status.value} and never changes again; make a revision of it.",
            current=quote.status.value,
        )


async def _must_be_document(session: AsyncSession, actor: Actor, id: DocumentId) -> None:
    try:
        await document_of(session, actor, id)
    except NotFound as unknown:
        raise UnknownDocument(f"There is no document {id}, or it is not yours.") from unknown


async def _replace(session: AsyncSession, actor: Actor, quote: Quote, patch: QuotePatch) -> list[LineDraft]:
    former = await lines_of(session, actor, quote)
    lines = await lay_out(session, actor, quote, patch.items, {line.id: line for line in former})
    await _note_decisions(session, actor, former, lines)
    for line in former:
        await session.delete(line)
    await add_lines(await driver_of(session), actor.tenant, QuoteId(quote.id), lines)
    return lines


async def _note_decisions(session: AsyncSession, actor: Actor, former: list[QuoteLine], lines: list[LineDraft]) -> None:
    """Count answers to an RFQ that a person changed or left out as decided: made again, the quote keeps them."""
    now = {line.rfq_line_id: line for line in lines if line.rfq_line_id is not None}
    decided = {Review.CHANGED: set[int](), Review.REJECTED: set[int]()}
    for line in former:
        if line.rfq_line_id is not None and not _same_offer(line, answer := now.get(line.rfq_line_id)):
            decided[Review.REJECTED if answer is None else Review.CHANGED].add(line.rfq_line_id)
    for review, ids in decided.items():
        mine = (RfqLine.tenant_id == actor.tenant, RfqLine.id.in_(ids))
        if ids:
            await session.execute(update(RfqLine).where(*mine).values(review=review, reviewed_by=actor.name))


def _same_offer(one: QuoteLine, other: LineDraft | None) -> bool:
    said = ("product_id", "product_name", "quantity", "unit", "unit_price", "discount_percent", "kind", "remark")
    return other is not None and all(getattr(one, name) == getattr(other, name) for name in said)


async def _send(session: AsyncSession, actor: Actor, quote: Quote) -> None:
    """Check that a draft is complete, and keep the buyer as he is now: a quote that was sent never changes."""
    lines = await lines_of(session, actor, quote)
    unpriced = [line.line_number for line in lines if line.unit_price is None and line.kind is not LineKind.NO_QUOTE]
    if not lines or unpriced:
        what = f"lines {', '.join(map(str, unpriced[:20]))} have no price" if unpriced else "it has no lines"
        raise QuoteIsOpen(f"{quote.quote_number} cannot be sent yet: {what}.", lines=unpriced)
    if is_past(quote.expiry_date, clock.today()):
        raise QuoteHasExpired(
            f"{quote.quote_number} is valid until {quote.expiry_date}; set a later expiry_date first."
        )
    customer = await buyer_of(session, actor, quote.customer_id)
    if customer is not None:
        quote.buyer = {
            "name": customer.name,
            "address": customer.billing_address,
            "contact": customer.primary_contact,
            "email": customer.email,
        }


def _expiring(quote: Quote, move: MoveQuote) -> MoveQuote:
    """Refuse to decide on a quote whose validity is over; it may only expire."""
    if move.status is not QuoteStatus.EXPIRED:
        raise QuoteHasExpired(
            f"{quote.quote_number} was valid until {quote.expiry_date} and has expired; make a revision of it.",
            current=QuoteStatus.EXPIRED.value,
            allowed=[],
        )
    return move
