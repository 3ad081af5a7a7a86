"""Finding a printed text again: an index of everything a document prints, with its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nexus.documents.evidence import Box, Page, Paragraph, Reading
from nexus.documents.extraction.values.text import fold, squash

_CONFUSED = str.maketrans("oiljszbgq", "011152899")
"""Letters that OCR takes for digits, and the digits it takes them for."""
_INSIDE_NUMBER = re.compile(r"(?<=\d)[.,'’](?=\d)")
_NEAR = 60.0
"""Points between two values that belong to one item, at most."""
_NEAR_CELLS = 12
"""Cells or paragraphs between them, where there is no geometry."""


Stretch = tuple[str, list[bool]]
"""Letters and digits, and at which of them a word begins."""
_BAND = 24.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands."""

    page: int
    box: Box | None = None
    ref: str = ""
    at: int = 0
    """Which word or cell of the page it begins in."""
    misread: bool = False
    """Found only after allowing for letters and digits that OCR confuses."""


@dataclass
class Print:
    """The letters and digits of one page, word by word, each with its place."""

    page: int
    words: list[Stretch] = field(default_factory=list[Stretch])
    boxes: list[Box | None] = field(default_factory=list[Box | None])
    refs: list[str] = field(default_factory=list[str])
    bands: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    """Words by how far down the page they stand."""

    def add(self, text: str, box: Box | None, ref: str) -> None:
        """Add one printed word or cell."""
        if box is not None:
            self.bands.setdefault(int((box.y0 + box.y1) / 2 // _BAND), []).append(len(self.boxes))
        self.boxes.append(box)
        self.refs.append(ref)
        self.words.append(_stretch(text))

    def within(self, box: Box) -> list[int]:
        """Return the words whose middle is in the box, in reading order."""
        bands = range(int((box.y0 - 1) // _BAND), int((box.y1 + 1) // _BAND) + 1)
        return sorted(word for band in bands for word in self.bands.get(band, ()) if _inside(self.boxes[word], box))

    def under(self, ref: str) -> list[int]:
        """Return the cells or paragraphs of a reference."""
        return [word for word, each in enumerate(self.refs) if each == ref]

    def occurrences(self, needle: str, words: Sequence[int]) -> Iterator[Place]:
        """Walk the places where whole words out of these make up the needle."""
        letters = "".join(self.words[word][0] for word in words)
        starts = [start for word in words for start in self.words[word][1]]
        origin = [word for word in words for _ in self.words[word][0]]
        for misread in (False, True):
            printed = letters.translate(_CONFUSED) if misread else letters
            wanted = needle.translate(_CONFUSED) if misread else needle
            at = printed.find(wanted) if wanted else -1
            while at >= 0:
                end = at + len(wanted)
                if starts[at] and (end == len(printed) or starts[end]):
                    yield self._place(origin[at:end], misread=misread)
                at = printed.find(wanted, at + 1)

    def _place(self, origin: list[int], *, misread: bool) -> Place:
        words = sorted(set(origin))
        boxes = [box for word in words if (box := self.boxes[word])]
        return Place(self.page, _around(boxes), self.refs[words[0]], words[0], misread)


def _around(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def prints(reading: Reading) -> dict[int, Print]:
    """Index every page of a document by its number."""
    return {page.number: _print(page) for page in reading.pages}


def stands_at(printed: Print, text: str, box: Box | None, ref: str) -> Place | None:
    """Return the place when the text stands in the box or under the reference, else None."""
    words = printed.within(box) if box is not None else printed.under(ref) if ref else []
    return next(printed.occurrences(squash(text), words), None)


def find(printed: Print, text: str, near: Place | None = None) -> Place | None:
    """Return the place of a text on a page: the first, or the one nearest to another value of the same item."""
    places = list(printed.occurrences(squash(text), range(len(printed.words))))
    places = [place for place in places if not place.misread] or places
    if near is not None:
        places = sorted((each for each in places if _away(each, near) <= 1), key=lambda each: _away(each, near))
    return places[0] if places else None


def _away(place: Place, other: Place) -> float:
    """Tell how far two places are apart: 1 is as far as two values of one item ever stand."""
    if place.box is not None and other.box is not None:
        return abs(place.box.y0 - other.box.y0) / _NEAR
    return abs(place.at - other.at) / _NEAR_CELLS


def _stretch(text: str) -> Stretch:
    """Return a word's letters and digits, and at which of them a word, or a number within one, begins."""
    letters: list[str] = []
    starts: list[bool] = []
    begins = True
    for letter in _INSIDE_NUMBER.sub("", fold(text)):
        if letter.isalnum():
            turns = bool(letters) and letter.isdigit() != letters[-1].isdigit()
            starts.append(begins or turns)
            letters.append(letter)
        begins = not letter.isalnum()
    return "".join(letters), starts


def _inside(word: Box | None, box: Box) -> bool:
    if word is None:
        return False
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return box.x0 - 1 <= x <= box.x1 + 1 and box.y0 - 1 <= y <= box.y1 + 1


def _print(page: Page) -> Print:
    printed = Print(page.number)
    for word in page.words:
        printed.add(word.text, word.box, "")
    for number, block in enumerate(page.blocks, start=1):
        if isinstance(block, Paragraph):
            printed.add(block.text, None, block.ref)
            continue
        for row_number, row in enumerate(block.rows, start=1):
            for cell_number, cell in enumerate(row, start=1):
                ref = cell.ref or f"table {number}, row {row_number}, cell {cell_number}"
                printed.add(cell.text, cell.box, ref)
    return printed
