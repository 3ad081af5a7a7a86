"""From the cells of a row to a product, or to the reason why not."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from nexus.platform.folding import fold
from nexus.platform.tables.cells import Row
from nexus.platform.tables.errors import BadCell
from nexus.platform.tables.headers import Layout
from nexus.platform.tables.numbers import Decimals, amount, decimals

MOST = Decimal(10) ** 12
_AMOUNTS = ("list_price", "stock_quantity", "price_breaks")
_LENGTHS = {"sku": 100, "name": 500, "description": 20_000, "unit": 40}
_TEXTS = ("description", "manufacturer", "mpn", "category", "packing")
_YES = frozenset(
    {"", "1", "true", "yes", "y", "x", "ja", "j", "sim", "s", "wahr", "aktiv", "active", "ativo", "بله", "فعال"}
)
_NO = frozenset({"0", "false", "no", "n", "nein", "nao", "falsch", "inaktiv", "inactive", "inativo", "خیر", "غیرفعال"})


class Rejected(NamedTuple):
    """A row that is not taken."""

    line: int
    sku: str
    reason: str


class Taken(NamedTuple):
    """A row that is taken, with a value for each mapped field."""

    line: int
    values: dict[str, Any]


def read_rows(rows: Iterable[Row], layout: Layout) -> tuple[list[Taken], list[Rejected]]:
    """Return the products of the rows behind the header, and the rows that are none."""
    behind = list(rows)
    style = decimals(behind, {name: layout.mapping[name] for name in _AMOUNTS if name in layout.mapping})
    taken: list[Taken] = []
    rejected: list[Rejected] = []
    seen: dict[str, int] = {}
    for row in behind:
        cells = {field: row.cell(at) for field, at in layout.mapping.items()}
        sku = cells["sku"]
        try:
            _check_new(sku, seen)
            values = _values(cells, style)
        except BadCell as reason:
            rejected.append(Rejected(row.line, sku[:100], str(reason)))
            continue
        seen[sku] = row.line
        taken.append(Taken(row.line, values))
    return taken, rejected


def _check_new(sku: str, seen: dict[str, int]) -> None:
    if not sku:
        raise BadCell("There is no SKU.")
    if sku in seen:
        raise BadCell(f"The SKU {sku} stands already in line {seen[sku]}.")


def _values(cells: dict[str, str], style: Mapping[str, Decimals]) -> dict[str, Any]:
    values: dict[str, Any] = {field: str(cells[field]) for field in _TEXTS if field in cells}
    values["sku"] = str(cells["sku"])
    values["name"] = str(cells.get("name", "")) or cells.get("description", "")[:500] or cells.get("mpn", "")
    if not values["name"]:
        raise BadCell("There is no name.")
    values |= _numbers(cells, style)
    if "unit" in cells:
        values["unit"] = str(cells["unit"]) or "pcs"
    if "currency" in cells:
        values["currency"] = _currency(cells["currency"])
    if "is_active" in cells:
        values["is_active"] = _yes(cells["is_active"])
    for field, value in values.items():
        if isinstance(value, str) and len(value) > _LENGTHS.get(field, 255):
            raise BadCell(f"The {_said(field)} is longer than {_LENGTHS.get(field, 255)} characters.")
    return values


def _numbers(cells: dict[str, str], style: Mapping[str, Decimals]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "list_price" in cells:
        values["list_price"] = amount(cells["list_price"], "price", comma=style["list_price"].comma, most=MOST)
    if "stock_quantity" in cells:
        stock = amount(cells["stock_quantity"], "stock", comma=style["stock_quantity"].comma, most=MOST)
        values["stock_quantity"] = stock or Decimal(0)
    if "lead_time_days" in cells:
        values["lead_time_days"] = _days(cells["lead_time_days"])
    if "price_breaks" in cells:
        values["price_breaks"] = _breaks(cells["price_breaks"], comma=style["price_breaks"].comma)
    return values


def _days(cell: str) -> int | None:
    found = re.search(r"\d+", fold(cell))
    if found is None:
        return None
    days = int(found[0]) * (7 if re.search(r"week|woche|semana|هفته|kw|\bwk", fold(cell)) else 1)
    if days > 36_500:
        raise BadCell(f"The lead time {cell[:40]!r} is longer than a century.")
    return days


def _breaks(cell: str, *, comma: bool) -> tuple[tuple[Decimal, Decimal], ...]:
    """Read `100=0.0057; 1000=0.0048` (also with `:` and `@`)."""
    steps: dict[Decimal, Decimal] = {}
    for part in re.split(r"[;|\n]+", cell):
        if not part.strip():
            continue
        quantity, sign, price = re.sub(r"[:@]", "=", part).partition("=")
        start = amount(quantity, "quantity of a price break", comma=comma, most=MOST)
        cost = amount(price, "price of a price break", comma=comma, most=MOST)
        if not sign or not start or cost is None:
            raise BadCell(f"The price break {part.strip()[:40]!r} is not of the form 100=0.95.")
        if start in steps:
            raise BadCell(f"Two price breaks begin at {quantity.strip()}.")
        steps[start] = cost
    return tuple(sorted(steps.items()))


def _currency(cell: str) -> str:
    code = cell.upper()
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise BadCell(f"The currency {cell[:20]!r} is not a code of three letters.")
    return code


def _yes(cell: str) -> bool:
    word = fold(cell)
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell(f"{cell[:20]!r} says neither active nor inactive.")


def _said(field: str) -> str:
    return "part number" if field == "mpn" else field.upper() if field == "sku" else field
