"""What is read from a PDF: words where they stand, in the order a person reads, and only those a person sees."""

import zlib

import pytest

from nexus.documents.evidence import Page, Reading
from nexus.documents.reading.bidi import logical_word, ordered
from nexus.documents.reading.files import read_bytes
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from tests.documents.files import at, bound, line, pdf


def read(content: bytes, limits: ReadingLimits | None = None) -> Reading:
    return read_bytes(content, limits=limits or ReadingLimits(), name="request.pdf")


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def test_words_carry_box_size_and_weight():
    word = read(pdf(at(72, 700, "Contactor 25 A"))).pages[0].words[0]
    assert word.text == "Contactor"
    assert word.box.x0 == pytest.approx(72, abs=1)
    assert word.box.y0 < 842 - 700 < word.box.y1
    assert word.size == 11
    assert word.bold


@pytest.mark.parametrize(("turn", "x", "y"), [(0, 72, 142), (90, 700, 72), (180, 523, 700), (270, 142, 523)])
def test_boxes_lie_on_the_page_as_a_person_sees_it(turn: int, x: float, y: float):
    box = read(pdf(at(72, 700, "I"), page=f"/Rotate {turn}")).pages[0].words[0].box
    assert (box.x0 + box.x1) / 2 == pytest.approx(x, abs=8)
    assert (box.y0 + box.y1) / 2 == pytest.approx(y, abs=8)


def test_a_crop_box_moves_the_origin():
    page = read(pdf(at(172, 700, "Here"), page="/CropBox[100 100 500 742]")).pages[0]
    assert (page.width, page.height) == (400, 642)
    assert page.words[0].box.x0 == pytest.approx(72, abs=1)


@pytest.mark.parametrize(
    "hidden",
    [
        "1 g " + at(72, 600, "PWNED") + "0 g ",
        at(72, 600, "PWNED", size=1),
        at(700, 600, "PWNED"),
        "BT /F1 11 Tf 3 Tr 72 600 Td (PWNED) Tj 0 Tr ET ",
        at(72, 600, "PWNED") + "1 g 60 590 200 40 re f 0 g ",
    ],
    ids=["white", "tiny", "off the page", "invisible", "painted over"],
)
def test_what_a_person_cannot_see_is_left_out_and_told(hidden: str):
    reading = read(pdf(at(72, 700, "Total 1,200.00") + hidden))
    assert texts(reading.pages[0]) == ["Total", "1,200.00"]
    assert reading.flags == ["hidden-text"]


def test_white_text_on_a_dark_bar_is_seen():
    reading = read(pdf("0.2 g 60 590 200 40 re f 1 g " + at(72, 600, "Quantity")))
    assert texts(reading.pages[0]) == ["Quantity"]
    assert reading.flags == []


def test_text_on_a_light_background_painted_before_it_is_seen():
    reading = read(pdf("0.9 g 60 590 200 40 re f 0 g " + at(72, 600, "Zebra")))
    assert texts(reading.pages[0]) == ["Zebra"]
    assert len(reading.pages[0].fills) == 1


def grid(*, middle: bool = True) -> str:
    inner = [line(200, 600, 200, 680)] if middle else []
    outer = [line(60, y, 400, y) for y in (600, 640, 680)] + [line(x, 600, x, 680) for x in (60, 400)]
    return "".join([*outer, *inner])


def test_crossing_rules_make_a_table():
    cells = at(70, 655, "Item") + at(210, 655, "Qty") + at(70, 615, "Hex nut M4") + at(210, 615, "100")
    page = read(pdf(grid() + cells)).pages[0]
    assert [[cell.text for cell in row] for row in page.tables[0].rows] == [["Item", "Qty"], ["Hex nut M4", "100"]]
    assert page.tables[0].rows[1][1].ref == "table 1, row 2, cell 2"
    assert page.tables[0].rows[1][1].box is not None


def test_a_cell_across_columns_covers_the_next():
    cells = at(70, 655, "Section A") + at(70, 615, "Hex nut") + at(210, 615, "100")
    upper = [line(60, y, 400, y) for y in (600, 640, 680)] + [line(x, 600, x, 680) for x in (60, 400)]
    page = read(pdf("".join(upper) + line(200, 600, 200, 640) + cells)).pages[0]
    assert [[cell.text for cell in row] for row in page.tables[0].rows] == [["Section A", ""], ["Hex nut", "100"]]


def test_a_page_without_crossing_rules_has_no_table():
    page = read(pdf(line(60, 600, 400, 600) + at(70, 615, "Item"))).pages[0]
    assert page.tables == []
    assert len(page.rules) == 1


def test_scripts_are_flagged_and_never_run():
    reading = read(pdf(at(72, 700, "Offer"), catalog="/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"))
    assert reading.flags == ["active-content"]
    assert texts(reading.pages[0]) == ["Offer"]


def test_an_escaped_name_does_not_hide_a_script():
    assert read(pdf("", catalog="/OpenAction<</S/J#61vaScript/J#53(1)>>")).flags == ["active-content"]


def test_pages_over_the_limit_are_refused():
    with pytest.raises(Unreadable) as refused:
        read(pdf(*[at(72, 700, "x")] * 4), ReadingLimits(pages=3))
    assert refused.value.code == "pages"


def test_a_page_count_that_lies_is_not_believed():
    honest = pdf(*[at(72, 700, "x")] * 4)
    with pytest.raises(Unreadable) as refused:
        read(honest.replace(b"/Count 4", b"/Count 1"), ReadingLimits(pages=3))
    assert refused.value.code == "pages"


def test_a_tree_of_repeated_branches_is_refused_without_walking_it():
    levels = [f"<</Type/Pages/Kids[{' '.join([f'{number + 1} 0 R'] * 10)}]/Count 1>>" for number in range(2, 12)]
    leaf = "<</Type/Page/MediaBox[0 0 10 10]>>"
    with pytest.raises(Unreadable) as refused:
        read(bound(["<</Type/Catalog/Pages 2 0 R>>", *levels, leaf]))
    assert refused.value.code in {"pages", "unreadable"}


def test_a_stream_that_explodes_is_refused():
    packed = zlib.compress(zlib.compress(b" " * 20_000_000))
    body = f"<</Length {len(packed)}/Filter[/FlateDecode/FlateDecode]>>\nstream\n{packed.decode('latin-1')}\nendstream"
    bomb = bound(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", body])
    with pytest.raises(Unreadable) as refused:
        read(bomb, ReadingLimits(expanded_bytes=10_000_000))
    assert refused.value.code == "bomb"


@pytest.mark.parametrize("cut", [9, 60, 200])
def test_a_pdf_cut_short_is_refused_kindly(cut: int):
    with pytest.raises(Unreadable) as refused:
        read(pdf(at(72, 700, "Offer"))[:cut])
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("visual", "logical"),
    [
        (["وناب", "رتشاو"], ["واشتر", "بانو"]),
        (["هزیناولاگ", "DIN", "125A", "M3", "تخت"[::-1], "رشاو"], ["واشر", "تخت", "DIN", "125A", "M3", "گالوانیزه"]),
        (["ml", "۱۰", "،طسوتم"[::-1][::-1]], ["متوسط،", "۱۰", "ml"]),
        ([",IC", "REG", "8SO"], ["IC", "REG", "8SO,"]),
        (["۱۰۰۰", "/", "۱۰۰", "/", "۱۰"], ["۱۰", "/", "۱۰۰", "/", "۱۰۰۰"]),
        (["+98", "21", "8891"], ["+98", "21", "8891"]),
        (["SP-SAC305T4-250GJAR"], ["SP-SAC305T4-250GJAR"]),
    ],
)
def test_words_of_a_persian_page_come_in_logical_order(visual: list[str], logical: list[str]):
    assert [text for _, text in ordered(visual, rtl_page=True)] == logical


@pytest.mark.parametrize(
    ("visual", "logical"),
    [("مالس", "سلام"), ("M8چیپ", "پیچM8"), ("ARI-26/807", "ARI-26/807"), ("۱۴۰۶/۰۴/۲۸:خیرات", "تاریخ:۱۴۰۶/۰۴/۲۸")],
)
def test_letters_turn_and_numbers_stay(visual: str, logical: str):
    assert logical_word(visual) == logical
