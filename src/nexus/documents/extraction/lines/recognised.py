"""Mends what recognition of scanned text commonly gets wrong, where the column tells what must stand there."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec
from rapidfuzz import fuzz, process

from nexus.documents.evidence import Page, Word
from nexus.documents.extraction.lines.content import quantity_of, unit_of
from nexus.documents.extraction.lines.shapes import Piece, Strip
from nexus.documents.extraction.values.numbers import NumberStyle

EDGES = "|[]{}_~`'\"“”‘’«»—–=;:!¦\\ "
"""What remains of rules and specks at the edges of words."""
_GLUED = re.compile(r"^(?P<number>\d[\d.,]*)[jJlI|!\[\]](?P<unit>[^\W\d]{1,7}\.?)$")
_STRAY = re.compile(r"^[^\w/+#&%*-]+$")
_DIGITS = str.maketrans(
    {
        "i": "1",
        "l": "1",
        "I": "1",
        "|": "1",
        "!": "1",
        "O": "0",
        "o": "0",
        "Q": "0",
        "S": "5",
        "s": "5",
        "B": "8",
        "Z": "2",
        "z": "2",
    }
)
_RARE = frozenset({"ft", "in", "h", "t", "day"})
_DOUBT = 0.75
"""What a mended reading is worth, compared with a clear one."""


def without_specks(page: Page) -> list[Word]:
    """The words of a scan without specks and the remains of rules."""
    kept: list[Word] = []
    for word in page.words:
        text = word.text.strip(EDGES)
        if text and not _STRAY.match(text):
            kept += _parted(word if text == word.text else msgspec.structs.replace(word, text=text))
    return kept


def _parted(word: Word) -> list[Word]:
    """Quantity and unit that a rule between their columns, read as a letter, glued together: `5jea`."""
    glued = _GLUED.match(word.text)
    if not glued or not unit_of(glued["unit"]):
        return [word]
    box = word.box
    middle = box.x0 + (box.x1 - box.x0) * (glued.end("number") + 0.5) / len(word.text)
    return [
        msgspec.structs.replace(word, text=glued["number"], box=msgspec.structs.replace(box, x1=middle - 1)),
        msgspec.structs.replace(word, text=glued["unit"], box=msgspec.structs.replace(box, x0=middle + 1)),
    ]


def like_digits(text: str) -> str:
    """A short text of digits and letters that look like digits, as digits; any other text as it is."""
    digits = sum(c.isdigit() for c in text)
    return text.translate(_DIGITS) if 0 < digits < len(text) <= 6 and digits * 2 >= len(text) else text


def mend(strip: Strip, quantities: Sequence[int], units: Sequence[int], style: NumberStyle) -> None:
    """Letters in quantities become the digits they look like; misread units the nearest one of the same column."""
    for column in quantities:
        for piece in _pieces(strip, column):
            _mend_quantity(piece, style)
    for column in units:
        pieces = _pieces(strip, column)
        known = Counter(piece.text for piece in pieces if unit_of(piece.text))
        for piece in pieces:
            if known and (not unit_of(piece.text) or _is_misread(piece, known)):
                _mend_unit(piece, known)


def _pieces(strip: Strip, column: int) -> list[Piece]:
    return [piece for row in strip.rows if column < len(row.slots) for piece in row.slots[column].pieces]


def _mend_quantity(piece: Piece, style: NumberStyle) -> None:
    head, _, unit = piece.text.partition(" ")
    if quantity_of(piece.text, style) or not head or len(head) > 7:
        return
    digits = head.translate(_DIGITS).strip(".,:;-'()")
    mended = f"{digits} {unit}".strip()
    likely = sum(c.isdigit() for c in head) * 2 >= len(head) or len(head) <= 2
    if likely and quantity_of(mended, style):
        piece.text, piece.confidence = mended, piece.confidence * _DOUBT


def _is_misread(piece: Piece, known: Counter[str]) -> bool:
    """A unit nobody orders by in this column, two letters long: `pe` for `pc`."""
    rare = unit_of(piece.text) in _RARE
    return (
        rare
        and len(piece.text) <= 3
        and sum(n for text, n in known.items() if unit_of(text) not in _RARE) > known.total() / 2
    )


def _mend_unit(piece: Piece, known: Counter[str]) -> None:
    likely = [text for text in known if unit_of(text) not in _RARE] or list(known)
    best = process.extractOne(piece.text.lower(), likely, scorer=fuzz.ratio, processor=str.lower)
    if best and (best[1] >= 50 or (len(known) == 1 and len(piece.text) <= 5)):
        piece.text, piece.confidence = best[0], piece.confidence * _DOUBT
