"""From the cells of a line to a BOM item, or to what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from nexus.manufacturing.importing.designators import read_designators
from nexus.manufacturing.importing.fitting import is_unfitted
from nexus.manufacturing.importing.formats import Format, distributor_of
from nexus.manufacturing.importing.shapes import BomItem, BomProblem, Severity
from nexus.platform.tables.cells import Row
from nexus.platform.tables.errors import BadCell
from nexus.platform.tables.headers import Layout
from nexus.platform.tables.numbers import Decimals, amount, decimals, is_ambiguous

MOST = Decimal(10) ** 9
MOST_DESIGNATORS = 100_000
_LENGTHS = {"description": 2000, "notes": 2000, "part_number": 100, "unit": 40}
_LENGTH = 255
_TEXTS = ("description", "unit", "supplier", "supplier_part_number", "manufacturer", "mpn", "notes")
_NUMBERS = ("part_number", "mpn", "supplier_part_number")
_SHEET_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", re.IGNORECASE)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)

_Value = TypeVar("_Value")


@dataclass(slots=True)
class Reading:
    """A file being read, line by line, and what was noticed so far."""

    mapping: dict[str, int]
    columns: dict[str, str]
    kind: Format
    supplier: str
    """Whose the supplier's part numbers are where no column says it."""
    style: dict[str, Decimals]
    problems: list[BomProblem] = field(default_factory=list[BomProblem])
    placed: dict[str, int] = field(default_factory=dict[str, int])
    """Designator -> first line that names it."""
    designators: int = 0

    def error(self, line: int, message: str, field: str = "") -> None:
        """Note what keeps the file out."""
        self.problems.append(BomProblem(line, self.columns.get(field, ""), Severity.ERROR, message))

    def warn(self, line: int, message: str, field: str = "") -> None:
        """Note what a person should look at."""
        self.problems.append(BomProblem(line, self.columns.get(field, ""), Severity.WARNING, message))


def begin(layout: Layout, rows: Sequence[Row], kind: Format) -> Reading:
    """Return the reading of a file of whose lines none is read yet; `rows` tell how it writes its decimals."""
    columns = layout.named()
    numbers = {name: at for name, at in layout.mapping.items() if name in {"quantity", "unit_price"}}
    supplier = kind.supplier or distributor_of(columns.get("supplier_part_number", ""))
    return Reading(layout.mapping, columns, kind, supplier, decimals(rows, numbers))


def read_item(reading: Reading, row: Row) -> BomItem | None:
    """Return the item of a line; None, with at least one error noted, when it has none."""
    cells = {name: row.cell(at) for name, at in reading.mapping.items()}
    before = len(reading.problems)
    _check_texts(reading, row.line, cells)
    values = _texts(reading, cells)
    values["dnp"] = _unfitted(reading, row.line, cells)
    placements = _placements(reading, row.line, cells.get("reference_designators", ""))
    values["reference_designators"] = placements or ()
    counted = None if placements is None else len(placements)
    values["quantity"] = Decimal(0) if values["dnp"] else _quantity(reading, row.line, cells, counted)
    values["unit_price"] = _number(reading, row.line, cells, "unit_price")
    _check_number(reading, row.line, cells, values["part_number"])
    if any(problem.severity is Severity.ERROR for problem in reading.problems[before:]):
        return None
    return BomItem(line=row.line, **values)


def _texts(reading: Reading, cells: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: str(cells[name]) for name in _TEXTS if cells.get(name)}
    values.setdefault("supplier", reading.supplier if values.get("supplier_part_number") else "")
    values.setdefault("description", str(cells.get("value", "")))
    if reading.kind.name == "kicad-legacy" and not values["supplier"]:
        values |= _parted(values.get("supplier_part_number", ""))
    values["part_number"] = _part_number({**cells, **values})
    return values


def _part_number(cells: Mapping[str, str]) -> str:
    """Return our number of the part; else its maker's, its supplier's, or its value and footprint."""
    for name in _NUMBERS:
        if cells.get(name):
            return str(cells[name])
    footprint = cells.get("footprint", "").rpartition(":")[2]
    return f"{cells['value']} {footprint}".strip()[: _LENGTHS["part_number"]] if cells.get("value") else ""


def _check_number(reading: Reading, line: int, cells: Mapping[str, str], number: str) -> None:
    if not number:
        reading.error(line, "There is no part number; write one.", "part_number")
    elif not any(cells.get(name) for name in _NUMBERS) and any(name in cells for name in _NUMBERS):
        reading.warn(line, f"There is no part number; {number} stands in for it, from value and footprint.")


def _parted(reference: str) -> dict[str, str]:
    """Part `LCSC C25804` or `Mouser: 667-ERJ` into supplier and number."""
    supplier, _, number = re.sub(r"\s*[:,;|]\s*|\s+", " ", reference).partition(" ")
    return {"supplier": supplier, "supplier_part_number": number} if number else {}


def _check_texts(reading: Reading, line: int, cells: Mapping[str, str]) -> None:
    for name, cell in cells.items():
        longest = _LENGTHS.get(name, _LENGTH)
        if len(cell) > longest and name != "reference_designators":
            reading.error(line, f"This is longer than {longest} characters; shorten it.", name)
        if cell.startswith("#") and _SHEET_ERROR.fullmatch(cell):
            reading.error(line, f"The cell shows the error {cell}; correct its formula.", name)
    for name in _NUMBERS:
        if "+" in (cell := cells.get(name, "")) and _ROUNDED.fullmatch(cell):
            message = f"{cell} looks like a long number that a spreadsheet rounded; compare it with the original."
            reading.warn(line, message, name)


def _unfitted(reading: Reading, line: int, cells: Mapping[str, str]) -> bool:
    mark = _tried(reading, line, "dnp", lambda: is_unfitted(cells, reading.columns.get("dnp", "")))
    if not mark:
        return False
    if mark not in {"dnp", "quantity"}:
        message = f"The {mark} says that the part is not to be fitted, so the quantity is 0; see whether that is meant."
        reading.warn(line, message, mark)
    return True


def _tried(reading: Reading, line: int, name: str, read: Callable[[], _Value]) -> _Value | None:
    try:
        return read()
    except BadCell as reason:
        reading.error(line, str(reason), name)
        return None


def _number(reading: Reading, line: int, cells: Mapping[str, str], name: str) -> Decimal | None:
    cell = cells.get(name, "")
    if not cell:
        return None
    style, what = reading.style[name], "price" if name == "unit_price" else name
    value = _tried(reading, line, name, lambda: amount(cell, what, comma=style.comma, most=MOST))
    if value is not None and not style.certain and is_ambiguous(cell):
        message = f"{cell} is read as {_plain(value)}; nothing else in the file tells how decimals are written."
        reading.warn(line, message, name)
    return value


def _placements(reading: Reading, line: int, cell: str) -> tuple[str, ...] | None:
    """Return the designators of a line; None, with the error noted, when they cannot be read."""
    name = "reference_designators"
    if not cell:
        return ()
    if reading.designators >= MOST_DESIGNATORS:
        message = f"The file names more than {MOST_DESIGNATORS:,} designators; correct the ranges or split it."
        reading.error(line, message, name)
        return None
    found = _tried(reading, line, name, lambda: read_designators(cell))
    if found is None:
        return None
    reading.designators += len(found.names)
    if found.repeated:
        reading.warn(line, f"{_some(found.repeated)} stands here more than once; it is counted once.", name)
    elsewhere = [one for one in found.names if one in reading.placed]
    if elsewhere:
        reading.warn(line, f"{_some(elsewhere)} stands already in line {reading.placed[elsewhere[0]]}.", name)
    reading.placed.update((one, line) for one in found.names if one not in reading.placed)
    return found.names


def _quantity(reading: Reading, line: int, cells: Mapping[str, str], counted: int | None) -> Decimal:
    if "quantity" not in reading.mapping:
        if counted == 0:
            message = "There is neither a quantity nor a designator to count; write one of them."
            reading.error(line, message, "reference_designators")
        return Decimal(counted or 0)
    before = len(reading.problems)
    quantity = _number(reading, line, cells, "quantity")
    if quantity is None and len(reading.problems) == before:
        message = "There is no quantity. Write it, or save the sheet once so that its formulas have values."
        reading.error(line, message, "quantity")
    elif quantity == 0:
        message = "The quantity is zero. Delete the line, or mark it DNP if the part is not to be fitted."
        reading.error(line, message, "quantity")
    elif quantity is not None and counted and quantity != counted:
        message = f"The quantity is {_plain(quantity)}, but there are {counted} designators; see which is right."
        reading.warn(line, message, "quantity")
    return quantity or Decimal(0)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
