"""What other contexts may ask of sales: an approved offer, a customer's name, and numbers out of a tenant's series."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.sales.errors import UnknownCustomer
from nexus.sales.ids import CustomerId, QuoteId
from nexus.sales.rules.customers import search_text
from nexus.sales.rules.money import line_total, minor_digits
from nexus.sales.rules.quotes import LineKind, QuoteStatus
from nexus.sales.schemas.words import Currency
from nexus.sales.service.numbering import next_count
from nexus.sales.service.quotes import buyer_of, lines_of, owned_quote

__all__ = [
    "Currency",
    "CustomerId",
    "Offer",
    "OfferLine",
    "QuoteId",
    "UnknownCustomer",
    "customer_name",
    "line_total",
    "minor_digits",
    "next_count",
    "offer_of",
    "search_text",
]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """What was offered in one line. `unit_price` None is a price that is still open."""

    id: int
    number: int
    product_id: int | None
    part_number: str
    customer_part_number: str
    name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    discount_percent: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """A quote as it can be ordered. `lines` are those that something is offered in."""

    id: QuoteId
    number: str
    is_approved: bool
    customer_id: int | None
    currency: str
    digits: int
    valid_until: date
    lines: list[OfferLine]


async def offer_of(session: AsyncSession, actor: Actor, id: QuoteId, *, lock: bool = False) -> Offer:
    """Return a quote of the actor's tenant, held until the transaction ends with `lock`; NotFound otherwise."""
    quote = await owned_quote(session, actor, id, lock=lock)
    lines = [
        OfferLine(
            line.id,
            line.line_number,
            line.product_id,
            line.product_code,
            line.customer_part_number,
            line.product_name,
            line.quantity,
            line.unit,
            line.unit_price,
            line.discount_percent,
        )
        for line in await lines_of(session, actor, quote)
        if line.kind is not LineKind.NO_QUOTE
    ]
    is_approved = quote.status is QuoteStatus.APPROVED
    return Offer(
        QuoteId(quote.id), quote.quote_number, is_approved, quote.customer_id, quote.currency, quote.digits,
        quote.expiry_date, lines,
    )  # fmt: skip


async def customer_name(session: AsyncSession, actor: Actor, id: int) -> str:
    """Return a customer's name; raise UnknownCustomer (422) when there is no such one."""
    customer = await buyer_of(session, actor, id)
    return customer.name if customer else ""
