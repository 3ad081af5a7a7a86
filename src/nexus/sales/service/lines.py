"""Laying out the lines of a quote: completed from the catalog, priced, numbered, totalled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.public import Product, ProductId, products_of
from nexus.identity.public import Actor
from nexus.platform import clock
from nexus.platform.errors import Invalid
from nexus.sales.errors import UnknownProduct
from nexus.sales.models import AnyLine, AnyQuote, CustomerPrice, LineDraft, QuoteLine
from nexus.sales.printing.saying import in_days, in_stock
from nexus.sales.rules.money import Totals, line_total, totals
from nexus.sales.rules.prices import AgreedPrice, Break, ListPrice, Priced, PriceSource, find_price
from nexus.sales.rules.quotes import LineKind
from nexus.sales.schemas.quotes import NewItem

NO_LINES: Mapping[int, QuoteLine] = {}


async def lay_out(
    session: AsyncSession,
    actor: Actor,
    quote: AnyQuote,
    items: Sequence[NewItem],
    before: Mapping[int, QuoteLine] = NO_LINES,
) -> list[LineDraft]:
    """Return the lines that the items come to; `before` are the quote's former lines by id."""
    wanted = {ProductId(item.product_id) for item in items if item.product_id is not None}
    products = await products_of(session, actor, wanted)
    if missing := sorted(wanted - products.keys()):
        raise UnknownProduct(f"There is no product {missing[0]}, or it is not yours.", products=missing)
    agreed = await agreed_prices(session, actor, quote.customer_id, wanted)
    lines: list[LineDraft] = []
    for number, item in zip(_numbers(items), items, strict=True):
        product = products[ProductId(item.product_id)] if item.product_id is not None else None
        priced = _priced(item, product, agreed.get(item.product_id or 0, []), quote.currency, clock.today())
        line = _line(quote, item, number, product)
        reprice(line, priced)
        _go_on_from(before.get(item.id or 0), line)
        amount(line, quote.digits)
        lines.append(line)
    return lines


def amount(line: AnyLine, digits: int) -> None:
    """Compute the line's total; a line without a price, or without an offer, has none."""
    if line.unit_price is None or line.kind is LineKind.NO_QUOTE:
        line.line_total = None
    else:
        line.line_total = line_total(line.quantity, line.unit_price, line.discount_percent, digits)


def sum_up(lines: Iterable[AnyLine], tax_rate: Decimal) -> Totals:
    """Return the totals of a quote with these lines; optional lines are not counted."""
    return totals((line.line_total or 0 for line in lines if line.kind is LineKind.STANDARD), tax_rate)


def reprice(line: AnyLine, priced: Priced) -> None:
    """Give the line the price that was found for it."""
    line.unit_price, line.price_source, line.price_note = priced.unit_price, priced.source, priced.note
    line.quantity_breaks = breaks_json((step.quantity, step.unit_price) for step in priced.breaks)


async def price_of(session: AsyncSession, actor: Actor, quote: AnyQuote, product: Product, quantity: Decimal) -> Priced:
    """Look up the price of a quantity of a product for the quote's customer."""
    agreed = await agreed_prices(session, actor, quote.customer_id, {product.id})
    return find_price(quantity, quote.currency, clock.today(), agreed.get(product.id, []), listed(product))


def breaks_json(breaks: Iterable[tuple[Decimal, Decimal]]) -> list[Any]:
    """Return breaks, each a quantity and a unit price, as they are stored."""
    return [{"quantity": plain(quantity), "unit_price": plain(price)} for quantity, price in breaks]


def plain(number: Decimal) -> int | float:
    """Return a number as JSON has it; up to 15 digits survive, more than a price or a quantity has."""
    return int(number) if number == number.to_integral_value() else float(number)


def lead_time_of(quote: AnyQuote, product: Product, quantity: Decimal) -> str:
    """Say in the quote's language when so many can be had: from stock, in some days; nothing when not known."""
    if product.stock >= quantity:
        return in_stock(quote.locale)
    return "" if product.lead_time_days is None else in_days(quote.locale, product.lead_time_days)


async def agreed_prices(
    session: AsyncSession, actor: Actor, customer: int | None, products: set[ProductId]
) -> dict[int, list[AgreedPrice]]:
    if customer is None or not products:
        return {}
    rows = await session.scalars(
        select(CustomerPrice).where(
            CustomerPrice.tenant_id == actor.tenant,
            CustomerPrice.customer_id == customer,
            CustomerPrice.product_id.in_(products),
        )
    )
    agreed: dict[int, list[AgreedPrice]] = {}
    for row in rows:
        price = AgreedPrice(row.from_quantity, row.unit_price, row.currency, row.valid_from, row.valid_to)
        agreed.setdefault(row.product_id, []).append(price)
    return agreed


def _priced(item: NewItem, product: Product | None, agreed: list[AgreedPrice], currency: str, today: date) -> Priced:
    given = tuple(Break(step.quantity, step.unit_price) for step in item.quantity_breaks or ())
    if item.unit_price is not None:
        return Priced(item.unit_price, PriceSource.PERSON, breaks=given)
    if product is None:
        return Priced(None, PriceSource.NONE, "No price was given.", given)
    found = find_price(item.quantity, currency, today, agreed, listed(product))
    return found if item.quantity_breaks is None else Priced(found.unit_price, found.source, found.note, given)


def listed(product: Product) -> ListPrice:
    breaks = tuple(Break(step.from_quantity, step.unit_price) for step in product.breaks)
    return ListPrice(product.currency, product.list_price, breaks)


def _line(quote: AnyQuote, item: NewItem, number: int, product: Product | None) -> LineDraft:
    """Return the line as the client wants it, completed from the product, without its price."""
    line = LineDraft(
        item.product_name,
        item.quantity,
        line_number=number,
        kind=item.kind,
        product_id=item.product_id,
        product_code=item.product_code,
        customer_part_number=item.customer_part_number,
        description=item.description,
        unit=item.unit or "pcs",
        discount_percent=item.discount_percent,
        lead_time=item.lead_time,
        remark=item.remark,
    )
    if product is not None:
        line.product_name = item.product_name or product.name
        line.product_code = item.product_code or product.sku
        line.description = item.description or product.description
        line.unit = item.unit or product.unit
        line.lead_time = item.lead_time or lead_time_of(quote, product, item.quantity)
    return line


def _go_on_from(former: QuoteLine | None, line: LineDraft) -> None:
    """Keep what only we know of a line: the RFQ's line, and where an unchanged price came from."""
    if former is None:
        return
    line.rfq_line_id = former.rfq_line_id
    if former.product_id == line.product_id and former.unit_price == line.unit_price is not None:
        line.price_source, line.price_note = former.price_source, former.price_note


def _numbers(items: Sequence[NewItem]) -> list[int]:
    """Return the lines' numbers: those given, the others counted on from the line before."""
    numbers: list[int] = []
    for item in items:
        numbers.append(item.line_number or (max(numbers, default=0) + 1))
    if len(set(numbers)) < len(numbers):
        raise Invalid("items: two lines have the same line_number; number each line once, or leave the numbers out.")
    return numbers
