"""The quote as its customer gets it: what is stored, brought into the shape that printing knows."""

import asyncio
import base64
import re
from typing import Any, cast

import msgspec
import typst
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor, Trade, UserId, trade_of, user_names
from nexus.platform import clock
from nexus.sales.errors import CannotPrint
from nexus.sales.ids import QuoteId
from nexus.sales.models import Customer, Quote, QuoteLine
from nexus.sales.printing.paper import Buyer, Logo, Mark, Paper, PaperBreak, PaperLine, Seller
from nexus.sales.printing.typesetting import quote_pdf
from nexus.sales.rules.money import from_minor
from nexus.sales.rules.quotes import QuoteStatus, status_on
from nexus.sales.service.quotes import buyer_of, lines_of, owned_quote

_MARKS: dict[QuoteStatus, Mark] = {
    QuoteStatus.DRAFT: "draft",
    QuoteStatus.REJECTED: "rejected",
    QuoteStatus.EXPIRED: "expired",
}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PNG = "data:image/png;base64,"
_DEFAULT_ACCENT = "#17486b"


async def paper_of(session: AsyncSession, actor: Actor, id: QuoteId) -> Paper:
    """Return everything that stands on a quote."""
    actor.must("quotes:read")
    quote = await owned_quote(session, actor, id)
    trade = await trade_of(session, actor.tenant)
    lines = await lines_of(session, actor, quote)
    names = await user_names(session, actor, {UserId(quote.created_by)} if quote.created_by else set())
    return Paper(
        locale=quote.locale,
        currency=quote.currency,
        number=quote.quote_number,
        revision=quote.revision,
        issued=quote.created_at.date(),
        valid_until=quote.expiry_date,
        seller=_seller(trade),
        buyer=await _buyer(session, actor, quote),
        title=quote.title,
        your_reference=quote.customer_reference,
        our_contact=next(iter(names.values()), ""),
        introduction=quote.description,
        lines=tuple(_line(line, quote.digits) for line in lines),
        subtotal=from_minor(quote.subtotal, quote.digits),
        tax_rate=quote.tax_rate,
        tax=from_minor(quote.tax_amount, quote.digits),
        total=from_minor(quote.total_amount, quote.digits),
        payment_terms=quote.payment_terms,
        delivery_terms=quote.delivery_terms,
        terms=_said(trade.profile, "terms"),
        notes=quote.notes,
        mark=await _mark(session, quote),
    )


async def print_quote(paper: Paper) -> bytes:
    """Typeset the paper beside the event loop; raise CannotPrint (503) when it cannot be, as with a broken logo."""
    try:
        return await asyncio.to_thread(quote_pdf, paper)
    except typst.TypstError as refused:
        detail = f"The quote could not be typeset: {refused}. Check the company's logo."
        raise CannotPrint(detail) from refused


def _seller(trade: Trade) -> Seller:
    profile = trade.profile
    legal = "\n".join(filter(None, (_said(profile, "tax_number"), _said(profile, "bank"), _said(profile, "legal"))))
    colour = _said(profile, "accent")
    return Seller(
        name=trade.name,
        address=_said(profile, "address"),
        email=_said(profile, "email"),
        phone=_said(profile, "phone"),
        website=_said(profile, "website"),
        legal=legal,
        accent=colour if _COLOUR.fullmatch(colour) else _DEFAULT_ACCENT,
        logo=_logo(_said(profile, "logo")),
    )


def _said(profile: dict[str, Any], name: str) -> str:
    """Return a text of the profile; lines may be kept as a list."""
    value = profile.get(name)
    return "\n".join(str(line) for line in cast("list[object]", value)) if isinstance(value, list) else str(value or "")


def _logo(said: str) -> Logo | None:
    """Return the logo out of the profile: the text of an SVG, or a PNG as a data address."""
    if said.startswith(_PNG):
        try:
            return Logo("png", base64.b64decode(said.removeprefix(_PNG)))
        except ValueError as broken:
            raise CannotPrint("The company's logo is not a PNG in base64; set it again.") from broken
    return Logo("svg", said.encode()) if said.lstrip().startswith("<") else None


async def _buyer(session: AsyncSession, actor: Actor, quote: Quote) -> Buyer:
    """Return the buyer as he was when the quote was sent, or as he is while it is a draft."""
    if quote.buyer is not None:
        return msgspec.convert(quote.buyer, Buyer)
    customer: Customer | None = await buyer_of(session, actor, quote.customer_id)
    if customer is None:
        return Buyer(name="")
    return Buyer(customer.name, customer.billing_address, customer.primary_contact, customer.email)


def _line(line: QuoteLine, digits: int) -> PaperLine:
    return PaperLine(
        number=line.line_number,
        name=line.product_name,
        quantity=line.quantity,
        unit=line.unit,
        code=line.product_code,
        customer_code=line.customer_part_number,
        description=line.description,
        lead_time=line.lead_time,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        total=None if line.line_total is None else from_minor(line.line_total, digits),
        breaks=tuple(msgspec.convert(step, PaperBreak, strict=False) for step in line.quantity_breaks),
        kind=line.kind.value,
        remark=line.remark,
    )


async def _mark(session: AsyncSession, quote: Quote) -> Mark:
    newer = exists().where(Quote.tenant_id == quote.tenant_id, Quote.previous_id == quote.id)
    if await session.scalar(select(newer)):
        return "superseded"
    return _MARKS.get(status_on(quote.status, quote.expiry_date, clock.today()), "")
