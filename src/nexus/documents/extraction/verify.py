"""The verifier: every value is looked up again where it is said to stand, and must follow from what stands there."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from nexus.documents.evidence import ExtractedLine, Extraction, Reading, Value
from nexus.documents.extraction.places import Place, Print, prints, stands_at
from nexus.documents.extraction.values.dates import DateOrder, find_dates, parse_date
from nexus.documents.extraction.values.money import currencies
from nexus.documents.extraction.values.numbers import NumberStyle, parse_number
from nexus.documents.extraction.values.quantities import parse_breaks, parse_quantity
from nexus.documents.extraction.values.text import squash
from nexus.documents.extraction.values.units import canonical_unit

DATES = frozenset(("issue_date", "due_date", "requested_delivery_date", "needed_by"))
NUMBERS = frozenset(("quantity", "unit_price", "line_total", "subtotal", "tax_amount", "total_amount"))
_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
_STYLES: tuple[NumberStyle, ...] = ("point", "comma")
_MISREAD = 0.8
_UNPROVEN = 0.4
"""The most confidence that a value without proof may have."""


def verify(extraction: Extraction, reading: Reading) -> Extraction:
    """Look up every value again and mark those that stand where they are said to; the others lose confidence.

    Values from XML stand in the XML itself, and a person's word needs no proof: both are left as they are.
    """
    pages = prints(reading)
    for name, value in values_of(extraction):
        if value.source not in ("xml", "person"):
            _check(name, value, pages, reading)
    return extraction


def values_of(extraction: Extraction) -> Iterator[tuple[str, Value]]:
    """Walk all values with the name of their field."""
    yield from extraction.header.items()
    for line in extraction.lines:
        yield from line_values(line)


def line_values(line: ExtractedLine) -> Iterator[tuple[str, Value]]:
    """Walk the values of one item."""
    for name in line.__struct_fields__:
        value = getattr(line, name)
        if isinstance(value, Value):
            yield name, value
    yield from (("quantity", each) for each in line.quantity_breaks)


def follows(name: str, value: str, text: str) -> bool:
    """Tell whether a canonical value is what the printed text means, in some way of reading it."""
    if name in DATES:
        return any(_dated(each, order) == value for order in _ORDERS for each in (text, text.replace(" ", "")))
    if name in NUMBERS:
        return any(Decimal(value) in _amounts(text, style) for style in _STYLES)
    if name == "unit":
        return (
            squash(value) in squash(text)
            or canonical_unit(text) == value
            or any(canonical_unit(w) == value for w in text.split())
        )
    if name == "currency":
        return value in {*currencies(text), *currencies(text, "CH"), text.upper()} or value in text.upper()
    if name == "contact_email" and "@" not in text:
        return all(squash(half) in squash(text) for half in value.split("@"))
    return squash(value) in squash(text) if squash(value) else value == text


def _check(name: str, value: Value, pages: dict[int, Print], reading: Reading) -> None:
    place = _said_by_mail(value, reading) or _place(value, pages)
    value.verified = place is not None and follows(name, value.value, value.text)
    if not value.verified:
        value.confidence = min(value.confidence, _UNPROVEN)
    elif place is not None and place.misread:
        value.confidence = round(value.confidence * _MISREAD, 3)


def _place(value: Value, pages: dict[int, Print]) -> Place | None:
    printed = pages.get(value.page)
    if printed is None or not squash(value.text):
        return None
    return stands_at(printed, value.text, value.box, value.ref)


def _said_by_mail(value: Value, reading: Reading) -> Place | None:
    """Return a place when the head of a mail says so: its sender, date or subject."""
    if value.ref not in ("From", "Date", "Subject"):
        return None
    names = {"From": ("from_name", "from_email"), "Date": ("date",), "Subject": ("subject",)}[value.ref]
    said = any(squash(value.text) in squash(reading.properties.get(name, "")) for name in names)
    return Place(value.page, ref=value.ref) if said else None


def _dated(text: str, order: DateOrder) -> str | None:
    day: date | None = parse_date(text, order)
    found = find_dates(text, order) if day is None else []
    day = found[0].value if day is None and found else day
    return day.isoformat() if day else None


def _amounts(text: str, style: NumberStyle) -> set[Decimal]:
    number, quantity = parse_number(text, style), parse_quantity(text, style)
    found = {number} if number is not None else set()
    return found | ({quantity[0]} if quantity else set()) | set(parse_breaks(text, style))


__all__ = ["DATES", "NUMBERS", "follows", "line_values", "values_of", "verify"]
