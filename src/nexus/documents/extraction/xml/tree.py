"""Finding elements by their local names, whatever the namespace and its version, and making values of them."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from nexus.documents.evidence import Value
from nexus.documents.extraction.values.dates import parse_date
from nexus.documents.extraction.values.money import currency
from nexus.documents.extraction.values.numbers import parse_number, plain
from nexus.documents.extraction.xml.codes import unit_of_code

Element = Any
"""lxml has no types."""
Kind = Literal["text", "number", "date", "currency", "unit"]

_YEAR_FIRST = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4,6})?")


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def every(element: Element, path: str) -> Iterator[Element]:
    """Walk all elements at a path of child names, in order; `A|B` at a step takes either name."""
    step, _, rest = path.partition("/")
    names = step.split("|")
    for child in element:
        if name_of(child) in names:
            if rest:
                yield from every(child, rest)
            else:
                yield child


def first(element: Element, *paths: str) -> Element | None:
    """Return the first element with content at the first path that has one."""
    for path in paths:
        for found in every(element, path):
            if len(found) or (found.text or "").strip():
                return found
    return None


def words(element: Element | None) -> str:
    """Return the text of an element, on one line."""
    return "" if element is None else " ".join(str(element.text or "").split())


def value_of(element: Element | None, kind: Kind, where: str) -> Value | None:
    """Make a value of an element's text; None when it is empty or not of its kind."""
    text = words(element)
    canonical = _canonical(text, kind) if text else None
    if element is None or canonical is None:
        return None
    ref = f"{where}: {name_of(element)}"
    return Value(canonical, text, page=1, ref=ref, source="xml", confidence=1.0, verified=True)


def unit_value(element: Element | None, where: str) -> Value | None:
    """Make a value of the unit code that stands at a quantity."""
    code = "" if element is None else (element.get("unitCode") or "").strip()
    if not code:
        return None
    return Value(
        unit_of_code(code), code, page=1, ref=f"{where}: unitCode", source="xml", confidence=1.0, verified=True
    )


def price_value(amount: Element | None, basis: Element | None, where: str) -> Value | None:
    """Make the price of one unit of a price that may stand for more than one."""
    price = value_of(amount, "number", where)
    units = parse_number(words(basis), "point")
    if price is not None and units is not None and units > 1:
        price.value = plain((Decimal(price.value) / units).quantize(Decimal("0.000001")))
    return price


def _canonical(text: str, kind: Kind) -> str | None:
    if kind == "number":
        number = parse_number(text, "point")
        return None if number is None else plain(number)
    if kind == "date":
        found = _date(text)
        return found and found.isoformat()
    return currency(text) or text if kind == "currency" else text


def _date(text: str) -> date | None:
    compact = _YEAR_FIRST.fullmatch(text)
    if compact:
        return parse_date("-".join(compact.groups()))
    return parse_date(text[:10])
