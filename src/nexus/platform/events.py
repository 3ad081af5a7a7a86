"""What happened, told upward: an event is a row of the outbox in the transaction of the change it tells of."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base
from nexus.platform.ids import TenantId


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, named in the past tense: ids and values, never objects. Handlers may see it more than once."""

    tenant: TenantId


class OutboxRow(Base):
    """One event on its way to its handlers."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "id", postgresql_where=text("relayed_at is null")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    relayed_at: Mapped[datetime | None]


def publish(session: AsyncSession, event: Event) -> None:
    """Put the event in the outbox; it leaves with the transaction, or not at all."""
    session.add(OutboxRow(tenant_id=event.tenant, kind=type(event).__name__, payload=msgspec.to_builtins(event)))


def told(event: Event) -> tuple[str, str]:
    """Return an event's `kind` and `payload` (JSON), for a statement that puts it in the outbox itself."""
    return type(event).__name__, msgspec.json.encode(event).decode()
