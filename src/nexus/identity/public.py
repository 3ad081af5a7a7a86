"""What other contexts may ask of identity: who is acting, and how the tenant trades."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

import msgspec
from fastapi import Depends
from fastapi.requests import HTTPConnection
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.ids import TenantId, UserId
from nexus.identity.models import Tenant, User
from nexus.identity.rules import Role, TenantStatus
from nexus.platform.db import driver_of
from nexus.platform.errors import Unauthorized

__all__ = ["Actor", "CurrentActor", "Role", "TenantId", "Trade", "UserId", "active_tenants", "trade_of", "user_names"]


async def _actor(connection: HTTPConnection) -> Actor:
    actor = connection.scope["state"].get("actor")
    if actor is None:
        raise Unauthorized
    return actor


CurrentActor: TypeAlias = Annotated[Actor, Depends(_actor)]
"""Who is asking; the edge has found it out."""


@dataclass(frozen=True, slots=True)
class Trade:
    """How a tenant trades: its currency, usual tax, language, and what stands on its paper."""

    name: str
    currency: str
    tax_rate: Decimal
    """Percent."""
    locale: str
    profile: dict[str, Any]
    """address (lines), phone, email, website, tax_number, terms, logo (SVG text)."""


async def active_tenants(session: AsyncSession) -> list[TenantId]:
    """Return the tenants that work, for what is done for each of them in the background."""
    found = select(Tenant.id).where(Tenant.status == TenantStatus.ACTIVE).order_by(Tenant.id)
    return [TenantId(id_) for id_ in await session.scalars(found)]


async def trade_of(session: AsyncSession, tenant: TenantId) -> Trade:
    """Return how the tenant trades."""
    row = await (await driver_of(session)).fetchrow(_TRADE, tenant)
    return Trade(row["name"], row["currency"], row["tax_rate"], row["locale"], msgspec.json.decode(row["profile"]))


_TRADE = "select name, currency, tax_rate, locale, profile::text as profile from tenants where id = $1"


async def user_names(session: AsyncSession, actor: Actor, ids: set[UserId]) -> dict[UserId, str]:
    """Return the names of users of the actor's tenant; unknown ids are left out."""
    users = await session.scalars(select(User).where(User.tenant_id == actor.tenant, User.id.in_(ids)))
    return {UserId(user.id): user.name for user in users}
