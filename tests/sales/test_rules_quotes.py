"""The life of a quote, its number, its validity, and what changed between two revisions."""

from datetime import date
from decimal import Decimal

import pytest

from nexus.platform.flow import IllegalMove
from nexus.sales.rules.customers import company_domain, name_key
from nexus.sales.rules.quotes import QUOTE_FLOW, QuoteStatus, expiry_of, quote_number, rfq_number, status_on
from nexus.sales.rules.revisions import Difference, differences

ALLOWED = {("draft", "pending"), ("pending", "approved"), ("pending", "rejected"), ("pending", "expired")}
EVERY_MOVE = [(before, after) for before in QuoteStatus for after in QuoteStatus]


@pytest.mark.parametrize(("before", "after"), [move for move in EVERY_MOVE if move in ALLOWED])
def test_a_listed_move_is_allowed(before: QuoteStatus, after: QuoteStatus) -> None:
    assert QUOTE_FLOW.check(before, after) is after


@pytest.mark.parametrize(("before", "after"), [move for move in EVERY_MOVE if move not in ALLOWED])
def test_any_other_move_is_refused_and_told_what_is_allowed(before: QuoteStatus, after: QuoteStatus) -> None:
    with pytest.raises(IllegalMove) as refused:
        QUOTE_FLOW.check(before, after)
    assert refused.value.extra["allowed"] == sorted(to for start, to in ALLOWED if start == before)


def test_every_status_has_its_row_in_the_table() -> None:
    assert set(QUOTE_FLOW.moves) == set(QuoteStatus)


def test_a_pending_quote_is_expired_the_day_after_its_last_day() -> None:
    last = expiry_of(date(2026, 11, 23), 30)
    assert last == date(2026, 12, 23)
    assert status_on(QuoteStatus.PENDING, last, last) is QuoteStatus.PENDING
    assert status_on(QuoteStatus.PENDING, last, date(2026, 12, 24)) is QuoteStatus.EXPIRED
    assert status_on(QuoteStatus.APPROVED, last, date(2026, 12, 24)) is QuoteStatus.APPROVED


def test_numbers_are_written_as_people_expect_them() -> None:
    assert quote_number(2026, 42) == "Q-2026-00042"
    assert quote_number(2026, 42, 2) == "Q-2026-00042-R2"
    assert quote_number(2026, 1_234_567) == "Q-2026-1234567"
    assert rfq_number(2026, 7) == "RFQ-2026-00007"


def test_revisions_differ_in_what_was_changed_added_and_removed() -> None:
    before = [
        {
            "line_number": 1,
            "product_code": "A",
            "product_name": "Alpha",
            "quantity": Decimal(1),
            "unit_price": Decimal(5),
        },
        {"line_number": 2, "product_code": "B", "product_name": "Beta", "quantity": Decimal(2)},
        {"line_number": 3, "product_code": "C", "product_name": "Gamma", "quantity": Decimal(3)},
    ]
    after = [
        {"line_number": 1, "product_code": "C", "product_name": "Gamma", "quantity": Decimal(3)},
        {
            "line_number": 2,
            "product_code": "A",
            "product_name": "Alpha",
            "quantity": Decimal(1),
            "unit_price": Decimal(4),
        },
        {"line_number": 9, "product_code": "D", "product_name": "Delta", "quantity": Decimal(7)},
    ]
    found = differences({"title": "Old", "total_amount": 9}, {"title": "New", "total_amount": 8}, before, after)
    assert found == [
        Difference("changed", "title", "Old", "New"),
        Difference("changed", "line_number", 3, 1, 1),
        Difference("changed", "line_number", 1, 2, 2),
        Difference("changed", "unit_price", Decimal(5), Decimal(4), 2),
        Difference("added", "line", None, "7 x D Delta", 9),
        Difference("removed", "line", "2 x B Beta", None, 2),
        Difference("changed", "total_amount", 9, 8),
    ]


def test_nothing_differs_between_a_quote_and_itself() -> None:
    lines = [{"line_number": 1, "product_name": "Alpha"}, {"line_number": 2, "product_name": "Alpha"}]
    assert differences({"title": "Same"}, {"title": "Same"}, lines, lines) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH & Co. KG", "MÜLLER + SÖHNE"),
        ("Serralva Automação, Lda.", "serralva automacao"),
        ("Acme Inc.", "ACME, Incorporated"),
        ("Tecnologia S.A.", "Tecnologia SA"),
        ("شرکت صنايع پارس‌آوا (سهامی خاص)", "صنایع پارس آوا"),
        ("Straße 7 AG", "STRASSE 7"),
    ],
)
def test_spellings_of_one_company_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_name_of_nothing_but_a_legal_form_keeps_it() -> None:
    assert name_key("Company Limited") == "company limited"


@pytest.mark.parametrize(
    ("email", "domain"),
    [("A.Buyer@Larkfield.example", "larkfield.example"), ("someone@gmail.com", None), ("nobody", None), ("", None)],
)
def test_only_a_companys_own_domain_identifies_it(email: str, domain: str | None) -> None:
    assert company_domain(email) == domain
