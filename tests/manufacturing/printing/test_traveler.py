"""The traveler on paper: what can be read and scanned on it, on how many pages, in which language."""

import msgspec
import pytest

from nexus.manufacturing.printing.sheet import SheetCheck, TravelerSheet
from nexus.manufacturing.printing.typesetting import traveler_pdf
from nexus.manufacturing.printing.words import WORDS
from tests.manufacturing.printing.make import asked, item, printed, scanned, sheet, step, texts

HOSTILE = (
    '#panic("no") $x^2$ *b* _c_ "q" `r` \\ // <b> @ref [x] #image("/etc/passwd") \x07 \ue000 — 😀👩‍🔧 '
    + "W" * 120
    + " متن فارسی ^XA^FDx^FS ~JA"
)


def changed(**over: object) -> TravelerSheet:
    return msgspec.structs.replace(sheet(2, 2), **over)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("locale", ["en", "de-AT", "fa", "pt-BR"])
@pytest.mark.parametrize("mark", ["", "on_hold"])
def test_every_code_is_read_back(locale: str, mark: str, dpi: int) -> None:
    traveler = msgspec.structs.replace(sheet(3, 12), locale=locale, mark=mark)
    assert scanned(traveler_pdf(traveler), dpi) == asked(traveler)


def test_codes_of_thirty_six_signs_are_read_back() -> None:
    code = "a3f1c2d4-90ab-4cde-8f01-23456789abcd"
    traveler = changed(code=code, steps=(step(10, code=code[::-1]),))
    assert scanned(traveler_pdf(traveler), 203) == asked(traveler)


def test_a_code_that_is_too_long_for_bars_is_read_back_as_squares() -> None:
    traveler = changed(code="T" + "x9" * 90, steps=(step(10, code="S" + "y7" * 99),))
    assert scanned(traveler_pdf(traveler), 300) == asked(traveler)


def test_sabotage_a_page_whose_codes_are_too_small_is_found_unreadable() -> None:
    traveler = sheet(3, 6)
    assert scanned(traveler_pdf(traveler), 60) != asked(traveler)


@pytest.mark.parametrize(
    "said",
    [
        "PCB assembly",
        "Larkfield Electronics",
        "T-2026-00042",
        "Revision 2",
        "BW-SENS-0117-C",
        "Sensor board, four channels",
        "250 pcs",
        "23 December 2026",
        "J-2026-0318",
        "PO-88213-B",
        "Brightwater Instruments",
        "ESD protection",
        "RC0603FR-071KL",
        "R11, R12, R13, R14",
        "1,000 pcs",
        "First article",
        "Operator, SMT · 1.5 h estimated",
        "Stencil ST-118",
        "100 – 150 µm",
        "Good Scrap Initials Date",
        "Final inspection",
        "ab12cd34ef56ab78 Page 1 of 1",
    ],
)
def test_a_traveler_says_all_that_the_floor_needs(said: str) -> None:
    assert said in texts(traveler_pdf(sheet(2, 2)))[0]


def test_two_hundred_lines_and_sixty_operations_go_over_pages_with_their_heads() -> None:
    traveler = sheet(200, 60)
    pdf = traveler_pdf(traveler)
    pages = texts(pdf)
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all("T-2026-00042 Revision 2 ab12cd34ef56ab78" in page for page in pages)
    assert all("Designators Supplier" in page for page in pages if "RC0603FR" in page)
    assert all("Scan and sign" in page for page in pages if "NX1|T-2026-00042|2|10" in page)
    assert sum(page.count("RC0603FR-07") for page in pages) == 200
    assert scanned(pdf, 203) == asked(traveler)


@pytest.mark.parametrize("count", range(8, 40))
def test_a_heading_never_stands_on_a_page_without_its_table(count: int) -> None:
    (page,) = [page for page in texts(traveler_pdf(sheet(count, 2))) if "Operations" in page]
    assert "Pick and place" in page


@pytest.mark.parametrize("field", ["company", "number", "hash", "type", "part_number", "part_name", "quantity", "job",
                                   "po", "customer", "priority", "notes"])  # fmt: skip
def test_what_stands_on_a_traveler_is_never_markup_and_hides_no_code(field: str) -> None:
    traveler = changed(**{field: HOSTILE})
    pdf = traveler_pdf(traveler)
    assert '#panic("no")'[: 16 if field == "hash" else 99] in texts(pdf)[0]
    assert scanned(pdf, 300) == asked(traveler)


def test_hostile_lines_and_operations_stay_in_their_columns() -> None:
    items = tuple(
        item(n, part_number=HOSTILE, description=HOSTILE, quantity=HOSTILE, unit=HOSTILE, designators=HOSTILE,
             supplier=HOSTILE, notes=HOSTILE)
        for n in (1, 2)
    )  # fmt: skip
    check = SheetCheck(HOSTILE, HOSTILE)
    steps = tuple(step(n, name=HOSTILE, role=HOSTILE, hours=HOSTILE, description=HOSTILE, checks=(check,))
                  for n in (10, 20))  # fmt: skip
    traveler = changed(items=items, steps=steps)
    pdf = traveler_pdf(traveler)
    assert scanned(pdf, 300) == asked(traveler)
    assert [page for page in printed(pdf, 72) if ink_in_margins(page)] == []


def ink_in_margins(page: object) -> bool:
    """Tell whether anything but white stands in the outer ten millimetres at the left or right."""
    edge = 28
    strips = [page.crop((0, 0, edge, page.height)), page.crop((page.width - edge, 0, page.width, page.height))]  # type: ignore[attr-defined]
    return any(strip.getextrema()[0] < 250 for strip in strips)


def test_sabotage_ink_in_the_margins_is_found() -> None:
    (page,) = printed(traveler_pdf(sheet(1, 1)), 72)
    assert not ink_in_margins(page)
    page.putpixel((5, 400), 0)
    assert ink_in_margins(page)


def test_designators_without_blanks_stay_in_their_column() -> None:
    many = ",".join(f"R{number}" for number in range(400))
    pages = printed(traveler_pdf(changed(items=(item(1, designators=many),))), 72)
    assert not any(map(ink_in_margins, pages))


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de-DE", ["Laufkarte", "Stückliste", "23. Dezember 2026", "Erststück", "Seite 1 von 1"]),
        ("pt-BR", ["Ficha de fabricação", "Operações", "23 de dezembro de 2026", "Página 1 de 1"]),
        ("ja-JP", ["Traveler", "Page 1 of 1"]),
    ],
)
def test_the_paper_speaks_the_language_of_its_locale(locale: str, words: list[str]) -> None:
    page = texts(traveler_pdf(changed(locale=locale, customer="Öttinger & Söhne, Große Straße")))[0]
    assert [word for word in [*words, "Öttinger & Söhne, Große Straße"] if word not in page] == []


def test_persian_has_its_own_digits_and_calendar_with_the_gregorian_day_beside_it() -> None:
    page = texts(traveler_pdf(changed(locale="fa")))[0]
    assert "2026-12-23" in page
    assert "۱۴۰۵" in page or "۵۰۴۱" in page


@pytest.mark.parametrize("mark", ["draft", "superseded", "on_hold", "cancelled"])
def test_a_mark_stands_on_every_page(mark: str) -> None:
    pages = texts(traveler_pdf(msgspec.structs.replace(sheet(60, 3), mark=mark)))
    assert all(WORDS["en"].marks[mark] in page for page in pages)


def test_every_language_says_every_mark() -> None:
    assert {tuple(sorted(words.marks)) for words in WORDS.values()} == {("cancelled", "draft", "on_hold", "superseded")}


@pytest.mark.parametrize("color", ["#ffffff", "#000000", "red", '#fff"); #panic("', ""])
def test_any_colour_leaves_the_type_readable(color: str) -> None:
    assert "PCB assembly" in texts(traveler_pdf(changed(color=color)))[0]


def test_a_traveler_with_nothing_on_it_yet_is_printed() -> None:
    empty = changed(items=(), steps=(), job="", po="", customer="", due=None, priority="", notes="", hash="")
    assert scanned(traveler_pdf(empty), 203) == asked(empty)


def test_a_paper_whose_signs_our_fonts_have_is_archival() -> None:
    assert b"pdfaid:part" in traveler_pdf(sheet())
    assert b"pdfaid:part" not in traveler_pdf(changed(notes="漢字"))
