"""API keys: made, listed, ended. A key is for the trade; it never manages keys, users or settings."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.keys import beginning_of, digest_of, new_key
from nexus.identity.models import ApiKey
from nexus.identity.rules import Role
from nexus.identity.schemas.keys import NewKey
from nexus.platform import audit, clock
from nexus.platform.errors import NotFound


async def make_key(session: AsyncSession, actor: Actor, new: NewKey) -> tuple[ApiKey, str]:
    """Make a key that acts as the actor within its scopes, which must be theirs; return it and the key itself."""
    for scope in new.scopes:
        actor.must(scope)
    key, now = new_key(actor.tenant), clock.now()
    row = ApiKey(
        tenant_id=actor.tenant,
        user_id=actor.user,
        name=new.name,
        beginning=beginning_of(key),
        digest=digest_of(key),
        scopes=list(new.scopes),
        created_at=now,
        expires_at=now + timedelta(days=new.days),
    )
    session.add(row)
    await session.flush()  # the answer names the id
    audit.note(session, actor, "key.made", ("key", row.id), name=new.name, scopes=list(new.scopes), days=new.days)
    return row, key


async def keys_of(session: AsyncSession, actor: Actor) -> list[ApiKey]:
    """Return the actor's keys, an administrator's all of the tenant, the newest first."""
    wanted = select(ApiKey).where(ApiKey.tenant_id == actor.tenant)
    if actor.role is not Role.ADMIN:
        wanted = wanted.where(ApiKey.user_id == actor.user)
    return list(await session.scalars(wanted.order_by(ApiKey.id.desc()).limit(1000)))


async def end_key(session: AsyncSession, actor: Actor, id: int) -> None:
    """End a key of one's own, or as an administrator any; it is refused within a second."""
    row = await session.get(ApiKey, (actor.tenant, id), with_for_update=True)
    if row is None or (row.user_id != actor.user and actor.role is not Role.ADMIN):
        raise NotFound("key")
    row.ended_at = row.ended_at or clock.now()
    audit.note(session, actor, "key.ended", ("key", id), name=row.name)
