"""The second factor: a device that shows a code every 30 seconds (RFC 6238), and codes for when it is lost.

Each step and each recovery code counts once, also when two arrive at the same moment: the database decides.
"""

import hmac
import secrets
from datetime import timedelta

from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.door import Door
from nexus.identity.errors import FactorExists, FactorNeeded, FactorRefused, PasswordWrong, WrongFactor
from nexus.identity.ids import TenantId, UserId
from nexus.identity.models import RecoveryCode, SecondFactor, Session, User
from nexus.identity.policy import rules_of
from nexus.identity.schemas.factors import FactorOut, NewFactor, RecoveryCodes
from nexus.identity.service import lockouts
from nexus.identity.service.lockouts import Owner
from nexus.identity.service.profile import profile
from nexus.platform import audit, clock
from nexus.platform.db import ReadConnection, driver_of
from nexus.platform.mail.sending import send_later

STEP = 30
CODES = 10
FRESH_CODE = timedelta(minutes=5)
"""So long after signing in by a mailed code the password is not asked for."""


async def status(session: AsyncSession, actor: Actor) -> FactorOut:
    """Return whether the caller has a second factor, since when, and how many recovery codes are left."""
    factor = await session.get(SecondFactor, (actor.tenant, actor.user))
    mine = (RecoveryCode.tenant_id == actor.tenant, RecoveryCode.user_id == actor.user)
    left = await session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine))
    since = factor.confirmed_at if factor else None
    return FactorOut(enabled=since is not None, since=since, recovery_codes_left=left or 0)


async def begin(door: Door, actor: Actor, password: str | None) -> NewFactor:
    """Return the secret of a new device, which counts when a code of it is confirmed.

    Raises PasswordWrong, FactorExists.
    """
    await _show_password(door, actor, password)
    secret = random_base32()
    async with door.database.transaction(actor.tenant) as session:
        user, rules = await profile(session, actor), await rules_of(session, actor.tenant)
        sealed = door.vault.seal(_owner(actor.tenant, actor.user), secret)
        driver = await driver_of(session)
        if not await driver.fetchval(_BEGIN, actor.tenant, actor.user, sealed, clock.now()):
            raise FactorExists("You have a second factor already; remove it first.")
    uri = TOTP(secret).provisioning_uri(name=user.email, issuer_name=f"Nexus {rules.company}")
    return NewFactor(secret=secret, uri=uri)


async def confirm(door: Door, actor: Actor, code: str) -> RecoveryCodes:
    """Let the new device count from now on; return the recovery codes. Raises FactorRefused, FactorExists."""
    async with door.database.transaction(actor.tenant) as session:
        factor = await session.get(SecondFactor, (actor.tenant, actor.user), with_for_update=True)
        if factor is None:
            raise FactorRefused("Begin with a new second factor first.")
        if factor.confirmed_at is not None:
            raise FactorExists("You have a second factor already; remove it first.")
        step = _step_of(_secret(door, factor), code)
        if step is None:
            raise FactorRefused(_WRONG)
        factor.confirmed_at, factor.last_step = clock.now(), step
        if actor.session is not None:
            (await session.get_one(Session, (actor.tenant, actor.session))).second_factor = True
        audit.note(session, actor, "user.second_factor_set", ("user", actor.user))
        return await _new_codes(session, door, actor)


async def remove(door: Door, actor: Actor, password: str, code: str) -> None:
    """Remove the caller's second factor; raise PasswordWrong, FactorRefused."""
    await _show_both(door, actor, password, code)
    async with door.database.transaction(actor.tenant) as session:
        await (await driver_of(session)).execute(_REMOVE, actor.tenant, actor.user)
        audit.note(session, actor, "user.second_factor_removed", ("user", actor.user))


async def take_away(session: AsyncSession, actor: Actor, user: User) -> None:
    """Remove somebody's second factor as an administrator, which they are told by mail."""
    await (await driver_of(session)).execute(_REMOVE, actor.tenant, user.id)
    audit.note(session, actor, "user.second_factor_taken", ("user", user.id))
    rules = await rules_of(session, actor.tenant)
    values = {"company": rules.company, "by": actor.name}
    await send_later(session, actor.tenant, user.email, "factor-removed", rules.language, **values)


async def renew_codes(door: Door, actor: Actor, password: str, code: str) -> RecoveryCodes:
    """Return new recovery codes; those before are worth nothing. Raises PasswordWrong, FactorRefused."""
    await _show_both(door, actor, password, code)
    async with door.database.transaction(actor.tenant) as session:
        audit.note(session, actor, "user.recovery_codes_renewed", ("user", actor.user))
        return await _new_codes(session, door, actor)


async def show(door: Door, tenant: TenantId, owner: Owner, subject: str, code: str) -> bool:
    """Return whether somebody signing in, whose first proof was right, has shown a second factor; False: has none.

    Raises FactorNeeded when they have one and gave no code; WrongFactor for a wrong or used one or one too many, which
    counts as a failure of `subject`, and of the factor, whose count neither a device nor a mail begins anew.
    """
    async with door.database.reads(tenant) as reads:
        if not await reads.fetchval(_HAS, tenant, owner.user):
            return False
    if not code:
        raise FactorNeeded("Send the code that your device shows, or a recovery code, as otp.")
    counted = f"factor:{owner.user}"
    if await lockouts.is_locked(door, tenant, counted):
        raise WrongFactor(_WRONG)
    if not await _use(door, tenant, owner.user, code):
        await lockouts.failed(door, tenant, subject, owner)
        await lockouts.failed(door, tenant, counted, None)
        raise WrongFactor(_WRONG)
    async with door.database.transaction(tenant) as session:
        await lockouts.clear(await driver_of(session), tenant, counted)
    return True


async def _use(door: Door, tenant: TenantId, user: UserId, code: str) -> bool:
    """Whether the code is right; if so it is used up, at once and for good."""
    async with door.database.aside(tenant) as driver:
        if len(code) == 6 and code.isdigit():
            return await _use_step(door, driver, tenant, user, code)
        digests = door.tokens.digests("recovery", _recovery_text(tenant, user, code))
        return bool(await driver.fetchval(_USE_CODE, tenant, user, digests))


async def _use_step(door: Door, driver: ReadConnection, tenant: TenantId, user: UserId, code: str) -> bool:
    sealed = await driver.fetchval(_SEALED, tenant, user)
    step = _step_of(door.vault.open(_owner(tenant, user), sealed), code) if sealed else None
    return step is not None and bool(await driver.fetchval(_USE_STEP, tenant, user, step))


async def _show_both(door: Door, actor: Actor, password: str, code: str) -> None:
    await _verify(door, actor, password)
    counted = f"factor:{actor.user}"
    locked = await lockouts.is_locked(door, actor.tenant, counted)
    if locked or not await _use(door, actor.tenant, actor.user, code):
        await lockouts.failed(door, actor.tenant, counted, None)
        raise FactorRefused(_WRONG)


async def _show_password(door: Door, actor: Actor, password: str | None) -> None:
    if password is None:
        async with door.database.reads(actor.tenant) as reads:
            since = clock.now() - FRESH_CODE
            if await reads.fetchval(_FRESH_CODE, actor.tenant, actor.session, since):
                return
        raise PasswordWrong("Give your present password.")
    await _verify(door, actor, password)


async def _verify(door: Door, actor: Actor, password: str) -> None:
    counted = f"change:{actor.user}"
    if await lockouts.is_locked(door, actor.tenant, counted):
        raise PasswordWrong("Too many wrong passwords; try again later.")
    async with door.database.reads(actor.tenant) as reads:
        hashed = await reads.fetchval(_HASH, actor.tenant, actor.user)
    right, _ = await door.passwords.verify(password, hashed)
    if not right:
        await lockouts.failed(door, actor.tenant, counted, None)
        raise PasswordWrong("The present password is wrong.")


async def _new_codes(session: AsyncSession, door: Door, actor: Actor) -> RecoveryCodes:
    await (await driver_of(session)).execute(_DROP_CODES, actor.tenant, actor.user)
    codes = [secrets.token_hex(8) for _ in range(CODES)]
    for code in codes:
        digest = door.tokens.digest("recovery", _recovery_text(actor.tenant, actor.user, code))
        session.add(RecoveryCode(tenant_id=actor.tenant, user_id=actor.user, digest=digest))
    await session.flush()
    return RecoveryCodes(recovery_codes=[f"{code[:8]}-{code[8:]}" for code in codes])


def _step_of(secret: str, code: str) -> int | None:
    """Return the step whose code this is: the present one or one either side."""
    present = int(clock.now().timestamp()) // STEP
    device = TOTP(secret)
    steps = (present - 1, present, present + 1)
    return next((step for step in steps if hmac.compare_digest(device.generate_otp(step), code)), None)


def _secret(door: Door, factor: SecondFactor) -> str:
    return door.vault.open(_owner(TenantId(factor.tenant_id), UserId(factor.user_id)), factor.sealed)


def _owner(tenant: TenantId, user: UserId) -> str:
    return f"{tenant}:{user}"


def _recovery_text(tenant: TenantId, user: UserId, code: str) -> str:
    return f"{tenant}:{user}:{code.replace('-', '').replace(' ', '').lower()}"


_WRONG = "The code is wrong, too old, or was used already."
_HAS = "select exists(select from second_factors where tenant_id = $1 and user_id = $2 and confirmed_at is not null)"
_HASH = "select password_hash from users where tenant_id = $1 and id = $2"
_SEALED = "select sealed from second_factors where tenant_id = $1 and user_id = $2 and confirmed_at is not null"
_FRESH_CODE = """
select exists(select from sessions where tenant_id = $1 and id = $2 and method = 'code' and created_at > $3)
"""
_BEGIN = """
insert into second_factors (tenant_id, user_id, sealed, created_at) values ($1, $2, $3, $4)
on conflict (tenant_id, user_id) do update set sealed = excluded.sealed, created_at = excluded.created_at
where second_factors.confirmed_at is null
returning true
"""
_USE_STEP = """
update second_factors set last_step = $3 where tenant_id = $1 and user_id = $2 and last_step < $3 returning true
"""
_USE_CODE = """
delete from recovery_codes where tenant_id = $1 and user_id = $2 and digest = any($3) returning true
"""
_DROP_CODES = "delete from recovery_codes where tenant_id = $1 and user_id = $2"
_REMOVE = """
with codes as (delete from recovery_codes where tenant_id = $1 and user_id = $2)
delete from second_factors where tenant_id = $1 and user_id = $2
"""
