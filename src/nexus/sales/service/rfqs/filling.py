"""Filling a draft quote with the lines that answer an RFQ, around what people decided of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.public import Product, ProductId, products_of
from nexus.identity.public import Actor, trade_of
from nexus.platform import clock
from nexus.platform.db import driver_of
from nexus.platform.printing.figures import LANGUAGES
from nexus.platform.settings import Settings
from nexus.sales.ids import QuoteId
from nexus.sales.models import AnyLine, AnyQuote, Customer, LineDraft, Quote, Rfq, RfqLine
from nexus.sales.queries.filing import add_lines
from nexus.sales.rules.prices import AgreedPrice, find_price
from nexus.sales.rules.rfqs import Review, customers_numbers, quote_currency
from nexus.sales.schemas.quotes import NewItem, NewQuote
from nexus.sales.service.lines import agreed_prices, breaks_json, lay_out, listed
from nexus.sales.service.quotes import blank_quote, file_quote, lines_of, refresh, terms_of

ASSUMED_QUANTITY = Decimal(1)
NOT_IN_CATALOG = "Not in the catalog: choose a product, enter a price from a supplier, or reject the line."
NO_QUANTITY = "No quantity was read: 1 stands here until you enter it."


@dataclass(frozen=True, slots=True)
class Case:
    """An RFQ with its matched lines and the customer it is from."""

    rfq: Rfq
    rows: Sequence[RfqLine]
    customer: Customer | None
    settings: Settings


async def first_draft(session: AsyncSession, actor: Actor, case: Case) -> None:
    """Draft the quote that answers an RFQ."""
    rfq, customer = case.rfq, case.customer
    trade = await trade_of(session, actor.tenant)
    products = await products_of(session, actor, [row.product_id for row in case.rows if row.product_id is not None])
    own = (customer.currency if customer else None) or trade.currency
    asked = {
        "currency": quote_currency(rfq.currency, own, [product.currency for product in products.values()]),
        "locale": (customer.locale if customer else None) or _locale(rfq, trade.locale),
    }
    terms = terms_of(NewQuote.model_validate(asked), customer, trade, case.settings.quotes.validity_days)
    quote = blank_quote(actor, terms, customer)
    quote.title = (rfq.project or f"RFQ {rfq.customer_rfq_number or rfq.number}")[:255]
    quote.customer_reference = rfq.customer_rfq_number
    quote.delivery_terms = quote.delivery_terms or str(rfq.header.get("incoterm", {}).get("value", ""))
    quote.document_id, quote.rfq_id = rfq.document_id, rfq.id
    lines = list((await _answers(session, actor, quote, case.rows)).values())
    _number(case.rows, lines)
    await file_quote(session, actor, quote, lines, why=f"Answer to {rfq.number}")


async def address_to(session: AsyncSession, actor: Actor, quote: Quote, customer: Customer) -> None:
    """Turn a draft to another customer than was believed, on that customer's terms."""
    said = NewQuote.model_validate({"currency": quote.currency, "locale": quote.locale})
    terms = terms_of(said, customer, await trade_of(session, actor.tenant), 0)
    quote.customer_id, quote.tax_rate = customer.id, terms.tax_rate
    quote.payment_terms, quote.delivery_terms = terms.payment_terms, terms.delivery_terms


async def draft_again(session: AsyncSession, actor: Actor, quote: Quote, case: Case) -> None:
    """Fill a draft anew: lines that a person decided on or added stay, the others are made again."""
    before = await lines_of(session, actor, quote)
    decided = {row.id for row in case.rows if row.review is not Review.OPEN}
    kept = {line.rfq_line_id: line for line in before if line.rfq_line_id in decided}
    added = [line for line in before if line.rfq_line_id is None]
    for line in before:
        if line.rfq_line_id is not None and line.rfq_line_id not in decided:
            await session.delete(line)
    made = await _answers(session, actor, quote, case.rows)
    answers: dict[int | None, AnyLine] = {**kept, **made}
    lines = [answers[row.id] for row in case.rows if row.id in answers] + added
    _number(case.rows, lines)
    await add_lines(await driver_of(session), actor.tenant, QuoteId(quote.id), list(made.values()))
    refresh(quote, lines)
    quote.version += 1


async def _answers(
    session: AsyncSession, actor: Actor, quote: AnyQuote, rows: Sequence[RfqLine]
) -> dict[int, LineDraft]:
    """Lay out a quote's line for each requested one that nobody has decided on, by the requested line's id."""
    open_rows = [row for row in rows if row.review is Review.OPEN]
    ids = {ProductId(row.product_id) for row in open_rows if row.product_id is not None}
    products = await products_of(session, actor, ids)
    agreed = await agreed_prices(session, actor, quote.customer_id, ids)
    lines = await lay_out(session, actor, quote, [_item(row) for row in open_rows])
    for row, line in zip(open_rows, lines, strict=True):
        product = None if row.product_id is None else products.get(ProductId(row.product_id))
        line.rfq_line_id = row.id
        line.price_note = _note(line, row, product)
        if product is not None and len(row.quantity_breaks) > 1:
            line.quantity_breaks = _breaks(row, quote, product, agreed)
    return {row.id: line for row, line in zip(open_rows, lines, strict=True)}


def _item(row: RfqLine) -> NewItem:
    item = {
        "product_id": row.product_id,
        "customer_part_number": row.customer_part_number or (row.part_number if row.product_id is not None else ""),
        "quantity": row.quantity or ASSUMED_QUANTITY,
        "unit": row.unit,
    }
    if row.product_id is None:
        item |= {"product_name": row.requested[:255], "product_code": row.part_number, "description": row.requested}
    return NewItem.model_validate(item)


def _note(line: LineDraft, row: RfqLine, product: Product | None) -> str:
    """Say what the sales engineer should look at."""
    notes = [NOT_IN_CATALOG if product is None else line.price_note]
    if product is not None and row.unit and row.unit != product.unit:
        notes.append(f"Asked in {row.unit}, priced per {product.unit}: check quantity and price.")
    if row.quantity is None:
        notes.append(NO_QUANTITY)
    return " ".join(filter(None, notes))


def _breaks(
    row: RfqLine, quote: AnyQuote, product: Product, agreed: Mapping[int, list[AgreedPrice]]
) -> list[dict[str, int | float]]:
    """Price every further quantity that was asked for."""
    asked = [Decimal(step) for step in row.quantity_breaks[1:]]
    own = agreed.get(product.id, [])
    prices = [find_price(step, quote.currency, clock.today(), own, listed(product)).unit_price for step in asked]
    return breaks_json((step, price) for step, price in zip(asked, prices, strict=True) if price is not None)


def _locale(rfq: Rfq, own: str) -> str:
    """Return the language of the RFQ, with our own country where that is our language too."""
    return rfq.language if rfq.language in LANGUAGES and rfq.language != own[:2] else own


def _number(rows: Sequence[RfqLine], lines: Sequence[AnyLine]) -> None:
    """Give the lines the customer's own numbers where that can be, so that both speak of the same line; else from 1."""
    theirs = customers_numbers([row.line_number for row in rows])
    number_of = {row.id: number for row, number in zip(rows, theirs, strict=True)} if theirs else {}
    number = 0
    for line in lines:
        number = number_of.get(line.rfq_line_id or 0, number + 1)
        line.line_number = number
