"""Tenants: opened with their first administrators, changed by themselves, suspended by the platform."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.ids import TenantId, UserId
from nexus.identity.models import Tenant, User
from nexus.identity.rules import Purpose, Role, TenantStatus
from nexus.identity.schemas.tenants import NewTenant, TenantPatch
from nexus.identity.work import MailProof
from nexus.platform import audit, clock
from nexus.platform.db import Database
from nexus.platform.errors import Conflict, Forbidden, NotFound
from nexus.platform.jobs import enqueue


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


async def read_tenant(session: AsyncSession, id: TenantId) -> Tenant:
    """Return a tenant; NotFound when there is none."""
    tenant = await session.get(Tenant, id)
    if tenant is None:
        raise NotFound("tenant")
    return tenant


async def change_tenant(session: AsyncSession, actor: Actor, patch: TenantPatch) -> Tenant:
    """Change what the patch names of the actor's tenant."""
    actor.must("tenant:write")
    tenant = await session.get_one(Tenant, actor.tenant, with_for_update=True)
    given = patch.model_dump(exclude_unset=True, mode="json")
    changed = {name: value for name, value in given.items() if value is not None and getattr(tenant, name) != value}
    for name, value in changed.items():
        setattr(tenant, name, Decimal(str(value)) if name == "tax_rate" else value)
    if changed:
        audit.note(session, actor, "tenant.changed", ("tenant", tenant.id), fields=sorted(changed))
    return tenant


async def tenants_page(session: AsyncSession, actor: Actor, after: int, limit: int) -> list[Tenant]:
    """Return tenants of the installation, for a platform administrator."""
    must_be_platform(actor)
    audit.note(session, actor, "tenants.listed")
    return list(await session.scalars(select(Tenant).where(Tenant.id > after).order_by(Tenant.id).limit(limit)))


async def look_at(session: AsyncSession, actor: Actor, id: TenantId) -> Tenant:
    """Return any tenant of the installation, for a platform administrator."""
    must_be_platform(actor)
    audit.note(session, actor, "tenant.read", ("tenant", id))
    return await read_tenant(session, id)


async def open_new(database: Database, actor: Actor, new: NewTenant) -> TenantId:
    """Open a tenant and invite its first administrator; raise SlugTaken. Noted in the trails of both."""
    must_be_platform(actor)
    async with database.transaction(None) as session:
        trade = new.model_dump(exclude={"admin_email"})
        tenant = Tenant(**trade)
        session.add(tenant)
        await session.flush()
        id_ = TenantId(tenant.id)
    async with database.transaction(id_) as session:
        await invite_first(session, _elsewhere(actor, id_), new.admin_email)
    await audit.note_aside(database, actor, "tenant.opened", ("tenant", id_), slug=new.slug)
    return id_


async def invite_first(session: AsyncSession, actor: Actor, email: str) -> None:
    """Invite the first administrator of the actor's tenant."""
    user = User(tenant_id=actor.tenant, email=email, username=email.partition("@")[0], role=Role.ADMIN)
    user.invited_at = clock.now()
    session.add(user)
    await session.flush()
    audit.note(session, actor, "tenant.opened", ("tenant", actor.tenant), admin=email)
    values = {"inviter": actor.name, "role": Role.ADMIN.value}
    await enqueue(session, MailProof(tenant=actor.tenant, purpose=Purpose.INVITATION, email=email, values=values))


async def set_status(database: Database, actor: Actor, id: TenantId, status: TenantStatus) -> Tenant:
    """Suspend a tenant or let it go on; nobody of a suspended one is let in, and nothing of it is done meanwhile."""
    must_be_platform(actor)
    if id == actor.tenant:
        raise Conflict("This is your own tenant; nobody would be left to let it go on.")
    action = f"tenant.{'suspended' if status is TenantStatus.SUSPENDED else 'resumed'}"
    async with database.transaction(id) as session:
        tenant = await read_tenant(session, id)
        tenant.status = status
        audit.note(session, _elsewhere(actor, id), action, ("tenant", id))
    await audit.note_aside(database, actor, action, ("tenant", id), slug=tenant.slug)
    return tenant


def must_be_platform(actor: Actor) -> None:
    """Raise Forbidden (403) unless the actor may cross tenants."""
    if not actor.is_platform:
        raise Forbidden(
            "This is for platform administrators. On the machine itself `nexus users platform` makes somebody one."
        )


def _elsewhere(actor: Actor, tenant: TenantId) -> Actor:
    """Return the actor as the trail of another tenant names them: their number means nothing there."""
    return Actor(tenant, UserId(0), None, f"{actor.name} (platform)")
