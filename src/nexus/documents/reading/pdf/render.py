"""Pages that are pictures: telling them, and rendering them for OCR."""

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from nexus.documents.evidence import Page
from nexus.documents.reading.pdf.scene import Scene

if TYPE_CHECKING:
    from PIL import Image

_FEW_LETTERS = 60
"""A stamp, a page number or the name of the scanner program; a page of words has more."""
_STRANGE = ("\ufffd", "\ue000")


def looks_scanned(page: Page, scene: Scene) -> bool:
    """Whether what a person sees on the page is not in its text: a picture fills it, or its letters have no meaning."""
    letters = "".join(word.text for word in page.words)
    covered = scene.image_area / max(page.width * page.height, 1.0)
    if covered > 0.5 and len(letters) < _FEW_LETTERS:
        return True
    if not letters:
        return covered > 0.05 or len(scene.rules) + len(scene.covers) > 200
    strange = sum(letter == _STRANGE[0] or "\ue000" <= letter <= "\uf8ff" for letter in letters)
    return strange * 3 > len(letters)


def render(document: Any, index: int, scale: float) -> "Image.Image":
    """A page as a grey picture of `scale` pixels per point."""
    from PIL import Image

    page = pdfium.FPDF_LoadPage(document, index)
    width = max(1, int(pdfium.FPDF_GetPageWidthF(page) * scale))
    height = max(1, int(pdfium.FPDF_GetPageHeightF(page) * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_GRAYSCALE)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    pdfium.FPDFBitmap_Destroy(bitmap)
    pdfium.FPDF_ClosePage(page)
    return Image.frombuffer("L", (width, height), pixels, "raw", "L", stride, 1)
