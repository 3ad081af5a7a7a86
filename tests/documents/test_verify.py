"""No value is taken as read that does not stand where it is said to, or does not follow from what stands there."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.documents.evidence import Box, Check, ExtractedLine, Extraction, Reading, Value
from nexus.documents.extraction.arithmetic import checks
from nexus.documents.extraction.extract import extract
from nexus.documents.extraction.verify import follows, values_of, verify
from tests.documents.pages import flow, paper, printed

ITEMS = (
    (50, 200, "Pos"), (90, 200, "Description"), (300, 200, "Qty"), (350, 200, "Unit"),
    (50, 220, "1"), (90, 220, "Ball valve DN50"), (300, 220, "12"), (350, 220, "pcs"),
    (50, 240, "2"), (90, 240, "Pressure sensor"), (300, 240, "1,250"), (350, 240, "pcs"),
)  # fmt: skip


def checked(field: str, value: Value, reading: Reading) -> Value:
    return verify(Extraction(header={field: value}), reading).header[field]


def at(page: Reading, text: str) -> Box:
    return next(word.box for word in page.pages[0].words if word.text == text)


def test_a_value_at_its_place_is_verified() -> None:
    page = paper(printed((50, 50, "RFQ No: 4711-B")))
    value = checked("rfq_number", Value("4711-B", "4711-B", 1, at(page, "4711-B"), confidence=0.9), page)
    assert value.verified
    assert value.confidence == 0.9


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("4711-C", None),
        ("4711-B", Box(400, 400, 450, 410)),
        ("711-B", None),
        ("4711", Box(400, 50, 450, 60)),
    ],
)
def test_a_value_that_does_not_stand_there_is_not_verified_and_loses_confidence(text: str, box: Box | None) -> None:
    page = paper(printed((50, 50, "RFQ No: 4711-B")))
    value = checked("rfq_number", Value(text, text, 1, box or at(page, "4711-B"), confidence=0.95), page)
    assert not value.verified
    assert value.confidence <= 0.4


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("due_date", "2027-05-04", "5 June 2027"),
        ("quantity", "500", "5"),
        ("unit", "kg", "Stk"),
        ("currency", "EUR", "USD"),
        ("customer_name", "Another Company", "Meridian"),
    ],
)
def test_a_value_that_does_not_follow_from_its_text_is_not_verified(field: str, value: str, text: str) -> None:
    page = paper(printed((50, 50, text)))
    whole = Box(0, 0, 595, 842)
    assert not checked(field, Value(value, text, 1, whole, confidence=0.9), page).verified


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("due_date", "2027-06-05", "05/06/2027"),
        ("due_date", "2027-08-10", "۱۴۰۶/۰۵/۱۹"),
        ("quantity", "1250", "1.250"),
        ("quantity", "1250", "۱٬۲۵۰"),
        ("unit", "pcs", "Stück"),
        ("currency", "CHF", "Schweizer Franken"),
        ("customer_name", "Müller & Söhne", "Müller & Söhne"),
    ],
)
def test_a_canonical_value_follows_from_what_is_printed(field: str, value: str, text: str) -> None:
    assert follows(field, value, text)


def test_spaces_hyphens_ligatures_and_digits_of_other_scripts_make_no_difference() -> None:
    page = paper(printed((50, 50, "ofﬁce-"), (50, 62, "park ۱۲")))
    value = checked("delivery_address", Value("officepark 12", "officepark 12", 1, Box(40, 40, 300, 90)), page)
    assert value.verified


def test_letters_that_ocr_confuses_are_allowed_with_less_confidence() -> None:
    page = paper(printed((50, 50, "RFQ-2O27-l1"), source="ocr"))
    box = at(page, "RFQ-2O27-l1")
    value = checked("rfq_number", Value("RFQ-2027-11", "RFQ-2027-11", 1, box, source="ocr", confidence=0.9), page)
    assert value.verified
    assert value.confidence < 0.9


def test_a_cell_and_a_mail_head_are_places_too() -> None:
    mail = flow(table=[["Due", "3 May 2027"]], properties={"from_email": "a@b.example", "from_name": "A B"})
    cell = Value("2027-05-03", "3 May 2027", 1, ref="table 1, row 1, cell 2")
    assert checked("due_date", cell, mail).verified
    assert checked("contact_email", Value("a@b.example", "a@b.example", 1, ref="From"), mail).verified
    assert not checked("contact_email", Value("c@b.example", "c@b.example", 1, ref="From"), mail).verified


def test_what_xml_and_people_say_is_left_alone() -> None:
    page = paper(printed((50, 50, "nothing")))
    for source in ("xml", "person"):
        value = Value("X", "X", 1, source=source, confidence=1.0, verified=True)
        assert checked("rfq_number", value, page) == Value("X", "X", 1, source=source, confidence=1.0, verified=True)


def test_everything_layout_reads_is_verified() -> None:
    head = (
        (50, 40, "Meridian Pumps Ltd"),
        (50, 60, "Request for Quotation"),
        (50, 80, "RFQ No: 4711"),
        (50, 100, "Due: 3 May 2027"),
    )
    extraction = extract(paper(printed(*head, *ITEMS)))
    assert len(extraction.lines) == 2
    assert [name for name, value in values_of(extraction) if not value.verified] == []


@given(st.sampled_from(["4711", "12", "1,250", "Pressure", "Meridian"]))
def test_sabotaged_print_is_caught(word: str) -> None:
    """Take a word off the page behind the extraction's back: its value is no longer verified."""
    head = ((50, 40, "Meridian Pumps Ltd"), (50, 60, "Request for Quotation"), (50, 80, "RFQ No: 4711"))
    reading = paper(printed(*head, *ITEMS))
    extraction = extract(reading)
    stolen = msgspec.convert(msgspec.to_builtins(reading), Reading)
    stolen.pages[0].words = [each for each in stolen.pages[0].words if each.text != word]
    before = sum(value.verified for _, value in values_of(extraction))
    assert sum(value.verified for _, value in values_of(verify(extraction, stolen))) < before


def line(position: int, quantity: str, price: str, total: str) -> ExtractedLine:
    values = [Value(text, text, 1) for text in (str(position), quantity, price, total)]
    return ExtractedLine(
        position, line_number=values[0], quantity=values[1], unit_price=values[2], line_total=values[3]
    )


def failed(extraction: Extraction) -> list[str]:
    return [check.name for check in checks(extraction) if not check.passed]


def test_sums_that_agree_pass() -> None:
    header = {
        name: Value(text, text, 1)
        for name, text in (("subtotal", "26"), ("tax_amount", "4.94"), ("total_amount", "30.94"))
    }
    extraction = Extraction(
        header=header, lines=[line(1, "3", "2", "6"), line(2, "2", "5", "10"), line(3, "4", "2.50", "10")]
    )
    assert failed(extraction) == []
    assert Check("subtotal and tax", passed=True, detail="26 + 4.94 = 30.94, printed 30.94") in checks(extraction)


def test_sums_that_disagree_are_named() -> None:
    header = {
        name: Value(text, text, 1)
        for name, text in (("subtotal", "27"), ("tax_amount", "4.94"), ("total_amount", "30.94"))
    }
    extraction = Extraction(
        header=header, lines=[line(1, "3", "2", "7"), line(2, "2", "5", "10"), line(4, "4", "2.50", "10")]
    )
    assert failed(extraction) == ["line 1: quantity x price", "subtotal and tax", "line numbers"]


def test_dates_out_of_order_are_named() -> None:
    header = {name: Value(day, day, 1) for name, day in (("issue_date", "2027-05-02"), ("due_date", "2027-05-01"))}
    assert failed(Extraction(header=header)) == ["issued before due"]
