"""How an RFQ came out: counts, prices, and each line with what it was matched to and where it stands."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.public import DocumentId
from nexus.identity.public import Actor
from nexus.platform import clock
from nexus.platform.errors import NotFound
from nexus.sales.ids import CustomerId, RfqId
from nexus.sales.models import Quote, QuoteLine, Rfq, RfqLine
from nexus.sales.rules.money import from_minor
from nexus.sales.rules.prices import PriceSource
from nexus.sales.rules.quotes import LineKind, status_on
from nexus.sales.rules.rfqs import Asked, Outcome, Review, count
from nexus.sales.schemas.rfqs import MatchedProduct, QuotedRfq
from nexus.sales.service.customers import owned_customer
from nexus.sales.service.quotes import lines_of
from nexus.sales.service.rfqs.drafting import latest_quote
from nexus.sales.service.rfqs.matching import rows_of

# fmt: off
_OF_RFQ = (
    "document_id", "customer_rfq_number", "project", "contact_name", "contact_email", "contact_phone", "issue_date",
    "due_date", "requested_delivery_date", "language", "header",
)
_OF_ROW = (
    "requested", "part_number", "customer_part_number", "manufacturer", "needed_by", "confidence", "reason",
    "alternatives", "review", "reviewed_by",
)
_OF_LINE = (
    "line_number", "product_code", "product_name", "quantity", "unit", "unit_price", "discount_percent",
    "price_source", "price_note", "quantity_breaks", "kind", "lead_time",
)
_NO_LINE = {
    "line_number": None, "product_code": "", "product_name": "", "quantity": None, "unit": "", "unit_price": None,
    "discount_percent": Decimal(0), "price_source": PriceSource.NONE, "price_note": "", "quantity_breaks": [],
    "kind": None, "lead_time": "",
}
# fmt: on


async def tell(session: AsyncSession, actor: Actor, rfq: Rfq) -> QuotedRfq:
    """Return an RFQ and the newest quote that answers it."""
    actor.must("quotes:read")
    rows = await rows_of(session, actor, rfq)
    quote = await latest_quote(session, actor, rfq)
    lines = await lines_of(session, actor, quote) if quote else []
    answers = {line.rfq_line_id: line for line in lines if line.rfq_line_id is not None}
    told = [_told(row, answers.get(row.id), quote) for row in rows]
    counts = count(Asked(line.status, line.quantity or Decimal(0), line.stock_quantity) for line in told)
    customer = await owned_customer(session, actor, CustomerId(rfq.customer_id)) if rfq.customer_id else None
    return QuotedRfq.model_validate(
        {
            "rfq_id": rfq.id,
            "rfq_number": rfq.number,
            **{name: getattr(rfq, name) for name in _OF_RFQ},
            "customer": {"id": customer.id, "name": customer.name, "is_new": rfq.new_customer} if customer else None,
            **_quoted(quote, lines, rfq),
            **asdict(counts),
            "matched_products": [line for line in told if line.status is not Outcome.MISSING],
            "missing_products": [line for line in told if line.status is Outcome.MISSING],
        }
    )


async def owned_rfq(session: AsyncSession, actor: Actor, id: RfqId) -> Rfq:
    """Return an RFQ of the actor's tenant; NotFound otherwise."""
    return await _found(session, Rfq.tenant_id == actor.tenant, Rfq.id == id)


async def rfq_of_document(session: AsyncSession, actor: Actor, document: DocumentId) -> Rfq:
    """Return the RFQ that was read from a document; NotFound when there is none."""
    return await _found(session, Rfq.tenant_id == actor.tenant, Rfq.document_id == document)


async def _found(session: AsyncSession, *conditions: ColumnElement[bool]) -> Rfq:
    rfq = await session.scalar(select(Rfq).where(*conditions))
    if rfq is None:
        raise NotFound("RFQ")
    return rfq


def _told(row: RfqLine, line: QuoteLine | None, quote: Quote | None) -> MatchedProduct:
    digits = quote.digits if quote else 0
    product = line.product_id if line else row.product_id
    status = Outcome.MISSING if row.review is Review.REJECTED or product is None else row.outcome
    wanted = (line.quantity if line else row.quantity) or Decimal(0)
    said = {name: getattr(row, name) for name in _OF_ROW} | {name: getattr(line, name) for name in _OF_LINE if line}
    return MatchedProduct.model_validate(
        {
            **_NO_LINE,
            **said,
            "rfq_line_id": row.id,
            "item_id": line.id if line else None,
            "requested_line_number": row.line_number,
            "requested_quantity": row.quantity,
            "requested_unit": row.unit,
            "requested_breaks": row.quantity_breaks,
            "status": status,
            "product_id": product,
            "line_total": from_minor(line.line_total, digits) if line and line.line_total is not None else None,
            "stock_quantity": row.stock,
            "in_stock": None if row.stock is None else row.stock >= wanted,
            "evidence": row.evidence,
        }
    )


def _quoted(quote: Quote | None, lines: list[QuoteLine], rfq: Rfq) -> dict[str, Any]:
    if quote is None:
        nothing = ("quote_id", "quote_number", "quote_status", "valid_until", "pricing_summary")
        return dict.fromkeys(nothing)
    offered = [line for line in lines if line.kind is not LineKind.NO_QUOTE]
    priced = sum(line.unit_price is not None for line in offered)
    return {
        "quote_id": quote.id,
        "quote_number": quote.quote_number,
        "quote_status": status_on(quote.status, quote.expiry_date, clock.today()),
        "valid_until": quote.expiry_date,
        "pricing_summary": {
            "currency": quote.currency,
            "requested_currency": rfq.currency,
            "subtotal": from_minor(quote.subtotal, quote.digits),
            "tax_rate": quote.tax_rate,
            "tax_amount": from_minor(quote.tax_amount, quote.digits),
            "total_amount": from_minor(quote.total_amount, quote.digits),
            "priced_items": priced,
            "unpriced_items": len(offered) - priced,
        },
    }
