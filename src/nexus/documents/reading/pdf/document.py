"""Opens a PDF with PDFium and reads it page by page."""

import ctypes
from functools import partial
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from nexus.documents.evidence import Page, Reading, Word
from nexus.documents.reading.bidi import is_rtl
from nexus.documents.reading.grids import find_tables
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.pdf.attachments import attached_xml
from nexus.documents.reading.pdf.fonts import Fonts
from nexus.documents.reading.pdf.frame import frame_of
from nexus.documents.reading.pdf.render import looks_scanned, render
from nexus.documents.reading.pdf.rtl import read_rtl_words
from nexus.documents.reading.pdf.scene import read_scene
from nexus.documents.reading.pdf.structure import ACTIVE_CONTENT, Structure
from nexus.documents.reading.pdf.visibility import Visibility
from nexus.documents.reading.pdf.words import Ink, load_glyphs, read_words
from nexus.documents.reading.scans import Scan
from nexus.documents.reading.text import flag, one_line

if TYPE_CHECKING:
    from PIL import Image

MEDIA_TYPE = "application/pdf"
_MOST_RULES = 5_000
_PAPER = 252
_PROPERTIES = {"Title": "title", "Author": "author", "Subject": "subject", "Creator": "creator", "Producer": "producer"}


def read_pdf(content: bytes, limits: ReadingLimits, scans: list[Scan]) -> Reading:
    """All pages of a PDF, in order."""
    reading = Reading(media_type=MEDIA_TYPE)
    structure = Structure(content, limits.expanded_bytes)
    if structure.active():
        flag(reading.flags, ACTIVE_CONTENT)
    document = open_document(content)
    try:
        claimed = pdfium.FPDF_GetPageCount(document)
        count = claimed if claimed > limits.pages else structure.page_count(claimed, limits.pages)
        if count > limits.pages:
            raise Unreadable("pages", f"The PDF has more than {limits.pages} pages, which is the most that is read.")
        if count == 0:
            raise Unreadable("unreadable", "The PDF has no pages. Print it to PDF again and send it anew.")
        reading.properties = _properties(document, reading.flags)
        for index in range(count):
            reading.pages.append(_read_page(document, index, reading.flags))
        reading.xml = attached_xml(document, reading.flags)
    finally:
        pdfium.FPDF_CloseDocument(document)
    scans += [Scan(page, partial(_picture, content, page.number - 1)) for page in reading.pages if page.source == "ocr"]
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


def _read_page(document: Any, index: int, flags: list[str]) -> Page:
    handle = pdfium.FPDF_LoadPage(document, index)
    if not handle:
        return Page(number=index + 1, source="unread", note="This page of the PDF is damaged. Ask for it again.")
    try:
        return _read_loaded(document, handle, index, flags)
    finally:
        pdfium.FPDF_ClosePage(handle)


def _read_loaded(document: Any, handle: Any, index: int, flags: list[str]) -> Page:
    frame, scene = frame_of(handle), read_scene(handle)
    width, height = frame.size
    page = Page(number=index + 1, width=round(width, 2), height=round(height, 2))
    visibility = Visibility(document, handle, scene)
    page.words = _words(handle, Ink(frame, Fonts(), visibility, flags))
    visibility.close()
    if looks_scanned(page, scene):
        return Page(number=page.number, width=page.width, height=page.height, source="ocr")
    page.rules = [frame.box(*rule) for rule in scene.rules[:_MOST_RULES] if frame.holds(rule)]
    page.fills = [
        frame.box(*cover.bounds)
        for cover in scene.covers[:_MOST_RULES]
        if cover.solid and cover.color and min(cover.color) < _PAPER
    ]
    page.tables = find_tables(page.words, page.rules)
    return page


def _words(handle: Any, ink: Ink) -> list[Word]:
    text_page = pdfium.FPDFText_LoadPage(handle)
    if not text_page:
        return []
    glyphs = load_glyphs(text_page)
    words = list((read_rtl_words if is_rtl(glyphs.text) else read_words)(glyphs, ink))
    pdfium.FPDFText_ClosePage(text_page)
    return words


def _picture(content: bytes, index: int, scale: float) -> "Image.Image":
    document = open_document(content)
    try:
        return render(document, index, scale)
    finally:
        pdfium.FPDF_CloseDocument(document)


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
