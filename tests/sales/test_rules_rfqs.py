"""How an RFQ comes out, and which line of one reading is which of the next."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.sales.rules.rfqs import Asked, Outcome, align, count, customers_numbers, quote_currency

WORDS = st.lists(st.sampled_from(["bolt", "nut", "washer", "relay"]), max_size=8)


def test_lines_are_counted_by_what_came_of_them() -> None:
    one, two = Decimal(1), Decimal(2)
    counts = count(
        [
            Asked(Outcome.MATCH, one, two),
            Asked(Outcome.MATCH, two, one),
            Asked(Outcome.PARTIAL, one, None),
            Asked(Outcome.MISSING, one, None),
        ]
    )
    assert (counts.items_requested, counts.items_matched) == (4, 3)
    assert (counts.perfect_matches, counts.partial_matches, counts.missing_items) == (2, 1, 1)
    assert counts.out_of_stock_items == 1


@pytest.mark.parametrize(
    ("before", "after", "partner"),
    [
        (["bolt", "nut"], ["bolt", "nut"], [0, 1]),
        (["bolt", "nut"], ["nut", "bolt"], [1, 0]),
        (["bolt", "nut"], ["bolt", "nut M8"], [0, 1]),
        (["bolt", "nut"], ["nut"], [1]),
        (["bolt", "nut"], ["washer"], [None]),
        (["bolt", "bolt"], ["bolt", "bolt", "bolt"], [0, 1, None]),
        ([], ["bolt"], [None]),
    ],
)
def test_a_line_is_known_again_by_its_words_else_by_its_place(
    before: list[str], after: list[str], partner: list[int | None]
) -> None:
    assert align(before, after) == partner


@given(WORDS, WORDS)
def test_no_line_is_known_twice(before: list[str], after: list[str]) -> None:
    known = [index for index in align(before, after) if index is not None]
    assert len(set(known)) == len(known)
    assert all(0 <= index < len(before) for index in known)


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        (["10", "20", "30"], [10, 20, 30]),
        (["1", "2"], [1, 2]),
        (["1", ""], None),
        (["1", "1"], None),
        (["2", "1"], None),
        (["0", "1"], None),
        (["1a"], None),
        (["123456"], None),
        ([], []),
    ],
)
def test_the_customers_numbers_are_taken_where_they_number_every_line(
    printed: list[str], numbers: list[int] | None
) -> None:
    assert customers_numbers(printed) == numbers


def test_a_quote_is_in_the_currency_asked_for_only_where_a_product_is_priced_in_it() -> None:
    assert quote_currency("USD", "EUR", ["EUR", "USD"]) == "USD"
    assert quote_currency("BRL", "EUR", ["EUR", "USD"]) == "EUR"
    assert quote_currency(None, "EUR", ["USD"]) == "EUR"
