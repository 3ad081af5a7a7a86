"""Quantities as printed: a number with or without its unit, and lists of quantities to be quoted side by side."""

import re
from decimal import Decimal
from itertools import pairwise

from nexus.documents.extraction.values.numbers import NumberStyle, parse_number
from nexus.documents.extraction.values.text import fold, visible
from nexus.documents.extraction.values.units import canonical_unit

_LARGEST = Decimal(10) ** 12
_PLACES = 6
_NUMBER = r"(?<![\w.,])[+-]?\d(?:[\d.,'’٫٬]*\d)?(?: \d{3}(?!\d))*(?:[.,٫]\d+)?"
_LEAD = re.compile(
    r"^(?:qty|qta|qtd|quantity|quantidade|menge|anzahl|cant|cantidad|qte|quantite|aantal|ca|approx|about|circa|min|je|a|"
    r"تعداد|مقدار|حدود|[x×*~≈@])[\s.:=]*(?=\d|\W|\b)"
)
_AFTER = re.compile(rf"^({_NUMBER})\s*(k(?=\s|$|[^\w]))?\s*[x×*]?\s*(.*)$", re.DOTALL)
_BEFORE = re.compile(rf"^(\D+?)\s*({_NUMBER})$")
_ASIDE = re.compile(r"^\s*[(\[][^\d)\]]*[)\]]\s*|\s*[(\[][^)\]]*[)\]]\s*$|^\s*[-–:=]\s*(?=[^\d\s])")
_PACKED = re.compile(r"\s+(?:of|a|à|de|com|zu|mit|x|je|per)\s+\d.*$")
_BETWEEN = re.compile(
    r"\s*[/;|\n\r]+\s*|\s*,\s+|\s+(?:and|und|e|et|y|o|or|oder|ou|bzw\.?|resp\.?|و|یا|&|\+|-|–)\s+|،\s*"
)
_DATE = re.compile(r"\d{1,2}[/]\d{1,2}[/](?:19|20|13|14)\d\d")


def parse_quantity(text: str, style: NumberStyle | None = None) -> tuple[Decimal, str | None] | None:
    """Read the quantity and its canonical unit, when the whole text is one; None otherwise.

    A quantity is above 0 and at most 10^12 with 6 decimals: `-5`, `NaN` and `1e400` are none.
    """
    text = visible(text)
    text = _LEAD.sub("", fold(text), count=1) if text[:1].isalpha() or text[:1] in "x×*~≈@" else text
    found = _AFTER.match(text)
    if found:
        amount = _amount(found.group(1), style, thousands=bool(found.group(2)))
        rest = _PACKED.sub("", _ASIDE.sub("", found.group(3))).strip(" .:-*")
    else:
        turned = _BEFORE.match(text)
        if not turned:
            return None
        amount, rest = _amount(turned.group(2), style, thousands=False), turned.group(1).strip(" .:=x×")
    if amount is None:
        return None
    unit = canonical_unit(rest) if rest else None
    return None if rest and unit is None else (amount, unit)


def parse_breaks(text: str, style: NumberStyle | None = None) -> list[Decimal]:
    """Read the rising quantities of a list such as `10 / 100 / 1000` or `10, 100, 500 pcs`; empty when it is none."""
    text = visible(text.replace("\n", " / "))
    if _DATE.fullmatch(text):
        return []
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) < 2:
        parts = _comma_list(text)
    for each in (style, "comma", "point"):
        amounts = [parsed[0] for part in parts if (parsed := parse_quantity(part, each))]
        rising = all(low < high for low, high in pairwise(amounts))
        if rising and len(amounts) == len(parts) >= 2:
            return amounts
    return []


def _amount(digits: str, style: NumberStyle | None, *, thousands: bool) -> Decimal | None:
    number = parse_number(digits, style)
    if number is None:
        return None
    number = number * 1000 if thousands else number
    exponent = number.normalize().as_tuple().exponent
    too_fine = isinstance(exponent, int) and -exponent > _PLACES
    return None if number <= 0 or number > _LARGEST or too_fine else number


def _comma_list(text: str) -> list[str]:
    """`10,100,1000` and `100,250,500`, which are no grouped numbers; else nothing."""
    digits, _, unit = text.partition(" ")
    parts = digits.split(",")
    if len(parts) < 3 or not all(part.isdigit() for part in parts):
        return []
    grouped = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3
    round_steps = all(int(part) % 5 == 0 and int(part) > 0 for part in parts) and int(parts[0]) >= 10
    return [] if (grouped and not round_steps) or (unit and canonical_unit(unit) is None) else parts
