"""From what a person did on the floor to the time that they were clocked in, and how that time is shared.

Time follows from the set of what was done and the clocks of the devices alone: it comes out the same in whatever order
that arrives.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from nexus.manufacturing.rules.floor import LaborKind

_MICROSECOND = timedelta(microseconds=1)


class Act(StrEnum):
    START = "start"
    PAUSE = "pause"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done: `by_other` is a colleague who finished an operation that this person works on."""

    scan: int
    act: Act
    operation: int
    at: datetime
    kind: LaborKind = LaborKind.RUN
    by_other: bool = False
    by_policy: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Time clocked on an operation, from the scan that began it; `end` None: still running."""

    scan: int
    operation: int
    start: datetime
    end: datetime | None
    kind: LaborKind = LaborKind.RUN
    forgotten: bool = False


def spans(done: Sequence[Done], *, parallel: bool) -> list[Span]:
    """Return one person's spans, by their beginning; unless several may run at once, a start ends what ran before.

    A start while it runs or after it was finished, and a pause while nothing runs, change nothing. Of what bears the
    same time, what ends comes before what begins.
    """
    running: dict[int, Span] = {}
    ended: list[Span] = []
    finished: set[int] = set()
    for each in sorted(done, key=lambda each: (each.at, each.act is Act.START, each.scan)):
        if each.act is not Act.START:
            ending = [each.operation] if each.operation in running else []
            finished |= {each.operation} if each.act is Act.FINISH else set()
        elif each.operation in running or each.operation in finished:
            continue
        else:
            ending = [] if parallel else list(running)
        ended += [replace(running.pop(operation), end=each.at, forgotten=each.by_policy) for operation in ending]
        if each.act is Act.START:
            running[each.operation] = Span(each.scan, each.operation, each.at, None, each.kind)
    kept = [span for span in ended if span.end != span.start]
    return sorted([*kept, *running.values()], key=lambda span: (span.start, span.scan))


def length_of(start: datetime, end: datetime) -> int:
    """Return how many microseconds lie between."""
    return (end - start) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Clocked:
    """Time clocked on one labor entry."""

    entry: int
    start: datetime
    end: datetime


def shared(clocked: Sequence[Clocked]) -> dict[int, int]:
    """Share one person's clock out to their entries: microseconds of each; where several run at once each has a part.

    The parts of a stretch sum up to its length exactly: what cannot be divided goes to the entries with the lowest ids.
    """
    worked = {each.entry: 0 for each in clocked}
    edges = sorted(
        [(each.start, True, each.entry) for each in clocked] + [(each.end, False, each.entry) for each in clocked]
    )
    running: set[int] = set()
    for (start, begins, entry), following in zip(edges, [*edges[1:], None], strict=True):
        if begins:
            running.add(entry)
        else:
            running.discard(entry)
        if following is None or not running:
            continue
        length = (following[0] - start) // _MICROSECOND
        for at, each in enumerate(sorted(running)):
            worked[each] += length // len(running) + (at < length % len(running))
    return worked
