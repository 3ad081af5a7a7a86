"""Size, weight and visibility of text, looked up once per text object of a page."""

import ctypes
import math
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_FORCE_BOLD = 1 << 18
_TINY = 1.5
"""Points. Nobody can read less; text this small is there for machines."""
_INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


class Style(NamedTuple):
    """How a run of text looks. `key` names its text object; `white` says it is as good as paper."""

    size: float
    bold: bool
    hidden: bool
    white: bool
    key: int


_UNKNOWN = Style(0.0, bold=False, hidden=False, white=False, key=0)


class Fonts:
    """The styles of one page, each looked up once."""

    def __init__(self) -> None:
        self.by_object: dict[int, Style] = {}
        self.by_font: dict[int, bool] = {}
        self.matrix = pdfium.FS_MATRIX()
        self.color = tuple(ctypes.c_uint() for _ in range(4))
        self.name = ctypes.create_string_buffer(128)

    def style(self, text_page: Any, index: int) -> Style:
        """The style of the character at `index`."""
        text_object = pdfium.FPDFText_GetTextObject(text_page, index)
        if not text_object:
            return _UNKNOWN
        key = ctypes.addressof(text_object.contents)
        style = self.by_object.get(key)
        if style is None:
            style = self.by_object[key] = self._look(text_page, index, text_object, key)
        return style

    def _look(self, text_page: Any, index: int, text_object: Any, key: int) -> Style:
        size = pdfium.FPDFText_GetFontSize(text_page, index)
        if pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(self.matrix)):
            size *= math.hypot(self.matrix.c, self.matrix.d)
        red, green, blue, alpha = self.color
        known = pdfium.FPDFPageObj_GetFillColor(
            text_object, ctypes.byref(red), ctypes.byref(green), ctypes.byref(blue), ctypes.byref(alpha)
        )
        mode = pdfium.FPDFTextObj_GetTextRenderMode(text_object)
        faint = bool(known) and alpha.value < 10
        white = bool(known) and mode == 0 and min(red.value, green.value, blue.value) > 245
        hidden = mode in _INVISIBLE_MODES or faint or 0 < size < _TINY
        return Style(round(size, 2), self._bold(text_object), hidden, white, key)

    def _bold(self, text_object: Any) -> bool:
        font = pdfium.FPDFTextObj_GetFont(text_object)
        if not font:
            return False
        address = ctypes.addressof(font.contents)
        bold = self.by_font.get(address)
        if bold is None:
            bold = self.by_font[address] = self._weight(font)
        return bold

    def _weight(self, font: Any) -> bool:
        length = pdfium.FPDFFont_GetBaseFontName(font, self.name, len(self.name))
        name = self.name.value.decode("utf-8", "replace").lower() if 0 < length <= len(self.name) else ""
        if any(word in name for word in _BOLD_NAMES):
            return True
        return bool(pdfium.FPDFFont_GetFlags(font) & _FORCE_BOLD) or (
            not name and pdfium.FPDFFont_GetWeight(font) >= 600
        )
