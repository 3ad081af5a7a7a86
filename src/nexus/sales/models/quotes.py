"""Quotes, their lines, every move of their status, and the series their numbers come from."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.platform.errors import on_constraint
from nexus.sales.errors import AlreadyRevised, CustomerInUse
from nexus.sales.rules.prices import PriceSource
from nexus.sales.rules.quotes import QUOTE_FLOW, LineKind, QuoteStatus


class NumberSeries(Base):
    """The last number given out in a tenant's series in one year."""

    __tablename__ = "number_series"

    tenant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int]


class Quote(Tenanted, Timestamps, Base):
    """An offer to a customer. Totals are minor units with `digits` decimals; they follow from the lines."""

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "quote_number"),
        UniqueConstraint("tenant_id", "previous_id"),
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"]),
        ForeignKeyConstraint(["tenant_id", "previous_id"], ["quotes.tenant_id", "quotes.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "created_by"], ["users.tenant_id", "users.id"], ondelete="SET NULL (created_by)"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["documents.tenant_id", "documents.id"], ondelete="SET NULL (document_id)"
        ),
        ForeignKeyConstraint(["tenant_id", "rfq_id"], ["rfqs.tenant_id", "rfqs.id"], ondelete="SET NULL (rfq_id)"),
        Index("ix_quotes_customer", "tenant_id", "customer_id", "id"),
        Index("ix_quotes_status", "tenant_id", "status", "id"),
        Index("ix_quotes_document", "tenant_id", "document_id"),
        Index("ix_quotes_rfq", "tenant_id", "rfq_id"),
    )

    quote_number: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer, default=1)
    previous_id: Mapped[int | None]
    """The revision that this one replaces."""
    customer_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    status: Mapped[QuoteStatus] = mapped_column(enum_column(QuoteStatus, "status"), default=QuoteStatus.DRAFT)
    currency: Mapped[str]
    digits: Mapped[int] = mapped_column(SmallInteger)
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    subtotal: Mapped[int] = mapped_column(default=0)
    tax_amount: Mapped[int] = mapped_column(default=0)
    total_amount: Mapped[int] = mapped_column(default=0)
    expiry_date: Mapped[date]
    customer_reference: Mapped[str] = mapped_column(default="")
    """The customer's own number of the RFQ."""
    payment_terms: Mapped[str] = mapped_column(default="")
    delivery_terms: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    buyer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Name, address, contact and e-mail as they were when the quote was sent; None while it is a draft."""
    document_id: Mapped[int | None]
    rfq_id: Mapped[int | None]
    created_by: Mapped[int | None]
    search: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    """Counts changes; the quote's ETag."""

    def move(self, to: QuoteStatus) -> None:
        """Go to another status; raise IllegalMove (409) when the table does not allow it."""
        self.status = QUOTE_FLOW.check(self.status, to)
        self.version += 1


class QuoteDraft(msgspec.Struct):
    """A quote that is not stored yet, by the columns of Quote."""

    currency: str
    digits: int
    tax_rate: Decimal
    expiry_date: date
    locale: str
    created_at: datetime
    updated_at: datetime
    created_by: int | None
    quote_number: str = ""
    revision: int = 1
    previous_id: int | None = None
    customer_id: int | None = None
    title: str = ""
    description: str = ""
    status: QuoteStatus = QuoteStatus.DRAFT
    subtotal: int = 0
    tax_amount: int = 0
    total_amount: int = 0
    customer_reference: str = ""
    payment_terms: str = ""
    delivery_terms: str = ""
    notes: str = ""
    document_id: int | None = None
    rfq_id: int | None = None
    search: str = ""
    version: int = 1


AnyQuote: TypeAlias = Quote | QuoteDraft
"""A quote, stored or not."""


class QuoteLine(Tenanted, Base):
    """One item offered. `unit_price` None is a price still to be found; `line_total` is in minor units."""

    __tablename__ = "quote_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "quote_id", "line_number", deferrable=True, initially="DEFERRED"),
        ForeignKeyConstraint(["tenant_id", "quote_id"], ["quotes.tenant_id", "quotes.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "rfq_line_id"], ["rfq_lines.tenant_id", "rfq_lines.id"], ondelete="SET NULL (rfq_line_id)"
        ),
        Index("ix_quote_lines_product", "tenant_id", "product_id"),
        Index("ix_quote_lines_rfq_line", "tenant_id", "rfq_line_id"),
    )

    quote_id: Mapped[int]
    line_number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[LineKind] = mapped_column(enum_column(LineKind, "kind"), default=LineKind.STANDARD)
    product_id: Mapped[int | None]
    product_code: Mapped[str] = mapped_column(default="")
    customer_part_number: Mapped[str] = mapped_column(default="")
    product_name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(default="pcs")
    unit_price: Mapped[Decimal | None]
    discount_percent: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=Decimal(0))
    line_total: Mapped[int | None]
    lead_time: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    """What the customer reads below the line: an alternative, the reason for no quote."""
    price_source: Mapped[PriceSource] = mapped_column(
        enum_column(PriceSource, "price_source"), default=PriceSource.NONE
    )
    price_note: Mapped[str] = mapped_column(default="")
    """What the sales engineer should know about the price."""
    quantity_breaks: Mapped[list[Any]] = mapped_column(default=list)
    """`{quantity, unit_price}` as decimal strings, by rising quantity."""
    rfq_line_id: Mapped[int | None]


class LineDraft(msgspec.Struct):
    """A line that is not stored yet, by the columns of QuoteLine."""

    product_name: str
    quantity: Decimal
    line_number: int = 0
    kind: LineKind = LineKind.STANDARD
    product_id: int | None = None
    product_code: str = ""
    customer_part_number: str = ""
    description: str = ""
    unit: str = "pcs"
    unit_price: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    line_total: int | None = None
    lead_time: str = ""
    remark: str = ""
    price_source: PriceSource = PriceSource.NONE
    price_note: str = ""
    quantity_breaks: list[Any] = []
    rfq_line_id: int | None = None


AnyLine: TypeAlias = QuoteLine | LineDraft
"""A line, stored or not."""


class QuoteMove(Tenanted, Base):
    """One move of a quote's status: from, to, who, when, why."""

    __tablename__ = "quote_moves"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "quote_id"], ["quotes.tenant_id", "quotes.id"], ondelete="CASCADE"),
        Index("ix_quote_moves_quote", "tenant_id", "quote_id", "id"),
    )

    quote_id: Mapped[int]
    from_status: Mapped[QuoteStatus | None] = mapped_column(enum_column(QuoteStatus, "from_status"))
    to_status: Mapped[QuoteStatus] = mapped_column(enum_column(QuoteStatus, "to_status"))
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(default="")


on_constraint(
    "fk_quotes_tenant_id_customer_id",
    CustomerInUse,
    "Quotes refer to this customer: set its status to inactive instead.",
)
for _name in ("uq_quotes_tenant_id_previous_id", "uq_quotes_tenant_id_quote_number"):
    on_constraint(_name, AlreadyRevised, "This revision has a newer one already: revise that.")
