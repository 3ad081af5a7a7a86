"""Which price a customer gets."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nexus.sales.rules.prices import AgreedPrice, Break, ListPrice, PriceSource, find_price, price_at

TODAY = date(2026, 11, 23)
LISTED = ListPrice(
    "EUR", Decimal("1.00"), (Break(Decimal(100), Decimal("0.90")), Break(Decimal(1000), Decimal("0.75")))
)


def test_the_largest_break_that_the_quantity_reaches_counts() -> None:
    assert price_at(Decimal(99), LISTED.breaks) is None
    assert price_at(Decimal(100), LISTED.breaks) == Decimal("0.90")
    assert price_at(Decimal(5000), LISTED.breaks) == Decimal("0.75")


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 1000)), unique_by=lambda step: step[0]),
    st.integers(1, 10**6),
)
def test_a_break_counts_in_whatever_order_breaks_are_listed(steps: list[tuple[int, int]], quantity: int) -> None:
    breaks = [Break(Decimal(at), Decimal(price)) for at, price in steps]
    assert price_at(Decimal(quantity), breaks) == price_at(
        Decimal(quantity), sorted(breaks, key=lambda step: -step.quantity)
    )


def test_below_all_breaks_the_list_price_counts_and_larger_breaks_are_shown() -> None:
    found = find_price(Decimal(10), "EUR", TODAY, [], LISTED)
    assert (found.unit_price, found.source, found.breaks) == (Decimal("1.00"), PriceSource.LIST, LISTED.breaks)


def test_a_quantity_break_comes_before_the_list_price() -> None:
    found = find_price(Decimal(250), "EUR", TODAY, [], LISTED)
    assert (found.unit_price, found.source) == (Decimal("0.90"), PriceSource.BREAK)
    assert found.breaks == (Break(Decimal(1000), Decimal("0.75")),)


def test_the_customers_own_price_comes_before_all_others() -> None:
    agreed = [AgreedPrice(Decimal(1), Decimal("0.80"), "EUR"), AgreedPrice(Decimal(500), Decimal("0.60"), "EUR")]
    found = find_price(Decimal(250), "EUR", TODAY, agreed, LISTED)
    assert (found.unit_price, found.source) == (Decimal("0.80"), PriceSource.CUSTOMER)
    assert found.breaks == (Break(Decimal(500), Decimal("0.60")),)


def test_an_agreement_counts_only_between_its_days() -> None:
    day = timedelta(days=1)
    price = AgreedPrice(Decimal(1), Decimal("0.80"), "EUR", TODAY, TODAY + day)
    assert [price.holds(TODAY + day * offset) for offset in (-1, 0, 1, 2)] == [False, True, True, False]
    assert find_price(Decimal(1), "EUR", TODAY - day, [price], LISTED).source is PriceSource.LIST


def test_a_price_in_another_currency_is_never_converted() -> None:
    found = find_price(Decimal(1), "USD", TODAY, [], LISTED)
    assert (found.unit_price, found.source) == (None, PriceSource.NONE)
    assert "EUR" in found.note


def test_a_product_without_a_price_says_so() -> None:
    assert "no price" in find_price(Decimal(1), "EUR", TODAY, [], ListPrice("EUR", None)).note
    assert "no price" in find_price(Decimal(1), "EUR", TODAY, [], None).note
