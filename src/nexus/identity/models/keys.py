"""API keys."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base, Tenanted


class ApiKey(Tenanted, Base):
    """A key of an integration: it acts as the user who made it, within its scopes, until it ends."""

    __tablename__ = "api_keys"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"]),
        UniqueConstraint("tenant_id", "digest"),
        Index("ix_api_keys_user", "tenant_id", "user_id"),
    )

    user_id: Mapped[int]
    name: Mapped[str]
    beginning: Mapped[str]
    """What is shown of it."""
    digest: Mapped[bytes]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
