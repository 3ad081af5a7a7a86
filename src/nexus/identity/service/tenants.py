"""Tenants and their first administrators."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.ids import TenantId
from nexus.identity.models import Tenant, User
from nexus.identity.rules import Role, TenantStatus
from nexus.platform import clock


async def open_tenant(session: AsyncSession, slug: str, name: str, **trade: Any) -> TenantId:
    """Return the tenant called `slug`, made with `name` and `trade` (columns of Tenant) when new."""
    now = clock.now()
    values = {"slug": slug, "name": name, "created_at": now, "updated_at": now, "status": TenantStatus.ACTIVE,
              "currency": "USD", "tax_rate": 0, "locale": "en", "profile": {}, **trade}  # fmt: skip
    await session.execute(insert(Tenant).values(values).on_conflict_do_nothing(index_elements=["slug"]))
    return TenantId(await session.scalar(select(Tenant.id).where(Tenant.slug == slug)) or 0)


async def ensure_admin(session: AsyncSession, tenant: TenantId, email: str, password_hash: str) -> bool:
    """Make the tenant's first administrator; return False, changing nothing, when the tenant has one."""
    await session.execute(select(Tenant).where(Tenant.id == tenant).with_for_update(key_share=True))
    if await session.scalar(select(User.id).where(User.tenant_id == tenant, User.role == Role.ADMIN).limit(1)):
        return False
    email = email.lower()
    username = email.partition("@")[0]
    session.add(User(tenant_id=tenant, email=email, username=username, role=Role.ADMIN, password_hash=password_hash))
    return True
