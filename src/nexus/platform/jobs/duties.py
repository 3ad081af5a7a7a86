"""What every worker does beside running jobs: shows that it lives, relays events, keeps schedules, reaps the dead."""

import asyncio
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress

import asyncpg
import structlog
from sqlalchemy import text

from nexus.platform import clock
from nexus.platform.db import plain_url
from nexus.platform.ground import Ground
from nexus.platform.jobs.job import Queue
from nexus.platform.jobs.queues import Bell
from nexus.platform.jobs.reaper import Reaper, show_alive
from nexus.platform.jobs.relay import relay
from nexus.platform.jobs.work import Work
from nexus.platform.transient import is_transient

EVENTS, JOBS = "nexus_outbox", "nexus_jobs"
"""Channels on which the database tells of committed events and jobs."""
LOOK_ANYWAY_SECONDS = 2
AGAIN_SECONDS = 0.2

_ENQUEUE = text(f"select enqueue_job(:name, '{Queue.PROMPT}', 0, '{{}}', :slot)")

log = structlog.get_logger()


class Duties:
    """The duties of one worker, each a coroutine that goes on until it is cancelled."""

    def __init__(self, ground: Ground, work: Work, executor: str, bells: Mapping[str, Bell]) -> None:
        self._ground = ground
        self._work = work
        self._executor = executor
        self._bells = bells
        self._events_wait = asyncio.Event()
        self._troubled: set[str] = set()
        self.alive = asyncio.Event()
        """Set once the worker's sign of life is there for the others to see; jobs may be taken from then on."""

    async def live(self) -> None:
        """Hold the session that shows we live and hears of events; look after the dead; connect again when lost."""
        while True:
            with self._patient("live"):
                await self._hold_session()
            await asyncio.sleep(AGAIN_SECONDS)

    async def relay(self) -> None:
        """Relay events as soon as they are committed, and once in a while in case a word of one was missed."""
        while True:
            self._events_wait.clear()
            with self._patient("relay"):
                await relay(self._ground, self._work)
                self._well("relay")
            patience = AGAIN_SECONDS if "relay" in self._troubled else LOOK_ANYWAY_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._events_wait.wait(), patience)

    async def schedule(self) -> None:
        """Enqueue each schedule once per period; the period is the key, so that of several workers one succeeds."""
        done: dict[str, int] = {}
        while True:
            present = clock.now().timestamp()
            due = {
                name: int(present // schedule.every.total_seconds()) for name, schedule in self._work.schedules.items()
            }
            with self._patient("schedule"):
                await self._enqueue({name: slot for name, slot in due.items() if done.get(name) != slot})
                done = due
                self._well("schedule")
            await asyncio.sleep(1)

    @contextmanager
    def _patient(self, duty: str) -> Generator[None]:
        """Let pass what passes by itself, saying so once."""
        try:
            yield
        except Exception as error:
            if not is_transient(error):
                raise
            if duty not in self._troubled:
                log.warning("worker.troubled", duty=duty, reason=str(error).split("\n", 1)[0])
            self._troubled.add(duty)

    def _well(self, duty: str) -> None:
        if duty in self._troubled:
            log.info("worker.recovered", duty=duty)
            self._troubled.remove(duty)

    async def _hold_session(self) -> None:
        url = self._ground.settings.worker_url
        assert url is not None
        # Short keepalives: a worker whose machine is gone must not be thought alive for two hours.
        keepalive = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
        connection = await asyncpg.connect(plain_url(url.get_secret_value()), timeout=5, server_settings=keepalive)
        try:
            await show_alive(connection, self._executor)
            await connection.add_listener(EVENTS, lambda *_: self._events_wait.set())
            await connection.add_listener(JOBS, self._ring)
            self.alive.set()
            self._well("live")
            self._events_wait.set()
            await self._attend(connection)
        finally:
            connection.terminate()

    async def _attend(self, connection: asyncpg.Connection) -> None:
        beat = self._ground.settings.workers.heartbeat_seconds
        reaper = Reaper(grace_seconds=beat * 1.5, buried_by=tuple(kind.__name__ for kind in self._work.on_dead))
        while True:
            begun = time.monotonic()
            dead = await asyncio.wait_for(reaper.reap(connection), 30)
            if dead:
                log.warning("worker.runs_taken_over", workers=dead, seconds=round(time.monotonic() - begun, 3))
            await asyncio.sleep(beat)

    async def _enqueue(self, slots: dict[str, int]) -> None:
        if slots:
            async with self._ground.database.transaction(None) as session:
                await session.execute(_ENQUEUE, [{"name": name, "slot": str(slot)} for name, slot in slots.items()])

    def _ring(self, _connection: object, _pid: int, _channel: str, queue: object) -> None:
        if bell := self._bells.get(str(queue)):
            bell.ring()
