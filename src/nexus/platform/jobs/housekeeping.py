"""What background work leaves behind is forgotten in time: runs that ended, events that were relayed."""

from datetime import timedelta

from sqlalchemy import text

from nexus.platform import clock
from nexus.platform.ground import Ground

KEEP = timedelta(days=30)
"""How long a run is remembered, and with it that its key was enqueued before."""
BATCH = 5000

_RUNS = text("""
with old as (
    select workflow_uuid from dbos.workflow_status
     where status in ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED') and completed_at < :before
     limit :batch
), inputs as (delete from dbos.workflow_input using old where workflow_input.workflow_uuid = old.workflow_uuid),
  outputs as (delete from dbos.workflow_output using old where workflow_output.workflow_uuid = old.workflow_uuid),
    steps as (delete from dbos.operation_outputs using old where operation_outputs.workflow_uuid = old.workflow_uuid)
delete from dbos.workflow_status using old where workflow_status.workflow_uuid = old.workflow_uuid
""")
_EVENTS = text(
    "delete from outbox where id in (select id from outbox where relayed_at < :before order by id limit :batch)"
)


async def forget_old_runs(ground: Ground) -> None:
    """Delete what ended longer ago than it is kept, in transactions of a bearable size."""
    before = clock.now() - KEEP
    for statement, moment in ((_RUNS, int(before.timestamp() * 1000)), (_EVENTS, before)):
        deleted = BATCH
        while deleted == BATCH:
            async with ground.database.transaction(None) as session:
                result = await session.execute(statement, {"before": moment, "batch": BATCH})
                deleted = result.rowcount  # pyright: ignore[reportAttributeAccessIssue] - a DELETE gives a CursorResult
