"""Products as tables for other programs: CSV and XLSX, with no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from nexus.catalog.rules import harmless

COLUMNS = (
    "sku", "name", "description", "manufacturer", "mpn", "category", "unit", "list_price", "currency", "price_breaks",
    "stock_quantity", "lead_time_days", "packing", "is_active",
)  # fmt: skip
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(products: Sequence[Mapping[str, Any]]) -> bytes:
    """Write products as CSV with a byte order mark, as Excel wants it to read UTF-8; `import` reads it back."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(product, name) for name in COLUMNS] for product in products)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(products: Sequence[Mapping[str, Any]]) -> bytes:
    """Write products as one sheet; texts are texts, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    sheet.freeze_panes = "A2"
    sheet.append(list(COLUMNS))
    for product in products:
        sheet.append([_typed(sheet, _cell(product, name)) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(product: Mapping[str, Any], name: str) -> Any:
    value = product[name]
    if name == "price_breaks":
        return "; ".join(f"{step['from_quantity']}={step['unit_price']}" for step in value)
    return harmless(value) if isinstance(value, str) else value


def _typed(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
