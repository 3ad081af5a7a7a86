"""Tenants, users and their sessions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Identity, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from nexus.identity.errors import UserExists
from nexus.identity.rules import Role, TenantStatus
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.platform.errors import on_constraint


class Tenant(Timestamps, Base):
    """A company that works with Nexus, and how it trades."""

    __tablename__ = "tenants"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    status: Mapped[TenantStatus] = mapped_column(enum_column(TenantStatus, "status"), default=TenantStatus.ACTIVE)
    currency: Mapped[str] = mapped_column(default="USD")
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=Decimal(0))
    locale: Mapped[str] = mapped_column(default="en")
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    """What stands on paper: address, phone, email, website, tax_number, terms, logo (SVG text)."""


class User(Tenanted, Timestamps, Base):
    """Somebody who signs in."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email"),
        UniqueConstraint("tenant_id", "username"),
    )

    email: Mapped[str]
    username: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))

    @property
    def name(self) -> str:
        """The name as people say it; the user name when none was given."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


class Session(Tenanted, Base):
    """One signing-in. The access token names it; ending it ends the token."""

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_sessions_live", "tenant_id", "user_id", postgresql_where=text("ended_at is null")),
    )

    user_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


on_constraint("uq_users_tenant_id_email", UserExists, "A user with this e-mail exists already.")
on_constraint("uq_users_tenant_id_username", UserExists, "A user with this user name exists already.")
