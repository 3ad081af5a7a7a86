"""Candidates for a field's value, each with its evidence, and the choice among them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nexus.documents.evidence import Box, Value
from nexus.documents.extraction.header.pieces import Piece
from nexus.documents.extraction.values.text import squash

LEAST = 0.3
"""Below this a candidate is no answer: better nothing than a guess."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value of one field."""

    field: str
    value: str
    text: str
    pieces: tuple[Piece, ...]
    score: float
    ref: str = ""


def choose(candidates: Iterable[Candidate]) -> Candidate | None:
    """Take the best; what several places say counts more, and among equals the first."""
    pool = [candidate for candidate in candidates if candidate.score >= LEAST]
    if not pool:
        return None
    said: dict[str, int] = {}
    for candidate in pool:
        said[squash(candidate.value)] = said.get(squash(candidate.value), 0) + 1
    return max(pool, key=lambda each: each.score + 0.03 * min(said[squash(each.value)] - 1, 3))


def as_value(chosen: Candidate, rivals: Sequence[Candidate] = ()) -> Value:
    """Make the value with its place; rivals that say otherwise take confidence from it."""
    others = [rival.score for rival in rivals if squash(rival.value) != squash(chosen.value)]
    margin = max(0.0, 1.0 - 0.35 * max(others, default=0.0) / chosen.score)
    sure = min((piece.confidence for piece in chosen.pieces), default=1.0)
    first = chosen.pieces[0] if chosen.pieces else None
    return Value(
        chosen.value,
        chosen.text,
        page=first.page if first else 1,
        box=_around(chosen.pieces),
        ref=chosen.ref or (first.ref if first else ""),
        source="ocr" if any(piece.ocr for piece in chosen.pieces) else "layout",
        confidence=round(min(0.99, chosen.score * margin * sure), 3),
    )


def _around(pieces: Sequence[Piece]) -> Box | None:
    boxes = [piece.box for piece in pieces if piece.box is not None and piece.page == pieces[0].page]
    if not boxes:
        return None
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
