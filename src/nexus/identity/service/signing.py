"""Signing in with a password, and opening the session of whoever has shown who they are.

Signing in does not hold a connection while a password is hashed, and counts failures although it refuses; so, unlike
other use cases, it opens its transactions itself.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from nexus.identity.actor import Actor
from nexus.identity.door import Client, Door
from nexus.identity.errors import AccountLocked, WrongPassword
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.rules import Role
from nexus.identity.schemas.signing import Credentials, SignedIn, UserOut
from nexus.identity.service import factors, lockouts
from nexus.identity.service.lockouts import Owner
from nexus.platform import audit, clock
from nexus.platform.db import ReadConnection

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
        door.ground.metrics.signed_in("failed")
        raise WrongPassword(_WRONG)
    async with door.turns.turn((tenant, login)):
        account = await _look_up(door, tenant, login)
        subject = await _counted_for(door, tenant, login, account, client)
        right, better = await door.passwords.verify(given.password, account.password_hash)
        if not right:
            await lockouts.failed(door, tenant, subject, account.owner)
            door.ground.metrics.signed_in("failed")
            raise WrongPassword(_WRONG)
        owner = account.owner if account.has_factor else None
        shown = owner is not None and await factors.show(door, tenant, owner, subject, given.otp)
    user = account.user(tenant)
    async with door.database.aside(tenant) as driver:
        if better:
            await driver.execute(_BETTER, tenant, user.id, better)
        if account.failures or subject.startswith("device:"):
            await lockouts.clear(driver, tenant, subject)
        answer, opened = await open_session(driver, door, user, "password", client, second_factor=shown)
        await audit.append(driver, acting(user), "user.signed_in", ("session", opened), method="password")
    door.ground.metrics.signed_in("success")
    return answer, door.tokens.device(tenant, UserId(user.id), better or account.password_hash or "")


async def open_session(
    driver: ReadConnection, door: Door, user: UserOut, method: str, client: Client, *, second_factor: bool = False
) -> tuple[SignedIn, SessionId]:
    """Open a session for a user who has shown who they are; return the tokens for it, and its id."""
    tenant, now, key = TenantId(user.tenant_id), clock.now(), secrets.token_bytes(16)
    opened: SessionId = await driver.fetchval(
        _OPEN, tenant, user.id, method, client.address, client.device, now, now + IDLE, key, second_factor
    )
    return tokens_for(door, user, opened, 0, key), opened


def tokens_for(door: Door, user: UserOut, session: SessionId, generation: int, key: bytes) -> SignedIn:
    """Return the answer that gives out the tokens of a session's generation."""
    tenant = TenantId(user.tenant_id)
    return SignedIn(
        access_token=door.tokens.issue(tenant, UserId(user.id), session),
        refresh_token=door.tokens.refresh(tenant, session, generation, key),
        expires_in=door.tokens.seconds,
        user=user,
    )


def acting(user: UserOut) -> Actor:
    """Return the user as somebody who acts."""
    return Actor(TenantId(user.tenant_id), UserId(user.id), user.role, user.name)


def user_of(tenant: TenantId, row: Any) -> UserOut:
    """Return a user from a row with these columns."""
    return UserOut(
        id=row["id"],
        email=row["email"],
        username=row["username"],
        name=f"{row['first_name']} {row['last_name']}".strip() or row["username"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        role=Role(row["role"]),
        tenant_id=tenant,
    )


class _Account:
    """What a login names: a user, or nobody, which is told to no one; and the failures counted for it."""

    def __init__(self, row: Any) -> None:
        self._row = row
        self.id: UserId | None = row["id"]
        self.password_hash: str | None = row["password_hash"]
        self.failures: int | None = row["failures"]
        self.locked_until: datetime | None = row["locked_until"]
        self.has_factor: bool = row["has_factor"]

    def user(self, tenant: TenantId) -> UserOut:
        """Return the user that is named."""
        return user_of(tenant, self._row)

    @property
    def owner(self) -> Owner | None:
        """Whose account it is."""
        return Owner(self.id, self._row["username"], self._row["email"]) if self.id else None


async def _look_up(door: Door, tenant: TenantId, login: str) -> _Account:
    async with door.database.reads(tenant) as reads:
        return _Account(await reads.fetchrow(_WHO, tenant, login))


async def _counted_for(door: Door, tenant: TenantId, login: str, account: _Account, client: Client) -> str:
    """Return what a failure is counted for: a known device, else the account; raise AccountLocked when that is shut."""
    if account.id and client.cookie:
        nonce = door.tokens.device_nonce(client.cookie, tenant, account.id, account.password_hash or "")
        if nonce and not await lockouts.is_locked(door, tenant, f"device:{nonce}"):
            return f"device:{nonce}"
    if account.locked_until and account.locked_until > clock.now():
        door.ground.metrics.signed_in("locked")
        raise AccountLocked(
            "Too many wrong passwords in a row, so devices that never signed in to this account are kept out for a "
            "while. Sign in from a device you have used before, with a code by mail, or ask for a new password.",
            headers={"Retry-After": str(int((account.locked_until - clock.now()).total_seconds()) + 1)},
        )
    return f"user:{account.id}" if account.id else f"login:{login}"


_WRONG = "The name or the password is wrong."
_WHO = """
select u.*, l.failures, l.locked_until,
       exists(select from second_factors f where f.tenant_id = $1 and f.user_id = u.id) as has_factor
from (select) as asked
left join lateral (
    select u.id, u.email, u.username, u.first_name, u.last_name, u.role, u.password_hash
    from users u join tenants t on t.id = u.tenant_id
    where u.tenant_id = $1 and (u.email = $2 or u.username = $2) and u.is_active and t.status = 'active'
    order by u.email = $2 desc limit 1
) u on true
left join lockouts l on l.tenant_id = $1 and l.subject = coalesce('user:' || u.id, 'login:' || $2)
"""
_BETTER = "update users set password_hash = $3 where tenant_id = $1 and id = $2"
_OPEN = """
insert into sessions (tenant_id, user_id, method, address, device, created_at, renewed_at, expires_at, refresh_key,
                      second_factor)
values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9) returning id
"""
