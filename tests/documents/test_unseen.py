"""Words and layouts that no list knows: where things stand still tells number, dates, buyer and items."""

from decimal import Decimal

import pytest

from nexus.documents.evidence import Page, Reading
from nexus.documents.extraction.extract import extract
from nexus.documents.extraction.header.labels import fields_of
from nexus.documents.extraction.header.typed import typed
from nexus.documents.extraction.language import Locale
from nexus.documents.extraction.lines.content import is_date
from nexus.documents.extraction.lines.headings import best, roles_of
from nexus.documents.extraction.values.dates import parse_date
from nexus.documents.extraction.values.numbers import number_style, parse_number
from nexus.documents.reading.files import read_file
from tests.documents.pages import flow, paper, printed

HERE = Locale("en", (), "dmy", "point")
ITEMS = [
    ["Pos", "Description", "Qty", "Unit"],
    ["1", "Ball valve DN50", "12", "pcs"],
    ["2", "Pressure sensor", "40", "pcs"],
]


def header(reading: Reading) -> dict[str, str]:
    return {name: value.value for name, value in extract(reading).header.items()}


def items(reading: Reading) -> list[tuple[str, str]]:
    return [
        (line.description.value if line.description else "", line.quantity.value if line.quantity else "")
        for line in extract(reading).lines
    ]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Please reply no later than", "due_date"),
        ("Bids accepted through", "due_date"),
        ("Last date of submission", "due_date"),
        ("Pricing needed by", "due_date"),
        ("Ende der Angebotsfrist", "due_date"),
        ("Offerteingabe bis", "due_date"),
        ("Devolver até", "due_date"),
        ("تاریخ پایان دریافت پیشنهاد", "due_date"),
        ("ارسال پیش‌فاکتور حداکثر تا", "due_date"),
        ("Anfrage-Kennung / RFQ No.", "rfq_number"),
        ("Vergabenummer", "rfq_number"),
        ("N/ Ref.ª", "rfq_number"),
        ("Abrechnungswährung", "currency"),
        ("قیمت‌ها به", "currency"),
        ("Buyer company", "customer_name"),
    ],
)
def test_a_label_is_understood_by_its_words(label: str, field: str) -> None:
    named = fields_of(label)
    assert max(named, key=lambda name: named[name]) == field


@pytest.mark.parametrize("label", ["Offer validity", "Angebotsbindefrist", "Supplier code", "GSTIN"])
def test_labels_of_other_things_name_neither_number_nor_due_date(label: str) -> None:
    assert not {"rfq_number", "due_date"} & set(fields_of(label))


def test_values_behind_unknown_labels_are_a_last_resort() -> None:
    found = header(
        flow(
            "Larkfield Instruments Ltd",
            "Zorble: KX/5521-B",
            "Date: 03/05/2027",
            "Frobnication: 21/05/2027",
            "Delivery date: 30/07/2027",
            table=ITEMS,
        )
    )
    assert (found["rfq_number"], found["due_date"]) == ("KX/5521-B", "2027-05-21")


def test_a_due_date_and_a_currency_stand_in_the_sentence_that_asks() -> None:
    found = header(
        flow(
            "Dear all,",
            "we would need 24 pcs of Ball valve DN50 and 40 m of Steel pipe 2 inch for our next build. "
            "Please send your quotation by 1st of November 2027 at the latest, prices in GBP.",
        )
    )
    assert (found["due_date"], found["currency"]) == ("2027-11-01", "GBP")


def test_an_attachment_has_a_top_of_its_own() -> None:
    body = flow("Please quote.").pages[0]
    attached = printed((50, 60, "Tamarind Robotics Pvt. Ltd."), (50, 90, "Purchase enquiry TR-118"))
    attached.number, attached.part = 2, "enquiry.pdf"
    assert header(Reading("message/rfc822", [body, attached]))["customer_name"] == "Tamarind Robotics Pvt. Ltd."


def test_the_name_in_the_foot_of_a_page_is_the_buyer() -> None:
    page: Page = printed(
        (50, 60, "Price inquiry"), (50, 400, "Pos"), (90, 400, "Description"), (300, 400, "Qty"),
        (90, 415, "Mechanical items"), (50, 430, "1"), (90, 430, "Ball valve DN50"), (300, 430, "12"),
        (50, 450, "2"), (90, 450, "Pressure sensor"), (300, 450, "40"), (150, 815, "Kestrel Avionics Corporation"),
    )  # fmt: skip
    assert header(paper(page))["customer_name"] == "Kestrel Avionics Corporation"


def test_an_export_repeats_the_request_beside_every_item() -> None:
    rows = [
        ["rfq_no", "customer", "quote_due", "line", "item_description", "qty"],
        ["CB-20931", "Cascadia Biotech Inc.", "2027-09-11", "1", "Ball valve DN50", "12"],
        ["CB-20931", "Cascadia Biotech Inc.", "2027-09-11", "2", "Pressure sensor", "40"],
    ]
    read = extract(flow(table=rows))
    found = {name: value.value for name, value in read.header.items()}
    assert (found["rfq_number"], found["customer_name"], found["due_date"]) == (
        "CB-20931", "Cascadia Biotech Inc.", "2027-09-11",
    )  # fmt: skip
    assert [line.needed_by for line in read.lines] == [None, None]


def test_labels_that_repeat_make_cards_whatever_they_say() -> None:
    found = items(
        flow(
            "Grommet: Ball valve DN50", "Quantity: 12 pcs", "Splurge: 12 May 2027",
            "Grommet: Pressure sensor 16 bar", "Quantity: 40 pcs", "Splurge: 14 May 2027",
        )
    )  # fmt: skip
    assert found == [("Ball valve DN50", "12"), ("Pressure sensor 16 bar", "40")]


def test_a_forwarded_mail_is_what_was_passed_on(tmp_path) -> None:
    mail = tmp_path / "forwarded.eml"
    mail.write_text(
        "From: desk@ourfirm.example\nTo: sales@ourfirm.example\nSubject: FW: Enquiry\n\nPlease handle.\n\n"
        "-----Original Message-----\nPlease quote:\n- 12 pcs Ball valve DN50\n- 40 pcs Pressure sensor\n"
    )
    assert items(read_file(mail)) == [("Ball valve DN50", "12"), ("Pressure sensor", "40")]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("How many", "quantity"),
        ("Qty 2", "quantity"),
        ("Gegenstand der Lieferung", "description"),
        ("Artikel / Abmessung", "description"),
    ],
)
def test_a_heading_is_understood_by_its_words(heading: str, role: str) -> None:
    named = best(roles_of(heading))
    assert named is not None
    assert named[0] == role


def test_quantities_of_three_decimals_are_no_thousands() -> None:
    style = number_style(["8.000", "350.000", "12.500"], default="point")
    assert parse_number("8.000", style) == Decimal(8)
    assert number_style(["8.000", "350.000", "12"], default="point") == "comma"


@pytest.mark.parametrize("number", ["ع-1406/321", "Pregão 018/2027", "PC 2027/0457"])
def test_numbers_of_requests_have_many_shapes(number: str) -> None:
    read = typed("rfq_number", number, HERE)
    assert read is not None
    assert read[0] == number


def test_dates_with_weekdays_and_months_by_name_are_dates() -> None:
    assert is_date("Wed 13 Oct 2027")
    assert is_date("5 de junho de 2027")
    assert not is_date("Resistor 10 Watt 1206")
    assert parse_date("۲۱ خرداد ماه ۱۴۰۶") == parse_date("1406/03/21")
