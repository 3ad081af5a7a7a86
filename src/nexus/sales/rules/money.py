"""Money to the cent: what a line comes to, what a quote comes to, and how both are stored.

Totals are whole minor units (cents, rials, fils); unit prices are decimals with up to six places. Nothing is a float.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from babel.numbers import get_currency_precision, list_currencies

from nexus.platform.errors import Invalid

LARGEST_TOTAL = 10**15
"""Minor units. Beyond it a JSON reader that keeps numbers as doubles would lose the last digit."""

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)


class TotalTooLarge(Invalid):
    code = "total-too-large"
    title = "The total is larger than can be booked"


@dataclass(frozen=True, slots=True)
class Totals:
    """Subtotal, tax and total in minor units of one currency."""

    subtotal: int
    tax: int
    total: int


def minor_digits(currency: str) -> int:
    """Return how many decimals an amount in this currency has (JPY 0, EUR 2, KWD 3)."""
    return get_currency_precision(currency)


def to_minor(amount: Decimal, digits: int) -> int:
    """Round an amount half up to whole minor units."""
    return int(_EXACT.quantize(_EXACT.scaleb(amount, digits), Decimal(1)))


def from_minor(minor: int, digits: int) -> Decimal:
    """Return the amount that so many minor units are, with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-digits, _EXACT)


def line_total(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal, digits: int) -> int:
    """Return quantity * unit price less the discount, rounded half up once, in minor units."""
    share = _EXACT.subtract(_HUNDRED, discount_percent)
    gross = _EXACT.multiply(_EXACT.multiply(quantity, unit_price), share)
    return _bookable(to_minor(_EXACT.scaleb(gross, -2), digits))


def totals(line_totals: Iterable[int], tax_rate: Decimal) -> Totals:
    """Add up the lines and put the tax on their sum; `tax_rate` is a percentage."""
    subtotal = _bookable(sum(line_totals))
    tax = to_minor(_EXACT.multiply(Decimal(subtotal), tax_rate).scaleb(-2, _EXACT), 0)
    return Totals(subtotal, tax, _bookable(subtotal + tax))


def _bookable(minor: int) -> int:
    if minor > LARGEST_TOTAL:
        raise TotalTooLarge("Quantity times price is beyond what can be booked; check both, or split the quote.")
    return minor


def is_currency(code: str) -> bool:
    """Tell whether this is a currency of ISO 4217."""
    return code in list_currencies()
