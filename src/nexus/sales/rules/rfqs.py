"""From what was asked to what is quoted: how sure a match is, and how an RFQ as a whole came out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

LONGEST_NUMBER = 5
"""Digits of a line number that a quote can take over."""


class Outcome(StrEnum):
    """What came of a requested line: matched, only perhaps, or not in the catalog."""

    MATCH = "match"
    PARTIAL = "partial"
    MISSING = "missing"


class Review(StrEnum):
    """What a person said to a line; anything but `open` is kept when the quote is made again."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of an RFQ as the counts see it."""

    outcome: Outcome
    quantity: Decimal
    stock: Decimal | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How an RFQ came out, line by line. Matched is perfect plus partial."""

    items_requested: int
    items_matched: int
    perfect_matches: int
    partial_matches: int
    missing_items: int
    out_of_stock_items: int


def outcome_of(confidence: float, *, found: bool, match_at: float, partial_at: float) -> Outcome:
    """Tell by the two thresholds whether a line is matched, perhaps matched, or missing."""
    if not found or confidence < partial_at:
        return Outcome.MISSING
    return Outcome.MATCH if confidence >= match_at else Outcome.PARTIAL


def short_of_stock(line: Asked) -> bool:
    """Tell whether a matched line asks for more than is known to be in stock."""
    return line.outcome is not Outcome.MISSING and line.stock is not None and line.stock < line.quantity


def count(lines: Iterable[Asked]) -> Counts:
    """Count the lines of an RFQ by what came of them."""
    all_lines = list(lines)
    by = {outcome: sum(line.outcome is outcome for line in all_lines) for outcome in Outcome}
    return Counts(
        items_requested=len(all_lines),
        items_matched=by[Outcome.MATCH] + by[Outcome.PARTIAL],
        perfect_matches=by[Outcome.MATCH],
        partial_matches=by[Outcome.PARTIAL],
        missing_items=by[Outcome.MISSING],
        out_of_stock_items=sum(short_of_stock(line) for line in all_lines),
    )


def quote_currency(asked: str | None, own: str, kept_in: Iterable[str]) -> str:
    """Return the currency to quote in: the one asked for when a product is priced in it, else our own for the buyer."""
    return asked if asked is not None and asked in set(kept_in) else own


def align(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
    """Return for each line asked now which line of the reading before it is: by its words, else by its place."""
    free = dict.fromkeys(range(len(before)))
    partner: list[int | None] = [None] * len(after)
    for at, words in enumerate(after):
        same = next((index for index in free if before[index] == words), None)
        if same is not None:
            partner[at] = same
            del free[same]
    # Where lines came or went, a place says nothing.
    places = range(len(after)) if len(before) == len(after) else range(0)
    for at in places:
        if partner[at] is None and at in free:
            partner[at] = at
            del free[at]
    return partner


def customers_numbers(printed: Sequence[str]) -> list[int] | None:
    """Return the numbers that the customer gave the lines; None unless they are whole, positive and rising."""
    if not all(number.isdecimal() and len(number) <= LONGEST_NUMBER for number in printed):
        return None
    numbers = [int(number) for number in printed]
    return numbers if all(one < other for one, other in pairwise([0, *numbers])) else None
