"""What a scanner reads off a supplier's label of parts."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from nexus.manufacturing.scanning.envelope import Envelope, open_envelope, with_controls
from nexus.manufacturing.scanning.gs1 import day_of, read_elements

LONGEST = 2000
_QUANTITY = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(?:PCS?|EA|ST|STK)?", re.ASCII | re.IGNORECASE)
_LCSC = re.compile(r"\{(\w{1,10}:.*)\}?", re.DOTALL)
_LCSC_PART = re.compile(r",(?=(?:pbn|on|pc|pm|qty|mc|cc|pdi|hp|wh|pn):)", re.IGNORECASE)
_OLD_DIGIKEY = re.compile(r"[0-9]{16,26}")


class PartLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What a label says; what it does not say is empty or None."""

    kind: Literal["iso15434", "gs1", "lcsc"]
    part_number: str = ""
    """The number to look the part up by: the customer's (ours), else its maker's, its supplier's, its GTIN."""
    customer_part_number: str = ""
    manufacturer_part_number: str = ""
    supplier_part_number: str = ""
    gtin: str = ""
    """14 digits with a right check digit."""
    manufacturer: str = ""
    supplier: str = ""
    quantity: Decimal | None = None
    """Pieces in the package."""
    lot: str = ""
    serial: str = ""
    date_code: str = ""
    """As printed, mostly YYWW."""
    expires: date | None = None
    purchase_order: str = ""
    purchase_order_line: str = ""
    supplier_order: str = ""
    packing_slip: str = ""
    country: str = ""
    """Of origin, two letters."""
    certain: bool = True
    """False when the scanner lost the separators, so that fields were parted by guess."""


def read_label(text: str) -> PartLabel | None:
    """Return what the label of a distributor or maker says; None when it is no label that is known.

    Known are ISO 15434 envelopes with data identifiers (ECIA EIGP 114, Digi-Key, Mouser), GS1 element strings with
    right check digits, and LCSC's QR codes. Raises nothing.
    """
    if len(text) > LONGEST:
        return None
    text = with_controls(text.strip(" \t\r\n\x00"))
    if (envelope := open_envelope(text)) is not None:
        return _of_gs1(envelope.fields[""]) if envelope.format == "05" else _of_envelope(envelope)
    return _of_lcsc(text) or _of_gs1(text)


def why_unknown(text: str) -> str:
    """Return a sentence for a person about a code that is no label that is known."""
    if _OLD_DIGIKEY.fullmatch(text):
        return "This looks like an old Digi-Key barcode, whose digits name no part; scan the square code or type it."
    if text.startswith(("(01)", "]C1", "]d2")):
        return "This looks like a GS1 code, but a check digit or a date is wrong, or a part of it is not known."
    if "[)>" in text[:4]:
        return "This looks like a label of parts, but the scanner lost its separators; let it send GS as a character."
    return "This is neither a code of the shop nor a label that is known."


def _of_envelope(envelope: Envelope) -> PartLabel | None:
    fields = envelope.fields

    def first(*identifiers: str) -> str:
        return next((fields[identifier] for identifier in identifiers if fields.get(identifier)), "")

    supplier = _supplier(envelope)
    customers, suppliers = first("P"), first("30P", "31P", "32P")
    if supplier == "Digi-Key" and not suppliers and customers.upper().endswith("-ND"):
        customers, suppliers = "", customers
    label = PartLabel(
        kind="iso15434",
        part_number=customers or first("1P") or suppliers,
        customer_part_number=customers,
        manufacturer_part_number=first("1P"),
        supplier_part_number=suppliers,
        manufacturer=first("1V", "2V", "21V"),
        supplier=supplier,
        quantity=_quantity(first("Q", "7Q", "8Q")),
        lot=first("1T", "T", "2T"),
        serial=first("S"),
        date_code=first("9D", "10D", "16D", "11D"),
        expires=_day(first("14D")),
        purchase_order=first("K"),
        purchase_order_line=first("4K", "14K"),
        supplier_order=first("1K"),
        packing_slip=first("11K"),
        country=first("4L").upper()[:2],
        certain=envelope.certain,
    )
    return label if label.part_number or label.lot or label.serial else None


def _supplier(envelope: Envelope) -> str:
    if envelope.fields.keys() & {"12Z", "13Z", "20Z", "11Z"}:
        return "Digi-Key"
    return "Mouser" if envelope.stray_mark else envelope.fields.get("V", "")


def _of_lcsc(text: str) -> PartLabel | None:
    found = _LCSC.fullmatch(text)
    if found is None:
        return None
    parts = (part.partition(":") for part in _LCSC_PART.split(found[1].removesuffix("}")))
    fields = {name.strip().lower(): value.strip() for name, _, value in parts}
    if not fields.get("pc") and not fields.get("pm"):
        return None
    return PartLabel(
        kind="lcsc",
        part_number=fields.get("mc") or fields.get("pm") or fields["pc"],
        customer_part_number=fields.get("mc", ""),
        manufacturer_part_number=fields.get("pm", ""),
        supplier_part_number=fields.get("pc", ""),
        supplier="LCSC",
        quantity=_quantity(fields.get("qty", "")),
        supplier_order=fields.get("on", ""),
        packing_slip=fields.get("pbn", ""),
    )


def _of_gs1(text: str) -> PartLabel | None:
    found = read_elements(text)
    return None if found is None else _of_elements(found)


def _of_elements(found: Mapping[str, str]) -> PartLabel | None:
    gtin = found.get("01") or found.get("02", "")
    customers, makers = found.get("241", ""), found.get("240", "")
    label = PartLabel(
        kind="gs1",
        part_number=customers or makers or gtin,
        customer_part_number=customers,
        manufacturer_part_number=makers,
        gtin=gtin,
        quantity=_quantity(found.get("30") or found.get("37", "")),
        lot=found.get("10", ""),
        serial=found.get("21", ""),
        date_code=found.get("11", ""),
        expires=day_of(found["17"]) if "17" in found else None,
        purchase_order=found.get("400", ""),
    )
    return label if label.part_number or label.lot or label.serial else None


def _quantity(text: str) -> Decimal | None:
    found = _QUANTITY.fullmatch(text)
    return Decimal(found[1]) if found and Decimal(found[1]) > 0 else None


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
