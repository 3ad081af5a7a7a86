"""The words of one PDF page, with their boxes as a person sees the page, in logical order."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from nexus.documents.evidence import Box, Word
from nexus.documents.reading.pdf.fonts import Fonts
from nexus.documents.reading.pdf.frame import Frame
from nexus.documents.reading.text import clean

_RTL = re.compile("[\u0590-\u05ff\u0620-\u064a\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters; not digits and punctuation, which take the direction of what is around them."""
_TOKEN = re.compile(r"\S+")
_HYPHENS = str.maketrans({"\u0002": "-", "\ufffe": "-", "\u00a0": " "})


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
    return Glyphs(text_page, text.translate(_HYPHENS))


def is_rtl(text: str) -> bool:
    """Whether any letter of a right-to-left script is in the text."""
    return _RTL.search(text) is not None


def read_words(glyphs: Glyphs, frame: Frame, fonts: Fonts, flags: list[str]) -> Iterator[Word]:
    """Words in the order of the content, for pages of left-to-right scripts."""
    loose = pdfium.FPDFText_GetLooseCharBox
    first, last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    first_ref, last_ref = ctypes.byref(first), ctypes.byref(last)
    handle = glyphs.handle
    to_box, style_of = frame.box, fonts.style
    for match in _TOKEN.finditer(glyphs.text):
        start, end = match.span()
        if not loose(handle, start, first_ref) or not loose(handle, end - 1, last_ref):
            continue
        style = style_of(handle, start)
        if style.hidden:
            continue
        text = clean(match[0], flags)
        if not text:
            continue
        left, right = (
            first.left if first.left < last.left else last.left,
            first.right if first.right > last.right else last.right,
        )
        bottom, top = (
            first.bottom if first.bottom < last.bottom else last.bottom,
            first.top if first.top > last.top else last.top,
        )
        yield Word(text, to_box(left, bottom, right, top), style.size, style.bold)
