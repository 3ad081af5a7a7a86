"""Numbers and dates as a locale writes them; Persian with its own digits and its own calendar."""

from datetime import date
from decimal import Decimal

import jdatetime
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

LANGUAGES = ("en", "de", "fa", "pt")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


class Figures:
    """Writes numbers and dates for one locale."""

    def __init__(self, locale: str) -> None:
        self.locale = known_locale(locale)

    @property
    def language(self) -> str:
        """The language of the words around the figures."""
        return self.locale.language

    def quantity(self, quantity: Decimal) -> str:
        """Write a quantity, with no more decimals than it has."""
        return self.number(quantity, "#,##0.######")

    def count(self, number: int) -> str:
        """Write a whole number without grouping, as for a position or a year."""
        return self.number(Decimal(number), "0")

    def percent(self, percent: Decimal) -> str:
        """Write a percentage: 19 %, 7.5%."""
        space = "\u00a0" if self.language in {"de", "pt"} else ""
        sign = "٪" if self.language == "fa" else "%"
        return f"{self.number(percent, '#,##0.######')}{space}{sign}"

    def day(self, day: date) -> str:
        """Write a day in words; Persian by the Jalali calendar with the Gregorian day beside it."""
        if self.language != "fa":
            return format_date(day, "long", locale=self.locale)
        jalali = jdatetime.date.fromgregorian(date=day)
        month = jdatetime.date.j_months_fa[jalali.month - 1]
        return f"{self.count(jalali.day)} {month} {self.count(jalali.year)} (\u2066{day.isoformat()}\u2069)"

    def number(self, number: Decimal, pattern: str) -> str:
        """Write a number by a pattern of Unicode's CLDR, such as `#,##0.00`."""
        written = format_decimal(number, pattern, locale=self.locale, numbering_system="default")
        return written.translate(_PERSIAN_DIGITS) if self.language == "fa" else written


def known_locale(name: str) -> Locale:
    """Return the locale of that name, English when its language is not one that we print in."""
    try:
        locale = Locale.parse(name, sep="-" if "-" in name else "_")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")
    return locale if locale.language in LANGUAGES else Locale("en", "US")
