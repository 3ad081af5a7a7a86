"""What identity can do: sign in, tell who somebody is, make the first tenant and users."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.errors import WrongPassword
from nexus.identity.ids import TenantId
from nexus.identity.models import Session, Tenant, User
from nexus.identity.passwords import Passwords
from nexus.identity.rules import Role, TenantStatus
from nexus.identity.schemas import Credentials
from nexus.platform import clock
from nexus.platform.errors import NotFound

SESSION_LIFE = timedelta(days=7)


async def sign_in(
    session: AsyncSession, passwords: Passwords, tenant: TenantId | None, given: Credentials
) -> tuple[User, Session]:
    """Open a session for the user that the credentials name; raise WrongPassword when they do not fit."""
    login = given.login.lower()
    user = None
    if tenant is not None:
        user = await session.scalar(
            select(User)
            .join(Tenant, Tenant.id == User.tenant_id)
            .where(User.tenant_id == tenant, Tenant.status == TenantStatus.ACTIVE, User.is_active)
            .where(or_(func.lower(User.email) == login, func.lower(User.username) == login))
            .limit(1)
        )
    right, better = await passwords.verify(given.password, user.password_hash if user else None)
    if user is None or not right:
        raise WrongPassword("The name or the password is wrong.")
    if better:
        user.password_hash = better
    opened = Session(tenant_id=user.tenant_id, user_id=user.id, expires_at=clock.now() + SESSION_LIFE)
    session.add(opened)
    await session.flush()  # the token names the session's id
    return user, opened


async def profile(session: AsyncSession, actor: Actor) -> User:
    """Return the caller's own user."""
    user = await session.get(User, (actor.tenant, actor.user))
    if user is None:
        raise NotFound("user")
    return user


async def set_preferences(session: AsyncSession, actor: Actor, preferences: dict[str, Any]) -> User:
    """Replace the caller's preferences."""
    user = await profile(session, actor)
    user.preferences = preferences
    return user


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
    username = email.partition("@")[0]
    session.add(
        User(tenant_id=tenant, email=email.lower(), username=username, role=Role.ADMIN, password_hash=password_hash)
    )
    return True
