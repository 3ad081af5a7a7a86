"""Reads the requested items of a whole document: tables of pages, tables of cells, lists and running text."""

from collections.abc import Sequence

from nexus.documents.evidence import ExtractedLine, Page, Reading, Table
from nexus.documents.extraction.lines.bands import read_bands
from nexus.documents.extraction.lines.grids import read_grid
from nexus.documents.extraction.lines.items import lines_of
from nexus.documents.extraction.lines.prose import read_prose
from nexus.documents.extraction.lines.roles import Columns, decide
from nexus.documents.extraction.lines.shapes import Strip
from nexus.documents.extraction.values.dates import DateOrder
from nexus.documents.extraction.values.numbers import NumberStyle


def read_lines(reading: Reading, *, order: DateOrder | None = None, style: NumberStyle = "unknown") -> list[ExtractedLine]:
    """The requested items in document order, numbered from 1."""
    lines: list[ExtractedLine] = []
    for strip in _strips(reading.pages):
        columns = decide(strip, style)
        if _worth(strip, columns):
            lines += lines_of(strip, columns, order)
    lines = lines or read_prose(reading.pages, order, style)
    for position, line in enumerate(lines, 1):
        line.position = position
    return lines


def _strips(pages: Sequence[Page]) -> list[Strip]:
    strips = read_bands([page for page in pages if page.words])
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Table):
                strips += read_grid(block, page)
    return strips


def _worth(strip: Strip, columns: Columns) -> bool:
    """A table of items has quantities and something they are of."""
    counted = "quantity" in columns.of or "breaks" in columns.of
    return bool(strip.rows) and counted and any(role in columns.of for role in ("description", "part", "customer_part"))
