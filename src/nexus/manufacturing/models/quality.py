"""Results of checks, nonconformances, coating, and the lots that went into what was made."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nexus.manufacturing.rules.coating import COATING_FLOW, CoatingStatus
from nexus.manufacturing.rules.floor import Disposition
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, Timestamps, enum_column


class CheckResult(Tenanted, Base):
    """One look at one thing. The newest result of a check counts."""

    __tablename__ = "check_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "check_id"], ["operation_checks.tenant_id", "operation_checks.id"], ondelete="CASCADE"
        ),
        Index("ix_check_results_check", "tenant_id", "check_id", "id"),
    )

    check_id: Mapped[int]
    value: Mapped[Decimal | None]
    passed: Mapped[bool] = mapped_column(Boolean)
    serial: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Nonconformance(Tenanted, Base):
    """Pieces that are not as they should be: set aside until somebody says what becomes of them."""

    __tablename__ = "nonconformances"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        Index("ix_nonconformances_traveler", "tenant_id", "traveler_id"),
        Index("ix_nonconformances_operation", "tenant_id", "operation_id"),
    )

    number: Mapped[str]
    traveler_id: Mapped[int]
    operation_id: Mapped[int]
    defect: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal]
    disposition: Mapped[Disposition | None] = mapped_column(enum_column(Disposition, "disposition"))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]


class CoatingJob(Tenanted, Timestamps, Base):
    """Pieces that are coated, here or at a supplier. Thickness is in micrometres."""

    __tablename__ = "coating_jobs"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"]),
        Index("ix_coating_jobs_traveler", "tenant_id", "traveler_id"),
        Index("ix_coating_jobs_status", "tenant_id", "status", "sent_date"),
    )

    traveler_id: Mapped[int]
    coating_type: Mapped[str]
    lot: Mapped[str] = mapped_column(default="")
    lot_expires: Mapped[date | None]
    cure: Mapped[str] = mapped_column(default="")
    """How it is cured: method, temperature, minutes."""
    quantity: Mapped[Decimal]
    supplier: Mapped[str] = mapped_column(default="")
    """Empty: it is done here."""
    tracking_number: Mapped[str] = mapped_column(default="")
    minimum: Mapped[Decimal | None]
    maximum: Mapped[Decimal | None]
    status: Mapped[CoatingStatus] = mapped_column(enum_column(CoatingStatus, "status"), default=CoatingStatus.SENT)
    sent_date: Mapped[datetime] = mapped_column(default=clock.now)
    received_date: Mapped[datetime | None]
    inspected_date: Mapped[datetime | None]
    inspected_by: Mapped[str | None]
    notes: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    def move(self, to: CoatingStatus) -> None:
        """Go to another status; raise IllegalMove (409) when the table does not allow it."""
        self.status = COATING_FLOW.check(self.status, to)
        self.version += 1


class CoatingReading(Tenanted, Base):
    """One reading of the film's thickness, in micrometres."""

    __tablename__ = "coating_readings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "coating_id"], ["coating_jobs.tenant_id", "coating_jobs.id"], ondelete="CASCADE"
        ),
        Index("ix_coating_readings_coating", "tenant_id", "coating_id"),
    )

    coating_id: Mapped[int]
    thickness: Mapped[Decimal]
    place: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class LotUse(Tenanted, Base):
    """A lot or serial of a part that went into what a traveler makes, into one unit of it where that is known."""

    __tablename__ = "lot_uses"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        Index("ix_lot_uses_traveler", "tenant_id", "traveler_id"),
        Index("ix_lot_uses_lot", "tenant_id", "lot"),
        Index("ix_lot_uses_unit", "tenant_id", "unit"),
        Index("ix_lot_uses_operation", "tenant_id", "operation_id"),
    )

    traveler_id: Mapped[int]
    operation_id: Mapped[int | None]
    part_number: Mapped[str]
    lot: Mapped[str]
    """Lot or serial number of the part; a unit of ours has its own number here."""
    unit: Mapped[str] = mapped_column(default="")
    """Serial number of the unit that it went into; empty: any of the traveler's."""
    quantity: Mapped[Decimal]
    supplier: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
