"""From what was asked to what is quoted: how sure a match is, and how an RFQ as a whole came out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
