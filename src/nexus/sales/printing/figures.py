"""Money as a locale writes it, beside the other figures of a quote."""

from decimal import Decimal

from nexus.platform.printing.figures import Figures as PlainFigures
from nexus.sales.rules.money import minor_digits

_MOST_DECIMALS = 6


class Figures(PlainFigures):
    """Writes numbers and dates for one locale, and money of one currency."""

    def __init__(self, locale: str, currency: str) -> None:
        super().__init__(locale)
        self.digits = minor_digits(currency)

    def amount(self, amount: Decimal) -> str:
        """Write a total, with exactly the currency's decimals."""
        return self.number(amount, "#,##0." + "0" * self.digits if self.digits else "#,##0")

    def unit_price(self, price: Decimal) -> str:
        """Write a unit price, with at least the currency's decimals and at most six."""
        return self.number(price, "#,##0." + "0" * self.digits + "#" * (_MOST_DECIMALS - self.digits))
