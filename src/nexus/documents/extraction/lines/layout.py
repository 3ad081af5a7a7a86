"""Gives every visual line between two items to the right one, by the white space and by how the rows are set."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from nexus.documents.extraction.lines.shapes import Row

Mode = Literal["top", "middle", "bottom"]
"""Whether quantities stand on the first, the middle or the last line of their item."""

Strange = Callable[[Sequence[int]], float]
"""What speaks against these lines making one item: 0 for nothing, 1 for a lot."""

_NEAR = 1.0
"""White space, in heights of a line, up to which two lines may belong to one item."""
_DROP = 0.7
_GAP = 2.0
_NOISE = 0.08
"""Differences of white space, in heights of a line, that mean nothing."""


class Zone:
    """The lines between two anchors, and the white space before, between and after them."""

    def __init__(self, rows: Sequence[Row], kinds: Sequence[str], first: int, last: int) -> None:
        """`first` and `last` are anchors; -1 and len(rows) at the ends."""
        self.above, self.below = first, last
        inner = range(first + 1, last)
        self.lines = [i for i in inner if kinds[i] == "more"]
        chain = ([first] if first >= 0 else []) + self.lines + ([last] if last < len(rows) else [])
        self.gaps = {(a, b): _gap(rows[a], rows[b]) for a, b in pairwise(chain)}
        self.barriers = [i for i in inner if kinds[i] == "misfit"]
        self.up = self._reach(rows, first, self.lines, forward=True) if first >= 0 else 0
        self.down = self._reach(rows, last, self.lines[::-1], forward=False) if last < len(rows) else 0
        self.splits = self._splits()

    def _reach(self, rows: Sequence[Row], anchor: int, lines: Sequence[int], *, forward: bool) -> int:
        """How many lines in a row an anchor reaches without a wide gap, a rule or a foreign line between."""
        previous, count = anchor, 0
        for line in lines:
            pair = (previous, line) if forward else (line, previous)
            if any(pair[0] < barrier < pair[1] for barrier in self.barriers):
                break
            fenced = rows[anchor].fence >= 0 and rows[anchor].page == rows[line].page
            if fenced and rows[line].fence != rows[anchor].fence:
                break
            gap = self.gaps.get(pair)
            if gap is not None and gap > _NEAR and not (fenced and gap < 3 * _NEAR):
                break
            previous, count = line, count + 1
        return count

    def _splits(self) -> list[tuple[int, int, float]]:
        """(lines to the upper item, lines to the lower item, cost by white space)."""
        count = len(self.lines)
        found: list[tuple[int, int, float]] = []
        known = [gap for gap in self.gaps.values() if gap is not None]
        widest = max(known, default=0.0)
        for upper in range(min(self.up, count) + 1):
            lower = min(self.down, count - upper)
            dropped = count - upper - lower
            cost = _DROP * dropped * (0.6 if dropped and self.barriers else 1.0)
            if not dropped and count and self.above >= 0 and self.below >= 0:
                cost += _GAP * max(0.0, widest - self._gap_after(upper, widest) - _NOISE)
            found.append((upper, lower, cost))
        return found

    def _gap_after(self, upper: int, widest: float) -> float:
        before = self.lines[upper - 1] if upper else self.above
        after = self.lines[upper] if upper < len(self.lines) else self.below
        gap = self.gaps.get((before, after))
        return widest * 0.8 if gap is None else gap


def share_out(rows: Sequence[Row], kinds: Sequence[str], strange: Strange) -> list[tuple[int, list[int]]]:
    """For each anchor the indices of its rows, itself included, in order."""
    anchors = [i for i, kind in enumerate(kinds) if kind == "item"]
    if not anchors:
        return []
    ends = [-1, *anchors, len(rows)]
    zones = [Zone(rows, kinds, a, b) for a, b in pairwise(ends)]
    modes: tuple[tuple[Mode, float], ...] = (("top", 0.0), ("middle", 0.1), ("bottom", 0.15))
    solved = ((cost + bias, path) for mode, bias in modes for cost, path in (_solve(zones, strange, mode),))
    best = min(solved, key=lambda each: each[0])[1]
    shared: list[tuple[int, list[int]]] = []
    for position, anchor in enumerate(anchors):
        before, after = zones[position], zones[position + 1]
        lower, upper = best[position][1], best[position + 1][0]
        shared.append((anchor, [*before.lines[len(before.lines) - lower :], anchor, *after.lines[:upper]]))
    return shared


def _solve(zones: Sequence[Zone], strange: Strange, mode: Mode) -> tuple[float, list[tuple[int, int]]]:
    """The cheapest split of all zones under one way of setting rows: (cost, (upper, lower) per zone)."""
    steps: list[dict[int, _Step]] = []
    for zone in zones:
        before = steps[-1] if steps else {0: _Step(0.0, 0, 0)}
        step: dict[int, _Step] = {}
        for above, (spent, _, _) in before.items():
            for upper, lower, cost in zone.splits:
                whole = spent + cost
                if steps:
                    whole += _uneven(above, upper, mode) + _odd(strange, zones[len(steps) - 1], zone, above, upper)
                if lower not in step or whole < step[lower].cost:
                    step[lower] = _Step(whole, above, upper)
        steps.append(step)
    lower = min(steps[-1], key=lambda key: steps[-1][key].cost)
    cost = steps[-1][lower].cost
    path: list[tuple[int, int]] = []
    for step in reversed(steps):
        path.append((step[lower].upper, lower))
        lower = step[lower].before
    return cost, path[::-1]


def _odd(strange: Strange, before: Zone, after: Zone, above: int, below: int) -> float:
    return strange([*before.lines[len(before.lines) - above :], after.above, *after.lines[:below]])


class _Step(NamedTuple):
    """The cheapest way to a state: what it cost, the state before, and the lines given upwards."""

    cost: float
    before: int
    upper: int


def _uneven(above: int, below: int, mode: Mode) -> float:
    match mode:
        case "top":
            return float(above)
        case "bottom":
            return float(below)
        case _:
            return 0.8 * abs(above - below)


def _gap(one: Row, other: Row) -> float | None:
    """White space between two lines in heights of a line; None over a page break."""
    if one.page != other.page:
        return None
    height = max(median((one.bottom - one.top, other.bottom - other.top)), 1.0)
    return (other.top - one.bottom) / height
