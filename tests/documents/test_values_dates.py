"""Dates are understood in every order, language and calendar that requests are written in."""

from datetime import date

import jdatetime
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from nexus.documents.extraction.values.dates import DateOrder, date_order, find_dates, parse_date
from nexus.documents.extraction.values.money import currency

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@given(
    DAYS, st.sampled_from(["en_GB", "en_US", "de", "pt_BR", "fr", "es", "it", "nl"]), st.sampled_from(["long", "full"])
)
def test_a_date_in_words_reads_back(day: date, locale: str, length: str) -> None:
    assert parse_date(format_date(day, length, locale)) == day


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d.%m.%y", "%Y-%m-%d", "%d-%b-%y", "%d %b %Y"]))
def test_a_date_in_digits_reads_back_by_its_order(day: date, pattern: str) -> None:
    assert parse_date(day.strftime(pattern), "dmy") == day


@given(DAYS)
def test_month_first_reads_back_where_it_is_usual(day: date) -> None:
    assert parse_date(day.strftime("%m/%d/%Y"), "mdy") == day


@given(DAYS)
def test_a_jalali_date_becomes_gregorian(day: date) -> None:
    jalali = jdatetime.date.fromgregorian(date=day)
    printed = f"{jalali.year}/{jalali.month:02}/{jalali.day:02}".translate(PERSIAN)
    assert parse_date(printed) == day


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("by Friday, 15 August 2027, 12:00 CET", None, date(2027, 8, 15)),
        ("June 26th, 2027", None, date(2027, 6, 26)),
        ("21st March 2027", None, date(2027, 3, 21)),
        ("4. September 2027", None, date(2027, 9, 4)),
        ("12 de março de 2027", None, date(2027, 3, 12)),
        ("1er mars 2027", None, date(2027, 3, 1)),
        ("15 مرداد ۱۴۰۶", None, date(2027, 8, 6)),
        ("۱۴۰۶/۰۵/۱۹", "ymd", date(2027, 8, 10)),
        ("12-Mar-27", None, date(2027, 3, 12)),
        ("KW 34/2027", None, date(2027, 8, 23)),
        ("2027-W34", None, date(2027, 8, 23)),
        ("20270815", None, date(2027, 8, 15)),
        ("Thu, 8 Apr 2027 09:12:00 +0200", None, date(2027, 4, 8)),
        ("03/04/2027", "dmy", date(2027, 4, 3)),
        ("03/04/2027", "mdy", date(2027, 3, 4)),
        ("13/04/2027", "mdy", date(2027, 4, 13)),
    ],
)
def test_dates_as_people_print_them(text: str, order: DateOrder | None, day: date) -> None:
    assert parse_date(text, order) == day


@pytest.mark.parametrize(
    "text", ["", "03/04/2027", "Rev 3.5.27", "31.02.2027", "RFQ-2027-7289", "10 / 100 / 1000", "99/99/2027"]
)
def test_what_is_no_date_or_may_be_two_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_every_date_of_a_sentence_is_found_with_its_place() -> None:
    text = "Offer by 3 May 2027, delivery 12.06.2027."
    found = find_dates(text)
    assert [each.value for each in found] == [date(2027, 5, 3), date(2027, 6, 12)]
    assert [text[each.start : each.end] for each in found] == ["3 May 2027", "12.06.2027"]


@pytest.mark.parametrize(
    ("texts", "language", "countries", "order"),
    [
        (["13/05/2027"], "en", ["US"], "dmy"),
        (["05/13/2027"], "en", [], "mdy"),
        (["05/06/2027"], "en", ["US"], "mdy"),
        (["05/06/2027"], "en", ["GB"], "dmy"),
        (["05/06/2027"], "fa", [], "ymd"),
        ([], "de", [], "dmy"),
    ],
)
def test_the_order_of_day_and_month_is_proven_or_usual(
    texts: list[str], language: str, countries: list[str], order: str
) -> None:
    assert date_order(texts, language, countries) == order


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("US$", "", "USD"),
        ("S$ 12", "", "SGD"),
        ("R$ 10.000,00", "", "BRL"),
        ("$", "SG", "SGD"),
        ("$", "", "USD"),
        ("₹", "", "INR"),
        ("ریال", "", "IRR"),
        ("Schweizer Franken", "", "CHF"),
        ("EUR (€)", "", "EUR"),
        ("Pounds Sterling", "", "GBP"),
        ("kr", "SE", "SEK"),
        ("kr", "", None),
        ("EUR or USD", "", None),
        ("CIF", "", None),
    ],
)
def test_a_currency_is_named_by_code_symbol_or_word(text: str, country: str, code: str | None) -> None:
    assert currency(text, country) == code
