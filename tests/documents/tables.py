"""Tables set for tests: columns of text at given places, rows one under the other."""

from collections.abc import Sequence

from nexus.documents.evidence import Cell, Page, Reading, Table
from nexus.documents.extraction.lines import read_lines
from tests.documents.pages import paper, printed

STEP = 24.0
"""Points from row to row; a wrapped line follows after WRAP."""
WRAP = 12.0


def page(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    places: Sequence[float],
    *,
    top: float = 200.0,
    middle: bool = False,
    more: Sequence[tuple[float, float, str]] = (),
) -> Page:
    """A page with one table. A cell with line breaks is wrapped; `middle` sets short cells halfway down their row."""
    lines = [(x, top, head) for x, head in zip(places, heads, strict=True)]
    y = top + STEP
    for row in rows:
        tall = max(cell.count("\n") for cell in row)
        for x, cell in zip(places, row, strict=True):
            shift = (tall - cell.count("\n")) * WRAP / 2 if middle else 0.0
            lines += [(x, y + shift + i * WRAP, text) for i, text in enumerate(cell.split("\n")) if text]
        y += STEP + tall * WRAP
    return printed(*lines, *more)


def sheet(*rows: Sequence[str | float]) -> Reading:
    """A spreadsheet of one sheet; numbers are stored as numbers."""
    cells = [
        [
            Cell(str(value), ref=f"{chr(65 + c)}{r}", number=value if isinstance(value, float) else None)
            for c, value in enumerate(row)
        ]
        for r, row in enumerate(rows, start=1)
    ]
    return Reading("text/csv", [Page(1, source="sheet", blocks=[Table(cells)])])


def asked(*pages: Page) -> list[tuple[str, str]]:
    """Each line's description and quantity."""
    return told(paper(*pages))


def told(reading: Reading) -> list[tuple[str, str]]:
    """Each line's description and quantity."""
    return [
        (line.description.value if line.description else "", line.quantity.value if line.quantity else "")
        for line in read_lines(reading, order="dmy", style="point")
    ]
