"""The queues of one worker: their threads look for work when they are told of some, and once a second anyway.

DBOS by itself only polls: fast enough to be prompt, that would cost a tenth of a core doing nothing.
"""

import asyncio
import os
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager

from dbos import DBOS
from dbos import Queue as Registered
from dbos._queue import queue_worker_thread

from nexus.platform.jobs.job import Queue

PROMPT_AT_A_TIME = 16
LOOK_ANYWAY_SECONDS = 1.0
LOOK_WHILE_BUSY_SECONDS = 0.1
FREED_SECONDS = 0.01
"""How long after its end a run's place is free: its outcome is written first."""


class Bell(threading.Event):
    """What a queue's thread waits on between two looks: the end of the worker, or word that there is work."""

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places
        """Runs of this queue that may go on in this worker at the same time."""
        self.running = 0
        self._rung = threading.Event()

    def ring(self) -> None:
        """Say that there may be work."""
        self._rung.set()

    @contextmanager
    def place(self) -> Generator[None]:
        """Take a place for the time of the block; ring afterwards if somebody may have waited for it."""
        self.running += 1
        try:
            yield
        finally:
            if self.running == self.places:
                asyncio.get_running_loop().call_later(FREED_SECONDS, self.ring)
            self.running -= 1

    def set(self) -> None:
        """Say that the worker stops."""
        super().set()
        self._rung.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for either, at most so many seconds; return whether to stop."""
        self._rung.wait(LOOK_WHILE_BUSY_SECONDS if self.running else timeout)
        self._rung.clear()
        return self.is_set()


def new_bells(readers: int) -> Mapping[str, Bell]:
    """Return a bell for each queue, by the queue's name; `readers` documents are read at a time (0: one per core)."""
    places = {Queue.PROMPT: PROMPT_AT_A_TIME, Queue.READING: readers or os.cpu_count() or 1, Queue.BULK: 1}
    return {queue.value: Bell(places[queue]) for queue in Queue}


async def open_queues(instance: DBOS, bells: Mapping[str, Bell]) -> list[threading.Thread]:
    """Take runs from the queues from now on, until the bells are set."""
    threads: list[threading.Thread] = []
    for name, bell in bells.items():
        # The tenant is the partition, and partitions are visited in random order: a tenant with a thousand
        # documents waiting gets its turn as often as one with a single document, and all places when it is alone.
        registered: Registered = await DBOS.register_queue_async(
            name,
            worker_concurrency=bell.places,
            partition_worker_concurrency=bell.places,
            polling_interval_sec=LOOK_ANYWAY_SECONDS,
        )
        words = (bell, instance, registered)
        threads.append(threading.Thread(target=queue_worker_thread, args=words, name=f"queue-{name}", daemon=True))
    for thread in threads:
        thread.start()
    return threads


async def close_queues(bells: Mapping[str, Bell], threads: list[threading.Thread]) -> None:
    """Take no more runs; return when the last look is over."""
    for bell in bells.values():
        bell.set()
    for thread in threads:
        await asyncio.to_thread(thread.join, 10)
