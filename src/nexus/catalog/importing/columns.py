"""Which column of a file is which field of a product, by the words of its header in several languages."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz import fuzz

from nexus.catalog.errors import UnknownColumn, UnreadableTable
from nexus.catalog.importing.tables import Row
from nexus.catalog.matching.normal import fold

_HEADER_ROWS = 20
_ALIKE = 88
_WORD = re.compile(r"[^\W_]+")

FIELDS = (
    "sku", "name", "description", "manufacturer", "mpn", "category", "unit", "list_price", "currency", "stock_quantity",
    "lead_time_days", "packing", "price_breaks", "is_active",
)  # fmt: skip


@cache
def _known() -> dict[str, str]:
    """Return header -> field, as `headers.txt` lists them."""
    known: dict[str, str] = {}
    for line in files("nexus.catalog.importing").joinpath("headers.txt").read_text(encoding="utf-8").splitlines():
        field, colon, headers = line.partition(":")
        if colon and not line.startswith("#"):
            known.update({_words(header): field for header in headers.split(",")})
    return known


def _words(header: str) -> str:
    return " ".join(_WORD.findall(fold(header)))


class Layout(NamedTuple):
    """Where the header stands, its columns, and which field each column is."""

    header: int
    """Index of the header's row."""
    columns: list[str]
    mapping: dict[str, int]
    """Field -> index of its column."""

    def named(self) -> dict[str, str]:
        """Return field -> name of its column."""
        return {field: self.columns[at] for field, at in self.mapping.items()}

    def ignored(self) -> list[str]:
        """Return the columns that become nothing."""
        return [name for at, name in enumerate(self.columns) if at not in self.mapping.values() and name]


def find_layout(rows: Sequence[Row], given: Mapping[str, str] | None) -> Layout:
    """Find the header and guess the fields; `given` (field -> column) goes before the guess."""
    best = max(range(min(_HEADER_ROWS, len(rows))), key=lambda at: (len(_guess(rows[at].cells)), -at))
    columns = rows[best].cells
    mapping = _guess(columns)
    for field, column in (given or {}).items():
        if field not in FIELDS:
            raise UnknownColumn(f"There is no field {field}. The fields are: {', '.join(FIELDS)}.", fields=list(FIELDS))
        mapping.pop(field, None)
        if column:
            at = _column(columns, column)
            mapping = {name: index for name, index in mapping.items() if index != at} | {field: at}
    if "sku" not in mapping and "mpn" in mapping:
        mapping["sku"] = mapping["mpn"]
    if "sku" not in mapping:
        raise UnreadableTable(
            "No column is recognised as the SKU. Say which one it is in the mapping, such as sku=Item code.",
            columns=[name for name in columns if name],
        )
    return Layout(best, columns, mapping)


def _column(columns: Sequence[str], wanted: str) -> int:
    for at, name in enumerate(columns):
        if fold(name) == fold(wanted):
            return at
    raise UnknownColumn(f"The file has no column {wanted}. It has: {', '.join(name for name in columns if name)}.")


def _guess(columns: Sequence[str]) -> dict[str, int]:
    """Return field -> column, each column for the field whose words fit it best, each field once."""
    scored = sorted(
        ((score, -at, field) for at, name in enumerate(columns) for score, field in _scores(name)), reverse=True
    )
    mapping: dict[str, int] = {}
    taken: set[int] = set()
    for _, minus_at, field in scored:
        if field not in mapping and -minus_at not in taken:
            mapping[field] = -minus_at
            taken.add(-minus_at)
    return {field: mapping[field] for field in FIELDS if field in mapping}


def _scores(header: str) -> list[tuple[float, str]]:
    words, known = _words(header), _known()
    if not words or len(words) > 60:
        return []
    if words in known:
        return [(100.0, known[words])]
    near = ((fuzz.token_sort_ratio(words, other), field) for other, field in known.items())
    return sorted(((score, field) for score, field in near if score >= _ALIKE), reverse=True)[:1]
