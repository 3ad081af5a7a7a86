"""Runs of dead workers go back to their queues; runs that killed their workers are given up.

A worker lives while its database session holds an advisory lock under its name: PostgreSQL itself lets go of the lock
when the session ends, so nothing has to be written while all is well, and a live worker's runs are never taken.
"""

import time
from dataclasses import dataclass, field

import asyncpg

from nexus.platform.jobs.engine import BURIAL
from nexus.platform.jobs.job import Queue

ALIVE = 0x6E78
REAPING = 0x6E79
"""First keys of the advisory locks: one for each live worker, one for whoever reaps."""

_DEAD = """
select distinct executor_id from dbos.workflow_status
 where status = 'PENDING' and not exists (
    select 1 from pg_locks
     where locktype = 'advisory' and granted and objsubid = 2 and classid = $1::oid
       and objid = (hashtext(executor_id)::bigint & 4294967295)::oid
       and database = (select oid from pg_database where datname = current_database()))
"""
_RETURN = """
update dbos.workflow_status
   set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null,
       updated_at = (extract(epoch from clock_timestamp()) * 1000)::bigint
 where status = 'PENDING' and executor_id = any($1)
"""
_BURY = """
with killers as (
    select workflow_uuid as run, split_part(workflow_uuid, ':', 2) as tenant, name, workflow_input.inputs
      from dbos.workflow_status join dbos.workflow_input using (workflow_uuid)
     where status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' and name = any($1)
)
select enqueue_job($2, $3, tenant::bigint,
                   json_build_object('kind', name, 'job', inputs::json #> '{positionalArgs,0}'), run)
  from killers
 where not exists (select 1 from dbos.workflow_status where workflow_uuid = concat_ws(':', $2, tenant, run))
"""


@dataclass
class Reaper:
    """What one worker remembers of the others between two looks."""

    grace_seconds: float
    """How long a worker must be gone: a restart of the database ends all sessions, and the living come back."""
    buried_by: tuple[str, ...] = ()
    _gone_since: dict[str, float] = field(default_factory=dict[str, float])

    async def reap(self, connection: asyncpg.Connection) -> list[str]:
        """Return the runs of workers that are gone for good to their queues; tell which workers those were."""
        if not await connection.fetchval("select pg_try_advisory_lock($1, 0)", REAPING):
            return []
        try:
            gone = [row["executor_id"] for row in await connection.fetch(_DEAD, ALIVE)]
            dead = self._gone_long_enough(gone)
            if dead:
                await connection.execute(_RETURN, dead)
            if self.buried_by:
                await connection.fetch(_BURY, list(self.buried_by), BURIAL, Queue.PROMPT.value)
        finally:
            await connection.fetchval("select pg_advisory_unlock($1, 0)", REAPING)
        return dead

    def _gone_long_enough(self, gone: list[str]) -> list[str]:
        present = time.monotonic()
        self._gone_since = {name: self._gone_since.get(name, present) for name in gone}
        return [name for name, since in self._gone_since.items() if present - since >= self.grace_seconds]


async def show_alive(connection: asyncpg.Connection, executor: str) -> None:
    """Take this worker's lock, for as long as the session lasts."""
    await connection.execute("select pg_advisory_lock($1, hashtext($2))", ALIVE, executor)
