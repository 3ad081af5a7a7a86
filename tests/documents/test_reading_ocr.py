"""Pages that are pictures: straightened, their tables found, their words recognised, and never silently empty."""

import io
import shutil
from importlib.resources import files

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from nexus.documents.reading.files import read_bytes
from nexus.documents.reading.limits import ReadingLimits
from nexus.documents.reading.ocr.components import blobs, groups
from nexus.documents.reading.ocr.lines import clean_scan
from nexus.documents.reading.ocr.merge import merge, persian_share, reading_order, with_latin
from nexus.documents.reading.ocr.numerals import find_numbers, with_numerals
from nexus.documents.reading.ocr.pixels import skew
from nexus.documents.reading.ocr.tesseract import Found, languages

DPI = 200
FONT = files("nexus.platform") / "printing" / "fonts" / "Vazirmatn-Regular.ttf"
with_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="install tesseract-ocr to test OCR")


def sheet() -> Image.Image:
    """An A5 page at 200 dpi with a ruled table of two rows."""
    picture = Image.new("L", (1160, 1640), 235)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=34)
    draw.text((100, 100), "Request for Quotation", fill=30, font=font)
    for y in (300, 400, 500):
        draw.line((100, y, 1000, y), fill=40, width=3)
    for x in (100, 700, 1000):
        draw.line((x, 300, x, 500), fill=40, width=3)
    for text, x, y in (
        ("Description", 120, 330),
        ("Quantity", 720, 330),
        ("Hexagon nut", 120, 430),
        ("125.5", 720, 430),
    ):
        draw.text((x, y), text, fill=30, font=font)
    return picture


def stored(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(DPI, DPI))
    return file.getvalue()


@with_tesseract
@pytest.mark.parametrize("turn", [0, 1.5, 90, 180])
def test_a_scan_is_read_however_it_lies(turn: float):
    picture = sheet().rotate(turn, expand=turn % 90 == 0, fillcolor=235, resample=Image.Resampling.BICUBIC)
    page = read_bytes(stored(picture), name="scan.png").pages[0]
    assert page.source == "ocr"
    assert [[cell.text for cell in row] for row in page.tables[0].rows] == [
        ["Description", "Quantity"],
        ["Hexagon nut", "125.5"],
    ]
    assert page.skew == pytest.approx(turn, abs=0.2)


@with_tesseract
def test_words_carry_place_and_confidence():
    word = read_bytes(stored(sheet()), name="scan.png").pages[0].words[0]
    assert word.text == "Request"
    assert word.box.x0 == pytest.approx(100 * 72 / DPI, abs=2)
    assert 0.5 < word.confidence <= 1


def test_without_tesseract_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    languages.cache_clear()
    page = read_bytes(stored(sheet()), name="scan.png").pages[0]
    languages.cache_clear()
    assert page.source == "unread"
    assert "install tesseract-ocr" in page.note


def test_scans_over_the_limit_stay_unread_and_say_so():
    page = read_bytes(stored(sheet()), limits=ReadingLimits(ocr_pages=0), name="scan.png").pages[0]
    assert page.source == "unread"
    assert page.note


@pytest.mark.parametrize("angle", [-2.0, -0.6, 0.0, 1.2])
def test_skew_is_measured(angle: float):
    turned = sheet().rotate(-angle, fillcolor=235, resample=Image.Resampling.BICUBIC)
    assert skew(np.asarray(turned)) == pytest.approx(angle, abs=0.1)


def test_rules_are_found_and_wiped_away():
    cleaned, rules = clean_scan(np.asarray(sheet()), DPI)
    assert len(rules) == 6
    assert cleaned[296:304, 300:600].min() > 200
    assert cleaned[330:370, 120:300].min() < 60


def test_dust_is_wiped_away():
    picture = sheet()
    picture.putpixel((900, 1200), 0)
    cleaned, _ = clean_scan(np.asarray(picture), DPI)
    assert cleaned[1200, 900] > 200


def found(text: str, confidence: float, x: float, y: float, width: float = 50) -> Found:
    return Found(text, confidence, x, y, x + width, y + 20)


def test_what_one_pass_overlooks_the_other_adds():
    both = merge([found("nut", 0.9, 0, 0)], [found("nut", 0.8, 1, 0), found("5", 0.9, 200, 0)])
    assert sorted(word.text for word in both) == ["5", "nut"]


def test_the_surer_of_two_words_stays():
    assert [word.text for word in merge([found("nul", 0.4, 0, 0)], [found("nut", 0.9, 1, 0)])] == ["nut"]


def test_rules_taken_for_letters_go():
    assert merge([found("|", 0.95, 0, 0)], []) == []


def test_words_are_read_line_by_line():
    words = [found("b", 1, 100, 3), found("c", 1, 0, 40), found("a", 1, 0, 0)]
    assert [word.text for word in reading_order(words)] == ["a", "b", "c"]


def test_persian_lines_are_read_from_the_right():
    words = [found("واشر", 1, 300, 0), found("DIN", 1, 100, 0), found("125", 1, 160, 0), found("تخت", 1, 230, 0)]
    assert [word.text for word in reading_order(words, rtl=True)] == ["واشر", "تخت", "DIN", "125"]


def test_a_page_is_persian_by_its_surely_persian_words():
    persian = [
        found("واشر", 0.9, 0, 0),
        found("DIN", 0.9, 100, 0),
        found("تخت", 0.8, 200, 0),
        found("125", 0.9, 300, 0),
    ]
    latin = [found("washer", 0.9, 0, 0), found("ﻭا", 0.3, 100, 0), found("DIN", 0.9, 200, 0)]
    assert persian_share(persian) > 0.5
    assert persian_share(latin) == 0
    assert persian_share([]) == 0


def numerals(*lines: str) -> np.ndarray:
    """Lines of Persian digits set as a printer would, at 200 dpi."""
    picture = Image.new("L", (900, 120 * len(lines)), 240)
    font = ImageFont.truetype(str(FONT), 30)
    for index, text in enumerate(lines):
        ImageDraw.Draw(picture).text((100, 40 + 120 * index), text, fill=20, font=font)
    return np.asarray(picture)


@pytest.mark.parametrize("number", ["۱۲۳۴۵۶۷۸۹۰", "۱٬۵۰۰", "۱۴۰۶/۰۷/۱۸", "۲۵"])
def test_persian_digits_are_read(number: str):
    assert [found.text for found in find_numbers(numerals(number))] == [number]


def test_latin_letters_and_digits_are_no_persian_numbers():
    assert find_numbers(numerals("E154487 MAX232N 500 pcs")) == []


def test_a_number_takes_the_place_of_what_was_mistaken_for_it():
    (number,) = find_numbers(numerals("۱۲۰۰"))
    mistaken = Found("۳۳", 0.4, number.x0, number.y0, number.x1, number.y1)
    assert [word.text for word in with_numerals(numerals("۱۲۰۰"), [mistaken], DPI)] == ["۱۲۰۰"]


def test_part_numbers_of_a_persian_page_come_from_the_latin_pass():
    persian = [found("واشر", 0.9, 300, 0), found("5۷", 0.7, 100, 0), found("تخت", 0.4, 200, 0)]
    latin = [found("5V", 0.95, 100, 0), found("sols", 0.9, 300, 0)]
    assert sorted(word.text for word in with_latin(persian, latin)) == ["5V", "تخت", "واشر"]


def test_touching_ink_is_one_blob_and_neighbours_are_a_group():
    mask = np.zeros((40, 80), dtype=bool)
    mask[10:20, 5:8] = mask[10:20, 12:15] = mask[10:20, 60:70] = True
    mask[20, 8] = mask[21, 9] = True
    assert sorted(blobs(mask)) == [(5, 10, 10, 22), (12, 10, 15, 20), (60, 10, 70, 20)]
    assert sorted(len(group) for group in groups(blobs(mask), 9, 80)) == [1, 2]
