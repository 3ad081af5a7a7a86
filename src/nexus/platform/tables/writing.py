"""Tables for other programs: CSV and XLSX, with no cell that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write a table as CSV with a byte order mark, as Excel wants it to read UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write a table as one sheet; texts are texts, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Nexus")
    sheet.freeze_panes = "A2"
    sheet.append(list(header))
    for row in rows:
        sheet.append(sheet_row(sheet, row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_row(sheet: Any, row: Sequence[Any]) -> list[Any]:
    """Return a row as a write-only sheet takes it; texts are texts, never formulas."""
    return [_cell(sheet, safe(value)) for value in row]


def safe(value: Any) -> Any:
    """Return the value so that a spreadsheet shows it and does not run it."""
    if not isinstance(value, str):
        return value
    text = _UNPRINTABLE.sub("", value)
    return f"'{text}" if text.startswith(_RUNS) else text


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
