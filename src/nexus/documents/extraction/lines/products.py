"""Columns told by arithmetic: where quantity times price gives the total, row after row."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import permutations

from nexus.documents.extraction.lines.content import number_of, quantity_of
from nexus.documents.extraction.lines.looks import Look
from nexus.documents.extraction.lines.shapes import Slot, Strip
from nexus.documents.extraction.values.numbers import NumberStyle

_SAMPLE = 400
_MOST_COLUMNS = 8
_LEAST_ROWS = 2

Amounts = Sequence[Decimal | None]


def multiplied(
    strip: Strip, looks: Sequence[Look], style: NumberStyle, numbered: int | None
) -> tuple[int, int, int] | None:
    """Quantity, price and total by column, when at least two rows multiply and no other columns do so more often.

    `numbered` is the column of line numbers, which is never a quantity.
    """
    values = _values(strip, looks, style)
    best: tuple[int, tuple[int, int, int]] | None = None
    for triple in permutations(values, 3):
        hits = products(values, triple) if triple[0] != numbered else 0
        if hits >= _LEAST_ROWS and (best is None or hits > best[0]):
            best = (hits, triple)
    return best[1] if best else None


def fits_as_well(
    strip: Strip, looks: Sequence[Look], style: NumberStyle, one: tuple[int, int, int], other: tuple[int, int, int]
) -> bool:
    """Whether one choice of columns multiplies in as many rows as another."""
    values = _values(strip, looks, style)
    return all(column in values for column in one) and products(values, one) >= products(values, other)


def products(values: Mapping[int, Amounts], triple: tuple[int, int, int]) -> int:
    """How many rows multiply right, not counting those that any number would."""
    hits = 0
    for quantity, price, total in zip(*(values[column] for column in triple), strict=False):
        if quantity is None or price is None or not total or 1 in (quantity, price):
            continue
        hits += abs(quantity * price - total) <= max(Decimal("0.011"), abs(total) / 2000)
    return hits


def _values(strip: Strip, looks: Sequence[Look], style: NumberStyle) -> dict[int, Amounts]:
    """The numbers of the columns that hold numbers."""
    numeric = [
        i for i, seen in enumerate(looks) if max(seen.number, seen.measured, seen.money) >= 0.4 and seen.filled >= 2
    ]
    rows = strip.rows[:_SAMPLE]
    return {
        i: [_value(row.slots[i], style) if i < len(row.slots) else None for row in rows]
        for i in numeric[:_MOST_COLUMNS]
    }


def _value(slot: Slot, style: NumberStyle) -> Decimal | None:
    if not slot:
        return None
    if slot.pieces[0].number is not None and len(slot.pieces) == 1:
        return Decimal(repr(slot.pieces[0].number))
    found = quantity_of(slot.text, style)
    return found[0] if found else number_of(slot.text.strip("€$£ "), style)
