"""Lockouts: failures are counted for each account and what is not known to it, and for each known device by itself.

Five in a row keep unknown clients out for half an hour; a device from which somebody has signed in before, a mailed
code and a new password stay open, so that nobody can lock an owner out. After ninety in a row the password alone no
longer lets an unknown client in. Names that do not exist are counted alike, so that the lock tells nothing.
"""

from datetime import timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.door import Door
from nexus.identity.ids import TenantId, UserId
from nexus.identity.policy import rules_of
from nexus.platform import audit, clock
from nexus.platform.db import ReadConnection, driver_of
from nexus.platform.mail.sending import send_later
from nexus.platform.origin import origin

FAILURES = 5
LOCKED = timedelta(minutes=30)
PATIENCE = 90
"""Failures in a row after which the password alone is not enough for a client that is not known.

A few below the hundred that guidance allows: guesses looked at side by side may come on top.
"""
FOR_GOOD = timedelta(days=3650)
FORGOTTEN = timedelta(days=2)
"""After so long without a failure, names that do not exist are forgotten."""


class Owner(msgspec.Struct, frozen=True):
    """Whose account it is, to be told."""

    user: UserId
    name: str
    email: str


async def is_locked(door: Door, tenant: TenantId, subject: str) -> bool:
    """Whether the subject is locked at this moment."""
    async with door.database.reads(tenant) as reads:
        return bool(await reads.fetchval(_LOCKED, tenant, subject, clock.now()))


async def failed(door: Door, tenant: TenantId, subject: str, owner: Owner | None) -> None:
    """Count a failure in a transaction of its own; every fifth begins a lock, which the owner is told."""
    async with door.database.transaction(tenant) as session:
        driver = await driver_of(session)
        now = clock.now()
        failures = await driver.fetchval(_FAILED, tenant, subject, now)
        who = Actor(tenant, owner.user if owner else UserId(0), None, owner.name if owner else "")
        on = ("user", int(owner.user) if owner else None)
        audit.note(session, who, "user.sign_in_refused", on, failures=failures)
        if failures % FAILURES:
            return
        door.ground.metrics.locked_out()
        locked = FOR_GOOD if failures >= PATIENCE else LOCKED
        await driver.execute(_LOCK, tenant, subject, now + locked)
        audit.note(session, who, "user.locked_out", on, failures=failures)
        if owner is not None and failures in (FAILURES, PATIENCE):
            await _tell(session, tenant, owner, failures)


async def clear(driver: ReadConnection, tenant: TenantId, subject: str) -> None:
    """Forget the failures of an account or a device: somebody has shown who they are."""
    await driver.execute(_CLEAR, tenant, subject)


async def forget_strangers(driver: ReadConnection, tenant: TenantId) -> None:
    """Forget failures of long ago that are of no user: above all those of names that do not exist."""
    await driver.execute(_FORGET, tenant, clock.now() - FORGOTTEN)


async def _tell(session: AsyncSession, tenant: TenantId, owner: Owner, failures: int) -> None:
    rules = await rules_of(session, tenant)
    await send_later(
        session,
        tenant,
        owner.email,
        "locked",
        rules.language,
        company=rules.company,
        failures=str(failures),
        address=origin().address or "?",
        minutes=str(int(LOCKED.total_seconds() // 60)),
    )


_LOCKED = "select exists(select from lockouts where tenant_id = $1 and subject = $2 and locked_until > $3)"
_FAILED = """
insert into lockouts (tenant_id, subject, failures, failed_at) values ($1, $2, 1, $3)
on conflict (tenant_id, subject) do update set failures = lockouts.failures + 1, failed_at = excluded.failed_at
returning failures
"""
_LOCK = "update lockouts set locked_until = $3 where tenant_id = $1 and subject = $2"
_CLEAR = "delete from lockouts where tenant_id = $1 and subject = $2"
_FORGET = """
delete from lockouts where tenant_id = $1 and failed_at < $2 and subject not like 'user:%'
   and coalesce(locked_until, failed_at) < $2
"""
