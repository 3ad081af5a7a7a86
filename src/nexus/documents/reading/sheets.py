"""Reads spreadsheets (XLSX, XLS, ODS): each visible sheet becomes a page with one table."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from nexus.documents.evidence import Cell, Page, Reading, Table
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.tables import Budget, column_name, even
from nexus.documents.reading.text import clean, flag

type_of = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
Stored = int | float | str | bool | time | date | datetime | timedelta
_WIDEST = 16_384


def read_sheets(content: bytes, media_type: str, limits: ReadingLimits) -> Reading:
    """Every visible sheet in order. Hidden sheets are left out and told of."""
    reading = Reading(media_type=media_type)
    budget = Budget(limits.cells)
    workbook = _open(content)
    for number, metadata in enumerate(workbook.sheets_metadata, 1):
        if metadata.visible != SheetVisibleEnum.Visible:
            flag(reading.flags, f"hidden-sheet: {clean(metadata.name)}")
            continue
        if len(reading.pages) >= limits.pages:
            raise Unreadable(
                "pages", f"The workbook has more than {limits.pages} sheets. Send only those to be quoted."
            )
        page = Page(number=number, source="sheet", name=clean(metadata.name, reading.flags))
        sheet = _sheet(workbook, metadata.name)
        rows = even(_rows(sheet, budget, reading.flags)) if sheet is not None else []
        if rows:
            page.blocks.append(Table(rows=rows))
        reading.pages.append(page)
    for number, page in enumerate(reading.pages, 1):
        page.number = number
    return reading


def _open(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError as error:
        raise Unreadable("encrypted", "The spreadsheet is protected by a password. Send it without one.") from error
    except CalamineError as error:
        raise Unreadable(
            "unreadable", f"The spreadsheet is damaged: {error}. Save it again and send it anew."
        ) from error


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet | None:
    try:
        return workbook.get_sheet_by_name(name)
    except CalamineError as error:
        if "not found" in str(error).lower():
            return None
        raise Unreadable("unreadable", f"The sheet {name!r} is damaged: {error}.") from error


def _rows(sheet: CalamineSheet, budget: Budget, flags: list[str]) -> Iterator[list[Cell]]:
    """Rows with something in them; a run of empty rows is kept as one, so that blocks stay apart."""
    if sheet.start is None:
        return
    left = sheet.start[1]  # iter_rows begins at the first row of the sheet, but at the first column in use
    blank = False
    for number, values in enumerate(sheet.iter_rows(), 1):
        if not any(value not in ("", None) for value in values):
            blank = True
            continue
        if blank:
            blank = False
            yield []
        row = [_cell(value, number, column, flags) for column, value in enumerate(islice(values, _WIDEST), left)]
        while row and not row[-1].text:
            row.pop()
        budget.spend(len(row))
        yield row


def _cell(value: Stored, row: int, column: int, flags: list[str]) -> Cell:
    ref = f"{column_name(column)}{row}"
    if isinstance(value, str):
        return Cell(text=clean(value, flags).strip(), ref=ref)
    if isinstance(value, bool):
        return Cell(text="TRUE" if value else "FALSE", ref=ref)
    if isinstance(value, int | float):
        return Cell(text=_plain(value), ref=ref, number=float(value))
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return Cell(
            text=value.date().isoformat() if midnight else value.isoformat(" ", "seconds"),
            ref=ref,
            date=value.date().isoformat(),
        )
    if isinstance(value, date):
        return Cell(text=value.isoformat(), ref=ref, date=value.isoformat())
    return Cell(text=str(value), ref=ref)


def _plain(number: float) -> str:
    """The shortest plain decimal of what is stored: 10.0 -> 10, 0.1 -> 0.1, never 1e+16."""
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
