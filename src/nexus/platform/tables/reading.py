"""Reading a CSV or XLSX file into rows of text, whatever its encoding, delimiter or first rows."""

import csv
import io
from collections.abc import Iterator
from typing import Literal, NamedTuple

from nexus.platform.tables.cells import Row, clean
from nexus.platform.tables.errors import NotATable, UnreadableTable
from nexus.platform.tables.sheets import read_sheet

MOST_ROWS = 500_000
MOST_COLUMNS = 200
_DELIMITERS = ",;\t|"
_ENCODINGS = ("utf-8-sig", "cp1252")
_FOREIGN = (b"%PDF", b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")


class Table(NamedTuple):
    """What a file holds."""

    kind: Literal["csv", "tsv", "xlsx"]
    rows: list[Row]
    """The rows that are not blank."""
    blank: list[int]
    """The lines on which nothing stands."""
    unread: list[str]
    """Sheets that are not read, because one before them was."""


def read_table(content: bytes, filename: str, most_rows: int = MOST_ROWS) -> Table:
    """Return the rows of a file, each cut after MOST_COLUMNS cells.

    Raises NotATable (415) when it is no table at all, UnreadableTable (422) when it is broken, empty or too large.
    """
    if content.startswith(b"PK\x03\x04"):
        rows, unread = read_sheet(content, most_rows, MOST_COLUMNS)
        kind = "xlsx"
    elif content.startswith(_FOREIGN):
        raise NotATable(f"{filename} is neither CSV nor XLSX. Save it as one of them and send it again.")
    else:
        text = _decoded(content, filename)
        delimiter = _delimiter(text[:20_000])
        kind, rows = "tsv" if delimiter == "\t" else "csv", _text_rows(text, delimiter, most_rows)
        unread = []
    filled: list[Row] = []
    blank: list[int] = []
    for row in rows:
        if row.blank:
            blank.append(row.line)
        else:
            filled.append(row)
    if not filled:
        raise UnreadableTable(f"{filename} holds no rows.")
    return Table(kind, filled, blank, unread)


def _text_rows(text: str, delimiter: str, most_rows: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for count, cells in enumerate(reader):
            if count >= most_rows:
                raise UnreadableTable(f"The file has more than {most_rows:,} rows; send it in parts.")
            yield Row(line, [clean(cell) for cell in cells[:MOST_COLUMNS]], cut=any(cells[MOST_COLUMNS:]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTable(f"Line {line} cannot be read: {error}.") from error


def _decoded(content: bytes, filename: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content[:4096].count(0) * 10 > len(content[:4096]):
        raise NotATable(f"{filename} is not a text file. Send CSV or XLSX.")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _delimiter(text: str) -> str:
    """Return the delimiter that parts most lines into the same number of cells."""

    def fitness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)][:50]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    try:
        return max(_DELIMITERS, key=fitness)
    except csv.Error:
        return ","
