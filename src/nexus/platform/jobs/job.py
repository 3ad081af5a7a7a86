"""A job: what is to be done later, for which tenant, and in which queue."""

from enum import StrEnum
from typing import ClassVar

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.platform.ids import TenantId


class Queue(StrEnum):
    """Classes of work, so that none waits behind another; within each, tenants take turns."""

    PROMPT = "prompt"
    """Short work in the database; many at a time."""
    READING = "reading"
    """Reading documents; as many at a time as there are cores."""
    BULK = "bulk"
    """Long work such as imports; one at a time in each worker."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do: ids and values, never objects. A subclass may set `queue`."""

    queue: ClassVar[Queue] = Queue.PROMPT

    tenant: TenantId


_ENQUEUE = text("select enqueue_job(:kind, :queue, :tenant, cast(:payload as json), :key)")
_IS_OPEN = text(
    "select exists(select from dbos.workflow_status"
    " where workflow_uuid = :id and status in ('ENQUEUED', 'PENDING', 'DELAYED'))"
)
_CANCEL = text("select cancel_job(:id)")


async def enqueue(session: AsyncSession, job: Job, key: str | None = None) -> str:
    """Enqueue a job in this transaction and return the id of its run.

    The same kind of job with the same key is enqueued once, ever: a key that names what is asked for, and which time,
    makes the call idempotent. The database refuses a job for another tenant than the transaction's.
    """
    values = {
        "kind": type(job).__name__,
        "queue": job.queue.value,
        "tenant": int(job.tenant),
        "payload": msgspec.json.encode(job).decode(),
        "key": key,
    }
    return str(await session.scalar(_ENQUEUE, values))


async def cancel(session: AsyncSession, run: str) -> bool:
    """Cancel a run of this tenant: it does not start, or stops at its next await. False if it had ended."""
    return bool(await session.scalar(_CANCEL, {"id": run}))


async def is_open(session: AsyncSession, run: str) -> bool:
    """Whether a run waits or goes on; only the worker may ask."""
    return bool(await session.scalar(_IS_OPEN, {"id": run}))


def run_id(kind: type[Job], tenant: TenantId, key: str) -> str:
    """Return the id of the run that `enqueue` with this key made or would make."""
    return f"{kind.__name__}:{int(tenant)}:{key}"
