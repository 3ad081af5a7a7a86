"""The clock of a person: held by one transaction at a time, and the moments before which nothing of it is open."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import TenantId
from nexus.platform.db import driver_of


async def hold(session: AsyncSession, tenant: TenantId, users: Iterable[int]) -> None:
    """Hold the clocks of people until the transaction ends.

    What one person did may be told at several places at once; their time follows from all of it, so it is derived by
    one after the other. Whoever also holds a traveler holds that first.
    """
    await (await driver_of(session)).execute(_HOLD, tenant, sorted(set(users)))


_HOLD = """
select pg_advisory_xact_lock(hashtextextended('clock:' || held.id, $1)) from unnest($2::bigint[]) as held(id)
"""


async def quiet_before(session: AsyncSession, tenant: TenantId, user: int, at: datetime) -> datetime:
    """Return the last moment up to `at` before which nothing had begun, by what was scanned, that was not over then.

    Time derived from there on is as if it were derived from all that was ever done.
    """
    return await (await driver_of(session)).fetchval(_QUIET_SCANS, tenant, user, at)


async def alone_before(session: AsyncSession, tenant: TenantId, user: int, at: datetime) -> datetime:
    """Return the last moment up to `at` before which no current entry had begun that was not over then."""
    return await (await driver_of(session)).fetchval(_QUIET_ENTRIES, tenant, user, at)


_QUIET_SCANS = """
with recursive back(at) as (
    select $3::timestamptz
    union all
    select earlier.at from back cross join lateral (
        select min(s.at) as at
        from scans s join labor_entries e on e.tenant_id = s.tenant_id and e.start_scan_id = s.id
        where s.tenant_id = $1 and s.user_id = $2 and s.action = 'start'
            and s.at < back.at and s.at >= $3 - interval '31 days'
            and (e.ended_at is null or e.ended_at > back.at) and e.flag <> 'withdrawn'
    ) earlier where earlier.at is not null
)
select min(at) from back
"""

_QUIET_ENTRIES = """
with recursive back(at) as (
    select $3::timestamptz
    union all
    select earlier.at from back cross join lateral (
        select min(e.started_at) as at from labor_entries e
        where e.tenant_id = $1 and e.user_id = $2 and e.replaced_at is null
            and tstzrange(e.started_at, e.ended_at) @> back.at and e.started_at < back.at
    ) earlier where earlier.at is not null
)
select min(at) from back
"""
