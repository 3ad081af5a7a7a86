"""Numbers as people write them in tables: with signs of currency, in groups, with decimal points or commas."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from nexus.platform.tables.cells import Figure, Row
from nexus.platform.tables.errors import BadCell

_SIX = Decimal("0.000001")
_PERSIAN_MARKS = str.maketrans("٫٬", ".,")
_DECORATION = re.compile(r"(?:eur|usd|gbp|chf|brl|r\$|us\$|irr|ریال|تومان|[€$£¥﷼\s'\u00a0\u202f])", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})?(?:\.\d*)?(?:e[+-]?\d{1,4})?")
_GROUP_OR_FRACTION = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


class Decimals(NamedTuple):
    """How a column writes decimals."""

    comma: bool
    certain: bool
    """False when nothing in the whole file tells `1,250` for a thousand from `1,250` for one and a quarter."""


def amount(cell: str, what: str, *, comma: bool, most: Decimal) -> Decimal | None:
    """Return a number from zero to `most` with six decimals, None of an empty cell.

    `comma` says that the column has decimal commas. Raises BadCell with the reason when it is no such number.
    """
    plain = undecorated(cell)
    if not plain or plain in {"-", "n/a", "na"}:
        return None
    if comma and not isinstance(cell, Figure):
        if re.search(r"\.\d{1,2}$", plain):
            raise BadCell(f"The {what} {cell[:40]!r} is written otherwise than the column, which has decimal commas.")
        plain = plain.translate(str.maketrans(".,", ",."))
    elif re.search(r",\d{1,2}$", plain):
        raise BadCell(f"The {what} {cell[:40]!r} is written otherwise than the column, which has decimal points.")
    return _bounded(_number(plain, cell, what), cell, what, most)


def _number(plain: str, cell: str, what: str) -> Decimal:
    try:
        if _NUMBER.fullmatch(plain):
            return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        pass
    raise BadCell(f"The {what} {cell[:40]!r} is not a number.")


def _bounded(value: Decimal, cell: str, what: str, most: Decimal) -> Decimal:
    if value < 0:
        raise BadCell(f"The {what} {cell[:40]!r} is less than zero.")
    if value > most:
        raise BadCell(f"The {what} {cell[:40]!r} is larger than anything taken here, which is {most:,}.")
    return value.quantize(_SIX)


def undecorated(cell: str) -> str:
    """Return a number without signs of currency and blanks, in lower case."""
    return _DECORATION.sub("", cell.translate(_PERSIAN_MARKS)).lower()


def is_ambiguous(cell: str) -> bool:
    """Say whether a number may be a thousand and more, or a few with three decimals: `1,250`, `1.250`."""
    return not isinstance(cell, Figure) and bool(_GROUP_OR_FRACTION.fullmatch(undecorated(cell)))


def decimals(rows: Sequence[Row], columns: Mapping[str, int]) -> dict[str, Decimals]:
    """Say for each column (field -> index) how it writes decimals; what one leaves open the others decide."""
    votes = {field: _votes(rows, at) for field, at in columns.items()}
    all_votes = sum(votes.values(), Counter[bool]())
    usual = Decimals(all_votes[True] > all_votes[False], bool(all_votes))
    return {field: Decimals(cast[True] > cast[False], True) if cast else usual for field, cast in votes.items()}


def _votes(rows: Sequence[Row], at: int) -> Counter[bool]:
    cast: Counter[bool] = Counter()
    for row in rows:
        cell = row.cell(at)
        if cell.isdigit() or isinstance(cell, Figure):
            continue
        for number in re.findall(r"[\d.,]+", _DECORATION.sub("", cell)):
            if re.search(r",\d{1,2}$|,\d{4,}$|\.\d{3},|^0,", number):
                cast[True] += 1
            elif re.search(r"\.\d{1,2}$|\.\d{4,}$|,\d{3}\.|^0\.", number):
                cast[False] += 1
    return cast
