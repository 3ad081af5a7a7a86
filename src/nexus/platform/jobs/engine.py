"""Running jobs: DBOS takes them from their queues, tries again what fails in passing, and keeps the outcome."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeAlias

import msgspec
import structlog
from dbos import DBOS, DBOSConfig, StepOptions

from nexus.platform.db import plain_url
from nexus.platform.ground import Ground
from nexus.platform.jobs.job import Queue
from nexus.platform.jobs.queues import Bell, close_queues, open_queues
from nexus.platform.jobs.schema import APPLICATION
from nexus.platform.jobs.work import Burial, Handler, Work, name_of
from nexus.platform.transient import is_transient

VERSION = "1"
"""Pinned: runs belong to the code that knows their names, not to one build of it."""
STARTS = 5
"""A run that takes its worker down with it is not started a sixth time."""
STOP_SECONDS = 20
BURIAL = "bury"

Run: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]

log = structlog.get_logger()


@asynccontextmanager
async def running(ground: Ground, work: Work, executor: str, bells: Mapping[str, Bell]) -> AsyncGenerator[None]:
    """Run jobs within the block; at its end what runs is given time to finish, the rest is left for another worker."""
    assert ground.settings.worker_url is not None
    # With a handler of its own DBOS leaves logging to us.
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": plain_url(ground.settings.worker_url.get_secret_value()),
        "executor_id": executor,
        "application_version": VERSION,
        "run_migrations": False,
        "sys_db_pool_size": 10,
        "log_level": "WARNING",
        "use_listen_notify": True,
    }
    instance = DBOS(config=config)
    for name, (queue, run) in _runs(ground, work).items():
        DBOS.workflow(name=name, max_recovery_attempts=STARTS - 1)(_counted(bells[queue], run))
    # None of the queues by itself: we look after ours, see queues.py.
    DBOS.listen_queues([])
    DBOS.launch()
    threads = await open_queues(instance, bells)
    try:
        yield
    finally:
        await close_queues(bells, threads)
        patience = STOP_SECONDS if any(bell.running for bell in bells.values()) else 0
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=patience, destroy_registry=True)


def _runs(ground: Ground, work: Work) -> dict[str, tuple[Queue, Run]]:
    """Return name -> queue and what to run, for everything the tables of `work` name."""
    runs: dict[str, tuple[Queue, Run]] = {BURIAL: (Queue.PROMPT, _burial(ground, work))}
    for job, handler in work.jobs.items():
        runs[job.__name__] = (job.queue, _run(ground, job, handler, work.on_dead.get(job)))
    for event, handlers in work.events.items():
        for handler in handlers:
            runs[name_of(handler)] = (Queue.PROMPT, _run(ground, event, handler, None))
    for name, schedule in work.schedules.items():
        runs[name] = (Queue.PROMPT, _scheduled(ground, name, schedule.handler))
    return runs


def _counted(bell: Bell, run: Run) -> Run:
    async def counted(payload: dict[str, Any]) -> None:
        with bell.place():
            await run(payload)

    return counted


def _run(ground: Ground, kind: type[msgspec.Struct], handler: Handler, if_dead: Burial | None) -> Run:
    async def run(payload: dict[str, Any]) -> None:
        task = msgspec.convert(payload, kind)
        with structlog.contextvars.bound_contextvars(run=DBOS.workflow_id, tenant=payload.get("tenant")):
            try:
                await _attempt(kind.__name__, partial(handler, ground, task))
            except Exception as error:
                if if_dead is not None:
                    await _attempt("if_dead", partial(if_dead, ground, task, reason_of(error)))
                raise

    return run


def _burial(ground: Ground, work: Work) -> Run:
    """Return the run that speaks for jobs which took their workers down with them."""

    async def bury(payload: dict[str, Any]) -> None:
        for kind, if_dead in work.on_dead.items():
            if kind.__name__ == payload["kind"]:
                task = msgspec.convert(payload["job"], kind)
                reason = f"The work was started {STARTS} times and ended the process each time."
                await _attempt("if_dead", partial(if_dead, ground, task, reason))

    return bury


def _scheduled(ground: Ground, name: str, handler: Callable[[Ground], Awaitable[None]]) -> Run:
    async def run(_payload: dict[str, Any]) -> None:
        await _attempt(name, partial(handler, ground))

    return run


async def _attempt(name: str, act: Callable[[], Awaitable[None]]) -> None:
    """Do it as one step: again after 0.5, 1, 2, 4 and 8 seconds while what fails may pass, noted once it is done."""

    async def step() -> None:
        begun = time.perf_counter()
        try:
            await act()
        except Exception as error:
            log.warning(
                "job.failed",
                name=name,
                error=type(error).__name__,
                reason=str(error)[:500],
                exc_info=not is_transient(error),
            )
            raise
        log.info("job.done", name=name, seconds=round(time.perf_counter() - begun, 3))

    options: StepOptions = {
        "name": name,
        "retries_allowed": True,
        "max_attempts": 6,
        "interval_seconds": 0.5,
        "backoff_rate": 2,
        "should_retry": is_transient,
        "preemptible": True,
    }
    await DBOS.run_step_async(options, step)


def reason_of(error: BaseException) -> str:
    """Return what a person should know of the failure: the last error of all attempts, as a sentence if it is one."""
    attempts = getattr(error, "errors", None)
    last = attempts[-1] if attempts else error
    return str(last) or type(last).__name__
