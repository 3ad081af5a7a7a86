"""Which price a customer gets for a quantity: their own, else the quantity break's, else the list's.

A price in another currency is never converted silently: the line stays without a price and says why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PriceSource(StrEnum):
    """Where a line's unit price came from; `person` is typed by someone and wins over all others."""

    PERSON = "person"
    CUSTOMER = "customer"
    BREAK = "quantity_break"
    LIST = "list"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Break:
    """From this quantity on, a piece costs this much."""

    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class AgreedPrice:
    """What was agreed with one customer for one product, from a quantity, between two days (both included)."""

    from_quantity: Decimal
    unit_price: Decimal
    currency: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the agreement is in force on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class ListPrice:
    """The catalog's price of a product and its quantity breaks."""

    currency: str
    unit_price: Decimal | None
    breaks: Sequence[Break] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """The price found, or None and the reason; `breaks` are the cheaper prices of larger quantities."""

    unit_price: Decimal | None
    source: PriceSource
    note: str = ""
    breaks: Sequence[Break] = ()


def price_at(quantity: Decimal, breaks: Iterable[Break]) -> Decimal | None:
    """Return the price of the largest break that the quantity reaches, or None when it reaches none."""
    reached = [step for step in breaks if step.quantity <= quantity]
    return max(reached, key=lambda step: step.quantity).unit_price if reached else None


def find_price(
    quantity: Decimal, currency: str, on: date, agreed: Iterable[AgreedPrice], listed: ListPrice | None
) -> Priced:
    """Choose the unit price for a quantity: agreed with the customer, else by quantity break, else from the list."""
    in_force = [price for price in agreed if price.holds(on)]
    own = [Break(price.from_quantity, price.unit_price) for price in in_force if price.currency == currency]
    if (price := price_at(quantity, own)) is not None:
        return Priced(price, PriceSource.CUSTOMER, breaks=_beyond(quantity, own))
    if listed is not None and listed.currency == currency:
        return _from_list(quantity, listed)
    others = {price.currency for price in in_force} | ({listed.currency} if listed else set[str]())
    foreign = sorted(others - {currency})
    if foreign:
        note = f"The price is kept in {', '.join(foreign)}, the quote is in {currency}: enter a price in {currency}."
        return Priced(None, PriceSource.NONE, note)
    return Priced(None, PriceSource.NONE, "The catalog has no price for this product: enter one.")


def _from_list(quantity: Decimal, listed: ListPrice) -> Priced:
    beyond = _beyond(quantity, listed.breaks)
    if (price := price_at(quantity, listed.breaks)) is not None:
        return Priced(price, PriceSource.BREAK, breaks=beyond)
    if listed.unit_price is not None:
        return Priced(listed.unit_price, PriceSource.LIST, breaks=beyond)
    return Priced(None, PriceSource.NONE, "The catalog has no price for this quantity: enter one.", beyond)


def _beyond(quantity: Decimal, breaks: Iterable[Break]) -> tuple[Break, ...]:
    return tuple(sorted((step for step in breaks if step.quantity > quantity), key=lambda step: step.quantity))
