"""What happens on the floor: labor, pieces, and what was scanned."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, UniqueConstraint, func, literal_column, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nexus.manufacturing.errors import Overlaps, ScannedTwice
from nexus.manufacturing.rules.floor import LaborKind
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, enum_column
from nexus.platform.errors import on_constraint


def _range() -> Any:
    return func.tstzrange(literal_column("started_at"), literal_column("ended_at"))


_COUNTS = "(replaced_at is null)::integer = 1"
"""Said so that only the constraints use their indexes: the planner, which would take them for any query that says
`replaced_at is null`, does not know that finding an entry in them takes a hundred times the pages of a B-tree.
"""


class LaborEntry(Tenanted, Base):
    """Time that one person was clocked in. It never changes: a correction is a new row that points at this one.

    `worked` is what of the clock counts for it, in microseconds: less than its length while others ran beside it.
    """

    __tablename__ = "labor_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"]),
        ForeignKeyConstraint(["tenant_id", "corrects_id"], ["labor_entries.tenant_id", "labor_entries.id"]),
        ForeignKeyConstraint(["tenant_id", "start_scan_id"], ["scans.tenant_id", "scans.id"]),
        UniqueConstraint("tenant_id", "corrects_id"),
        UniqueConstraint("tenant_id", "start_scan_id"),
        # Nobody is at two places at once, unless both times were taken where the tenant allows it.
        ExcludeConstraint(
            (Column("tenant_id"), "="), (Column("user_id"), "="), (_range(), "&&"),
            name="ex_labor_entries_alone", using="gist", where=text(f"not is_shared and {_COUNTS}"),
            deferrable=True, initially="IMMEDIATE",
        ),
        ExcludeConstraint(
            (Column("tenant_id"), "="), (Column("user_id"), "="), (_range(), "&&"), (Column("is_shared"), "<>"),
            name="ex_labor_entries_shared", using="gist", where=text(_COUNTS),
            deferrable=True, initially="IMMEDIATE",
        ),
        ExcludeConstraint(
            (Column("tenant_id"), "="), (Column("user_id"), "="), (Column("operation_id"), "="), (_range(), "&&"),
            name="ex_labor_entries_operation", using="gist", where=text(_COUNTS),
            deferrable=True, initially="IMMEDIATE",
        ),
        Index("ix_labor_entries_traveler", "tenant_id", "traveler_id"),
        Index("ix_labor_entries_operation", "tenant_id", "operation_id"),
        Index("ix_labor_entries_time", "tenant_id", "started_at"),
        Index("ix_labor_entries_user", "tenant_id", "user_id", "ended_at"),
        Index("ix_labor_entries_open", "tenant_id", "user_id", postgresql_where=text("ended_at is null")),
    )  # fmt: skip

    traveler_id: Mapped[int | None]
    operation_id: Mapped[int | None]
    """None: indirect labor."""
    user_id: Mapped[int]
    kind: Mapped[LaborKind] = mapped_column(enum_column(LaborKind, "kind"), default=LaborKind.RUN)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    worked: Mapped[int | None]
    is_shared: Mapped[bool] = mapped_column(default=False)
    flag: Mapped[str] = mapped_column(default="")
    """`forgotten`: closed by policy, not by a person; `withdrawn`: what was told later showed that it never began."""
    notes: Mapped[str] = mapped_column(default="")
    start_scan_id: Mapped[int | None]
    """The scan that began it; None where a person wrote it down."""
    corrects_id: Mapped[int | None]
    replaced_at: Mapped[datetime | None]
    """When a correction took its place; it no longer counts."""
    by_id: Mapped[int | None]
    """Who wrote it down, where that was somebody else."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class QuantityEntry(Tenanted, Base):
    """Pieces that became good, scrap or rework at an operation; negative where that was taken back."""

    __tablename__ = "quantity_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "traveler_id"], ["travelers.tenant_id", "travelers.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        Index("ix_quantity_entries_operation", "tenant_id", "operation_id", "id"),
        Index("ix_quantity_entries_traveler", "tenant_id", "traveler_id"),
        Index("ix_quantity_entries_time", "tenant_id", "at"),
    )

    traveler_id: Mapped[int]
    operation_id: Mapped[int]
    good: Mapped[Decimal] = mapped_column(default=Decimal(0))
    scrap: Mapped[Decimal] = mapped_column(default=Decimal(0))
    rework: Mapped[Decimal] = mapped_column(default=Decimal(0))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Scan(Tenanted, Base):
    """Something that was done on the floor, once, by the clock of the device; labor follows from these alone.

    What is done through the API and by policy stands here too, with `api` and `policy` for a device, and so does
    the end of what ran until a correction said when it had ended.
    """

    __tablename__ = "scans"
    __table_args__ = (
        UniqueConstraint("tenant_id", "scan_id"),
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"]),
        Index("ix_scans_user", "tenant_id", "user_id", "at"),
        Index("ix_scans_operation", "tenant_id", "operation_id", "at"),
        Index("ix_scans_device", "tenant_id", "device", "received_at", "id"),
    )

    scan_id: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int]
    operation_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(default="")
    """`start`, `pause` or `finish`; empty for what only was looked at."""
    kind: Mapped[LaborKind | None] = mapped_column(enum_column(LaborKind, "kind"))
    at: Mapped[datetime]
    """By the device's clock."""
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    text: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    """What was answered, as JSON."""


for _name in ("ex_labor_entries_alone", "ex_labor_entries_shared"):
    on_constraint(_name, Overlaps, "This person is clocked in elsewhere at that time; end that first.")
on_constraint(
    "ex_labor_entries_operation", Overlaps, "This person is clocked in on this operation at that time already."
)
on_constraint("uq_labor_entries_tenant_id_corrects_id", Overlaps, "This labor entry has been corrected already.")
on_constraint(
    "uq_scans_tenant_id_scan_id",
    ScannedTwice,
    "The same scan came twice at once; send it again for its answer.",
)
