"""Customers' requests for quotation as they were read, line by line, with what each line was matched to."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Double, ForeignKeyConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.sales.rules.rfqs import Outcome, Review


class Rfq(Tenanted, Timestamps, Base):
    """What a customer asked for in one document."""

    __tablename__ = "rfqs"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "document_id"),
        ForeignKeyConstraint(
            ["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"], ondelete="SET NULL (customer_id)"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["documents.tenant_id", "documents.id"], ondelete="SET NULL (document_id)"
        ),
        Index("ix_rfqs_customer", "tenant_id", "customer_id", "id"),
    )

    number: Mapped[str]
    document_id: Mapped[int | None]
    customer_id: Mapped[int | None]
    new_customer: Mapped[bool] = mapped_column(Boolean, default=False)
    """The customer was not known before this RFQ."""
    customer_rfq_number: Mapped[str] = mapped_column(default="")
    project: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    issue_date: Mapped[date | None]
    due_date: Mapped[date | None]
    requested_delivery_date: Mapped[date | None]
    currency: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="")
    run: Mapped[int] = mapped_column(Integer, default=0)
    """The reading of the document that was answered last."""
    header: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Every header value as it was read: value, text, page, box, ref, source, confidence, verified."""


class RfqLine(Tenanted, Base):
    """One requested item and what it was matched to."""

    __tablename__ = "rfq_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "rfq_id", "position", deferrable=True, initially="DEFERRED"),
        ForeignKeyConstraint(["tenant_id", "rfq_id"], ["rfqs.tenant_id", "rfqs.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        Index("ix_rfq_lines_product", "tenant_id", "product_id"),
    )

    rfq_id: Mapped[int]
    position: Mapped[int] = mapped_column(Integer)
    line_number: Mapped[str] = mapped_column(default="")
    """As printed by the customer."""
    requested: Mapped[str]
    """What was asked, in the customer's words."""
    part_number: Mapped[str] = mapped_column(default="")
    customer_part_number: Mapped[str] = mapped_column(default="")
    manufacturer: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal | None]
    unit: Mapped[str] = mapped_column(default="")
    quantity_breaks: Mapped[list[Any]] = mapped_column(default=list)
    """All quantities to be quoted, as decimal strings."""
    needed_by: Mapped[date | None]
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field of the line -> where it stands in the document."""
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome, "outcome"))
    confidence: Mapped[float] = mapped_column(Double, default=0.0)
    product_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    alternatives: Mapped[list[Any]] = mapped_column(default=list)
    stock: Mapped[Decimal | None]
    """What was in stock when the quote was made; None: not known."""
    review: Mapped[Review] = mapped_column(enum_column(Review, "review"), default=Review.OPEN)
    reviewed_by: Mapped[str] = mapped_column(default="")
