"""Last resort for a number and a date: values of the right kind behind labels that no word list knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from nexus.documents.extraction.header.candidates import Candidate
from nexus.documents.extraction.header.concepts import label_words, notions
from nexus.documents.extraction.header.labels import fields_of
from nexus.documents.extraction.header.pieces import Piece, Sheet
from nexus.documents.extraction.header.typed import PHONE, typed
from nexus.documents.extraction.language import Locale
from nexus.documents.extraction.values.text import ascii_digits

_ROWS = 30
"""Rows from the top in which a header is looked for."""
_LABEL_WORDS = 7
_UNSURE = 0.32
"""Score of a guess: just enough to be given, less than anything that a label names."""
_WEAK = 0.6
"""Below this a date was taken for the day of delivery without the label saying so."""
_OTHER = frozenset(
    ("tax", "phone", "fax", "bank", "seller", "page", "email", "website", "revision", "validity", "order", "invoice",
     "print", "payment", "address", "warranty", "yours", "project")
)  # fmt: skip
"""Notions of labels whose values are none of ours."""


def guessed(sheet: Sheet, locale: Locale, best: Mapping[str, Candidate]) -> dict[str, Candidate]:
    """Guess the number and the due date where no label gave them."""
    found: dict[str, Candidate] = {}
    open_pairs = list(_open(sheet))
    if "rfq_number" not in best:
        numbers = [each for pair in open_pairs if (each := _number(*pair, locale))]
        found |= {"rfq_number": max(numbers, key=lambda each: each.score)} if numbers else {}
    if "due_date" not in best:
        found |= _due(open_pairs, locale, best)
    return found


def _open(sheet: Sheet) -> Iterator[tuple[str, str, Piece]]:
    """Walk label, value and where it stands, for labels that name no field."""
    for piece in sheet.pieces:
        if piece.in_items or piece.in_terms or piece.in_heading or not sheet.at_top(piece, _ROWS):
            continue
        label, colon, value = (part.strip() for part in piece.text.partition(":"))
        if colon and value and _unknown(label):
            yield label, value, piece
            continue
        if not (colon and value) and _unknown(piece.text.strip(" :")):
            near = (sheet.after(piece), sheet.below(piece))
            yield from ((label, each.text, each) for each in near if each is not None and not each.in_items)


def _unknown(label: str) -> bool:
    words = label_words(label)
    if not 1 <= len(words) <= _LABEL_WORDS or any(c.isdigit() for c in label):
        return False
    return not fields_of(label) and not any(notions(word) & _OTHER for word in words)


def _number(label: str, value: str, piece: Piece, locale: Locale) -> Candidate | None:
    read = typed("rfq_number", value, locale)
    plain = ascii_digits(value)
    if (
        read is None
        or re.fullmatch(r"\d{1,3}(?:[.,]\d+)+", plain)
        or sum(c.isdigit() for c in plain) < 3
        or len(read[1]) < len(value) * 0.8
    ):
        return None
    mixed = bool(re.search(r"[^\W\d_]", plain)) or bool(re.search(r"\d[-/]\d", plain))
    if PHONE.fullmatch(plain) and not mixed:
        return None
    named = any("number" in notions(word) for word in label_words(label))
    return Candidate("rfq_number", read[0], read[1], (piece,), _UNSURE + 0.05 * mixed + 0.08 * named)


def _due(pairs: list[tuple[str, str, Piece]], locale: Locale, best: Mapping[str, Candidate]) -> dict[str, Candidate]:
    """The first day after that of issue and before delivery; a weakly named delivery may be the due date itself."""
    dates = [
        Candidate("due_date", read[0], read[1], (piece,), _UNSURE)
        for _, value, piece in pairs
        if (read := typed("due_date", value, locale)) and read[2] >= 0.8
    ]
    issued, delivery = best.get("issue_date"), best.get("requested_delivery_date")
    weak = delivery is not None and delivery.score < _WEAK
    if issued is not None:
        dates = [each for each in dates if each.value > issued.value]
    if delivery is not None and weak and any(each.value > delivery.value for each in dates):
        later = min((each for each in dates if each.value > delivery.value), key=lambda each: each.value)
        return {
            "due_date": replace(delivery, field="due_date", score=_UNSURE),
            "requested_delivery_date": replace(later, field="requested_delivery_date"),
        }
    if delivery is not None:
        dates = [each for each in dates if each.value < delivery.value]
    return {"due_date": min(dates, key=lambda each: each.value)} if dates else {}
