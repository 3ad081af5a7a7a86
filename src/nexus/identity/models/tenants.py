"""Tenants and how they trade."""

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Identity, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from nexus.identity.errors import SlugTaken
from nexus.identity.rules import TenantStatus
from nexus.platform.db import Base, Timestamps, enum_column
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
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))
    """How people come in, as `Policy` in policy.py reads it."""


on_constraint("uq_tenants_slug", SlugTaken, "A tenant with this short name exists already.")
