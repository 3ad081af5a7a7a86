"""One scanned page from picture to words: turned upright, straightened, recognised twice, the better kept."""

import time
from typing import NamedTuple

import numpy as np
from PIL import Image

from nexus.documents.evidence import Box, Page, Word
from nexus.documents.reading.grids import find_tables
from nexus.documents.reading.limits import ReadingLimits
from nexus.documents.reading.ocr.lines import Segment, clean_scan
from nexus.documents.reading.ocr.merge import doubt, merge, persian_share, reading_order, with_latin
from nexus.documents.reading.ocr.numerals import with_numerals
from nexus.documents.reading.ocr.pixels import paper, skew
from nexus.documents.reading.ocr.second_look import look_again
from nexus.documents.reading.ocr.tesseract import (
    COLUMNS,
    SPARSE,
    WHAT_TO_INSTALL,
    Found,
    languages,
    recognise,
    tell_turn,
)
from nexus.documents.reading.scans import Scan
from nexus.documents.reading.text import flag, one_line

DPI = 200
"""Measured best of 150, 200 and 300 on scans of 150 to 200 dpi; a larger picture only takes longer."""
_LATIN = ("eng", "deu", "por")
_PERSIAN = "fas"
_DOUBTFUL = 0.1
"""Share of unsure words above which a page may be turned or in another script: those have over 0.15, print has 0.05."""
_PERSIAN_SHARE = 0.1
"""Share of a page's words that are surely Persian: of Persian pages a quarter or more, of Latin ones none."""


class _Sheet(NamedTuple):
    """A straightened picture, what it was turned by, and its rules."""

    picture: Image.Image
    cleaned: Image.Image
    degrees: float
    rules: list[Segment]


def read_scans(scans: list[Scan], limits: ReadingLimits, flags: list[str]) -> None:
    """Fill the pages with what is recognised. A page that is not read says why."""
    readable = scans[: limits.ocr_pages] if languages() else []
    end = time.monotonic() + len(readable) * limits.ocr_seconds_per_page + limits.seconds / 2
    for number, scan in enumerate(readable):
        share = (end - time.monotonic()) / (len(readable) - number)
        _read_scan(scan, limits, _Recogniser(share), flags)
    for scan in scans[len(readable) :]:
        if languages():
            _leave(scan.page, f"Only the first {limits.ocr_pages} scanned pages are read. Send the others separately.")
        else:
            _leave(scan.page, f"This page is a picture. To read it, {WHAT_TO_INSTALL}.")


def _read_scan(scan: Scan, limits: ReadingLimits, recogniser: "_Recogniser", flags: list[str]) -> None:
    """Fill one page with recognised words, tables and rules."""
    page = scan.page
    scale = min(DPI / 72, (limits.pixels / max(page.width * page.height, 1.0)) ** 0.5)
    recogniser.dpi = scale * 72
    words, sheet = recogniser.read(scan.picture(scale))
    if round(sheet.degrees / 90) % 2:
        page.width, page.height = page.height, page.width
    page.skew = round(sheet.degrees, 2)
    page.words = _to_words(words, 1 / scale, flags)
    page.rules = [_box(rule, 1 / scale) for rule in sheet.rules]
    page.tables = find_tables(page.words, page.rules)
    if recogniser.out_of_time and not words:
        _leave(page, "Recognising this page took too long. Send a clearer or smaller scan of it.")
    elif recogniser.out_of_time:
        flag(flags, f"scan-hurried: page {page.number}: time ran out before it was read with full care")


def _leave(page: Page, note: str) -> None:
    page.source = "unread"
    page.note = note


class _Recogniser:
    """Reads the picture of one page before its time is up; what was found by then is kept."""

    def __init__(self, seconds: float) -> None:
        self.dpi = float(DPI)
        self.end = time.monotonic() + seconds

    def read(self, picture: Image.Image) -> tuple[list[Found], _Sheet]:
        """The words in reading order, and the sheet they lie on."""
        sheet = self._straighten(picture, 0)
        language = "+".join(name for name in _LATIN if name in languages()) or min(languages())
        words = self._recognise(sheet.picture, (language, COLUMNS))
        if doubt(words) > _DOUBTFUL:
            persian = self._persian(sheet, words)
            turn = 0 if persian else tell_turn(sheet.cleaned, round(self.dpi), self._left())
            if turn:
                sheet = self._straighten(picture.rotate(-turn, expand=True), turn)
                words = self._recognise(sheet.picture, (language, COLUMNS))
                persian = self._persian(sheet, words) if doubt(words) > _DOUBTFUL else []
            if persian:
                return reading_order(persian, rtl=True), sheet
        words = merge(words, self._recognise(sheet.cleaned, (language, SPARSE)))
        words = look_again(sheet.cleaned, words, language, round(self.dpi), self._left())
        return reading_order(words), sheet

    def _persian(self, sheet: _Sheet, latin: list[Found]) -> list[Found]:
        """The words of a Persian page; none when it is not one. Tesseract's own guess of the script is poor."""
        if _PERSIAN not in languages():
            return []
        language = f"{_PERSIAN}+eng" if "eng" in languages() else _PERSIAN
        words = self._recognise(sheet.picture, (language, COLUMNS))
        if doubt(words) > doubt(latin) or persian_share(words) < _PERSIAN_SHARE:
            return []
        words = merge(words, self._recognise(sheet.cleaned, (language, SPARSE)))
        return with_numerals(np.asarray(sheet.picture), with_latin(words, latin), self.dpi)

    def _recognise(self, picture: Image.Image, job: tuple[str, int]) -> list[Found]:
        return recognise(picture, *job, round(self.dpi), self._left())

    @property
    def out_of_time(self) -> bool:
        return time.monotonic() >= self.end

    def _left(self) -> float:
        return max(self.end - time.monotonic(), 0.1)

    def _straighten(self, picture: Image.Image, turned: int) -> _Sheet:
        gray = np.asarray(picture)
        angle = -skew(gray)
        if abs(angle) < 0.1:
            angle = 0.0
        else:
            picture = picture.rotate(-angle, Image.Resampling.BICUBIC, fillcolor=int(paper(gray)))
        cleaned, rules = clean_scan(np.asarray(picture), self.dpi)
        return _Sheet(picture, Image.fromarray(cleaned), turned + angle, rules)


def _to_words(found: list[Found], points: float, flags: list[str]) -> list[Word]:
    words: list[Word] = []
    for word in found:
        text = one_line(word.text, flags)
        if text:
            box = _box(word.edges, points)
            words.append(Word(text, box, round(box.y1 - box.y0, 2), confidence=round(word.confidence, 3)))
    return words


def _box(edges: tuple[float, float, float, float], points: float) -> Box:
    x0, y0, x1, y1 = (round(edge * points, 2) for edge in edges)
    return Box(x0, y0, x1, y1)
