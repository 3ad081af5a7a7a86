"""Second factors and the codes that stand in for a lost one."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base, Tenanted


class SecondFactor(Base):
    """The device of a user that makes a code every 30 seconds; it counts from when a first code was confirmed."""

    __tablename__ = "second_factors"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
    )

    tenant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sealed: Mapped[str]
    """The secret, which only the server's own secret opens."""
    last_step: Mapped[int] = mapped_column(default=0, server_default="0")
    """The last step (of 30 s since 1970) whose code was used; neither it nor an older one counts again."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Tenanted, Base):
    """A code that counts once instead of the device; the row goes when it is used."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_recovery_codes_user", "tenant_id", "user_id"),
    )

    user_id: Mapped[int]
    digest: Mapped[bytes]
    """Keyed digest; the code is kept nowhere."""
