"""Words of a page put into visual lines and runs, whatever order they were drawn in."""

from dataclasses import dataclass
from statistics import median

from nexus.documents.evidence import Box, Word

JOIN = 0.62
"""Words closer than this, in heights of the font, belong to one run of text."""


@dataclass
class Line:
    """Words that stand on one line across the page, left to right."""

    words: list[Word]
    places: list[int]
    """Where each word stands in the reading order of the page."""
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def x0(self) -> float:
        return self.words[0].box.x0

    @property
    def x1(self) -> float:
        return max(word.box.x1 for word in self.words)

    def text(self) -> str:
        """In reading order."""
        return in_order(self.words, self.places)


@dataclass
class Run:
    """Words of one line with no more than ordinary spaces between them."""

    words: list[Word]
    places: list[int]

    @property
    def x0(self) -> float:
        return self.words[0].box.x0

    @property
    def x1(self) -> float:
        return self.words[-1].box.x1

    def text(self) -> str:
        return in_order(self.words, self.places)


def in_order(words: list[Word], places: list[int]) -> str:
    """The words in reading order, which is not left to right for Persian and Arabic."""
    return " ".join(words[i].text for i in sorted(range(len(words)), key=places.__getitem__))


def visual_lines(words: list[Word]) -> list[Line]:
    """Lines from top to bottom. A word joins the line whose last word to its left is level with it: skew is no harm."""
    if not words:
        return []
    band = max(median(word.box.y1 - word.box.y0 for word in words), 1.0)
    growing: list[list[int]] = []
    ends: dict[int, set[int]] = {}
    for index in sorted(range(len(words)), key=lambda i: (words[i].box.x0, words[i].box.y0)):
        box = words[index].box
        key = _band(box, band)
        near = [number for each in (key - 1, key, key + 1) for number in ends.get(each, ())]
        number = _level(words, growing, near, box)
        if number is None:
            number = len(growing)
            growing.append([])
        else:
            ends[_band(words[growing[number][-1]].box, band)].discard(number)
        growing[number].append(index)
        ends.setdefault(key, set()).add(number)
    return sorted((_line(words, indices) for indices in growing), key=lambda each: each.middle)


def _band(box: Box, height: float) -> int:
    """The strip of the page in which a word has its middle: only lines that end near it can be level with it."""
    return int((box.y0 + box.y1) / 2 // height)


def _level(words: list[Word], lines: list[list[int]], near: list[int], box: Box) -> int | None:
    """The line whose last word is level with a box by its middle, or by its foot, since scanned letters vary."""
    best, best_off = None, 0.36
    for number in near:
        last = words[lines[number][-1]].box
        heights = (box.y1 - box.y0, last.y1 - last.y0)
        lower = max(min(heights), max(heights) / 2) or 1.0
        middles, feet = abs(last.y0 + last.y1 - box.y0 - box.y1) / 2, abs(last.y1 - box.y1)
        off = min(middles, feet) / lower
        if off < best_off:
            best, best_off = number, off
    return best


def _line(words: list[Word], indices: list[int]) -> Line:
    mine = [words[i] for i in indices]
    top, bottom = median(word.box.y0 for word in mine), median(word.box.y1 for word in mine)
    size = median(word.size for word in mine)
    spare = max(0.0, bottom - top - 1.2 * size) / 2 if size else 0.0
    return Line(mine, indices, top + spare, bottom - spare)


def runs(line: Line, join: float = JOIN) -> list[Run]:
    """The line cut where the gap is wider than a space."""
    found: list[Run] = []
    for word, place in zip(line.words, line.places, strict=True):
        size = max(word.size or 0.0, (word.box.y1 - word.box.y0) * 0.8, 1.0)
        if found and word.box.x0 - found[-1].words[-1].box.x1 <= join * size:
            found[-1].words.append(word)
            found[-1].places.append(place)
        else:
            found.append(Run([word], [place]))
    return found


def around(words: list[Word]) -> Box:
    """The box around words."""
    return Box(
        min(w.box.x0 for w in words),
        min(w.box.y0 for w in words),
        max(w.box.x1 for w in words),
        max(w.box.y1 for w in words),
    )


def right_to_left(text: str) -> bool:
    """Whether most letters are of a script that runs from right to left."""
    rtl = sum("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc" for c in text)
    return rtl * 2 > sum(c.isalpha() for c in text) and rtl > 0
