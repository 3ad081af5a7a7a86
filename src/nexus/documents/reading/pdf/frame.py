"""From PDF coordinates to the page as a person sees it: rotated, cropped, from the top left."""

import ctypes
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from nexus.documents.evidence import Box


class Frame(NamedTuple):
    """The visible part of a page in its own coordinates, and how often it is turned by 90 degrees clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def holds(self, bounds: tuple[float, float, float, float]) -> bool:
        """Whether the middle of a rectangle of PDF coordinates lies on the page."""
        x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of PDF coordinates as it is seen, to a hundredth of a point."""
        if self.turns == 0:
            seen = (left - self.left, self.top - top, right - self.left, self.top - bottom)
        elif self.turns == 1:
            seen = (bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        elif self.turns == 2:
            seen = (self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        else:
            seen = (self.top - top, self.right - right, self.top - bottom, self.right - left)
        return Box(round(seen[0], 2), round(seen[1], 2), round(seen[2], 2), round(seen[3], 2))


def frame_of(page: Any) -> Frame:
    """The frame of a loaded PDFium page."""
    bounds = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds)):
        bounds.right, bounds.top = 612.0, 792.0
    return Frame(bounds.left, bounds.bottom, bounds.right, bounds.top, pdfium.FPDFPage_GetRotation(page) % 4)
