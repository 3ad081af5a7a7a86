"""Text that a program reads and a person does not: painted white on white, or painted over."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from nexus.documents.reading.pdf.fonts import Style
from nexus.documents.reading.pdf.paths import Bounds
from nexus.documents.reading.pdf.scene import Cover, Scene

_WHITE = 245
_OPAQUE = 250
_MOST_PIXELS = 16_000_000


class Visibility:
    """Answers, for one page, whether a word can be seen."""

    def __init__(self, document: Any, page: Any, scene: Scene) -> None:
        self.document = document
        self.page = page
        self.scene = scene
        self.last_cover = scene.covers[-1].order if scene.covers else 0
        self.pictures: dict[int, _Picture] = {}

    def shows(self, style: Style, bounds: Bounds) -> bool:
        """False for a word that no person sees. `bounds` are the word's, in coordinates of the page."""
        order = self.scene.texts.get(style.key)
        if order is None:
            return not style.white
        if not style.white and order > self.last_cover:
            return True
        x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        over = [cover for cover in self.scene.covers if _holds(cover.bounds, x, y)]
        if any(cover.order > order and self._opaque(cover, x, y) for cover in over):
            return False
        return not style.white or _contrast([cover for cover in over if cover.order < order])

    def _opaque(self, cover: Cover, x: float, y: float) -> bool:
        if cover.image is None:
            return cover.solid
        picture = self.pictures.get(cover.order)
        if picture is None:
            picture = self.pictures[cover.order] = _Picture(self.document, self.page, cover)
        return picture.opaque(x, y)

    def close(self) -> None:
        """Give the rendered pictures back."""
        for picture in self.pictures.values():
            picture.close()


class _Picture:
    """A picture as painted, to tell a scan from a stamp or signature that text shows through."""

    def __init__(self, document: Any, page: Any, cover: Cover) -> None:
        left, bottom, right, top = self.bounds = cover.bounds
        small = (right - left) * (top - bottom) <= _MOST_PIXELS
        self.bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, cover.image) if small else None

    def opaque(self, x: float, y: float) -> bool:
        if not self.bitmap or pdfium.FPDFBitmap_GetFormat(self.bitmap) != pdfium.FPDFBitmap_BGRA:
            return bool(self.bitmap)
        left, bottom, right, top = self.bounds
        width, height = pdfium.FPDFBitmap_GetWidth(self.bitmap), pdfium.FPDFBitmap_GetHeight(self.bitmap)
        column = min(int((x - left) / max(right - left, 1e-6) * width), width - 1)
        row = min(int((top - y) / max(top - bottom, 1e-6) * height), height - 1)
        start = row * pdfium.FPDFBitmap_GetStride(self.bitmap) + column * 4 + 3
        buffer = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(self.bitmap), ctypes.POINTER(ctypes.c_ubyte))
        return buffer[start] > _OPAQUE

    def close(self) -> None:
        if self.bitmap:
            pdfium.FPDFBitmap_Destroy(self.bitmap)


def _holds(bounds: Bounds, x: float, y: float) -> bool:
    return bounds[0] <= x <= bounds[2] and bounds[1] <= y <= bounds[3]


def _contrast(below: list[Cover]) -> bool:
    """White text shows on a picture or on a dark area."""
    if not below:
        return False
    top = max(below, key=lambda cover: cover.order)
    return top.color is None or min(top.color) <= _WHITE
