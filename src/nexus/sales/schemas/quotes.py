"""Quotes as they go over the wire; doubled names are those that the old clients know."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from nexus.platform.pages import PageAsked
from nexus.platform.types import (
    MOST_ID,
    Amount,
    Day,
    Id,
    JsonNumber,
    Locale,
    Percent,
    Quantity,
    Remark,
    Roundtrip,
    Search,
    ShortText,
    UnitPrice,
    Wire,
)
from nexus.sales.ids import CustomerId
from nexus.sales.rules.prices import PriceSource
from nexus.sales.rules.quotes import LineKind, QuoteStatus
from nexus.sales.schemas.customers import CustomerOut
from nexus.sales.schemas.words import Currency

MOST_LINES = 5000
ProductName = Annotated[Remark, StringConstraints(max_length=500)]
Discount = Annotated[Percent, BeforeValidator(lambda given: 0 if given is None else given)]
Kind = Annotated[LineKind, BeforeValidator(lambda given: given or LineKind.STANDARD)]


class QuotesAsked(PageAsked):
    """Which quotes are to be listed."""

    status: QuoteStatus | None = None
    customer_id: CustomerId | None = Field(None, ge=1, le=MOST_ID)
    document_id: int | None = Field(None, ge=1, le=MOST_ID)
    search: Search = Field("", description="Number, title, customer or part; typing errors are forgiven")


class BreakIn(Wire):
    """From this quantity on, this price."""

    quantity: Quantity
    unit_price: UnitPrice


class NewItem(Roundtrip):
    """A line to be quoted. What is left out is taken from the product; a price that is left out is looked up."""

    doubled: ClassVar = {"name": "product_name", "sku": "product_code"}
    only_answered: ClassVar = frozenset(
        {"quote_id", "line_total", "total", "total_price", "price_source", "price_note", "rfq_line_id", "created_at"}
    )

    id: Id | None = Field(None, description="An existing line that this one goes on from")
    line_number: Annotated[int, Field(ge=1, le=99_999)] | None = None
    product_id: Id | None = None
    product_name: ProductName = ""
    product_code: ShortText = ""
    customer_part_number: ShortText = ""
    description: Remark = ""
    quantity: Quantity
    unit: ShortText = ""
    unit_price: UnitPrice | None = Field(None, description="Null: looked up, or still open")
    discount_percent: Discount = Field(0, validate_default=True)
    kind: Kind = LineKind.STANDARD
    lead_time: ShortText = ""
    remark: Remark = ""
    quantity_breaks: list[BreakIn] | None = Field(None, max_length=20)

    @model_validator(mode="after")
    def _names_something(self) -> "NewItem":
        if not self.product_name and self.product_id is None:
            raise ValueError("give a product_name or a product_id")
        return self


class QuoteFields(Roundtrip):
    """What can be said of a quote, all of it optional; totals are always computed here."""

    doubled: ClassVar = {"line_items": "items", "valid_until": "expiry_date"}
    only_answered: ClassVar = frozenset(
        {
            *("id", "quote_number", "customer", "customer_name", "status", "created_date", "created_at", "updated_at"),
            *("created_by", "subtotal", "tax_amount", "total_amount", "total", "version", "revision", "previous_id"),
            *("superseded_by", "rfq_id"),
        }
    )

    customer_id: Id | None = None
    title: ShortText = ""
    description: Remark = ""
    currency: Currency | None = Field(None, description="Null: the customer's, else the tenant's")
    tax_rate: Percent | None = Field(None, description="Percent; null: the customer's, else the tenant's")
    expiry_date: Day | None = Field(None, description="Last day of validity; null: 30 days from today")
    customer_reference: ShortText = ""
    payment_terms: Remark = ""
    delivery_terms: Remark = ""
    notes: Remark = ""
    locale: Locale | None = None
    items: list[NewItem] = Field([], max_length=MOST_LINES, description="Also read as line_items")


class NewQuote(QuoteFields):
    """A quote to be drafted."""

    document_id: Id | None = Field(None, description="The RFQ it answers")


class QuotePatch(QuoteFields):
    """What is to change of a draft; what is left out stays. `items` replaces all lines."""

    only_answered: ClassVar = QuoteFields.only_answered | {"document_id"}


class MoveQuote(Wire):
    """Where a quote is to go, and why."""

    status: QuoteStatus
    reason: ShortText = ""


class BreakOut(Wire):
    """From this quantity on, this price."""

    quantity: JsonNumber
    unit_price: JsonNumber


class ItemOut(Wire):
    """A line of a quote."""

    id: int
    quote_id: int
    line_number: int
    product_id: int | None
    product_name: str
    product_code: str
    customer_part_number: str
    description: str
    quantity: JsonNumber
    unit: str
    unit_price: JsonNumber | None
    discount_percent: JsonNumber
    line_total: Amount | None
    kind: LineKind
    lead_time: str
    remark: str
    price_source: PriceSource
    price_note: str
    quantity_breaks: list[BreakOut]
    rfq_line_id: int | None


class QuoteRow(Wire):
    """A quote as lists show it."""

    id: int
    quote_number: str
    revision: int
    previous_id: int | None
    superseded_by: int | None
    customer_id: int | None
    customer_name: str | None
    title: str
    description: str
    status: QuoteStatus
    created_date: datetime
    created_at: datetime
    updated_at: datetime
    expiry_date: date
    valid_until: date
    created_by: int | None
    currency: str
    subtotal: Amount
    tax_rate: JsonNumber
    tax_amount: Amount
    total_amount: Amount
    customer_reference: str
    notes: str
    document_id: int | None
    rfq_id: int | None
    version: int


class QuoteOut(QuoteRow):
    """A quote with its customer and its lines."""

    customer: CustomerOut | None
    payment_terms: str
    delivery_terms: str
    locale: str
    items: list[ItemOut]
    line_items: list[ItemOut]


class MoveOut(Wire):
    """One move of a quote's status."""

    id: int
    from_status: QuoteStatus | None
    to_status: QuoteStatus
    by_id: int | None
    by_name: str
    at: datetime
    reason: str


class DifferenceOut(Wire):
    """One change between two revisions; of the quote itself when `line` is null."""

    what: Literal["added", "removed", "changed"]
    field: str
    line: int | None
    before: str | JsonNumber | None
    after: str | JsonNumber | None


class RevisionOut(Wire):
    """A revision of a quote and what it changed."""

    id: int
    quote_number: str
    revision: int
    status: QuoteStatus
    previous_id: int | None
    created_at: datetime
    total_amount: JsonNumber
    differences: list[DifferenceOut]
