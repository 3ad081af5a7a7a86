"""Values that stand behind their label inside running text or a cell: `Qty breaks: 10 / 100`, `Liefertermin: KW 12`."""

import re
from dataclasses import dataclass

from nexus.documents.extraction.lines.content import breaks_of, is_date, quantity_of
from nexus.documents.extraction.lines.headings import best, label_roles
from nexus.documents.extraction.lines.shapes import Piece
from nexus.documents.extraction.lines.vocabulary import Role
from nexus.documents.extraction.values.numbers import NumberStyle

_LABELLED = re.compile(r"^\W{0,3}(?P<label>[^\d\W][^:：=]{0,38}?)\s*[:：=]\s*(?P<value>\S.*)$")
_LABEL_WORDS = 4


@dataclass
class Labelled:
    """A label's role and the value behind it."""

    role: Role
    value: Piece


def labelled(piece: Piece, style: NumberStyle) -> Labelled | None:
    """The labelled value a printed line consists of, when the label surely names something of a line."""
    found = _LABELLED.match(piece.text)
    if not found:
        return None
    if is_date(found["value"]) and len(found["label"].split()) <= _LABEL_WORDS:
        return Labelled("needed_by", Piece(found["value"].strip(), piece.page, piece.box, piece.ref, piece.confidence))
    named = best(label_roles(found["label"]))
    if named is None or named[1] < 0.75 or named[0] in ("other", "description", "line", "total"):
        return None
    role, value = named[0], found["value"].strip()
    if role == "quantity" and not (quantity_of(value, style) or breaks_of(value, style)):
        return None
    if role == "quantity" and not quantity_of(value, style):
        role = "breaks"
    return Labelled(role, Piece(value, piece.page, piece.box, piece.ref, piece.confidence))
