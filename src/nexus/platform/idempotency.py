"""A request sent twice is done once: its answer is kept beside the work, in the same transaction."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import BigInteger, ForeignKey, Index, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base
from nexus.platform.errors import Invalid
from nexus.platform.ids import TenantId

KEPT = timedelta(days=2)


class KeyReused(Invalid):
    code, title = "idempotency-key-reused", "This Idempotency-Key belongs to another request"


class IdempotencyKey(Base):
    """A key that a caller sent, what it was sent with, and what was answered."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_age", "tenant_id", "created_at"),)

    tenant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    """Digest of what was asked."""
    answer: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


async def once(
    session: AsyncSession,
    tenant: TenantId,
    key: str | None,
    asked: tuple[str, BaseModel | None],
    do: Callable[[], Awaitable[str]],
) -> str:
    """Do the work and return its answer; with a key seen before, return the answer of that time instead.

    A second request with the same key waits until the first is committed. Raises KeyReused (422) when the key came
    with something else than `asked` (what is to be done, and with what) before.
    """
    if key is None:
        return await do()
    body = asked[1].model_dump_json() if asked[1] is not None else ""
    digest = hashlib.sha256(f"{asked[0]}\n{body}".encode()).hexdigest()
    row = {"tenant_id": tenant, "key": key, "request": digest, "created_at": clock.now()}
    taken = await session.scalar(
        insert(IdempotencyKey).values(row).on_conflict_do_nothing().returning(IdempotencyKey.key)
    )
    mine = (IdempotencyKey.tenant_id == tenant, IdempotencyKey.key == key)
    if taken is None:
        known = (await session.scalars(select(IdempotencyKey).where(*mine))).one()
        if known.request != digest or known.answer is None:
            raise KeyReused("Use a new Idempotency-Key for each new request; repeat one only to repeat its request.")
        return known.answer
    answer = await do()
    await session.execute(update(IdempotencyKey).where(*mine).values(answer=answer))
    return answer


async def forget(session: AsyncSession, tenant: TenantId) -> None:
    """Forget the tenant's keys that are too old to be repeated."""
    old = IdempotencyKey.created_at < clock.now() - KEPT
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.tenant_id == tenant, old))
