"""Line totals and quote totals, to the cent."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.sales.rules.money import TotalTooLarge, from_minor, line_total, minor_digits, to_minor, totals

CURRENCIES = st.sampled_from(["JPY", "IRR", "USD", "EUR", "BRL", "KWD"])
QUANTITIES = st.decimals("0.000001", "100000", places=6)
PRICES = st.decimals("0", "100000", places=6)
PERCENTS = st.decimals("0", "100", places=6)


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("CLP", 0), ("EUR", 2), ("USD", 2), ("KWD", 3)])
def test_a_currency_has_its_own_number_of_decimals(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "digits", "minor"),
    [
        ("10", "9.99", "0", 2, 9990),
        ("1", "0.005", "0", 2, 1),
        ("1", "0.0049", "0", 2, 0),
        ("3", "0.335", "0", 2, 101),
        ("100", "1.00", "12.5", 2, 8750),
        ("1", "2.5", "0", 0, 3),
        ("1", "1.0005", "0", 3, 1001),
        ("5", "100", "100", 2, 0),
    ],
)
def test_a_line_total_is_rounded_half_up(quantity: str, price: str, discount: str, digits: int, minor: int) -> None:
    assert line_total(Decimal(quantity), Decimal(price), Decimal(discount), digits) == minor


@given(QUANTITIES, PRICES, PERCENTS, CURRENCIES)
def test_a_line_total_is_the_exact_product_rounded_once(
    quantity: Decimal, price: Decimal, discount: Decimal, currency: str
) -> None:
    digits = minor_digits(currency)
    exact = Fraction(quantity) * Fraction(price) * (100 - Fraction(discount)) / 100 * 10**digits
    assert line_total(quantity, price, discount, digits) == (exact + Fraction(1, 2)).__floor__()


@given(st.lists(st.integers(0, 10**9), max_size=50), st.decimals("0", "100", places=4))
def test_the_total_is_the_lines_and_the_tax_on_their_sum(lines: list[int], rate: Decimal) -> None:
    found = totals(lines, rate)
    tax = (Decimal(sum(lines)) * rate / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert (found.subtotal, found.tax, found.total) == (sum(lines), tax, sum(lines) + tax)


@given(st.integers(0, 10**15), st.integers(0, 3))
def test_minor_units_survive_the_way_to_an_amount_and_back(minor: int, digits: int) -> None:
    amount = from_minor(minor, digits)
    assert to_minor(amount, digits) == minor
    assert -int(amount.as_tuple().exponent) == digits


def test_a_total_beyond_what_can_be_booked_is_refused() -> None:
    with pytest.raises(TotalTooLarge):
        line_total(Decimal(10**12), Decimal(10**6), Decimal(0), 2)
    with pytest.raises(TotalTooLarge):
        totals([10**15, 1], Decimal(0))
