"""From the outbox to the queues: each committed event becomes one run for each of its handlers, exactly once."""

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.platform.ground import Ground
from nexus.platform.jobs.job import Queue
from nexus.platform.jobs.work import Work, name_of

BATCH = 200

_TAKE = text(
    "select id, tenant_id, kind, payload from outbox where relayed_at is null "
    "order by id limit :batch for update skip locked"
)
_ENQUEUE = text(f"select enqueue_job(:handler, '{Queue.PROMPT}', :tenant, cast(:payload as json), :key)")
_MARK = text("update outbox set relayed_at = now() where id = any(:ids)")


async def relay(ground: Ground, work: Work) -> int:
    """Relay all that waits, whatever the tenant; return how many events there were."""
    handlers = {event.__name__: [name_of(handler) for handler in named] for event, named in work.events.items()}
    relayed = 0
    while True:
        async with ground.database.transaction(None) as session:
            taken = await _relay_batch(session, handlers)
        relayed += taken
        if taken < BATCH:
            return relayed


async def _relay_batch(session: AsyncSession, handlers: dict[str, list[str]]) -> int:
    """Enqueue and mark in one transaction: after a crash an event was either relayed to all its handlers or to none."""
    events = (await session.execute(_TAKE, {"batch": BATCH})).all()
    runs = [
        {
            "handler": handler,
            "tenant": event.tenant_id,
            "payload": msgspec.json.encode(event.payload).decode(),
            "key": str(event.id),
        }
        for event in events
        for handler in handlers.get(event.kind, [])
    ]
    if runs:
        await session.execute(_ENQUEUE, runs)
    if events:
        await session.execute(_MARK, {"ids": [event.id for event in events]})
    return len(events)
