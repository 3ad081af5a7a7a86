"""From the cells of a row to a product, or to the reason why not."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from nexus.catalog.importing.columns import Layout
from nexus.catalog.importing.tables import Row
from nexus.catalog.matching.normal import fold

MOST = Decimal(10) ** 12
_AMOUNTS = ("list_price", "stock_quantity", "price_breaks")
_SIX = Decimal("0.000001")
_LENGTHS = {"sku": 100, "name": 500, "description": 20_000, "unit": 40}
_TEXTS = ("description", "manufacturer", "mpn", "category", "packing")
_YES = frozenset(
    {"", "1", "true", "yes", "y", "x", "ja", "j", "sim", "s", "wahr", "aktiv", "active", "ativo", "بله", "فعال"}
)
_NO = frozenset({"0", "false", "no", "n", "nein", "nao", "falsch", "inaktiv", "inactive", "inativo", "خیر", "غیرفعال"})
_PERSIAN_MARKS = str.maketrans("٫٬", ".,")
_DECORATION = re.compile(r"(?:eur|usd|gbp|chf|brl|r\$|us\$|irr|ریال|تومان|[€$£¥﷼\s'\u00a0\u202f])", re.IGNORECASE)


class Rejected(NamedTuple):
    """A row that is not taken."""

    line: int
    sku: str
    reason: str


class Taken(NamedTuple):
    """A row that is taken, with a value for each mapped field."""

    line: int
    values: dict[str, Any]


class _Refused(ValueError):
    """Why a row is not taken."""


def read_rows(rows: Iterable[Row], layout: Layout) -> tuple[list[Taken], list[Rejected]]:
    """Return the products of the rows behind the header, and the rows that are none."""
    behind = list(rows)
    commas = _decimal_commas(behind, layout)
    taken: list[Taken] = []
    rejected: list[Rejected] = []
    seen: dict[str, int] = {}
    for row in behind:
        cells = {field: row.cells[at].strip() if at < len(row.cells) else "" for field, at in layout.mapping.items()}
        sku = cells["sku"]
        try:
            _check_new(sku, seen)
            values = _values(cells, commas)
        except _Refused as reason:
            rejected.append(Rejected(row.line, sku[:100], str(reason)))
            continue
        seen[sku] = row.line
        taken.append(Taken(row.line, values))
    return taken, rejected


def _check_new(sku: str, seen: dict[str, int]) -> None:
    if not sku:
        raise _Refused("There is no SKU.")
    if sku in seen:
        raise _Refused(f"The SKU {sku} stands already in line {seen[sku]}.")


def _values(cells: dict[str, str], commas: dict[str, bool]) -> dict[str, Any]:
    values: dict[str, Any] = {field: cells[field] for field in _TEXTS if field in cells}
    values["sku"] = cells["sku"]
    values["name"] = cells.get("name") or cells.get("description", "")[:500] or cells.get("mpn", "")
    if not values["name"]:
        raise _Refused("There is no name.")
    values |= _numbers(cells, commas)
    if "unit" in cells:
        values["unit"] = cells["unit"] or "pcs"
    if "currency" in cells:
        values["currency"] = _currency(cells["currency"])
    if "is_active" in cells:
        values["is_active"] = _yes(cells["is_active"])
    for field, value in values.items():
        if isinstance(value, str) and len(value) > _LENGTHS.get(field, 255):
            raise _Refused(f"The {_said(field)} is longer than {_LENGTHS.get(field, 255)} characters.")
    return values


def _numbers(cells: dict[str, str], commas: dict[str, bool]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "list_price" in cells:
        values["list_price"] = amount(cells["list_price"], "price", comma=commas["list_price"])
    if "stock_quantity" in cells:
        values["stock_quantity"] = amount(cells["stock_quantity"], "stock", comma=commas["stock_quantity"]) or Decimal(
            0
        )
    if "lead_time_days" in cells:
        values["lead_time_days"] = _days(cells["lead_time_days"])
    if "price_breaks" in cells:
        values["price_breaks"] = _breaks(cells["price_breaks"], comma=commas["price_breaks"])
    return values


def amount(cell: str, what: str, *, comma: bool) -> Decimal | None:
    """Return a number that is zero or more, None of an empty cell; raise ValueError with the reason when it is none."""
    plain = _DECORATION.sub("", cell.translate(_PERSIAN_MARKS)).lower()
    if not plain or plain in {"-", "n/a", "na"}:
        return None
    if re.search(r"\.\d{1,2}$" if comma else r",\d{1,2}$", plain):
        style = "commas" if comma else "points"
        raise _Refused(f"The {what} {cell[:40]!r} is written otherwise than the column, which has decimal {style}.")
    plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise _Refused(f"The {what} {cell[:40]!r} is not a number.") from error
    if not value.is_finite():
        raise _Refused(f"The {what} {cell[:40]!r} is not a number.")
    if value < 0:
        raise _Refused(f"The {what} {cell[:40]!r} is less than zero.")
    if value > MOST:
        raise _Refused(f"The {what} {cell[:40]!r} is larger than anything sold here.")
    return value.quantize(_SIX)


def _days(cell: str) -> int | None:
    found = re.search(r"\d+", fold(cell))
    if found is None:
        return None
    days = int(found[0]) * (7 if re.search(r"week|woche|semana|هفته|kw|\bwk", fold(cell)) else 1)
    if days > 36_500:
        raise _Refused(f"The lead time {cell[:40]!r} is longer than a century.")
    return days


def _breaks(cell: str, *, comma: bool) -> tuple[tuple[Decimal, Decimal], ...]:
    """Read `100=0.0057; 1000=0.0048` (also with `:` and `@`)."""
    steps: dict[Decimal, Decimal] = {}
    for part in re.split(r"[;|\n]+", cell):
        if not part.strip():
            continue
        quantity, sign, price = re.sub(r"[:@]", "=", part).partition("=")
        start = amount(quantity, "quantity of a price break", comma=comma)
        cost = amount(price, "price of a price break", comma=comma)
        if not sign or not start or cost is None:
            raise _Refused(f"The price break {part.strip()[:40]!r} is not of the form 100=0.95.")
        if start in steps:
            raise _Refused(f"Two price breaks begin at {quantity.strip()}.")
        steps[start] = cost
    return tuple(sorted(steps.items()))


def _currency(cell: str) -> str:
    code = cell.upper()
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise _Refused(f"The currency {cell[:20]!r} is not a code of three letters.")
    return code


def _yes(cell: str) -> bool:
    word = fold(cell)
    if word in _YES or word in _NO:
        return word in _YES
    raise _Refused(f"{cell[:20]!r} says neither active nor inactive.")


def _decimal_commas(rows: Sequence[Row], layout: Layout) -> dict[str, bool]:
    """Say for each column whether it writes `12,50` for twelve and a half; what one leaves open the others decide."""
    votes = {field: _votes(rows, layout.mapping[field]) for field in _AMOUNTS if field in layout.mapping}
    all_votes = sum(votes.values(), Counter[bool]())
    usual = all_votes[True] > all_votes[False]
    return {field: cast[True] > cast[False] if cast else usual for field, cast in votes.items()}


def _votes(rows: Sequence[Row], at: int) -> Counter[bool]:
    cast: Counter[bool] = Counter()
    for row in rows:
        cell = _DECORATION.sub("", row.cells[at]) if at < len(row.cells) else ""
        for number in re.findall(r"[\d.,]+", cell):
            if re.search(r",\d{1,2}$|,\d{4,}$|\.\d{3},", number):
                cast[True] += 1
            elif re.search(r"\.\d{1,2}$|\.\d{4,}$|,\d{3}\.", number):
                cast[False] += 1
    return cast


def _said(field: str) -> str:
    return "part number" if field == "mpn" else field.upper() if field == "sku" else field
