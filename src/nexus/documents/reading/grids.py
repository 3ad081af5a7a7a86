"""Ruled tables: lines that cross make a grid, words fall into its cells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nexus.documents.evidence import Box, Cell, Table, Word

_SAME = 2.0
"""Points. Rules nearer than this are one rule."""
_DASH = 4.0
"""Points. Gaps in a dashed rule."""
_MOST_LINES = 400


@dataclass(slots=True)
class _Line:
    """A rule: `at` across, from `start` to `end` along."""

    at: float
    start: float
    end: float

    def reaches(self, position: float) -> bool:
        return self.start - _SAME <= position <= self.end + _SAME


def find_tables(words: list[Word], rules: Iterable[Box]) -> list[Table]:
    """Tables drawn by crossing rules, from top to bottom; cells from left to right as they lie on the page."""
    horizontal, vertical = _sort(rules)
    tables: list[Table] = []
    for rows, columns in _crossing(horizontal, vertical):
        table = _Grid(rows, columns).table(words, len(tables) + 1)
        if table:
            tables.append(table)
    return sorted(tables, key=lambda table: table.box.y0 if table.box else 0.0)


def _sort(rules: Iterable[Box]) -> tuple[list[_Line], list[_Line]]:
    horizontal: list[_Line] = []
    vertical: list[_Line] = []
    for rule in rules:
        width, height = rule.x1 - rule.x0, rule.y1 - rule.y0
        if width >= height:
            horizontal.append(_Line((rule.y0 + rule.y1) / 2, rule.x0, rule.x1))
        else:
            vertical.append(_Line((rule.x0 + rule.x1) / 2, rule.y0, rule.y1))
    return _joined(horizontal), _joined(vertical)


def _joined(lines: list[_Line]) -> list[_Line]:
    """Pieces of one rule made one; the pieces of a dashed or cell-by-cell drawn rule lie in a row."""
    levels: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line.at):
        if levels and line.at - levels[-1][0].at <= _SAME:
            levels[-1].append(line)
        else:
            levels.append([line])
    joined: list[_Line] = []
    for level in levels:
        at = sum(line.at for line in level) / len(level)
        current: _Line | None = None
        for line in sorted(level, key=lambda line: line.start):
            if current and line.start <= current.end + _DASH:
                current.end = max(current.end, line.end)
            else:
                current = _Line(at, line.start, line.end)
                joined.append(current)
    return joined


def _crossing(horizontal: list[_Line], vertical: list[_Line]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Groups of rules that cross or touch each other, big enough to hold two cells."""
    if len(horizontal) > _MOST_LINES or len(vertical) > _MOST_LINES:
        return
    left = set(range(len(vertical)))
    above = set(range(len(horizontal)))
    while left:
        columns = {left.pop()}
        rows: set[int] = set()
        fresh = set(columns)
        while fresh:
            found = {row for row in above if any(_cross(horizontal[row], vertical[column]) for column in fresh)}
            above -= found
            rows |= found
            fresh = {column for column in left if any(_cross(horizontal[row], vertical[column]) for row in found)}
            left -= fresh
            columns |= fresh
        if len(rows) >= 2 and len(columns) >= 2 and len(rows) + len(columns) >= 5:
            yield [horizontal[row] for row in sorted(rows)], [vertical[column] for column in sorted(columns)]


def _cross(horizontal: _Line, vertical: _Line) -> bool:
    return horizontal.reaches(vertical.at) and vertical.reaches(horizontal.at)


class _Grid:
    """The cells between rules; where a rule is missing, cells are merged into the first of them."""

    def __init__(self, horizontal: list[_Line], vertical: list[_Line]) -> None:
        self.horizontal, self.vertical = horizontal, vertical
        self.xs = _positions(line.at for line in vertical)
        self.ys = _positions(line.at for line in horizontal)
        self.rows, self.columns = len(self.ys) - 1, len(self.xs) - 1

    def table(self, words: list[Word], number: int) -> Table | None:
        if self.rows < 2 or self.columns < 2:
            return None
        owner = self._owners()
        inside: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            place = self._place(word.box)
            if place:
                inside.setdefault(owner[place], []).append(word)
        if len(inside) < 2:
            return None
        spans = self._spans(owner)
        cells = [
            [
                Cell(cell_text(inside.get((row, column), [])), spans.get((row, column)), _ref(number, row, column))
                for column in range(self.columns)
            ]
            for row in range(self.rows)
        ]
        return Table(cells, Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]))

    def _owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(self.rows):
            for column in range(self.columns):
                if column and not self._divided(self.vertical, self.xs[column], self.ys[row], self.ys[row + 1]):
                    owner[row, column] = owner[row, column - 1]
                elif row and not self._divided(self.horizontal, self.ys[row], self.xs[column], self.xs[column + 1]):
                    owner[row, column] = owner[row - 1, column]
                else:
                    owner[row, column] = (row, column)
        return owner

    @staticmethod
    def _divided(lines: list[_Line], at: float, start: float, end: float) -> bool:
        middle = (start + end) / 2
        return any(abs(line.at - at) <= _SAME and line.reaches(middle) for line in lines)

    def _spans(self, owner: dict[tuple[int, int], tuple[int, int]]) -> dict[tuple[int, int], Box]:
        spans: dict[tuple[int, int], Box] = {}
        for (row, column), first in owner.items():
            box = Box(self.xs[column], self.ys[row], self.xs[column + 1], self.ys[row + 1])
            known = spans.get(first, box)
            spans[first] = Box(known.x0, known.y0, max(known.x1, box.x1), max(known.y1, box.y1))
        return spans

    def _place(self, box: Box) -> tuple[int, int] | None:
        column = _interval(self.xs, (box.x0 + box.x1) / 2)
        row = _interval(self.ys, (box.y0 + box.y1) / 2)
        return None if row is None or column is None else (row, column)


def cell_text(words: list[Word]) -> str:
    """The words of a cell, line under line. Words come in logical order within a line."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.y0 + word.box.y1) / 2):
        middle = (word.box.y0 + word.box.y1) / 2
        if lines and middle < lines[-1][0].box.y1 - (lines[-1][0].box.y1 - lines[-1][0].box.y0) * 0.2:
            lines[-1].append(word)
        else:
            lines.append([word])
    order = {id(word): index for index, word in enumerate(words)}
    return "\n".join(" ".join(word.text for word in sorted(line, key=lambda word: order[id(word)])) for line in lines)


def _positions(values: Iterable[float]) -> list[float]:
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > _SAME:
            positions.append(value)
    return [round(position, 2) for position in positions]


def _interval(positions: list[float], value: float) -> int | None:
    for index in range(len(positions) - 1):
        if positions[index] <= value <= positions[index + 1]:
            return index
    return None


def _ref(table: int, row: int, column: int) -> str:
    return f"table {table}, row {row + 1}, cell {column + 1}"
