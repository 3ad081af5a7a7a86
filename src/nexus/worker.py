"""The background process: jobs, events and schedules, until it is told to stop."""

import asyncio
import signal
from uuid import uuid4

import structlog

from nexus.platform.ground import open_ground
from nexus.platform.jobs import Work, engine
from nexus.platform.jobs.duties import Duties
from nexus.platform.jobs.queues import new_bells
from nexus.platform.settings import Settings

log = structlog.get_logger()


async def run(settings: Settings, work: Work, stop: asyncio.Event | None = None) -> None:
    """Do background work until `stop` is set or the process gets SIGTERM or SIGINT; then finish what has begun.

    What does not finish in time is resumed by another worker, or by the next one.
    """
    stop = stop or _stopped_by_signals()
    executor = f"worker-{uuid4().hex[:12]}"
    async with open_ground(settings, "worker") as ground:
        bells = new_bells(ground.settings.workers.readers)
        duties = Duties(ground, work, executor, bells)
        async with asyncio.TaskGroup() as group:
            living = group.create_task(duties.live())
            await duties.alive.wait()
            async with engine.running(ground, work, executor, bells):
                tasks = [group.create_task(duties.relay()), group.create_task(duties.schedule())]
                log.info("worker.ready", worker=executor)
                await stop.wait()
                for task in tasks:
                    task.cancel()
            living.cancel()
    log.info("worker.stopped", worker=executor)


def _stopped_by_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    return stop
