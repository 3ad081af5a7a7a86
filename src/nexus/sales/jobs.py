"""What sales does in the background: lets quotes expire, forgets old keys, and quotes RFQs that were read."""

from collections.abc import AsyncGenerator

from sqlalchemy import text

from nexus.identity.public import Actor, TenantId
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.platform.idempotency import forget
from nexus.sales.queries.quotes import expired_unnoticed
from nexus.sales.service.quotes import expire

_TENANTS = text("select id from tenants where status = 'active' order by id")


async def expire_quotes(ground: Ground) -> None:
    """Let every pending quote whose validity is over expire, each in a transaction of its own."""
    async for actor in _everybody(ground):
        async with ground.database.reads(actor.tenant) as reads:
            due = await expired_unnoticed(reads, actor.tenant, clock.today())
        for quote in due:
            async with ground.database.transaction(actor.tenant) as session:
                await expire(session, actor, quote)


async def forget_keys(ground: Ground) -> None:
    """Forget the Idempotency-Keys that are too old to be repeated."""
    async for actor in _everybody(ground):
        async with ground.database.transaction(actor.tenant) as session:
            await forget(session, actor.tenant)


async def _everybody(ground: Ground) -> AsyncGenerator[Actor]:
    async with ground.database.transaction(None) as session:
        tenants = list(await session.scalars(_TENANTS))
    for tenant in tenants:
        yield Actor.system(TenantId(tenant))
