"""Reading an XLSX file into rows of text."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from nexus.platform.tables.cells import Figure, Row, clean
from nexus.platform.tables.errors import UnreadableTable
from nexus.platform.tables.unpacking import check_unpacked


class Sheet(NamedTuple):
    """The first sheet of a book that holds something."""

    rows: Iterable[Row]
    others: list[str]
    """Names of further sheets that hold something."""


def read_sheet(content: bytes, most_rows: int, most_columns: int) -> Sheet:
    """Return all rows of the first sheet that holds something, formulas as the values they had when it was saved.

    Raises NotATable when it is another kind of archive, UnreadableTable when it is broken or unpacks to too much.
    """
    check_unpacked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = iter(book.sheet_names)
        for name in names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=most_rows + 1)
            if any(value != "" for row in cells for value in row):
                others = [other for other in names if book.get_sheet_by_name(other).height]
                return Sheet(_rows(cells, most_rows, most_columns), others)
    except CalamineError as error:
        raise UnreadableTable(f"The XLSX file cannot be read: {error}.") from error
    return Sheet([], [])


def _rows(cells: Sequence[Sequence[object]], most_rows: int, most_columns: int) -> Iterator[Row]:
    if len(cells) > most_rows:
        raise UnreadableTable(f"The sheet has more than {most_rows:,} rows; send it in parts.")
    for at, row in enumerate(cells):
        yield Row(at + 1, [_said(value) for value in row[:most_columns]], cut=any(row[most_columns:]))


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return Figure(int(value) if value.is_integer() and abs(value) < 1e15 else repr(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return clean(str(value))
