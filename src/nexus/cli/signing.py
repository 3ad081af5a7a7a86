"""Signing in from the terminal: who runs commands on this machine with its secrets acts as its administrator."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.models import Session, Tenant, User
from nexus.identity.rules import Role
from nexus.identity.tokens import Tokens
from nexus.platform import clock
from nexus.platform.db import Database
from nexus.platform.ground import signing_secrets
from nexus.platform.servers import ServersError
from nexus.platform.settings import Pool, Settings

LIFE = timedelta(hours=12)


async def administrator_token(settings: Settings) -> str:
    """Open a session of the default tenant's first administrator and return an access token for it."""
    async with acting(settings) as (session, actor):
        opened = Session(tenant_id=actor.tenant, user_id=actor.user, expires_at=clock.now() + LIFE, method="terminal")
        session.add(opened)
        await session.flush()
        tokens = Tokens(signing_secrets(settings), int(LIFE.total_seconds() // 60))
        return tokens.issue(actor.tenant, actor.user, SessionId(opened.id))


@asynccontextmanager
async def acting(settings: Settings) -> AsyncGenerator[tuple[AsyncSession, Actor]]:
    """Give a transaction of the default tenant and its first administrator."""
    assert settings.database_url is not None
    database = await Database.connect(settings.database_url.get_secret_value(), Pool(writes=1, reads=1))
    try:
        async with database.transaction(None) as session:
            tenant = await session.scalar(select(Tenant.id).where(Tenant.slug == settings.default_tenant))
        if tenant is None:
            raise ServersError(f"There is no tenant {settings.default_tenant} yet. Run `nexus up` once.")
        async with database.transaction(TenantId(tenant)) as session:
            yield session, await _administrator(session, settings, TenantId(tenant))
    finally:
        await database.close()


async def _administrator(session: AsyncSession, settings: Settings, tenant: TenantId) -> Actor:
    admins = select(User).where(User.tenant_id == tenant, User.role == Role.ADMIN, User.is_active)
    user = await session.scalar(admins.order_by(User.id).limit(1))
    if user is None:
        raise ServersError(f"The tenant {settings.default_tenant} has no active administrator.")
    return Actor(tenant, UserId(user.id), user.role, user.name)
