"""Accounts from the outside: registering, confirming an address, signing in by a mailed code, a new password."""

import secrets

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.door import Client, Door
from nexus.identity.errors import BadLink, FactorNeeded, NotOpen, PasswordWrong, WeakPassword, WrongCode
from nexus.identity.ids import TenantId, UserId
from nexus.identity.models import User
from nexus.identity.policy import Policy, Rules, rules_of
from nexus.identity.rules import Purpose
from nexus.identity.schemas.signing import CodeIn, PasswordChange, Registration, SignedIn, UserOut
from nexus.identity.service import factors, lockouts, proofs, sessions
from nexus.identity.service.profile import profile
from nexus.identity.service.signing import open_session
from nexus.identity.strength import weakness
from nexus.identity.work import MailProof
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound
from nexus.platform.jobs import enqueue
from nexus.platform.mail.sending import send_later
from nexus.platform.origin import origin


async def request_mail(door: Door, tenant: TenantId | None, purpose: Purpose, email: str, language: str) -> None:
    """Let a code or a link be mailed to the address; what is done here is the same for every address."""
    if tenant is None:
        return
    async with door.database.transaction(tenant) as session:
        await enqueue(session, MailProof(tenant=tenant, purpose=purpose, email=email, language=language))


async def sign_in_by_code(door: Door, tenant: TenantId | None, given: CodeIn, client: Client) -> tuple[SignedIn, str]:
    """Open a session for whoever reads the address, a new user where the tenant allows it; raise WrongCode."""
    if tenant is None or not await proofs.answer_code(door, tenant, given.email, given.code):
        door.ground.metrics.signed_in("failed")
        raise WrongCode(_WRONG_CODE)
    shown = await _show_factor(door, tenant, given)
    async with door.database.transaction(tenant) as session:
        rules = await rules_of(session, tenant)
        user = await _by_email(session, tenant, given.email)
        if user is None and rules.is_open and registration_of(door, rules.policy) != "closed":
            user = await _new_user(session, tenant, rules.policy, given.email)
        if user is None or not (user.is_active and rules.is_open and rules.policy.code_sign_in):
            raise WrongCode(_WRONG_CODE)
        user.email_verified_at = user.email_verified_at or clock.now()
        driver = await driver_of(session)
        await lockouts.clear(driver, tenant, f"user:{user.id}")
        as_seen = UserOut.model_validate(user)
        answer, opened = await open_session(driver, door, as_seen, "code", client, second_factor=shown)
        audit.note(session, _as_user(user), "user.signed_in", ("session", opened), method="code")
    door.ground.metrics.signed_in("success")
    return answer, door.tokens.device(tenant, UserId(user.id), user.password_hash or "")


async def register(door: Door, tenant: TenantId | None, given: Registration) -> None:
    """Make a user, or write to whoever has the address already; the answer is the same.

    Raises NotOpen, WeakPassword.
    """
    if tenant is None:
        raise NotOpen(_CLOSED)
    async with door.database.transaction(tenant) as session:
        rules = await rules_of(session, tenant)
    mode = registration_of(door, rules.policy)
    if mode == "closed" or not rules.is_open:
        raise NotOpen(_CLOSED)
    about = (given.email, given.username, given.first_name, given.last_name, rules.company)
    hashed = await _hashed(door, given.password, about)
    async with door.database.transaction(tenant) as session:
        now = clock.now()
        values = {
            **given.model_dump(exclude={"password"}),
            "tenant_id": tenant,
            "role": rules.policy.new_role,
            "password_hash": hashed,
            "is_active": mode == "open",
            "created_at": now,
            "updated_at": now,
        }
        made = await session.scalar(insert(User).values(values).on_conflict_do_nothing().returning(User.id))
        if made is not None:
            who = Actor(tenant, UserId(made), rules.policy.new_role, given.username)
            audit.note(session, who, "user.registered", ("user", made))
            await enqueue(session, MailProof(tenant=tenant, purpose=Purpose.VERIFY_EMAIL, email=given.email))
            return
        template = "known" if await _by_email(session, tenant, given.email) else "name-taken"
        await send_later(session, tenant, given.email, template, rules.language, company=rules.company)


async def confirm_email(door: Door, token: str) -> None:
    """Note that the reader of a mailed link has the address; raise BadLink when the link is not good."""
    tenant, *_ = proofs.read_link(token)
    async with door.database.transaction(tenant) as session:
        proof = await proofs.answer_link(session, door.tokens, tenant, token, Purpose.VERIFY_EMAIL)
        user = await _of_proof(session, tenant, proof.user_id)
        # Somebody who was put out by an administrator does not come back in by an old link.
        user.is_active = user.is_active or user.email_verified_at is None
        user.email_verified_at = clock.now()
        audit.note(session, _as_user(user), "user.email_verified", ("user", user.id))


async def set_password(door: Door, token: str, password: str, purpose: Purpose) -> None:
    """Give the reader of a mailed link a new password and end all their sessions; raise BadLink, WeakPassword."""
    tenant, *_ = proofs.read_link(token)
    async with door.database.transaction(tenant) as session:
        proof = await proofs.answer_link(session, door.tokens, tenant, token, purpose)
        user = await _of_proof(session, tenant, proof.user_id)
        rules = await rules_of(session, tenant)
        if not (user.is_active and rules.is_open):
            raise BadLink(_PUT_OUT)
        user.password_hash = await _hashed(door, password, _about(user, rules))
        user.email_verified_at = user.email_verified_at or clock.now()
        await _changed(session, user, rules, purpose)


async def change_password(door: Door, actor: Actor, given: PasswordChange) -> None:
    """Replace the caller's password and end their other sessions; raise PasswordWrong, WeakPassword."""
    async with door.database.transaction(actor.tenant) as session:
        user, rules = await profile(session, actor), await rules_of(session, actor.tenant)
    subject = f"user:{actor.user}"
    if await lockouts.is_locked(door, actor.tenant, f"change:{actor.user}"):
        raise PasswordWrong("Too many wrong passwords; try again later, or ask for a new one by mail.")
    right, _ = await door.passwords.verify(given.current_password, user.password_hash)
    if not right:
        await lockouts.failed(door, actor.tenant, f"change:{actor.user}", None)
        raise PasswordWrong("The present password is wrong.")
    hashed = await _hashed(door, given.new_password, _about(user, rules))
    async with door.database.transaction(actor.tenant) as session:
        user = await profile(session, actor)
        user.password_hash = hashed
        for counted in (subject, f"change:{actor.user}"):
            await lockouts.clear(await driver_of(session), actor.tenant, counted)
        audit.note(session, actor, "user.password_changed", ("user", user.id))
        await sessions.end_all(session, actor, actor.user, "password changed", but=actor.session)
        await _tell_changed(session, user, rules)


def registration_of(door: Door, policy: Policy) -> str:
    """Return who may register: what the tenant says, else what the installation says."""
    return policy.registration or door.ground.settings.open_registration


async def free_username(session: AsyncSession, tenant: TenantId, email: str) -> str:
    """Return a user name made of an address that nobody of the tenant has."""
    name = email.partition("@")[0][:90]
    taken = await session.scalar(select(func.count()).where(User.tenant_id == tenant, User.username == name))
    return f"{name}-{secrets.token_hex(3)}" if taken else name


async def hashed_password(door: Door, password: str, user: User, rules: Rules) -> str:
    """Return the hash of a new password of this user; raise WeakPassword when it is not good enough."""
    return await _hashed(door, password, _about(user, rules))


async def _show_factor(door: Door, tenant: TenantId, given: CodeIn) -> bool:
    """Return whether the reader of a mailed code has shown a second factor; without one the code stays good."""
    async with door.database.transaction(tenant) as session:
        user = await _by_email(session, tenant, given.email)
    if user is None or not user.is_active:
        return False
    owner = lockouts.Owner(UserId(user.id), user.username, user.email)
    try:
        return await factors.show(door, tenant, owner, f"user:{user.id}", given.otp)
    except FactorNeeded:
        await proofs.reopen_code(door, tenant, given.email)
        raise


async def _changed(session: AsyncSession, user: User, rules: Rules, purpose: Purpose) -> None:
    actor = _as_user(user)
    audit.note(session, actor, "user.password_changed", ("user", user.id), by=purpose.value)
    await lockouts.clear(await driver_of(session), actor.tenant, f"user:{user.id}")
    await sessions.end_all(session, actor, actor.user, "password changed")
    if purpose is Purpose.RESET_PASSWORD:
        await _tell_changed(session, user, rules)


async def _tell_changed(session: AsyncSession, user: User, rules: Rules) -> None:
    values = {"company": rules.company, "address": origin().address or "?"}
    await send_later(session, TenantId(user.tenant_id), user.email, "password-changed", rules.language, **values)


async def _hashed(door: Door, password: str, about: tuple[str, ...]) -> str:
    if wrong := weakness(password, about):
        raise WeakPassword(f"Choose another password: {wrong}.")
    return await door.passwords.hash(password)


async def _by_email(session: AsyncSession, tenant: TenantId, email: str) -> User | None:
    return await session.scalar(select(User).where(User.tenant_id == tenant, User.email == email))


async def _of_proof(session: AsyncSession, tenant: TenantId, id_: int | None) -> User:
    user = await session.get(User, (tenant, id_)) if id_ else None
    if user is None:
        raise NotFound("user")
    return user


async def _new_user(session: AsyncSession, tenant: TenantId, policy: Policy, email: str) -> User:
    username = await free_username(session, tenant, email)
    user = User(tenant_id=tenant, email=email, username=username, role=policy.new_role, password_hash=None)
    session.add(user)
    await session.flush()
    audit.note(session, _as_user(user), "user.registered", ("user", user.id), by="code")
    return user


def _about(user: User, rules: Rules) -> tuple[str, ...]:
    return (user.email, user.username, user.first_name, user.last_name, rules.company)


def _as_user(user: User) -> Actor:
    return Actor(TenantId(user.tenant_id), UserId(user.id), user.role, user.name)


_WRONG_CODE = "The code is wrong, too old, or was used or replaced. Ask for a new one."
_CLOSED = "Nobody can register here by themselves; ask an administrator for an invitation."
_PUT_OUT = "This account or its company has been closed; ask your administrator."
