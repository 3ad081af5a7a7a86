"""Reads CSV and TSV files: finds the encoding and the delimiter, gives one page with one table."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from nexus.documents.evidence import Cell, Page, Reading, Table
from nexus.documents.reading.limits import ReadingLimits
from nexus.documents.reading.plain import decode
from nexus.documents.reading.tables import Budget, column_name, even
from nexus.documents.reading.text import clean

_DELIMITERS = ";\t|,"
_SAMPLE_ROWS = 200


def read_delimited(content: bytes, limits: ReadingLimits) -> Reading:
    """One page of source "sheet"; cells are named as a spreadsheet would name them."""
    reading = Reading(media_type="text/csv")
    text = clean(decode(content), reading.flags)
    budget = Budget(limits.cells)
    rows: list[list[Cell]] = []
    for number, values in enumerate(_parse(text, delimiter_of(text) or ","), 1):
        budget.spend(len(values))
        rows.append(
            [Cell(text=value.strip(), ref=f"{column_name(column)}{number}") for column, value in enumerate(values)]
        )
    page = Page(number=1, source="sheet")
    cells = even(rows)
    if cells:
        page.blocks.append(Table(rows=cells))
    reading.pages.append(page)
    return reading


def delimiter_of(text: str) -> str | None:
    """The delimiter that cuts most lines into the same number of cells; None when nothing does."""
    best: tuple[float, str] | None = None
    for delimiter in _DELIMITERS:
        counts = Counter(len(row) for row in islice(_parse(text[:200_000], delimiter), _SAMPLE_ROWS) if row)
        total = counts.total()
        several = [(count, width) for width, count in counts.items() if width > 1]
        if not several:
            continue
        count, width = max(several)
        score = count / total * (1 + min(width, 8) / 16)
        if count * 2 >= total and (best is None or score > best[0]):
            best = (score, delimiter)
    return best[1] if best else None


def _parse(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(1_000_000)
    return csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
