"""Users, managed by those who may: made, invited, changed, put out and let in again.

Users are written into records, so they are never removed: who is deleted is put out.
"""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.door import Door
from nexus.identity.errors import LastAdministrator, UserExists
from nexus.identity.ids import TenantId, UserId
from nexus.identity.models import Tenant, User
from nexus.identity.policy import rules_of
from nexus.identity.rules import Purpose, Role
from nexus.identity.schemas.users import Invitation, ManagedUser, NewUser, UserPatch, UsersAsked
from nexus.identity.service import factors, lockouts, proofs, sessions
from nexus.identity.service.accounts import free_username, hashed_password
from nexus.identity.work import MailProof
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, NotFound
from nexus.platform.http.conditions import must_match
from nexus.platform.jobs import enqueue


async def users_page(session: AsyncSession, actor: Actor, asked: UsersAsked) -> tuple[list[User], int | None]:
    """Return a page of users, the newest first, and the id after which the next page begins."""
    actor.must("users:read")
    page = asked.page
    wanted = _wanted(actor, asked).order_by(User.id.desc()).offset(page.skip).limit(page.limit + 1)
    if after := page.key(int):
        wanted = wanted.where(User.id < after[0])
    found = list(await session.scalars(wanted))
    shown = found[: page.limit]
    return shown, shown[-1].id if len(found) > page.limit else None


async def read_user(session: AsyncSession, actor: Actor, id: UserId) -> User:
    """Return a user; everybody may read themselves."""
    if id != actor.user:
        actor.must("users:read")
    return await owned_user(session, actor.tenant, id)


async def make_user(session: AsyncSession, door: Door, actor: Actor, new: NewUser) -> User:
    """Make a user with a password, or invite them when none is given; raise UserExists, WeakPassword."""
    actor.must("users:write")
    user = User(tenant_id=actor.tenant, **new.model_dump(exclude={"password"}))
    if new.password is not None:
        user.password_hash = await hashed_password(door, new.password, user, await rules_of(session, actor.tenant))
    session.add(user)
    await session.flush()  # the answer names the id
    audit.note(session, actor, "user.made", ("user", user.id), role=user.role, email=user.email)
    if new.password is None:
        await _mail_invitation(session, actor, user, "")
    return user


async def invite(session: AsyncSession, actor: Actor, given: Invitation) -> User:
    """Invite somebody by mail: a user without a password, who comes by the link or by a code; again, a new link."""
    actor.must("users:write")
    user = await session.scalar(select(User).where(User.tenant_id == actor.tenant, User.email == given.email))
    if user is None or user.invited_at is None:
        username = await free_username(session, actor.tenant, given.email)
        user = User(
            tenant_id=actor.tenant, username=username, role=given.role, email=given.email,
            first_name=given.first_name, last_name=given.last_name,
        )  # fmt: skip
        session.add(user)
        await session.flush()  # the answer names the id; an address that is known is told here
        audit.note(session, actor, "user.invited", ("user", user.id), role=user.role, email=user.email)
    elif not is_invited(user):
        raise UserExists("A user with this e-mail exists already, and has come.")
    else:
        user.is_active = True
        user.role = given.role if "role" in given.model_fields_set else user.role
        audit.note(session, actor, "user.invited", ("user", user.id), role=user.role, email=user.email, again=True)
    await _mail_invitation(session, actor, user, given.language)
    return user


async def change_user(session: AsyncSession, actor: Actor, id: UserId, patch: UserPatch, if_match: str | None) -> User:
    """Change what the patch names; raise LastAdministrator when nobody would be left to manage users."""
    actor.must("users:write")
    user = await owned_user(session, actor.tenant, id, lock=True)
    must_match(if_match, user.version)
    _must_not_be_above(actor, user)
    wanted = {name: value for name, value in patch.model_dump(exclude_unset=True).items() if value is not None}
    role, is_active = wanted.pop("role", user.role), wanted.pop("is_active", user.is_active)
    changed = {name: value for name, value in wanted.items() if getattr(user, name) != value}
    for name, value in changed.items():
        setattr(user, name, value)
    if "email" in changed:
        user.email_verified_at = None
        await proofs.withdraw(session, actor.tenant, id)
    if changed:
        audit.note(session, actor, "user.changed", ("user", id), fields=sorted(changed))
    if role != user.role:
        await _change_role(session, actor, user, role)
    if is_active != user.is_active:
        await (_let_in if is_active else _put_out)(session, actor, user)
    user.version += 1
    await session.flush()  # a name that is taken is told here
    return user


def _must_not_be_above(actor: Actor, user: User) -> None:
    """Let nobody become an administrator of the platform by taking over one."""
    if user.is_platform and not actor.is_platform:
        raise Forbidden("This user is an administrator of the platform; only one of those can change them.")


async def take_factor(session: AsyncSession, actor: Actor, id: UserId) -> None:
    """Remove the second factor of somebody who has lost their device."""
    actor.must("users:write")
    user = await owned_user(session, actor.tenant, id)
    _must_not_be_above(actor, user)
    await factors.take_away(session, actor, user)


async def unlock(session: AsyncSession, actor: Actor, id: UserId) -> None:
    """Forget a user's failures to sign in, so that every device is let try again."""
    actor.must("users:write")
    await owned_user(session, actor.tenant, id)
    await lockouts.clear(await driver_of(session), actor.tenant, f"user:{id}")
    audit.note(session, actor, "user.unlocked", ("user", id))


async def sign_out(session: AsyncSession, actor: Actor, id: UserId) -> int:
    """End all sessions of a user; return how many there were."""
    actor.must("users:write")
    await owned_user(session, actor.tenant, id)
    return await sessions.end_all(session, actor, id, "ended by an administrator")


async def owned_user(session: AsyncSession, tenant: TenantId, id: UserId, *, lock: bool = False) -> User:
    """Return a user of the tenant; NotFound otherwise."""
    user = await session.get(User, (tenant, id), with_for_update=lock or None)
    if user is None:
        raise NotFound("user")
    return user


def shown(user: User) -> ManagedUser:
    """Return a user as those who manage users see them."""
    return ManagedUser(
        id=user.id,
        email=user.email,
        username=user.username,
        name=user.name,
        first_name=user.first_name,
        last_name=user.last_name,
        role=user.role,
        tenant_id=user.tenant_id,
        is_active=user.is_active,
        is_verified=user.email_verified_at is not None,
        is_invited=is_invited(user),
        is_platform=user.is_platform,
        created_at=user.created_at,
        updated_at=user.updated_at,
        version=user.version,
    )


def is_invited(user: User) -> bool:
    """Whether somebody was invited and has not come yet."""
    return user.invited_at is not None and user.email_verified_at is None


def _wanted(actor: Actor, asked: UsersAsked) -> Select[User]:
    wanted = select(User).where(User.tenant_id == actor.tenant)
    if asked.role:
        wanted = wanted.where(User.role == asked.role)
    if asked.is_active is not None:
        wanted = wanted.where(User.is_active == asked.is_active)
    if asked.invited is not None:
        waiting = User.invited_at.is_not(None) & User.email_verified_at.is_(None)
        wanted = wanted.where(waiting if asked.invited else ~waiting)
    for word in asked.search.split():
        fields = (User.email, User.username, User.first_name, User.last_name)
        wanted = wanted.where(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    return wanted


async def _change_role(session: AsyncSession, actor: Actor, user: User, role: Role) -> None:
    if user.role is Role.ADMIN:
        await _leave_one(session, user)
    audit.note(session, actor, "user.role_changed", ("user", user.id), before=user.role, after=role)
    user.role = role


async def _put_out(session: AsyncSession, actor: Actor, user: User) -> None:
    if user.role is Role.ADMIN:
        await _leave_one(session, user)
    user.is_active = False
    audit.note(session, actor, "user.deactivated", ("user", user.id))
    await sessions.end_all(session, actor, UserId(user.id), "deactivated")
    await proofs.withdraw(session, actor.tenant, UserId(user.id))


async def _let_in(session: AsyncSession, actor: Actor, user: User) -> None:
    user.is_active = True
    audit.note(session, actor, "user.activated", ("user", user.id))


async def _leave_one(session: AsyncSession, user: User) -> None:
    """Let one after another ask whether an administrator is left, and refuse the last one."""
    await session.execute(select(Tenant.id).where(Tenant.id == user.tenant_id).with_for_update())
    others = (User.tenant_id == user.tenant_id, User.role == Role.ADMIN, User.is_active, User.id != user.id)
    if not await session.scalar(select(func.count()).where(*others)):
        raise LastAdministrator("This is the last active administrator; make another one first.")


async def _mail_invitation(session: AsyncSession, actor: Actor, user: User, language: str) -> None:
    user.invited_at = clock.now()
    values = {"inviter": actor.name, "role": user.role.value}
    job = MailProof(tenant=actor.tenant, purpose=Purpose.INVITATION, email=user.email, language=language, values=values)
    await enqueue(session, job)
