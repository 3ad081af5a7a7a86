"""RFQs, what came of each of their lines, and what people decide, as they go over the wire."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from nexus.platform.pages import PageAsked
from nexus.platform.types import MOST_ID, Id, JsonNumber, Percent, Quantity, Search, ShortText, UnitPrice, Wire
from nexus.sales.ids import CustomerId
from nexus.sales.rules.prices import PriceSource
from nexus.sales.rules.quotes import LineKind, QuoteStatus
from nexus.sales.rules.rfqs import Outcome, Review
from nexus.sales.schemas.quotes import BreakOut

Probability = Annotated[float, Field(ge=0, le=1)]


class RfqsAsked(PageAsked):
    """Which RFQs are to be listed."""

    customer_id: CustomerId | None = Field(None, ge=1, le=MOST_ID)
    search: Search = Field("", description="Number, project or customer")


class EvidenceOut(Wire):
    """A value as it was read, and where: page from 1, box in points from the top left, or the name of a cell."""

    value: str
    text: str
    page: int
    box: tuple[float, float, float, float] | None
    ref: str
    source: str
    confidence: float
    verified: bool


class AlternativeOut(Wire):
    """Another product that may be meant, and how it differs."""

    product_id: int
    sku: str
    name: str
    confidence: Probability
    why: str


class MatchedProduct(Wire):
    """A requested line, what it was matched to, and the line of the quote that answers it."""

    rfq_line_id: int
    item_id: int | None = Field(description="The quote's line; null where a person rejected it")
    line_number: int | None
    requested_line_number: str = Field(description="As the customer numbers it")
    requested: str
    requested_quantity: JsonNumber | None
    requested_unit: str
    requested_breaks: list[JsonNumber]
    part_number: str
    customer_part_number: str
    manufacturer: str
    needed_by: date | None
    status: Outcome
    confidence: Probability
    reason: str
    product_id: int | None
    product_code: str
    product_name: str
    quantity: JsonNumber | None
    unit: str
    unit_price: JsonNumber | None
    discount_percent: JsonNumber
    line_total: JsonNumber | None
    price_source: PriceSource
    price_note: str
    quantity_breaks: list[BreakOut]
    kind: LineKind | None
    stock_quantity: JsonNumber | None
    in_stock: bool | None = Field(description="Null where nothing was matched")
    lead_time: str
    alternatives: list[AlternativeOut]
    evidence: dict[str, EvidenceOut | list[EvidenceOut]]
    review: Review
    reviewed_by: str


class PricingSummary(Wire):
    """What the quote comes to."""

    currency: str
    requested_currency: str | None
    subtotal: JsonNumber
    tax_rate: JsonNumber
    tax_amount: JsonNumber
    total_amount: JsonNumber
    priced_items: int
    unpriced_items: int


class RfqCustomer(Wire):
    """Whom the RFQ is from."""

    id: int
    name: str
    is_new: bool = Field(description="Not known before this RFQ: a prospect, to be completed")


class QuotedRfq(Wire):
    """An RFQ and the quote that answers it."""

    rfq_id: int
    rfq_number: str
    document_id: int | None
    customer: RfqCustomer | None
    customer_rfq_number: str
    project: str
    contact_name: str
    contact_email: str
    contact_phone: str
    issue_date: date | None
    due_date: date | None
    requested_delivery_date: date | None
    language: str
    header: dict[str, EvidenceOut]
    quote_id: int | None
    quote_number: str | None
    quote_status: QuoteStatus | None
    valid_until: date | None
    items_requested: int
    items_matched: int
    perfect_matches: int
    partial_matches: int
    missing_items: int
    out_of_stock_items: int
    pricing_summary: PricingSummary | None
    matched_products: list[MatchedProduct]
    missing_products: list[MatchedProduct] = Field(description="Lines to be sourced by hand, in the same shape")


class RfqRow(Wire):
    """An RFQ in a list."""

    id: int
    number: str
    document_id: int | None
    customer_id: int | None
    customer_name: str | None
    customer_rfq_number: str
    project: str
    due_date: date | None
    quote_id: int | None
    quote_number: str | None
    created_at: datetime


class ReviewItem(Wire):
    """What a person says to a line: take it as it is, take it changed, or leave it unquoted."""

    decision: Literal["accept", "change", "reject"]
    product_id: Id | None = None
    quantity: Quantity | None = None
    unit_price: UnitPrice | None = Field(None, description="Left out with another product or quantity: looked up")
    discount_percent: Percent | None = None
    reason: ShortText = Field("", description="Printed on the quote when a line is rejected")

    @model_validator(mode="after")
    def _changes_something(self) -> "ReviewItem":
        given: list[Decimal | int | Any] = [self.product_id, self.quantity, self.unit_price, self.discount_percent]
        changed = any(value is not None for value in given)
        if self.decision == "change" and not changed:
            raise ValueError("say what to change: product_id, quantity, unit_price or discount_percent")
        if self.decision != "change" and changed:
            raise ValueError(f"to {self.decision} a line, say nothing else of it; to change it, say change")
        return self
