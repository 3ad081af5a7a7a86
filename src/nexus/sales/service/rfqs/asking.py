"""What a document asks for, brought from its extraction into the columns of an RFQ, evidence and all."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from nexus.catalog.public import Wanted
from nexus.documents.public import ExtractedLine, Extraction, Value
from nexus.sales.models import Rfq, RfqLine
from nexus.sales.rules.money import is_currency
from nexus.sales.rules.rfqs import Outcome, Review

LARGEST_QUANTITY = Decimal(10**12)
LONGEST = 20_000
_FIELDS = ("line_number", "part_number", "customer_part_number", "manufacturer", "description", "quantity", "unit",
           "needed_by")  # fmt: skip


def fill_header(rfq: Rfq, extraction: Extraction) -> None:
    """Take over the header of an extraction."""
    header = extraction.header
    rfq.customer_rfq_number = said(header.get("rfq_number"))[:255]
    rfq.project = said(header.get("project"))[:255]
    rfq.contact_name = said(header.get("contact_name"))[:255]
    rfq.contact_email = said(header.get("contact_email"))[:254]
    rfq.contact_phone = said(header.get("contact_phone"))[:255]
    rfq.issue_date = _day(header.get("issue_date"))
    rfq.due_date = _day(header.get("due_date"))
    rfq.requested_delivery_date = _day(header.get("requested_delivery_date"))
    currency = said(header.get("currency")).upper()
    rfq.currency = currency if is_currency(currency) else None
    rfq.language = extraction.language
    rfq.header = {name: msgspec.to_builtins(value) for name, value in header.items()}


def words_of(line: ExtractedLine) -> str:
    """Return what a line asks for in the customer's words: its part numbers, where not said anyway, and its text."""
    text = said(line.description)
    numbers = [said(line.part_number), said(line.customer_part_number)]
    parts = [number for number in dict.fromkeys(numbers) if number and number not in text]
    return " ".join(filter(None, [*parts, text]))[:LONGEST] or said(line.line_number) or f"Line {line.position}"


def fill_line(row: RfqLine, line: ExtractedLine) -> None:
    """Take over a line of an extraction."""
    row.requested = words_of(line)
    row.line_number = said(line.line_number)[:255]
    row.part_number = said(line.part_number)[:255]
    row.customer_part_number = said(line.customer_part_number)[:255]
    row.manufacturer = said(line.manufacturer)[:255]
    row.quantity = _quantity(line.quantity)
    row.unit = said(line.unit)[:100]
    row.quantity_breaks = [str(step) for value in line.quantity_breaks if (step := _quantity(value)) is not None]
    row.needed_by = _day(line.needed_by)
    found: dict[str, Any] = {name: value for name in _FIELDS if (value := getattr(line, name)) is not None}
    if line.quantity_breaks:
        found["quantity_breaks"] = line.quantity_breaks
    row.evidence = {name: msgspec.to_builtins(value) for name, value in found.items()}


def new_line(tenant: int) -> RfqLine:
    """Return an empty line, not yet matched to anything."""
    return RfqLine(tenant_id=tenant, outcome=Outcome.MISSING, review=Review.OPEN, confidence=0.0, reason="")


def wanted_of(row: RfqLine, line: ExtractedLine) -> Wanted:
    """Return the line as the catalog is asked for it."""
    return Wanted(
        part_number=row.part_number,
        customer_part_number=row.customer_part_number,
        manufacturer=row.manufacturer,
        description=said(line.description)[:LONGEST],
        unit=row.unit,
        quantity=row.quantity,
    )


def said(value: Value | None) -> str:
    """Return the canonical text of a value; empty when there is none."""
    return value.value.strip() if value is not None else ""


def _day(value: Value | None) -> date | None:
    try:
        return date.fromisoformat(said(value)[:10])
    except ValueError:
        return None


def _quantity(value: Value | None) -> Decimal | None:
    try:
        number = Decimal(said(value))
    except InvalidOperation:
        return None
    return round(number, 6) if number.is_finite() and 0 < number <= LARGEST_QUANTITY else None
