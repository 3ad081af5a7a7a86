"""Opens a PDF with PDFium and reads it page by page."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from nexus.documents.evidence import Page, Reading
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.pdf.fonts import Fonts
from nexus.documents.reading.pdf.frame import frame_of
from nexus.documents.reading.pdf.rtl import read_rtl_words
from nexus.documents.reading.pdf.words import is_rtl, load_glyphs, read_words
from nexus.documents.reading.text import one_line

MEDIA_TYPE = "application/pdf"
_PROPERTIES = {"Title": "title", "Author": "author", "Subject": "subject", "Creator": "creator", "Producer": "producer"}


def read_pdf(content: bytes, limits: ReadingLimits) -> Reading:
    """All pages of a PDF, in order."""
    reading = Reading(media_type=MEDIA_TYPE)
    document = open_document(content)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count > limits.pages:
            raise Unreadable("pages", f"The PDF has {count} pages; up to {limits.pages} are read. Send it in parts.")
        reading.properties = _properties(document, reading.flags)
        weights: dict[str, bool] = {}
        for index in range(count):
            reading.pages.append(_read_page(document, index, weights, reading.flags))
    finally:
        pdfium.FPDF_CloseDocument(document)
    return reading


def open_document(content: bytes) -> Any:
    """A PDFium document over `content`, which must be kept alive as long as it is used."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if document:
        return document
    error = pdfium.FPDF_GetLastError()
    if error in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        raise Unreadable("encrypted", "The PDF is protected by a password. Send it without one.")
    raise Unreadable("unreadable", "The PDF is damaged or cut short. Print it to PDF again and send it anew.")


def _read_page(document: Any, index: int, weights: dict[str, bool], flags: list[str]) -> Page:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return Page(number=index + 1, source="unread", note="This page of the PDF is damaged. Ask for it again.")
    frame = frame_of(page)
    width, height = frame.size
    result = Page(number=index + 1, width=round(width, 2), height=round(height, 2))
    text_page = pdfium.FPDFText_LoadPage(page)
    if text_page:
        glyphs = load_glyphs(text_page)
        read = read_rtl_words if is_rtl(glyphs.text) else read_words
        result.words = list(read(glyphs, frame, Fonts(weights), flags))
        pdfium.FPDFText_ClosePage(text_page)
    pdfium.FPDF_ClosePage(page)
    return result


def _properties(document: Any, flags: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, name in _PROPERTIES.items():
        length = pdfium.FPDF_GetMetaText(document, key.encode(), None, 0)
        if 2 < length < 10_000:
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDF_GetMetaText(document, key.encode(), buffer, length)
            text = one_line(buffer.raw[: length - 2].decode("utf-16-le", "replace"), flags)
            if text:
                found[name] = text
    return found
