"""What changed between two revisions of a quote, said so that a person can check it at a glance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Fact = str | int | Decimal | None
"""What a field of a quote or of a line may hold, as it is compared and shown."""

HEADER = ("title", "description", "currency", "tax_rate", "expiry_date", "payment_terms", "delivery_terms", "notes")
LINE = (
    "line_number", "product_code", "product_name", "description", "quantity", "unit", "unit_price", "discount_percent",
    "kind", "lead_time", "remark", "line_total",
)  # fmt: skip
MONEY = ("subtotal", "tax_amount", "total_amount")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: of the quote itself (`line` is None) or of the line that now, or formerly, stands at `line`."""

    what: Literal["added", "removed", "changed"]
    field: str
    before: Fact
    after: Fact
    line: int | None = None


def differences(
    before: Mapping[str, Fact],
    after: Mapping[str, Fact],
    old_lines: Sequence[Mapping[str, Fact]],
    new_lines: Sequence[Mapping[str, Fact]],
) -> list[Difference]:
    """List what changed: header, then lines in the order of the new revision, then removed lines, then the totals."""
    partner, removed = _paired(old_lines, new_lines)
    found = _changed(before, after, HEADER)
    for line, old in zip(new_lines, partner, strict=True):
        position = _position(line)
        if old is None:
            found.append(Difference("added", "line", None, _title(line), position))
        else:
            found.extend(_changed(old, line, LINE, position))
    found.extend(Difference("removed", "line", _title(line), None, _position(line)) for line in removed)
    return found + _changed(before, after, MONEY)


def _paired(
    old: Sequence[Mapping[str, Fact]], new: Sequence[Mapping[str, Fact]]
) -> tuple[list[Mapping[str, Fact] | None], list[Mapping[str, Fact]]]:
    """Find each new line's predecessor: the same product at the same place, the same product, the same place."""
    free = list(old)
    partner: list[Mapping[str, Fact] | None] = [None] * len(new)
    for same in (_same_product_and_place, _same_product, _same_place):
        for index, line in enumerate(new):
            if partner[index] is None:
                twin = next((candidate for candidate in free if same(candidate, line)), None)
                if twin is not None:
                    partner[index] = twin
                    free.remove(twin)
    return partner, free


def _same_product(one: Mapping[str, Fact], other: Mapping[str, Fact]) -> bool:
    return _product(one) == _product(other)


def _same_place(one: Mapping[str, Fact], other: Mapping[str, Fact]) -> bool:
    return one.get("line_number") == other.get("line_number")


def _same_product_and_place(one: Mapping[str, Fact], other: Mapping[str, Fact]) -> bool:
    return _same_place(one, other) and _same_product(one, other)


def _product(line: Mapping[str, Fact]) -> Fact:
    return line.get("product_code") or line.get("product_name")


def _position(line: Mapping[str, Fact]) -> int:
    return int(line.get("line_number") or 0)


def _title(line: Mapping[str, Fact]) -> str:
    named = " ".join(str(part) for part in (line.get("product_code"), line.get("product_name")) if part)
    return f"{line.get('quantity')} x {named}"


def _changed(
    before: Mapping[str, Fact], after: Mapping[str, Fact], fields: Iterable[str], line: int | None = None
) -> list[Difference]:
    return [
        Difference("changed", field, before.get(field), after.get(field), line)
        for field in fields
        if before.get(field) != after.get(field)
    ]
