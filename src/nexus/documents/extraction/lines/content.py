"""What a text looks like, whatever stands over it: a number, a date, a unit, a part number, prose."""

import re
from decimal import Decimal
from functools import lru_cache

from nexus.documents.extraction.values.months import weekday_names
from nexus.documents.extraction.values.numbers import NumberStyle, parse_number
from nexus.documents.extraction.values.quantities import parse_breaks, parse_quantity
from nexus.documents.extraction.values.text import ascii_digits, fold, visible
from nexus.documents.extraction.values.units import canonical_unit

_DATE_SHAPE = re.compile(
    r"^\s*\d{1,4}(?:[/-]|\.\s?)(?:\d{1,2}|[A-Za-z]{3,9})(?:[/-]|\.\s?)\d{2}(?:\d{2})?\.?\s*$"
    r"|^\s*\d{1,2}(?:st|nd|rd|th|\.|º)?\s+(?:of\s+|de\s+)?[^\W\d]{3,12}\.?,?\s+(?:de\s+|ماه\s+)?\d{2,4}\s*$"
    r"|^\s*[^\W\d]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}\s*$|^\s*(?:kw|cw|wk|week|w)\s*\d{1,2}(?:\s*[/.-]\s*\d{2,4})?\s*$",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(r"^\s*([^\W\d_]+(?:-feira)?)[.,\s]+(?:den\s+)?")
_SIGNS = r"[$€£₹¥﷼]|[A-Z]{3}|R\$|Rs\.?"
_MONEY = re.compile(
    rf"^\s*(?:{_SIGNS})?\s*[-+]?\d[\d.,'’ ٫٬]*[.,٫]\d{{2,5}}\s*(?:{_SIGNS})?\s*$"
    rf"|^\s*(?:{_SIGNS})\s*[-+]?\d[\d.,'’ ]*\s*$"
    r"|^\s*[-+]?\d[\d.,'’ ]*\s*(?:[$€£₹¥﷼]|EUR|USD|CHF|GBP|BRL|IRR|INR)\s*$"
)
_PART = re.compile(r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/#+&()-]{2,40}$")
_NUMBERED = re.compile(r"^\W*[A-Za-z]{0,4}[-.\s]{0,2}\d{1,5}(?:[.\-/]\d{1,4})*[A-Za-z]?\W*$")
_WORD = re.compile(r"[^\W\d_]{2,}")


@lru_cache(maxsize=20_000)
def number_of(text: str, style: NumberStyle) -> Decimal | None:
    """The number that is the whole text."""
    return parse_number(text, style)


@lru_cache(maxsize=20_000)
def quantity_of(text: str, style: NumberStyle) -> tuple[Decimal, str | None] | None:
    """The quantity, with its unit if one stands beside it, that is the whole text."""
    return parse_quantity(text, style) if any(c.isdigit() for c in text) and len(text) < 40 else None


@lru_cache(maxsize=20_000)
def breaks_of(text: str, style: NumberStyle) -> tuple[Decimal, ...]:
    """The quantities that are the whole text, rising; a list printed from the highest down is turned."""
    if not any(c.isdigit() for c in text) or len(text) >= 120:
        return ()
    return tuple(parse_breaks(text, style) or parse_breaks(" / ".join(reversed(text.split("/"))), style))


@lru_cache(maxsize=20_000)
def unit_of(text: str) -> str | None:
    """The unit that is the whole text."""
    return canonical_unit(text) if 0 < len(text) < 24 and not any(c.isdigit() for c in text.strip("²³23")) else None


def is_date(text: str) -> bool:
    """Whether the whole text has the shape of a date."""
    first = _FIRST_WORD.match(text)
    named = first is not None and fold(first.group(1)) in weekday_names()
    return _DATE_SHAPE.match(ascii_digits(text[first.end() :] if first and named else text)) is not None


def is_integer(text: str) -> bool:
    """Digits and nothing else."""
    plain = visible(text).rstrip(".)")
    return plain.isdigit() and len(plain) <= 9


def is_line_number(text: str) -> bool:
    """A short number as lines are counted with: `1`, `00010`, `1.2`, `A3`, `Pos. 4`."""
    return len(text) <= 12 and _NUMBERED.match(ascii_digits(text)) is not None


def is_money(text: str) -> bool:
    """A number with cents or with a currency."""
    return _MONEY.match(visible(text)) is not None


def is_part_number(text: str) -> bool:
    """One token with digits, as part numbers are; neither a plain small number nor a date."""
    text = visible(text)
    if not _PART.match(text) or is_date(text):
        return False
    return not text.isdigit() or len(text) >= 5


def is_prose(text: str) -> bool:
    """At least one real word."""
    return bool(_WORD.search(fold(text))) and not is_part_number(text)


def words_in(text: str) -> int:
    """How many real words."""
    return len(_WORD.findall(text))


@lru_cache(maxsize=20_000)
def amount_of(text: str, style: NumberStyle) -> Decimal | None:
    """The amount of money that is the whole text, its currency aside."""
    bare = _CURRENCY.sub("", visible(text)).strip()
    return parse_number(bare, style) if bare else None


_CURRENCY = re.compile(r"[$€£₹¥﷼]|\b[A-Z]{3}\b|R\$|\bRs\.?|/\s?\w+\.?$")
