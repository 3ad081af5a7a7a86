"""What happened, told upward: an event is a row of the outbox in the transaction of the change it tells of."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base, ReadConnection
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


async def publish_by(driver: ReadConnection, event: Event) -> None:
    """Do the same on the driver's connection of the transaction, where no objects are flushed anyway."""
    payload = msgspec.json.encode(event).decode()
    await driver.execute(_PUBLISH, event.tenant, type(event).__name__, payload, clock.now())


_PUBLISH = "insert into outbox (tenant_id, kind, payload, created_at) values ($1, $2, $3::text::jsonb, $4)"
