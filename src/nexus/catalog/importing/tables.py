"""Reading a CSV or XLSX file into rows of text, whatever its encoding, delimiter or first rows."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from nexus.catalog.errors import NotATable, UnreadableTable

MOST_ROWS = 500_000
MOST_COLUMNS = 200
MOST_CELL = 20_000
_UNPACKED_BYTES = 400 * 1024 * 1024
_DELIMITERS = ",;\t|"
_ENCODINGS = ("utf-8-sig", "cp1252")


class Row(NamedTuple):
    """A row of the file and the line a person finds it at."""

    line: int
    cells: list[str]


def read_table(path: Path, filename: str) -> list[Row]:
    """Return the rows that are not empty; raise NotATable (415) or UnreadableTable (422)."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK\x03\x04"):
        rows = _sheet(path)
    elif start.startswith((b"%PDF", b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        raise NotATable(f"{filename} is neither CSV nor XLSX. Save it as one of them and send it again.")
    else:
        rows = _text(path, filename)
    found = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not found:
        raise UnreadableTable(f"{filename} holds no rows.")
    return found


def _text(path: Path, filename: str) -> Iterator[Row]:
    text = _decoded(path.read_bytes(), filename)
    delimiter = _delimiter(text[:20_000])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise UnreadableTable(f"The file has more than {MOST_ROWS:,} rows; send it in parts.")
            yield Row(reader.line_num, [_clean(cell) for cell in cells[:MOST_COLUMNS]])
    except csv.Error as error:
        raise UnreadableTable(f"Line {reader.line_num} cannot be read: {error}.") from error


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


def _sheet(path: Path) -> Iterator[Row]:
    """Read the first sheet that holds something; a sheet is unpacked whole, so its size is looked at before."""
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
            if not any(part.filename.startswith("xl/") for part in packed.infolist()):
                raise NotATable("The file is a packed archive but no XLSX. Send CSV or XLSX.")
        if unpacked > _UNPACKED_BYTES:
            raise UnreadableTable("The sheet unpacks to more than is taken here; send it as CSV.")
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
            if any(value != "" for row in cells for value in row):
                if len(cells) > MOST_ROWS:
                    raise UnreadableTable(f"The sheet has more than {MOST_ROWS:,} rows; send it in parts.")
                for at, row in enumerate(cells):
                    yield Row(at + 1, [_said(value) for value in row[:MOST_COLUMNS]])
                return
    except (zipfile.BadZipFile, CalamineError) as error:
        raise UnreadableTable(f"The XLSX file cannot be read: {error}.") from error


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return _clean(str(value))


def _clean(cell: str) -> str:
    text = cell[:MOST_CELL].replace("\x00", "").strip()
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
