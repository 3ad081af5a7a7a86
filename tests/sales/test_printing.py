"""The quote on paper: what can be read on it, on how many pages, in which language."""

from datetime import date
from decimal import Decimal

import msgspec
import pypdfium2 as pdfium
import pytest

from nexus.sales.printing.figures import Figures
from nexus.sales.printing.paper import Buyer, Logo, Paper, PaperBreak, PaperLine, Seller
from nexus.sales.printing.typesetting import quote_pdf
from nexus.sales.printing.words import WORDS

LINE = PaperLine(
    number=1,
    name="Terminal block, 3 poles",
    code="TB-508-3",
    customer_code="4711-0815",
    description="Pitch 5.08 mm, green",
    quantity=Decimal(250),
    unit="pcs",
    unit_price=Decimal("1.125"),
    total=Decimal("281.25"),
    lead_time="3 weeks",
    breaks=(PaperBreak(Decimal(500), Decimal("1.05")), PaperBreak(Decimal(1000), Decimal("0.98"))),
)
PAPER = Paper(
    locale="en-GB",
    currency="EUR",
    number="Q-2026-00042",
    revision=1,
    issued=date(2026, 11, 23),
    valid_until=date(2026, 12, 23),
    seller=Seller(name="Harbour Parts Ltd", address="1 Quay Street\nBristol", email="sales@harbour.example"),
    buyer=Buyer(name="Brightwater Instruments", address="14 Mill Lane\nCambridge", contact="Eleanor Finch"),
    title="Sensor board",
    your_reference="RFQ-88213",
    lines=(LINE,),
    subtotal=Decimal("281.25"),
    tax_rate=Decimal(20),
    tax=Decimal("56.25"),
    total=Decimal("337.50"),
    payment_terms="30 days net",
    delivery_terms="DAP Cambridge",
)


def pages_of(paper: Paper) -> list[str]:
    """Typeset the paper and read each page's text back."""
    document = pdfium.PdfDocument(quote_pdf(paper))
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(" ".join(text_page.get_text_bounded().split()))
        text_page.close()
        page.close()
    document.close()
    return texts


def changed(**over: object) -> Paper:
    return msgspec.structs.replace(PAPER, **over)


def lines(count: int) -> tuple[PaperLine, ...]:
    return tuple(msgspec.structs.replace(LINE, number=number) for number in range(1, count + 1))


@pytest.mark.parametrize(
    "said",
    [
        "Harbour Parts Ltd",
        "14 Mill Lane",
        "Q-2026-00042",
        "23 December 2026",
        "RFQ-88213",
        "TB-508-3",
        "4711-0815",
        "3 weeks",
        "1.125",
        "500 1.05",
        "1,000 0.98",
        "281.25",
        "Tax 20%",
        "Total EUR 337.50",
        "30 days net",
        "DAP Cambridge",
        "Page 1 of 1",
    ],
)
def test_a_quote_says_all_that_a_buyer_needs(said: str) -> None:
    assert said in pages_of(PAPER)[0]


def test_thirty_lines_go_over_pages_that_each_say_which_quote_they_are_of() -> None:
    pages = pages_of(changed(lines=lines(30)))
    assert all("Q-2026-00042" in page and "Unit price EUR" in page for page in pages)
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert "Total EUR" in pages[-1]


@pytest.mark.parametrize("count", range(1, 31))
def test_the_total_never_stands_on_a_page_without_a_line(count: int) -> None:
    (last,) = [page for page in pages_of(changed(lines=lines(count))) if "Total EUR" in page]
    assert "Terminal block" in last


def test_an_optional_line_and_one_without_an_offer_say_so() -> None:
    optional = msgspec.structs.replace(LINE, kind="optional", remark="Same part, other packing")
    refused = msgspec.structs.replace(LINE, kind="no_quote", remark="No longer made", unit_price=None, total=None)
    page = pages_of(changed(lines=(optional, refused)))[0]
    assert "Optional, not included in the total" in page
    assert "Same part, other packing" in page
    assert "No quote" in page
    assert "No longer made" in page


def test_a_line_without_a_price_yet_is_on_request() -> None:
    assert "on request" in pages_of(changed(lines=(msgspec.structs.replace(LINE, unit_price=None, total=None),)))[0]


def test_german_writes_numbers_dates_and_umlauts_as_germans_do() -> None:
    buyer = Buyer(name="Öttinger & Söhne GmbH", address="Große Straße 1")
    page = pages_of(changed(locale="de-DE", buyer=buyer, total=Decimal("1337.50")))[0]
    assert {"Angebot", "Öttinger", "Große", "1.337,50", "MwSt."} <= set(page.split())
    assert "23. Dezember 2026" in page


def test_portuguese_has_its_own_words() -> None:
    page = pages_of(changed(locale="pt-BR", currency="BRL"))[0]
    assert "Proposta" in page
    assert "23 de dezembro de 2026" in page


def test_persian_has_its_own_digits_and_calendar_with_the_gregorian_day_beside_it() -> None:
    page = pages_of(changed(locale="fa", currency="IRR", total=Decimal(137_568_750)))[0]
    assert "۱۳۷٬۵۶۸٬۷۵۰" in page
    assert "۲۷۵" not in page
    assert "2026-12-23" in page


def test_a_jalali_day_is_written_in_words() -> None:
    assert Figures("fa", "IRR").day(date(2026, 11, 23)) == "۲ آذر ۱۴۰۵ (\u20662026-11-23\u2069)"


@pytest.mark.parametrize(
    ("locale", "currency", "amount", "price"),
    [
        ("en", "JPY", "12,346", "12,345.6789"),
        ("de", "EUR", "12.345,68", "12.345,6789"),
        ("en", "KWD", "12,345.679", "12,345.6789"),
    ],
)
def test_amounts_have_the_currencys_decimals_and_prices_as_many_as_they_need(
    locale: str, currency: str, amount: str, price: str
) -> None:
    figures = Figures(locale, currency)
    assert figures.amount(Decimal("12345.6789")) == amount
    assert figures.unit_price(Decimal("12345.6789")) == price


def test_an_unknown_locale_is_english() -> None:
    assert Figures("zz-QQ", "USD").language == "en"
    assert Figures("ja-JP", "JPY").language == "en"


def test_what_stands_on_a_quote_is_never_markup() -> None:
    hostile = '#import "x": * $ \\ `a` *b* _c_ #panic("no") <label> @ref'
    page = pages_of(changed(title=hostile, lines=(msgspec.structs.replace(LINE, name=hostile),)))[0]
    assert page.count('#panic("no")') == 2


def test_a_logo_takes_the_place_of_the_name() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
    logo = msgspec.structs.replace(PAPER.seller, logo=Logo("svg", svg))
    assert "Harbour Parts Ltd" not in pages_of(changed(seller=logo))[0]


def test_the_same_quote_is_the_same_file() -> None:
    assert quote_pdf(PAPER) == quote_pdf(PAPER)


def test_every_language_says_every_mark() -> None:
    assert {tuple(sorted(words.marks)) for words in WORDS.values()} == {("draft", "expired", "rejected", "superseded")}
