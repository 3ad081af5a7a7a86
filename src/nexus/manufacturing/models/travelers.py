"""Travelers with their BOM, operations and checks, every released revision, and every move of their status."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from nexus.manufacturing.errors import DoesNotAddUp, TravelerExists, UnknownPaper
from nexus.manufacturing.rules.library import Kind
from nexus.manufacturing.rules.travelers import (
    OPERATION_FLOW,
    TRAVELER_FLOW,
    FirstArticle,
    OperationStatus,
    TravelerStatus,
)
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.platform.errors import on_constraint


class StepLibrary(Base):
    """A type of traveler as a tenant's engineers have it: its name, its colour and its operations."""

    __tablename__ = "step_libraries"

    tenant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True)
    code: Mapped[Kind] = mapped_column(enum_column(Kind, "code"), primary_key=True)
    name: Mapped[str]
    color: Mapped[str]
    steps: Mapped[list[Any]]
    """By the fields of `rules.library.Step`."""
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    updated_by: Mapped[str]


class Traveler(Tenanted, Timestamps, Base):
    """A released, versioned routing document for one quantity of one thing."""

    __tablename__ = "travelers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "traveler_number"),
        ForeignKeyConstraint(["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"]),
        ForeignKeyConstraint(["tenant_id", "order_line_id"], ["order_lines.tenant_id", "order_lines.id"]),
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "created_by"], ["users.tenant_id", "users.id"], ondelete="SET NULL (created_by)"
        ),
        Index("ix_travelers_status", "tenant_id", "status", "id"),
        Index("ix_travelers_order", "tenant_id", "order_id"),
        Index("ix_travelers_order_line", "tenant_id", "order_line_id"),
        Index("ix_travelers_product", "tenant_id", "product_id"),
        Index("ix_travelers_changed", "tenant_id", "updated_at", "id"),
        Index("ix_travelers_made", "tenant_id", "created_at"),
        Index("ix_travelers_completed", "tenant_id", "completed_at"),
    )

    traveler_number: Mapped[str]
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"))
    status: Mapped[TravelerStatus] = mapped_column(enum_column(TravelerStatus, "status"), default=TravelerStatus.DRAFT)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    order_id: Mapped[int | None]
    order_line_id: Mapped[int | None]
    job_number: Mapped[str] = mapped_column(default="")
    product_id: Mapped[int | None]
    part_number: Mapped[str] = mapped_column(default="")
    part_name: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(default="pcs")
    due_date: Mapped[date | None]
    priority: Mapped[int] = mapped_column(SmallInteger, default=3)
    """1 most urgent, 5 least."""
    notes: Mapped[str] = mapped_column(default="")
    held_from: Mapped[TravelerStatus | None] = mapped_column(enum_column(TravelerStatus, "held_from"))
    """Where it goes on when the hold is lifted."""
    held_why: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int | None]
    released_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    def move(self, to: TravelerStatus) -> None:
        """Go to another status; raise IllegalMove (409) when the table does not allow it."""
        self.status = TRAVELER_FLOW.check(self.status, to)
        self.version += 1


class BomItem(Tenanted, Base):
    """One part that goes into the thing; `quantity` is for all of the traveler."""

    __tablename__ = "bom_items"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"], ondelete="CASCADE"),
        Index("ix_bom_items_traveler", "tenant_id", "traveler_id", "item_number"),
        Index("ix_bom_items_part", "tenant_id", "part_number"),
    )

    traveler_id: Mapped[int]
    item_number: Mapped[int] = mapped_column(Integer)
    part_number: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(default="pcs")
    unit_price: Mapped[Decimal | None]
    supplier: Mapped[str] = mapped_column(default="")
    manufacturer: Mapped[str] = mapped_column(default="")
    reference_designators: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")


class Operation(Tenanted, Base):
    """One step of a traveler. Its pieces always add up: in = good + scrap + rework + at hand."""

    __tablename__ = "operations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "traveler_id", "step_number"),
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"], ondelete="CASCADE"),
        CheckConstraint(
            "quantity_good >= 0 and quantity_scrap >= 0 and quantity_rework >= 0"
            " and quantity_good + quantity_scrap + quantity_rework <= quantity_in",
            name="adds_up",
        ),
        Index("ix_operations_open", "tenant_id", "status", "traveler_id"),
        Index("ix_operations_completed", "tenant_id", "completed_at"),
    )

    traveler_id: Mapped[int]
    step_number: Mapped[int] = mapped_column(Integer)
    step_name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    estimated_hours: Mapped[Decimal] = mapped_column(Numeric(12, 3), default=Decimal(0))
    required_role: Mapped[str | None]
    predecessors: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    """Step numbers that come right before it; empty: it can begin at once."""
    status: Mapped[OperationStatus] = mapped_column(
        enum_column(OperationStatus, "status"), default=OperationStatus.PENDING
    )
    quantity_in: Mapped[Decimal] = mapped_column(default=Decimal(0))
    quantity_good: Mapped[Decimal] = mapped_column(default=Decimal(0))
    quantity_scrap: Mapped[Decimal] = mapped_column(default=Decimal(0))
    quantity_rework: Mapped[Decimal] = mapped_column(default=Decimal(0))
    first_article: Mapped[FirstArticle] = mapped_column(
        enum_column(FirstArticle, "first_article"), default=FirstArticle.NONE
    )
    needs_approval: Mapped[bool] = mapped_column(default=False)
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    completed_by: Mapped[str | None]
    completed_by_id: Mapped[int | None]
    completed_at: Mapped[datetime | None]

    def move(self, to: OperationStatus) -> None:
        """Go to another status; raise IllegalMove (409) when the table does not allow it."""
        self.status = OPERATION_FLOW.check(self.status, to)


class OperationCheck(Tenanted, Base):
    """What must be looked at before an operation is finished; with limits it is a measurement."""

    __tablename__ = "operation_checks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"], ondelete="CASCADE"
        ),
        Index("ix_operation_checks_operation", "tenant_id", "operation_id"),
    )

    operation_id: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    minimum: Mapped[Decimal | None]
    maximum: Mapped[Decimal | None]


class TravelerRevision(Tenanted, Base):
    """A traveler as it was released, for good: its content, what changed and why, and the hash over the one before."""

    __tablename__ = "traveler_revisions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "traveler_id", "revision"),
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"]),
    )

    traveler_id: Mapped[int]
    revision: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes]
    """The content as JSON, in the one way that the hash is taken of."""
    changes: Mapped[list[Any]]
    """By the fields of `rules.travelers.Change`."""
    reason: Mapped[str]
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    hash: Mapped[bytes]


class TravelerMove(Tenanted, Base):
    """One move of a traveler's status: from, to, who, when, why."""

    __tablename__ = "traveler_moves"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"], ondelete="CASCADE"),
        Index("ix_traveler_moves_traveler", "tenant_id", "traveler_id", "id"),
    )

    traveler_id: Mapped[int]
    from_status: Mapped[TravelerStatus | None] = mapped_column(enum_column(TravelerStatus, "from_status"))
    to_status: Mapped[TravelerStatus] = mapped_column(enum_column(TravelerStatus, "to_status"))
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(default="")


class TravelerDocument(Base):
    """A document that belongs to a traveler: a drawing, an instruction, a checklist, a packing slip."""

    __tablename__ = "traveler_documents"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "document_id"], ["documents.tenant_id", "documents.id"], ondelete="CASCADE"),
    )

    tenant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True)
    traveler_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    document_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    role: Mapped[str]
    """`drawing`, `instruction`, `checklist` or `packing_slip`."""


on_constraint(
    "ck_operations_adds_up",
    DoesNotAddUp,
    "More pieces would be good, scrapped or set aside than have reached this step.",
)
on_constraint("uq_travelers_tenant_id_traveler_number", TravelerExists, "There is a traveler of this number already.")
on_constraint("pk_traveler_documents", TravelerExists, "This document belongs to the traveler already.")
on_constraint(
    "fk_traveler_documents_tenant_id_document_id", UnknownPaper, "There is no such document, or it is not yours."
)
