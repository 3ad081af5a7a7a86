"""Tables on pages without headings that are known: columns told by the white space that runs down between them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from nexus.documents.evidence import Page, Source
from nexus.documents.extraction.lines.bands import Frame, letters, rows_under
from nexus.documents.extraction.lines.content import is_integer, quantity_of
from nexus.documents.extraction.lines.headings import roles_of
from nexus.documents.extraction.lines.running import without_running
from nexus.documents.extraction.lines.shapes import Strip
from nexus.documents.extraction.lines.visual import Line, Run, runs, visual_lines

_LEAST_ROWS = 3
_LEAST_COLUMNS = 3
_APART = 4
"""Lines without an amount that may stand between two rows: what is wrapped."""
_GUTTER = 4.0
"""Points of white space between columns."""
_OUTLIERS = 0.08
_TRUST = 0.55


def read_aligned(pages: Sequence[Page]) -> Iterator[Strip]:
    """Strips of blocks of lines that share their columns, with the line above as headings."""
    for page, lines in without_running(pages, [visual_lines(letters(page)) for page in pages]):
        cut = [runs(line, 1.0) for line in lines]
        for first, last in _blocks(cut):
            bounds = _gutters([cut[i] for i in range(first, last + 1) if _is_row(cut[i])])
            if len(bounds) + 1 >= _LEAST_COLUMNS:
                above = _headings(lines, cut, first, bounds)
                rows = rows_under(lines[first : last + 1], Frame(bounds, [], [], [], []), page, last + 1 - first)
                source: Source = "ocr" if page.source == "ocr" else "layout"
                yield Strip(above, [roles_of(text) for text in above], rows, source, _TRUST, page.part)


def _headings(lines: Sequence[Line], cut: Sequence[list[Run]], first: int, bounds: Sequence[float]) -> list[str]:
    """What the line above a block says over each column; nothing where it is far or holds numbers."""
    headings = ["" for _ in range(len(bounds) + 1)]
    if not first or lines[first].top - lines[first - 1].bottom > 3 * lines[first].height:
        return headings
    above = cut[first - 1]
    for run in [] if any(is_integer(run.text()) for run in above) else above:
        column = sum((run.x0 + run.x1) / 2 > bound for bound in bounds)
        headings[column] = f"{headings[column]} {run.text()}".strip()
    return headings


def _blocks(cut: Sequence[list[Run]]) -> Iterator[tuple[int, int]]:
    """First and last line of every block with enough rows."""
    rows = [i for i, line in enumerate(cut) if _is_row(line)]
    start = 0
    for position in range(1, len(rows) + 1):
        if position == len(rows) or rows[position] - rows[position - 1] > _APART:
            if position - start >= _LEAST_ROWS:
                yield rows[start], rows[position - 1]
            start = position


def _is_row(line: list[Run]) -> bool:
    """Several cells, one of them an amount and one of them words."""
    texts = [run.text() for run in line]
    counted = any(quantity_of(text, "unknown") for text in texts)
    return len(texts) >= _LEAST_COLUMNS and counted and any(sum(c.isalpha() for c in text) >= 3 for text in texts)


def _gutters(rows: Sequence[list[Run]]) -> list[float]:
    """The middles of the white stretches that (nearly) all rows leave free, with something printed on either side."""
    edges = sorted({edge for row in rows for run in row for edge in (run.x0, run.x1)})
    bounds: list[float] = []
    start: float | None = None
    for left, right in pairwise(edges):
        middle = (left + right) / 2
        free = sum(run.x0 < middle < run.x1 for row in rows for run in row) <= _OUTLIERS * len(rows)
        start = (left if start is None else start) if free else start
        if start is not None and (not free or right == edges[-1]):
            if left - start >= _GUTTER:
                bounds.append((start + left) / 2)
            start = None
    return bounds
