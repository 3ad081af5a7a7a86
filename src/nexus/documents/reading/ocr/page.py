"""One scanned page from picture to words: turn it upright, straighten it, recognise it twice, keep the better of each."""

import numpy as np
from PIL import Image

from nexus.documents.evidence import Box, Page, Word
from nexus.documents.reading.grids import find_tables
from nexus.documents.reading.limits import ReadingLimits
from nexus.documents.reading.ocr.lines import Segment, clean_scan
from nexus.documents.reading.ocr.merge import merge, quality, reading_order
from nexus.documents.reading.ocr.pixels import paper, skew
from nexus.documents.reading.ocr.tesseract import WHAT_TO_INSTALL, Found, languages, recognise
from nexus.documents.reading.scans import Scan
from nexus.documents.reading.text import one_line

DPI = 200
"""Measured best of 150, 200 and 300 on scans of 150 to 200 dpi; a larger picture only takes longer."""
_COLUMNS, _SPARSE = 4, 11
"""Page segmentation modes: text in columns, and text wherever it is. Each finds what the other overlooks."""
_LATIN = ("eng", "deu", "por")
_PERSIAN = "fas"
_POOR = 0.55
"""Mean confidence below which the page may stand on its side or be in another script."""


def read_scans(scans: list[Scan], limits: ReadingLimits, flags: list[str]) -> None:
    """Fill the pages with what is recognised. A page that is not read says why."""
    for count, scan in enumerate(scans):
        if not languages():
            _leave(scan.page, f"This page is a picture. To read it, {WHAT_TO_INSTALL}.")
        elif count >= limits.ocr_pages:
            _leave(scan.page, f"Only the first {limits.ocr_pages} scanned pages are read. Send the others separately.")
        else:
            read_scan(scan, limits, flags)


def _leave(page: Page, note: str) -> None:
    page.source = "unread"
    page.note = note


def read_scan(scan: Scan, limits: ReadingLimits, flags: list[str]) -> None:
    """Fill one page with recognised words, tables and rules."""
    page = scan.page
    scale = min(DPI / 72, (limits.pixels / max(page.width * page.height, 1.0)) ** 0.5)
    sheet = _Sheet(scan.picture(scale), scale * 72, limits.ocr_seconds_per_page)
    words, turn = sheet.read()
    if turn % 180:
        page.width, page.height = page.height, page.width
    page.source = "ocr"
    page.skew = round(turn + sheet.angle, 2)
    points = [sheet.box(segment, 1 / scale) for segment in sheet.rules]
    page.words = _to_words(words, 1 / scale, flags)
    page.rules = points
    page.tables = find_tables(page.words, points)


class _Sheet:
    """The picture of a page on its way to words."""

    def __init__(self, picture: Image.Image, dpi: float, seconds: float) -> None:
        self.picture = picture
        self.dpi = dpi
        self.seconds = seconds
        self.angle = 0.0
        self.rules: list[Segment] = []

    def read(self) -> tuple[list[Found], int]:
        """The words, and by how many degrees the picture was turned clockwise to read them."""
        best = self._read_upright()
        turn = 0
        if quality(best) < _POOR:
            for degrees in (90, 270, 180):
                other = _Sheet(self.picture.rotate(-degrees, expand=True), self.dpi, self.seconds)
                words = other._read_upright()
                if quality(words) > max(quality(best) + 0.1, 0.4) and _letters(words) * 2 > _letters(best):
                    best, turn, self.angle, self.rules = words, degrees, other.angle, other.rules
        return best, turn

    def _read_upright(self) -> list[Found]:
        picture = self._straight()
        cleaned, self.rules = clean_scan(np.asarray(picture), self.dpi)
        latin = "+".join(name for name in _LATIN if name in languages()) or next(iter(languages()))
        straight, clean = picture, Image.fromarray(cleaned)
        columns = recognise(straight, [(latin, _COLUMNS)], round(self.dpi), self.seconds)[0]
        sparse = recognise(clean, [(latin, _SPARSE)], round(self.dpi), self.seconds)[0]
        words = merge(columns, sparse)
        if quality(words) < _POOR and _PERSIAN in languages():
            mixed = f"{_PERSIAN}+eng"
            words = max(
                words,
                merge(*recognise(clean, [(mixed, _COLUMNS), (mixed, _SPARSE)], round(self.dpi), self.seconds)),
                key=quality,
            )
        return reading_order(words)

    def _straight(self) -> Image.Image:
        gray = np.asarray(self.picture)
        self.angle = -skew(gray)
        if abs(self.angle) < 0.05:
            self.angle = 0.0
            return self.picture
        return self.picture.rotate(-self.angle, Image.Resampling.BICUBIC, fillcolor=int(paper(gray)))

    @staticmethod
    def box(segment: Segment, points: float) -> Box:
        return Box(*(round(edge * points, 2) for edge in segment))


def _letters(words: list[Found]) -> int:
    return sum(len(word.text) for word in words)


def _to_words(found: list[Found], points: float, flags: list[str]) -> list[Word]:
    words: list[Word] = []
    for word in found:
        text = one_line(word.text, flags)
        if text:
            box = Box(*(round(edge * points, 2) for edge in word[2:]))
            words.append(Word(text, box, round(box.y1 - box.y0, 2), confidence=round(word.confidence, 3)))
    return words
