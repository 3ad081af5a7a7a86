"""Short sayings that a line takes over from the catalog, in the language of the quote."""

from nexus.platform.printing.figures import known_locale
from nexus.sales.printing.figures import Figures
from nexus.sales.printing.words import WORDS


def in_stock(locale: str) -> str:
    """Say that something is there."""
    return WORDS[known_locale(locale).language].in_stock


def in_days(locale: str, days: int) -> str:
    """Say that something takes so many days."""
    figures = Figures(locale, "EUR")
    return WORDS[figures.language].days.format(count=figures.count(days))
