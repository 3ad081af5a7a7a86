"""What a worker can do, as the tables of wiring.py say it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

from nexus.platform.events import Event
from nexus.platform.ground import Ground
from nexus.platform.jobs.job import Job

Handler: TypeAlias = Callable[[Ground, Any], Awaitable[None]]
"""Does a job, or answers an event; may be called again for the same one."""
Burial: TypeAlias = Callable[[Ground, Any, str], Awaitable[None]]
"""Is told that a job failed for good, and why; may be called again for the same one."""


@dataclass(frozen=True)
class Schedule:
    """Something done every so often, once however many workers there are."""

    every: timedelta
    handler: Callable[[Ground], Awaitable[None]]


@dataclass(frozen=True)
class Work:
    """Job -> handler; job -> what happens when it fails for good; event -> handlers; name -> schedule."""

    jobs: Mapping[type[Job], Handler] = field(default_factory=dict[type[Job], Handler])
    on_dead: Mapping[type[Job], Burial] = field(default_factory=dict[type[Job], Burial])
    events: Mapping[type[Event], Sequence[Handler]] = field(default_factory=dict[type[Event], Sequence[Handler]])
    schedules: Mapping[str, Schedule] = field(default_factory=dict[str, Schedule])


def name_of(handler: Callable[..., Any]) -> str:
    """Return the name an event's handler has among the runs."""
    return f"{handler.__module__.removeprefix('nexus.')}.{handler.__qualname__}"
