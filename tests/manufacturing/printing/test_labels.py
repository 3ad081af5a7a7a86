"""Labels are read back, as pages and by a label printer, and nothing on them is a command."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nexus.manufacturing.printing.barcodes import Symbology, modules_across
from nexus.manufacturing.printing.labels import Label, label_pdf, label_zpl
from tests.manufacturing.printing.make import scanned, texts
from tests.manufacturing.printing.printer import Field, commands, fields

CODE = "NX1|T-2026-00042|2|10|K7"
TRAVELER = Label("T-2026-00042", ("BW-SENS-0117-C", "Sensor board", "250 pcs", "J-2026-0318"), CODE)
LOT = Label("LOT 2026-W48-17", ("RC0603FR-0710KL",), "NXL|8821")
STEP = Label("T-2026-00042 · 10", ("Reflow", "۲۵۰ عدد"), CODE, Symbology.DATAMATRIX)
HOSTILE = '#panic("no") $x$ "q" \\& ^XZ^XA^FDx^FS~JA _5E 😀 ' + "W" * 90 + " متن فارسی"
NASTY = Label(HOSTILE, (HOSTILE, HOSTILE, HOSTILE, HOSTILE), CODE)
LABELS = [TRAVELER, LOT, STEP, NASTY, Label(HOSTILE, (), "^XA~_>x", Symbology.DATAMATRIX)]
SIZES = [(100, 50), (57, 32), (101.6, 152.4), (76, 25)]
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_label_is_a_page_whose_code_is_read_back(width: float, height: float, dpi: int) -> None:
    pdf = label_pdf(LABELS, width, height)
    assert len(texts(pdf)) == len(LABELS)
    assert scanned(pdf, dpi) == sorted(label.code for label in LABELS)


def test_a_label_says_its_words_and_its_code() -> None:
    assert texts(label_pdf([TRAVELER]))[0].split("NX1")[0].strip() == " ".join([TRAVELER.title, *TRAVELER.lines])


def test_sabotage_a_label_seen_at_too_few_dots_is_found_unreadable() -> None:
    assert scanned(label_pdf(LABELS), 40) != sorted(label.code for label in LABELS)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_label_printer_prints_every_code_as_it_was_asked(width: float, height: float, dpi: int) -> None:
    for label, zpl in zip(LABELS, label_zpl(LABELS, dpi, width, height).splitlines(), strict=True):  # type: ignore[arg-type]
        (code,) = [field.text for field in fields(zpl) if field.kind != "text"]
        assert code == label.code


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("label", LABELS)
def test_nothing_leaves_a_printed_label_or_lies_over_its_code(
    label: Label, width: float, height: float, dpi: int
) -> None:
    (zpl,) = label_zpl([label], dpi, width, height).splitlines()  # type: ignore[arg-type]
    across, down = width * dpi / 25.4, height * dpi / 25.4
    boxes = [box(field) for field in fields(zpl)]
    assert [each for each in boxes if not (0 <= each[0] < each[2] <= across and 0 <= each[1] < each[3] <= down)] == []
    assert [(one, other) for one in boxes for other in boxes if one < other and overlap(one, other)] == []


def box(field: Field) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of a field in dots; letters of the printer's font are half as wide as high."""
    if field.kind == "text":
        return field.x, field.y, field.x + 0.5 * field.module * max(len(field.text), 1), field.y + field.height
    modules = modules_across(field.text, Symbology(field.kind))
    assert modules is not None
    quiet = 10 if field.kind == "code128" else 2
    right = field.x + (modules - quiet) * field.module
    bottom = field.y + (field.height if field.kind == "code128" else (modules - quiet) * field.module)
    return field.x - quiet * field.module, field.y, right, bottom


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_sabotage_a_field_over_another_is_found() -> None:
    assert overlap((0, 0, 10, 10), (5, 5, 15, 15))
    assert not overlap((0, 0, 10, 10), (10, 0, 20, 10))


@given(st.text(max_size=60), st.sampled_from([Symbology.CODE128, Symbology.DATAMATRIX]))
@example("^XZ^XA~JA_5EXZ\\&\n^FS", Symbology.CODE128)
@example("", Symbology.DATAMATRIX)
def test_no_text_is_a_command(said: str, symbology: Symbology) -> None:
    (zpl,) = label_zpl([Label(said, (said,), CODE, symbology)]).splitlines()  # type: ignore[arg-type]
    (plain,) = label_zpl([Label("a", ("a",), CODE, symbology)]).splitlines()  # type: ignore[arg-type]
    assert commands(zpl) == commands(plain)


@given(PRINTABLE, st.sampled_from([Symbology.CODE128, Symbology.DATAMATRIX]))
@example("123456_^~>>:12345678>5", Symbology.CODE128)
@example("____d065_1^~", Symbology.DATAMATRIX)
def test_a_label_printer_encodes_any_printable_ascii_as_it_is(code: str, symbology: Symbology) -> None:
    (zpl,) = label_zpl([Label("", (), code, symbology)]).splitlines()  # type: ignore[arg-type]
    assert code in [field.text for field in fields(zpl) if field.kind != "text"]
    assert commands(zpl)[-1] == "XZ"


def test_short_texts_are_printed_whole_in_utf_8() -> None:
    zpl = label_zpl([Label("Größe_1 ^", ("µ~",), CODE)])
    assert zpl.startswith("^XA^CI28")
    assert [field.text for field in fields(zpl) if field.kind == "text"] == ["Größe_1 ^", "µ~", CODE]


@settings(max_examples=30, deadline=None)
@given(PRINTABLE)
def test_a_label_of_any_printable_ascii_is_read_back(code: str) -> None:
    assert scanned(label_pdf([Label("T", (), code, Symbology.DATAMATRIX)]), 300) == [code]


@pytest.mark.parametrize("code", ["", "é", "x\ny", "x" * 201])
def test_what_no_wedge_can_type_is_refused_by_a_label_printer(code: str) -> None:
    with pytest.raises(ValueError, match="printable signs of ASCII"):
        label_zpl([Label("T", (), code)])


def test_a_fifth_line_is_refused() -> None:
    with pytest.raises(ValueError, match="up to 4 lines"):
        Label("T", ("1", "2", "3", "4", "5"), CODE)


def test_no_labels_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="no label"):
        label_pdf([])
