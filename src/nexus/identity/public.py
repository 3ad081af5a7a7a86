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
from nexus.platform.db import Readable, driver_of
from nexus.platform.errors import Unauthorized

__all__ = [
    "Actor",
    "CurrentActor",
    "FloorRules",
    "Role",
    "TenantId",
    "Trade",
    "UserId",
    "active_tenants",
    "badge_actor",
    "floor_rules",
    "is_still",
    "trade_of",
    "user_names",
]


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


@dataclass(frozen=True, slots=True)
class FloorRules:
    """How time is taken on a tenant's floor."""

    parallel_jobs: bool
    longest_shift_hours: int


async def floor_rules(session: AsyncSession, tenant: TenantId) -> FloorRules:
    """Return how time is taken on the tenant's floor."""
    row = await (await driver_of(session)).fetchrow(_FLOOR, tenant)
    return FloorRules(row["parallel"], row["longest"])


_FLOOR = """
select coalesce((policy->>'parallel_jobs')::boolean, false) as parallel,
    coalesce((policy->>'longest_shift_hours')::integer, 12) as longest
from tenants where id = $1
"""


async def badge_actor(session: AsyncSession, actor: Actor, user: UserId) -> Actor | None:
    """Return whom a badge names, acting through whoever is signed in at the scanner; None when there is nobody."""
    row = await (await driver_of(session)).fetchrow(_BADGE, actor.tenant, user)
    if row is None:
        return None
    return Actor(actor.tenant, user, Role(row["role"]), row["name"], actor.session)


_BADGE = """
select role, coalesce(nullif(trim(concat_ws(' ', first_name, last_name)), ''), username) as name
from users where tenant_id = $1 and id = $2 and is_active
"""


async def is_still(driver: Readable, actor: Actor) -> bool:
    """Tell whether somebody is still let in as whom they came in: for what stays open longer than a request."""
    return await driver.fetchval(_STILL, actor.tenant, actor.user, actor.session, actor.role) or False


_STILL = """
select true from users u join tenants t on t.id = u.tenant_id
where u.tenant_id = $1 and u.id = $2 and u.is_active and u.role = $4 and t.status = 'active' and ($3::bigint is null
    or exists (select from sessions s where s.tenant_id = $1 and s.id = $3 and s.ended_at is null
        and s.expires_at > now()))
"""


async def user_names(session: AsyncSession, actor: Actor, ids: set[UserId]) -> dict[UserId, str]:
    """Return the names of users of the actor's tenant; unknown ids are left out."""
    users = await session.scalars(select(User).where(User.tenant_id == actor.tenant, User.id.in_(ids)))
    return {UserId(user.id): user.name for user in users}
