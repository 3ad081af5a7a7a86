"""Background work, enqueued in the transaction that asks for it and run by any worker at least once.

A thin seam to DBOS Transact, which keeps the runs in the schema `dbos` of the same database. Handlers are idempotent:
a worker may die after a handler's own commit and before the run is noted as done.
"""

from nexus.platform.jobs.job import Job, Queue, cancel, enqueue, is_open, run_id
from nexus.platform.jobs.work import Schedule, Work

__all__ = ["Job", "Queue", "Schedule", "Work", "cancel", "enqueue", "is_open", "run_id"]
