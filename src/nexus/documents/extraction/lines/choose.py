"""Reads the requested items of a whole document: tables of pages, tables of cells, cards, lists and running text."""

from collections.abc import Iterator, Sequence

from nexus.documents.evidence import ExtractedLine, Page, Reading, Table
from nexus.documents.extraction.lines.aligned import read_aligned
from nexus.documents.extraction.lines.bands import read_bands
from nexus.documents.extraction.lines.cards import read_cards
from nexus.documents.extraction.lines.grids import read_grid
from nexus.documents.extraction.lines.items import lines_of
from nexus.documents.extraction.lines.prose import read_prose
from nexus.documents.extraction.lines.recognised import mend
from nexus.documents.extraction.lines.roles import Columns, decide
from nexus.documents.extraction.lines.shapes import Strip
from nexus.documents.extraction.lines.typed import straightened, typed_tables, without_boxes
from nexus.documents.extraction.values.dates import DateOrder
from nexus.documents.extraction.values.numbers import NumberStyle

_LETTER = 12
"""Pages in which lists and sentences are looked for; nobody asks for more in running text."""


def read_lines(
    reading: Reading, *, order: DateOrder | None = None, style: NumberStyle = "unknown"
) -> list[ExtractedLine]:
    """The requested items in document order, numbered from 1."""
    headed = [*_headed(reading.pages)]
    lines = _from_strips(headed, order, style)
    if not lines:
        lines = max(_others(reading.pages, order, style), key=len)
    for position, line in enumerate(lines, 1):
        line.position = position
    return lines


def _headed(pages: Sequence[Page]) -> Iterator[Strip]:
    """Tables under headings."""
    yield from read_bands([page for page in pages if page.words])
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Table):
                yield from (strip for strip in read_grid(block, page) if any(strip.headings))
        for table in typed_tables(page):
            yield from (strip for strip in read_grid(table, page) if any(strip.headings))
    typed = [straight for page in pages if (straight := straightened(page))]
    yield from map(without_boxes, read_bands(typed))


def _others(pages: Sequence[Page], order: DateOrder | None, style: NumberStyle) -> Iterator[list[ExtractedLine]]:
    """What else may hold items: cards, tables without headings, lists and sentences."""
    cards = read_cards(pages, style)
    yield lines_of(cards, decide(cards, style), order) if cards else []
    bare = [strip for page in pages for table in _tables(page) for strip in read_grid(table, page)]
    yield _from_strips(bare, order, style)
    yield _from_strips([*read_aligned([page for page in pages if page.words])], order, style)
    yield read_prose(pages[:_LETTER], order, style)


def _tables(page: Page) -> list[Table]:
    return [*page.tables, *(block for block in page.blocks if isinstance(block, Table)), *typed_tables(page)]


def _from_strips(strips: Sequence[Strip], order: DateOrder | None, style: NumberStyle) -> list[ExtractedLine]:
    lines: list[ExtractedLine] = []
    for strip in strips:
        columns = decide(strip, style)
        if strip.source == "ocr":
            mend(strip, columns.of.get("quantity", []), columns.of.get("unit", []), columns.style)
        if _worth(strip, columns):
            lines += lines_of(strip, columns, order)
    return lines


def _worth(strip: Strip, columns: Columns) -> bool:
    """A table of items has quantities and something they are of."""
    counted = "quantity" in columns.of or "breaks" in columns.of
    return bool(strip.rows) and counted and any(role in columns.of for role in ("description", "part", "customer_part"))
