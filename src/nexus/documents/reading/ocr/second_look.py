"""A second look at numbers: a comma that is overlooked makes a hundred out of one.

Words that look like numbers are cut out of the picture, pasted apart from each other on an empty sheet, and recognised
again, with nothing around that distracts.
"""

import re

from PIL import Image

from nexus.documents.reading.ocr.overlooked import overlooked
from nexus.documents.reading.ocr.tesseract import BLOCK, Found, recognise

_NUMBER = re.compile(r"^(?=.*\d)[\d.,]*[OoIl|iSB]?[\d.,]*$")
"""Digits and separators, one of them perhaps taken for a letter."""
_CLEAR = re.compile(r"^\d[\d.,]*\d$|^\d$")
_WORD = re.compile(r"^[^\W_][\w.,/+-]*[^\W_]$")
_WIDTH = 1600
_LONGEST = 12
_SURE = 0.6
_AGREED = 0.97
_DOUBTED = 0.6


def look_again(picture: Image.Image, words: list[Found], language: str, dpi: int, seconds: float) -> list[Found]:
    """The words, with numbers corrected, made surer where both looks agree, and less sure where they do not.

    What was overlooked before is added where it is clearly a word or a number.
    """
    numbers = [word for word in words if len(word.text) <= _LONGEST and _NUMBER.match(word.text)]
    missed = overlooked(picture, words, dpi)
    if not numbers and not missed:
        return words
    sheet, places = _spread(picture, [*numbers, *missed], dpi)
    seen = recognise(sheet, language, BLOCK, dpi, seconds)
    again = {number: _at(place, seen) for number, place in places}
    added = [_read(box, again[box]) for box in missed]
    kept = [_decide(word, again[word]) if word in again else word for word in words]
    return kept + [word for word in added if word is not None]


def _read(box: Found, seen: Found | None) -> Found | None:
    """What stands in a box that nobody had read; None where it is not clear."""
    if seen is None or seen.confidence < _SURE or not (_CLEAR.match(seen.text) or _WORD.match(seen.text)):
        return None
    return box._replace(text=seen.text, confidence=min(seen.confidence, 0.9))


def _spread(
    picture: Image.Image, numbers: list[Found], dpi: int
) -> tuple[Image.Image, list[tuple[Found, tuple[int, int, int, int]]]]:
    """The cut-outs on a sheet of paper colour, row by row, and where each lies."""
    margin, gap = dpi // 50, dpi // 4
    places: list[tuple[Found, tuple[int, int, int, int]]] = []
    x = y = gap
    tallest = 0
    for number in numbers:
        width, height = round(number.x1 - number.x0) + 2 * margin, round(number.y1 - number.y0) + 2 * margin
        if x + width + gap > _WIDTH:
            x, y, tallest = gap, y + tallest + gap // 2, 0
        places.append((number, (x, y, x + width, y + height)))
        x, tallest = x + width + gap, max(tallest, height)
    sheet = Image.new("L", (_WIDTH, y + tallest + gap), _paper(picture))
    for number, (left, top, right, bottom) in places:
        cut = (round(number.x0) - margin, round(number.y0) - margin)
        piece = picture.crop((*cut, cut[0] + right - left, cut[1] + bottom - top))
        sheet.paste(piece, (left, top))
    return sheet, places


def _paper(picture: Image.Image) -> int:
    histogram = picture.histogram()
    return max(range(128, 256), key=histogram.__getitem__)


def _at(place: tuple[int, int, int, int], seen: list[Found]) -> Found | None:
    """What was recognised at a place; None when it is nothing, or more than one word."""
    inside = [
        word
        for word in seen
        if place[0] <= (word.x0 + word.x1) / 2 <= place[2] and place[1] <= (word.y0 + word.y1) / 2 <= place[3]
    ]
    return inside[0] if len(inside) == 1 else None


def _decide(word: Found, again: Found | None) -> Found:
    if again is None or not _CLEAR.match(again.text):
        return word
    if again.text == word.text:
        return word._replace(confidence=max(word.confidence, _AGREED))
    if _digits(again.text) == _digits(word.text) and len(again.text) < len(word.text):
        return word  # a separator that one look saw is there
    completed = _digits(again.text) == _digits(word.text) and len(again.text) > len(word.text)
    if again.confidence > _SURE and (completed or not _CLEAR.match(word.text) or again.confidence > word.confidence):
        return word._replace(text=again.text, confidence=min(again.confidence, 0.9))
    return word._replace(confidence=min(word.confidence, _DOUBTED))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
