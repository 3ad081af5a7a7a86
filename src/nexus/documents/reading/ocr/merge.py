"""Two recognitions of one page made one: what only one saw is added, what both saw is taken from the surer."""

import re
from collections.abc import Callable

from nexus.documents.reading.bidi import is_rtl, positions
from nexus.documents.reading.ocr.tesseract import Found

_SURE_ENOUGH = 0.3
"""Below this a word that only one pass saw is dust or a rule."""
_UNSURE = 0.6
_SURE_LATIN = 0.8
_LATIN = re.compile(r"[A-Za-z0-9]{2}|^[0-9]$")
_BETTER = 0.05
_CELL_GAP = 1.2
"""Heights of a word."""
_STROKES = re.compile(r"^[|_—=~.'`´¦\[\]-]{1,3}$")
"""What rules, dust and the edges of cells look like when they are taken for letters."""


def merge(first: list[Found], second: list[Found]) -> list[Found]:
    """The words of `first`, completed and corrected by `second`."""
    words = [word for word in first if not _STROKES.match(word.text)]
    for word in second:
        same = [other for other in words if _shared(word, other) > 0.3 * min(word.area, other.area)]
        if not same:
            if word.confidence > _SURE_ENOUGH and any(map(str.isalnum, word.text)):
                words.append(word)
        elif _replaces(word, same):
            words = [other for other in words if other not in same]
            words.append(word)
    return words


def with_latin(words: list[Found], latin: list[Found]) -> list[Found]:
    """Put sure Latin words of another pass where a Persian page has no sure Persian ones: its part numbers."""
    sure = [word for word in latin if word.confidence > _SURE_LATIN and _LATIN.search(word.text)]
    persian = [word for word in words if _is_persian(word)]
    sure = [word for word in sure if not any(_shared(word, other) > 0.3 * word.area for other in persian)]
    kept = [
        word for word in words if _is_persian(word) or not any(_shared(word, one) > 0.3 * word.area for one in sure)
    ]
    return kept + sure


def _is_persian(word: Found) -> bool:
    return is_rtl(word.text) and word.confidence > _UNSURE and not _LATIN.search(word.text)


def _shared(word: Found, other: Found) -> float:
    width = min(word.x1, other.x1) - max(word.x0, other.x0)
    height = min(word.y1, other.y1) - max(word.y0, other.y0)
    return width * height if width > 0 and height > 0 else 0.0


def _replaces(word: Found, same: list[Found]) -> bool:
    if word.confidence <= min(other.confidence for other in same) + _BETTER:
        return False
    if len(same) == 1:
        return 0.8 < (word.x1 - word.x0) / max(same[0].x1 - same[0].x0, 1.0) < 1.25
    return sum(len(other.text) for other in same) <= len(word.text) + 1


def quality(words: list[Found]) -> float:
    """Mean confidence of the letters; 0 for an empty page."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def doubt(words: list[Found]) -> float:
    """Share of the words that are unsure; 1 for an empty page."""
    return sum(word.confidence < _UNSURE for word in words) / len(words) if words else 1.0


def persian_share(words: list[Found]) -> float:
    """Share of the words of two letters and more that are surely of right-to-left script."""
    written = [word for word in words if sum(map(str.isalpha, word.text)) > 1]
    sure = [word for word in written if is_rtl(word.text) and word.confidence > _UNSURE]
    return len(sure) / len(written) if written else 0.0


def reading_order(words: list[Found], *, rtl: bool = False) -> list[Found]:
    """Line by line from the top; on a right-to-left page from the right, with Latin runs kept from the left."""
    lines: list[list[Found]] = []
    for word in sorted(words, key=lambda word: word.y0 + word.y1):
        last = lines[-1] if lines else []
        if last and _middle(word) - _mean(last, _middle) < 0.5 * max(_height(word), _mean(last, _height)):
            last.append(word)
        else:
            lines.append([word])
    return [word for line in lines for word in _in_line(sorted(line, key=lambda word: word.x0), rtl=rtl)]


def _middle(word: Found) -> float:
    return (word.y0 + word.y1) / 2


def _height(word: Found) -> float:
    return word.y1 - word.y0


def _mean(words: list[Found], measure: Callable[[Found], float]) -> float:
    return sum(map(measure, words)) / len(words)


def _in_line(line: list[Found], *, rtl: bool) -> list[Found]:
    """The words of a line as they are read; on a right-to-left page cell by cell, each in its own direction."""
    if not rtl:
        return line
    cells: list[list[Found]] = []
    for word in line:
        if cells and word.x0 - cells[-1][-1].x1 < _CELL_GAP * _height(word):
            cells[-1].append(word)
        else:
            cells.append([word])
    return [cell[index] for cell in reversed(cells) for index in positions([word.text for word in cell])]
