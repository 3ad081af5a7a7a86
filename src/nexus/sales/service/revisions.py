"""Revisions: what was sent never changes; a new revision points at the one before and shows what differs."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.platform import clock
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound
from nexus.sales.errors import AlreadyRevised, QuoteIsFinal
from nexus.sales.ids import QuoteId
from nexus.sales.models import LineDraft, Quote, QuoteDraft, QuoteLine
from nexus.sales.queries.quotes import family_of
from nexus.sales.rules.money import from_minor
from nexus.sales.rules.quotes import QuoteStatus, expiry_of, revised
from nexus.sales.rules.revisions import HEADER, LINE, MONEY, Difference, Fact, differences
from nexus.sales.service.quotes import file_quote, lines_of, owned_quote

_COPIED = (
    "customer_id", "title", "description", "currency", "digits", "tax_rate", "customer_reference",
    "payment_terms", "delivery_terms", "notes", "locale", "document_id", "rfq_id",
)  # fmt: skip


async def revise(session: AsyncSession, actor: Actor, id: QuoteId, validity_days: int) -> QuoteId:
    """Draft the next revision of a quote that was sent; 409 for a draft, and for one that has a newer revision."""
    actor.must("quotes:write")
    before = await owned_quote(session, actor, id, lock=True)
    if before.status is QuoteStatus.DRAFT:
        raise QuoteIsFinal(f"{before.quote_number} is still a draft: change it instead of making a revision.")
    newer = select(Quote.quote_number).where(Quote.tenant_id == actor.tenant, Quote.previous_id == id)
    if (found := await session.scalar(newer)) is not None:
        raise AlreadyRevised(f"{before.quote_number} has the newer revision {found}: change or revise that one.")
    now = clock.now()
    revision = QuoteDraft(
        **{name: getattr(before, name) for name in _COPIED},
        revision=before.revision + 1,
        previous_id=before.id,
        expiry_date=expiry_of(clock.today(), validity_days),
        created_by=actor.by,
        created_at=now,
        updated_at=now,
    )
    lines = [draft_of(line) for line in await lines_of(session, actor, before)]
    number = revised(before.quote_number.removesuffix(f"-R{before.revision}"), revision.revision)
    return await file_quote(session, actor, revision, lines, number=number, why=f"Revision of {before.quote_number}")


def draft_of(line: QuoteLine) -> LineDraft:
    """Return the line as one that is not stored yet."""
    return LineDraft(**{name: getattr(line, name) for name in LineDraft.__struct_fields__})


async def history(session: AsyncSession, actor: Actor, id: QuoteId) -> list[tuple[Quote, list[Difference]]]:
    """Return all revisions of a quote, first to last, each with what it changed."""
    actor.must("quotes:read")
    family = await family_of(await driver_of(session), actor.tenant, id)
    if not family:
        raise NotFound("quote")
    told: list[tuple[Quote, list[Difference]]] = []
    former: tuple[dict[str, Fact], list[dict[str, Fact]]] | None = None
    for member in family:
        quote = await owned_quote(session, actor, member)
        facts = _facts(quote), [_line_facts(line, quote.digits) for line in await lines_of(session, actor, quote)]
        told.append((quote, differences(former[0], facts[0], former[1], facts[1]) if former else []))
        former = facts
    return told


def _facts(quote: Quote) -> dict[str, Fact]:
    said: dict[str, Fact] = {field: _fact(getattr(quote, field)) for field in HEADER}
    return said | {field: from_minor(getattr(quote, field), quote.digits) for field in MONEY}


def _line_facts(line: QuoteLine, digits: int) -> dict[str, Fact]:
    said: dict[str, Fact] = {field: _fact(getattr(line, field)) for field in LINE}
    return said | {"line_total": None if line.line_total is None else from_minor(line.line_total, digits)}


def _fact(value: object) -> Fact:
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    return value if isinstance(value, int | str) or value is None else str(value)
