"""Finding a printed text again: an index of everything a document prints, with its place."""

import re
from collections.abc import Iterator
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
    """The letters and digits of one page or one group of words, with the word that each comes from."""

    page: int
    letters: str = ""
    starts: list[bool] = field(default_factory=list[bool])
    """Whether a word, or a number within one, begins at this letter."""
    words: list[int] = field(default_factory=list[int])
    boxes: list[Box | None] = field(default_factory=list[Box | None])
    refs: list[str] = field(default_factory=list[str])

    def add(self, text: str, box: Box | None, ref: str) -> None:
        """Add one printed word or cell."""
        index = len(self.boxes)
        self.boxes.append(box)
        self.refs.append(ref)
        begins = True
        for letter in _INSIDE_NUMBER.sub("", fold(text)):
            if letter.isalnum():
                turns = bool(self.letters) and letter.isdigit() != self.letters[-1].isdigit()
                self.letters += letter
                self.starts.append(begins or turns)
                self.words.append(index)
            begins = not letter.isalnum()

    def occurrences(self, needle: str, *, misread: bool = False) -> Iterator[tuple[int, int]]:
        """Walk the places where whole words make up the needle."""
        letters = self.letters.translate(_CONFUSED) if misread else self.letters
        needle = needle.translate(_CONFUSED) if misread else needle
        at = letters.find(needle) if needle else -1
        while at >= 0:
            end = at + len(needle)
            if self.starts[at] and (end == len(letters) or self.starts[end]):
                yield at, end
            at = letters.find(needle, at + 1)

    def place(self, at: int, end: int, *, misread: bool) -> Place:
        """Return the place of a stretch of letters."""
        words = sorted(set(self.words[at:end]))
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
    part = Print(printed.page)
    source = _stretches(printed)
    for word, (letters, starts) in source.items():
        if _within(printed.boxes[word], box) if box is not None else bool(ref) and printed.refs[word] == ref:
            part.letters += letters
            part.starts += starts
            part.words += [len(part.boxes)] * len(letters)
            part.boxes.append(printed.boxes[word])
            part.refs.append(printed.refs[word])
    return _found(part, squash(text))


def find(printed: Print, text: str, near: Place | None = None) -> Place | None:
    """Return the place of a text on a page: the first, or the one nearest to another value of the same item."""
    needle = squash(text)
    places = [printed.place(at, end, misread=False) for at, end in printed.occurrences(needle)]
    places = places or [printed.place(at, end, misread=True) for at, end in printed.occurrences(needle, misread=True)]
    if near is not None:
        places = sorted((each for each in places if _away(each, near) <= 1), key=lambda each: _away(each, near))
    return places[0] if places else None


def _away(place: Place, other: Place) -> float:
    """Tell how far two places are apart: 1 is as far as two values of one item ever stand."""
    if place.box is not None and other.box is not None:
        return abs(place.box.y0 - other.box.y0) / _NEAR
    return abs(place.at - other.at) / _NEAR_CELLS


def _found(part: Print, needle: str) -> Place | None:
    for misread in (False, True):
        for at, end in part.occurrences(needle, misread=misread):
            return part.place(at, end, misread=misread)
    return None


def _stretches(printed: Print) -> dict[int, tuple[str, list[bool]]]:
    """Cut a page's letters by the words they come from."""
    cut: dict[int, tuple[str, list[bool]]] = {}
    for letter, start, word in zip(printed.letters, printed.starts, printed.words, strict=True):
        letters, starts = cut.get(word, ("", []))
        starts.append(start)
        cut[word] = (letters + letter, starts)
    return cut


def _within(word: Box | None, box: Box) -> bool:
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
