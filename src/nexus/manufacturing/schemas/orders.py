"""Orders as they go over the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from nexus.manufacturing.rules.orders import OrderStatus
from nexus.platform.pages import PageAsked
from nexus.platform.types import (
    MOST_ID,
    Amount,
    Day,
    Id,
    JsonNumber,
    Quantity,
    Remark,
    Search,
    ShortText,
    UnitPrice,
    Wire,
)
from nexus.sales.public import Currency

MOST_LINES = 5000


class OrdersAsked(PageAsked):
    """Which orders are to be listed."""

    status: OrderStatus | None = None
    customer_id: int | None = Field(None, ge=1, le=MOST_ID)
    quote_id: int | None = Field(None, ge=1, le=MOST_ID)
    search: Search = Field("", description="Our number, the customer's or the job's")


class NewOrderLine(Wire):
    """One thing ordered. With a line of the quote, what is left out is taken from that."""

    quote_line_id: Id | None = Field(None, description="The line of the quote that it answers")
    product_id: Id | None = None
    part_number: ShortText = ""
    name: ShortText = ""
    quantity: Quantity | None = Field(None, description="Null: all that was quoted and not ordered yet")
    unit: ShortText = ""
    unit_price: UnitPrice | None = None
    due_date: Day | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "NewOrderLine":
        if self.quote_line_id is None and (self.quantity is None or not (self.name or self.part_number)):
            raise ValueError("give a quote_line_id, or a quantity with a name or a part_number")
        return self


class NewOrder(Wire):
    """An order: of a quote (without lines: all that is left of it), out of a customer's document, or by hand."""

    quote_id: Id | None = Field(None, description="The approved quote that it answers")
    document_id: Id | None = Field(None, description="The customer's purchase order, as it was uploaded and read")
    customer_id: Id | None = Field(None, description="Null: the quote's")
    po_number: ShortText = Field("", description="The customer's own number; once for each customer")
    job_number: ShortText = Field("", description="Empty: the next one of the series")
    currency: Currency | None = None
    due_date: Day | None = None
    notes: Remark = ""
    lines: Annotated[list[NewOrderLine], BeforeValidator(lambda given: given or [])] = Field([], max_length=MOST_LINES)

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> "NewOrder":
        if self.quote_id is None and self.customer_id is None:
            raise ValueError("give a quote_id or a customer_id")
        if self.quote_id is None and self.document_id is None and not self.lines:
            raise ValueError("give lines, a quote_id or a document_id")
        return self


class MoveOrder(Wire):
    """Where an order is to go, and why."""

    status: OrderStatus
    reason: ShortText = ""
    accept_differences: bool = Field(default=False, description="Confirm although it is not what was quoted")


class DifferenceOut(Wire):
    """Where an order is not what was quoted; `line` null: the whole line of the quote was left out."""

    line: int | None
    field: str
    quoted: str | None
    ordered: str | None


class OrderLineOut(Wire):
    """A line of an order, and how many of it are on travelers."""

    id: int
    line_number: int
    quote_line_id: int | None
    product_id: int | None
    part_number: str
    name: str
    quantity: JsonNumber
    unit: str
    unit_price: JsonNumber | None
    line_total: Amount | None
    due_date: date | None
    quantity_on_travelers: JsonNumber
    quantity_finished: JsonNumber


class OrderRow(Wire):
    """An order as lists show it."""

    id: int
    order_number: str
    po_number: str
    job_number: str
    customer_id: int
    customer_name: str
    quote_id: int | None
    quote_number: str | None
    document_id: int | None
    status: OrderStatus
    created_date: datetime
    created_at: datetime
    updated_at: datetime
    due_date: date | None
    is_late: bool
    currency: str
    total_amount: Amount
    notes: str
    created_by: int | None
    version: int


class OrderOut(OrderRow):
    """An order with its lines, its travelers, and where it is not what was quoted."""

    lines: list[OrderLineOut]
    traveler_ids: list[int]
    differences: list[DifferenceOut]


class OrderMoveOut(Wire):
    """One move of an order's status."""

    id: int
    from_status: OrderStatus | None
    to_status: OrderStatus
    by_id: int | None
    by_name: str
    at: datetime
    reason: str
