"""What proves that somebody reads an address, and what is held against guessing."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from nexus.identity.rules import Purpose
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, enum_column


class Proof(Tenanted, Base):
    """A code or a link that was mailed: who answers it reads that address. It counts once, for its purpose only."""

    __tablename__ = "proofs"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_proofs_open", "tenant_id", "email", "purpose", postgresql_where=text("used_at is null")),
    )

    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose, "purpose"))
    email: Mapped[str]
    user_id: Mapped[int | None]
    digest: Mapped[bytes]
    """Keyed digest of the code or the link's secret; what was mailed is kept nowhere."""
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When it was answered, or replaced by a newer one."""


class Lockout(Base):
    """Failures in a row of one account, known or not, from devices that never signed in to it; or of one device."""

    __tablename__ = "lockouts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        Index("ix_lockouts_age", "tenant_id", "failed_at"),
    )

    tenant_id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
