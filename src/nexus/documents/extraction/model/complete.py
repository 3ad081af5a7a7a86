"""Fills what layout could not read with what a model reads, as far as the verifier finds it printed."""

from collections.abc import Sequence
from typing import Any, cast

from rapidfuzz import fuzz

from nexus.documents.evidence import Check, ExtractedLine, Extraction, Reading, Value
from nexus.documents.extraction.arithmetic import checks
from nexus.documents.extraction.header.typed import typed
from nexus.documents.extraction.language import Locale, tell_locale
from nexus.documents.extraction.model.question import LINE_FIELDS, SYSTEM, answer_schema, question
from nexus.documents.extraction.model.server import Model, ModelError, ask
from nexus.documents.extraction.places import Place, Print, find, prints
from nexus.documents.extraction.values.dates import parse_date
from nexus.documents.extraction.values.numbers import parse_number, plain
from nexus.documents.extraction.values.quantities import parse_quantity
from nexus.documents.extraction.values.text import squash
from nexus.documents.extraction.values.units import canonical_unit
from nexus.documents.extraction.verify import follows

_ASKED = (
    "customer_name", "contact_name", "contact_email", "contact_phone", "rfq_number", "project", "issue_date",
    "due_date", "requested_delivery_date", "currency", "incoterm", "payment_terms", "delivery_address", "notes",
)  # fmt: skip
_DOUBTFUL = 0.5
"""A value read with less confidence than this is asked for again."""
_FOUND = 0.75
_MISREAD = 0.55
"""Confidence of a model's value that is printed, and of one that is printed but for letters OCR confuses."""
_SAME = 85
_MOST_LINES = 2_000
_LONGEST_VALUE = 2_000


async def complete(extraction: Extraction, reading: Reading, model: Model) -> Extraction:
    """Ask the model for what is missing or doubtful and add what is found printed, with its place.

    What layout read with confidence stays. A server that gives no usable answer changes nothing but adds a failed
    check that says so. Never called inside a database transaction: it waits for the network.
    """
    fields, lines = _missing(extraction)
    if not fields and not lines:
        return extraction
    try:
        answer = await ask(model, SYSTEM, question(reading, fields, lines=lines), answer_schema(fields, lines=lines))
    except ModelError as error:
        extraction.checks = [*extraction.checks, Check("model", passed=False, detail=str(error))]
        return extraction
    locale = tell_locale(reading)
    pages = prints(reading)
    _take_header(extraction, answer, fields, locale, pages)
    if lines:
        _take_lines(extraction, _lines_in(answer), locale, pages)
    extraction.checks = checks(extraction)
    return extraction


def _missing(extraction: Extraction) -> tuple[list[str], bool]:
    """Tell which header fields to ask for, and whether to ask for the lines."""
    fields = [name for name in _ASKED if _weak(extraction.header.get(name))]
    gaps = any(check.name == "line numbers" and not check.passed for check in extraction.checks)
    unread = any(_weak(line.description) or _weak(line.quantity) for line in extraction.lines)
    return fields, not extraction.lines or gaps or unread


def _weak(value: Value | None) -> bool:
    if value is None:
        return True
    return value.source != "person" and (not value.verified or value.confidence < _DOUBTFUL)


def _take_header(
    extraction: Extraction, answer: dict[str, Any], fields: Sequence[str], locale: Locale, pages: dict[int, Print]
) -> None:
    for name in fields:
        text = _text(answer.get(name))
        read = typed(name, text, locale) if text else None
        place = _anywhere(read[1], pages) if read else None
        if read is None or place is None or not follows(name, read[0], read[1]):
            continue
        value = _value(read[0], read[1], place)
        held = extraction.header.get(name)
        if held is None or not held.verified or held.confidence < value.confidence:
            extraction.header[name] = value


def _take_lines(extraction: Extraction, given: list[dict[str, Any]], locale: Locale, pages: dict[int, Print]) -> None:
    """Fill the weak values of known lines; where layout found no line at all, take the model's."""
    read = [line for row in given if (line := _line(row, locale, pages)) is not None]
    if not extraction.lines:
        extraction.lines = read
        for position, line in enumerate(read, start=1):
            line.position = position
        return
    for line in extraction.lines:
        other = next((each for each in read if _same(line, each)), None)
        for name in LINE_FIELDS if other is not None else ():
            value = getattr(other, name)
            if value is not None and _weak(getattr(line, name)):
                setattr(line, name, value)


def _line(row: dict[str, Any], locale: Locale, pages: dict[int, Print]) -> ExtractedLine | None:
    """Make a line of a model's row; None unless what is asked and how many are both printed, near each other."""
    name = _text(row.get("description")) or _text(row.get("part_number"))
    anchor = _anywhere(name, pages) if name else None
    if anchor is None:
        return None
    line = ExtractedLine(0)
    for field in LINE_FIELDS:
        text = _text(row.get(field))
        canonical = _canonical(field, text, locale) if text else None
        place = find(pages[anchor.page], text, anchor) if canonical and text else None
        if canonical is not None and place is not None and follows(field, canonical, text):
            setattr(line, field, _value(canonical, text, place))
    named = line.description or line.part_number or line.customer_part_number
    return line if named is not None and line.quantity is not None else None


def _canonical(field: str, text: str, locale: Locale) -> str | None:
    """Read a model's copied text the same way as one found by layout."""
    match field:
        case "quantity":
            quantity = parse_quantity(text, locale.number_style)
            return plain(quantity[0]) if quantity else None
        case "unit_price" | "line_total":
            number = parse_number(text, locale.number_style)
            return plain(number) if number is not None else None
        case "needed_by":
            day = parse_date(text, locale.date_order)
            return day.isoformat() if day else None
        case "unit":
            return canonical_unit(text)
        case _:
            return text


def _same(line: ExtractedLine, other: ExtractedLine) -> bool:
    if line.line_number and other.line_number:
        return line.line_number.value == other.line_number.value
    mine, theirs = (each.description.value if each.description else "" for each in (line, other))
    return bool(mine and theirs) and fuzz.token_sort_ratio(mine, theirs) >= _SAME


def _anywhere(text: str, pages: dict[int, Print]) -> Place | None:
    """Find a text on the first page that prints it."""
    if not squash(text):
        return None
    return next((place for printed in pages.values() if (place := find(printed, text)) is not None), None)


def _value(canonical: str, text: str, place: Place) -> Value:
    sure = _MISREAD if place.misread else _FOUND
    return Value(canonical, text, place.page, place.box, place.ref, source="model", confidence=sure, verified=True)


def _lines_in(answer: dict[str, Any]) -> list[dict[str, Any]]:
    rows = answer.get("lines")
    if not isinstance(rows, list):
        return []
    return [cast("dict[str, Any]", row) for row in cast("list[Any]", rows)[:_MOST_LINES] if isinstance(row, dict)]


def _text(given: object) -> str:
    """Take a text or number out of an answer; anything else is nothing."""
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return ""
    return str(given).strip()[:_LONGEST_VALUE]
