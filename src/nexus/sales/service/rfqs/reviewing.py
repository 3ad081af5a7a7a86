"""What a person decides of a line: accepted, changed or rejected; what they confirm is remembered of the customer."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.public import Product, ProductId, products_of, remember_part
from nexus.identity.public import Actor
from nexus.platform.errors import NotFound
from nexus.platform.http.conditions import must_match
from nexus.sales.errors import NothingToAccept, UnknownProduct
from nexus.sales.ids import QuoteId, QuoteLineId
from nexus.sales.models import Quote, QuoteLine, RfqLine
from nexus.sales.rules.customers import search_text
from nexus.sales.rules.prices import Priced, PriceSource
from nexus.sales.rules.quotes import LineKind
from nexus.sales.rules.rfqs import Outcome, Review
from nexus.sales.schemas.rfqs import ReviewItem
from nexus.sales.service.lines import lead_time_of, price_of, reprice
from nexus.sales.service.quotes import lines_of, must_be_draft, owned_quote, refresh


async def review_item(
    session: AsyncSession,
    actor: Actor,
    place: tuple[QuoteId, QuoteLineId],
    said: ReviewItem,
    if_match: str | None = None,
) -> None:
    """Note what a person says to a line of a draft (`place`: the quote, the line), and let the quote follow it."""
    actor.must("quotes:write")
    quote = await owned_quote(session, actor, place[0], lock=True)
    must_match(if_match, quote.version)
    must_be_draft(quote)
    lines = await lines_of(session, actor, quote)
    line = next((line for line in lines if line.id == place[1]), None)
    if line is None:
        raise NotFound("line")
    match said.decision:
        case "accept":
            review = await _accept(session, actor, quote, line)
        case "change":
            review = await _change(session, actor, quote, line, said)
        case "reject":
            review = _reject(line, said)
    await _note(session, actor, quote, line, review)
    refresh(quote, lines)
    quote.version += 1


async def _accept(session: AsyncSession, actor: Actor, quote: Quote, line: QuoteLine) -> Review:
    if line.product_id is None:
        raise NothingToAccept("Nothing was matched to this line: choose a product for it, or reject it.")
    if line.kind is LineKind.NO_QUOTE:
        line.kind, line.remark = LineKind.STANDARD, ""
    if line.unit_price is None:
        product = await _product(session, actor, line.product_id)
        reprice(line, await price_of(session, actor, quote, product, line.quantity))
    return Review.ACCEPTED


async def _change(session: AsyncSession, actor: Actor, quote: Quote, line: QuoteLine, said: ReviewItem) -> Review:
    if line.kind is LineKind.NO_QUOTE:
        line.kind, line.remark = LineKind.STANDARD, ""
    line.quantity = said.quantity or line.quantity
    line.discount_percent = line.discount_percent if said.discount_percent is None else said.discount_percent
    if said.product_id is not None:
        _offer(quote, line, await _product(session, actor, said.product_id))
    if said.unit_price is not None:
        reprice(line, Priced(said.unit_price, PriceSource.PERSON))
    elif line.product_id is not None and (said.product_id is not None or _follows(line, said.quantity)):
        product = await _product(session, actor, line.product_id)
        reprice(line, await price_of(session, actor, quote, product, line.quantity))
    return Review.CHANGED


def _reject(line: QuoteLine, said: ReviewItem) -> Review:
    line.kind, line.remark = LineKind.NO_QUOTE, said.reason
    return Review.REJECTED


def _follows(line: QuoteLine, quantity: Decimal | None) -> bool:
    """Tell whether the price is to be looked up again for another quantity: not when a person entered it."""
    return quantity is not None and line.price_source is not PriceSource.PERSON


def _offer(quote: Quote, line: QuoteLine, product: Product) -> None:
    line.product_id, line.product_code, line.product_name = product.id, product.sku, product.name
    line.description, line.lead_time = product.description, lead_time_of(quote, product, line.quantity)


async def _product(session: AsyncSession, actor: Actor, id: int) -> Product:
    found = await products_of(session, actor, [id])
    if ProductId(id) not in found:
        raise UnknownProduct(f"There is no product {id}, or it is not yours.")
    return found[ProductId(id)]


async def _note(session: AsyncSession, actor: Actor, quote: Quote, line: QuoteLine, review: Review) -> None:
    """Keep the decision with the requested line, and remember by which number the customer knows the product."""
    if line.rfq_line_id is None:
        return
    mine = (RfqLine.tenant_id == actor.tenant, RfqLine.id == line.rfq_line_id)
    row = (await session.scalars(select(RfqLine).where(*mine).with_for_update())).one()
    row.review, row.reviewed_by = review, actor.name
    if review is Review.REJECTED or line.product_id is None:
        return
    product = await _product(session, actor, line.product_id)
    if row.product_id != product.id:
        row.product_id, row.outcome, row.confidence, row.stock = product.id, Outcome.MATCH, 1.0, product.stock
        row.reason = f"Chosen by {actor.name}."
    if quote.customer_id is not None:
        for number in _own_numbers(row, product):
            await remember_part(session, actor, quote.customer_id, number, product.id)


def _own_numbers(row: RfqLine, product: Product) -> list[str]:
    """Return the numbers on the RFQ that only this customer calls the product by."""
    known = {search_text(product.sku), search_text(product.mpn), ""}
    printed = dict.fromkeys((row.customer_part_number, row.part_number))
    return [number for number in printed if search_text(number) not in known]
