"""Pages of right-to-left scripts: glyphs lie in visual order; people read and computers store logical order.

PDFium's own reordering breaks part numbers inside Persian lines (`ARI-26/807` became `-26/807ARI`), so lines, words and
their order are made here from where the glyphs lie, by the Unicode bidirectional algorithm turned round.
"""

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from nexus.documents.evidence import Box, Word
from nexus.documents.reading.bidi import is_rtl, ordered
from nexus.documents.reading.pdf.fonts import Style
from nexus.documents.reading.pdf.words import Glyphs, Ink
from nexus.documents.reading.text import clean

_ALEF_LAM = re.compile("^([آأإا])(ل)$")
"""The parts of the one ligature every Arabic font has, in the order that PDFium sometimes gives them."""
_WORD_GAP = 0.14
"""Parts of the font size; a space is about 0.25, kerning stays below 0.1."""
_CELL_GAP = 1.0


@dataclass(slots=True)
class _Glyph:
    text: str
    box: Box
    style: Style

    @property
    def middle(self) -> float:
        return (self.box.y0 + self.box.y1) / 2


@dataclass(slots=True)
class _VisualWord:
    glyphs: list[_Glyph]

    @property
    def box(self) -> Box:
        boxes = [glyph.box for glyph in self.glyphs]
        return Box(
            min(box.x0 for box in boxes),
            min(box.y0 for box in boxes),
            max(box.x1 for box in boxes),
            max(box.y1 for box in boxes),
        )


def read_rtl_words(glyphs: Glyphs, ink: Ink) -> Iterator[Word]:
    """The words of a page that holds right-to-left text, line by line, each cell in its own direction."""
    rtl_page = _mostly_rtl(glyphs.text)
    for line in _lines(_load(glyphs, ink)):
        segments = _segments(line)
        for segment in reversed(segments) if rtl_page else segments:
            yield from _logical(segment, ink.flags, rtl_page=rtl_page)


def _mostly_rtl(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(map(is_rtl, letters)) * 4 > len(letters)


def _load(glyphs: Glyphs, ink: Ink) -> list[_Glyph]:
    """Visible glyphs; characters drawn by one glyph stay together, combining marks go to their letter."""
    rectangle = pdfium.FS_RECTF()
    reference = ctypes.byref(rectangle)
    loaded: list[_Glyph] = []
    marks: list[_Glyph] = []
    for index, character in enumerate(glyphs.text):
        if character.isspace() or not pdfium.FPDFText_GetLooseCharBox(glyphs.handle, index, reference):
            continue
        bounds = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        style = ink.style(glyphs.handle, index, bounds)
        if style is None:
            continue
        box = ink.frame.box(*bounds)
        if unicodedata.combining(character):
            marks.append(_Glyph(character, box, style))
        elif loaded and loaded[-1].box.x0 == box.x0 and loaded[-1].box.y0 == box.y0:
            loaded[-1].text = _ALEF_LAM.sub(r"\2\1", loaded[-1].text + character)
        else:
            loaded.append(_Glyph(character, box, style))
    for mark in marks:
        _attach(mark, loaded)
    return loaded


def _attach(mark: _Glyph, letters: list[_Glyph]) -> None:
    center = (mark.box.x0 + mark.box.x1) / 2
    near = [
        letter
        for letter in letters
        if letter.box.x0 - 1 <= center <= letter.box.x1 + 1 and letter.box.y0 - 2 <= mark.middle <= letter.box.y1 + 2
    ]
    if near:
        min(near, key=lambda letter: abs((letter.box.x0 + letter.box.x1) / 2 - center)).text += mark.text


def _lines(glyphs: list[_Glyph]) -> Iterator[list[_Glyph]]:
    """Glyphs whose middles lie within half a line of each other, from top to bottom."""
    line: list[_Glyph] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        if line and glyph.middle - middle > max(glyph.style.size, line[0].style.size, 3.0) * 0.45:
            yield sorted(line, key=lambda glyph: glyph.box.x0)
            line = []
        line.append(glyph)
        middle += (glyph.middle - middle) / len(line)
    if line:
        yield sorted(line, key=lambda glyph: glyph.box.x0)


def _segments(line: list[_Glyph]) -> list[list[_VisualWord]]:
    """The words of a line from left to right, cut where the gap is that of a column."""
    segments: list[list[_VisualWord]] = []
    right = float("-inf")
    for glyph in line:
        size = glyph.style.size or glyph.box.y1 - glyph.box.y0
        gap = glyph.box.x0 - right
        if gap > size * _CELL_GAP:
            segments.append([_VisualWord([glyph])])
        elif gap > size * _WORD_GAP:
            segments[-1].append(_VisualWord([glyph]))
        else:
            segments[-1][-1].glyphs.append(glyph)
        right = max(right, glyph.box.x1)
    return segments


def _logical(segment: list[_VisualWord], flags: list[str], *, rtl_page: bool) -> Iterator[Word]:
    texts = ["".join(map(_visual, word.glyphs)) for word in segment]
    for index, text in ordered(texts, rtl_page=rtl_page):
        cleaned = clean(text, flags)
        if cleaned:
            style = segment[index].glyphs[0].style
            yield Word(cleaned, segment[index].box, style.size, style.bold)


def _visual(glyph: _Glyph) -> str:
    """Turn a ligature or a letter with its marks, stored in logical order, so that it survives its word's turn."""
    return glyph.text[::-1] if is_rtl(glyph.text) else glyph.text
