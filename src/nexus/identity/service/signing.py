"""Signing in with a password, and opening the session of whoever has shown who they are.

Signing in does not hold a connection while a password is hashed, and counts failures although it refuses; so, unlike
other use cases, it opens its transactions itself.
"""

import secrets
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.door import Client, Door
from nexus.identity.errors import AccountLocked, WrongPassword
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.models import Session, User
from nexus.identity.schemas.signing import Credentials, SignedIn, UserOut
from nexus.identity.service import factors, lockouts
from nexus.identity.service.lockouts import Owner
from nexus.platform import audit, clock

IDLE = timedelta(days=7)
"""A session that is not refreshed for so long has ended."""
WHOLE = timedelta(days=30)
"""However often it is refreshed, a session ends after so long."""


async def sign_in(door: Door, tenant: TenantId | None, given: Credentials, client: Client) -> tuple[SignedIn, str]:
    """Open a session for the user that the credentials name; return the answer and the cookie for this device.

    Raises WrongPassword when they do not fit, AccountLocked while this client is kept out.
    """
    login = given.login.lower()
    if tenant is None:
        await door.passwords.verify(given.password, None)
        raise WrongPassword(_WRONG)
    async with door.turns.turn((tenant, login)):
        account = await _look_up(door, tenant, login)
        subject = await _counted_for(door, tenant, login, account, client)
        right, better = await door.passwords.verify(given.password, account.password_hash)
        if not right:
            await lockouts.failed(door, tenant, subject, account.owner)
            raise WrongPassword(_WRONG)
        shown = account.owner is not None and await factors.show(door, tenant, account.owner, subject, given.otp)
    async with door.database.transaction(tenant) as session:
        user = await session.get_one(User, (tenant, account.id))
        user.password_hash = better or user.password_hash
        if account.failures or subject.startswith("device:"):
            await lockouts.clear(session, tenant, subject)
        answer = await open_session(session, door, user, "password", client, second_factor=shown)
    return answer, door.tokens.device(tenant, UserId(user.id), user.password_hash or "")


async def open_session(
    session: AsyncSession, door: Door, user: User, method: str, client: Client, *, second_factor: bool = False
) -> SignedIn:
    """Open a session for a user who has shown who they are, and return the tokens for it."""
    tenant, now = TenantId(user.tenant_id), clock.now()
    opened = Session(
        tenant_id=tenant,
        user_id=user.id,
        method=method,
        second_factor=second_factor,
        address=client.address,
        device=client.device,
        created_at=now,
        renewed_at=now,
        expires_at=now + IDLE,
        refresh_key=secrets.token_bytes(16),
    )
    session.add(opened)
    await session.flush()  # the tokens name the session's id
    actor = Actor(tenant, UserId(user.id), user.role, user.name)
    audit.note(session, actor, "user.signed_in", ("session", opened.id), method=method)
    id_ = SessionId(opened.id)
    return SignedIn(
        access_token=door.tokens.issue(tenant, UserId(user.id), id_),
        refresh_token=door.tokens.refresh(tenant, id_, 0, opened.refresh_key),
        expires_in=door.tokens.seconds,
        user=UserOut.model_validate(user),
    )


class _Account(msgspec.Struct, frozen=True):
    """What a login names: a user, or nobody, which is told to no one; and the failures counted for it."""

    id: int | None
    email: str | None
    username: str | None
    password_hash: str | None
    failures: int | None
    locked_until: datetime | None

    @property
    def owner(self) -> Owner | None:
        """Whose account it is."""
        return Owner(UserId(self.id), self.username or "", self.email or "") if self.id else None


async def _look_up(door: Door, tenant: TenantId, login: str) -> _Account:
    async with door.database.reads(tenant) as reads:
        return _Account(*await reads.fetchrow(_WHO, tenant, login))


async def _counted_for(door: Door, tenant: TenantId, login: str, account: _Account, client: Client) -> str:
    """Return what a failure is counted for: a known device, else the account; raise AccountLocked when that is shut."""
    if account.id and client.cookie:
        user = UserId(account.id)
        nonce = door.tokens.device_nonce(client.cookie, tenant, user, account.password_hash or "")
        if nonce and not await lockouts.is_locked(door, tenant, f"device:{nonce}"):
            return f"device:{nonce}"
    if account.locked_until and account.locked_until > clock.now():
        raise AccountLocked(
            "Too many wrong passwords in a row, so devices that never signed in to this account are kept out for a "
            "while. Sign in from a device you have used before, with a code by mail, or ask for a new password.",
            headers={"Retry-After": str(int((account.locked_until - clock.now()).total_seconds()) + 1)},
        )
    return f"user:{account.id}" if account.id else f"login:{login}"


_WRONG = "The name or the password is wrong."
_WHO = """
select u.id, u.email, u.username, u.password_hash, l.failures, l.locked_until
from (select) as asked
left join lateral (
    select u.id, u.email, u.username, u.password_hash from users u join tenants t on t.id = u.tenant_id
    where u.tenant_id = $1 and (u.email = $2 or u.username = $2) and u.is_active and t.status = 'active'
    order by u.email = $2 desc limit 1
) u on true
left join lockouts l on l.tenant_id = $1 and l.subject = coalesce('user:' || u.id, 'login:' || $2)
"""
