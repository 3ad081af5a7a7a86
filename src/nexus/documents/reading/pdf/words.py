"""The words of one PDF page, with their boxes as a person sees the page, in logical order."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from nexus.documents.evidence import Word
from nexus.documents.reading.pdf.fonts import Fonts, Style
from nexus.documents.reading.pdf.frame import Frame
from nexus.documents.reading.pdf.paths import Bounds
from nexus.documents.reading.pdf.visibility import Visibility
from nexus.documents.reading.text import HIDDEN_TEXT, clean, flag

_TOKEN = re.compile(r"\S+")


class Glyphs(NamedTuple):
    """A text page of PDFium: one character of `text` per index."""

    handle: Any
    text: str


def load_glyphs(text_page: Any) -> Glyphs:
    """The characters of a page, so that position in the text equals PDFium's index."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return Glyphs(text_page, "")
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = ""
    if written == count + 1:
        text = bytes(buffer)[: count * 2].decode("utf-16-le", "replace")
    if len(text) != count:
        text = "".join(chr(pdfium.FPDFText_GetUnicode(text_page, index) or 0xFFFD) for index in range(count))
    return Glyphs(text_page, text.replace("\u0002", "-").replace("\ufffe", "-").replace("\u00a0", " "))


class Ink(NamedTuple):
    """What is needed to tell how the text of one page looks and whether it shows."""

    frame: Frame
    fonts: Fonts
    visibility: Visibility
    flags: list[str]

    def style(self, handle: Any, index: int, bounds: Bounds) -> Style | None:
        """The style of a character; None, and a flag, when no person sees it."""
        style = self.fonts.style(handle, index)
        if not style.hidden and self.frame.holds(bounds) and self.visibility.shows(style, bounds):
            return style
        flag(self.flags, HIDDEN_TEXT)
        return None


def read_words(glyphs: Glyphs, ink: Ink) -> Iterator[Word]:
    """Words in the order of the content, for pages of left-to-right scripts."""
    loose = pdfium.FPDFText_GetLooseCharBox
    first, last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    first_ref, last_ref = ctypes.byref(first), ctypes.byref(last)
    handle, to_box = glyphs.handle, ink.frame.box
    for start, end in _tokens(glyphs):
        if not loose(handle, start, first_ref) or not loose(handle, end - 1, last_ref):
            continue
        bounds = (
            min(first.left, last.left),
            min(first.bottom, last.bottom),
            max(first.right, last.right),
            max(first.top, last.top),
        )
        style = ink.style(handle, start, bounds)
        text = clean(glyphs.text[start:end], ink.flags) if style else ""
        if style and text:
            yield Word(text, to_box(*bounds), style.size, style.bold)


def _tokens(glyphs: Glyphs) -> Iterator[tuple[int, int]]:
    """Runs without a space; one that PDFium joined over the end of a line, at its hyphen, is cut there again."""
    for match in _TOKEN.finditer(glyphs.text):
        start, end = match.span()
        hyphen = glyphs.text.find("-", start, end - 1)
        while hyphen >= 0:
            if _drops(glyphs, hyphen):
                yield start, hyphen + 1
                start = hyphen + 1
            hyphen = glyphs.text.find("-", hyphen + 1, end - 1)
        yield start, end


def _drops(glyphs: Glyphs, position: int) -> bool:
    """Whether the next character stands on a lower line."""
    one, other = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    known = pdfium.FPDFText_GetLooseCharBox(glyphs.handle, position, ctypes.byref(one))
    known = pdfium.FPDFText_GetLooseCharBox(glyphs.handle, position + 1, ctypes.byref(other)) and known
    return bool(known) and other.left < one.right and (other.top + other.bottom) / 2 < one.bottom
