"""What stands on a traveler and on a label, before it is laid out."""

from typing import Literal

import msgspec

Mark = Literal["", "draft", "superseded", "on_hold", "cancelled"]
"""What a reader must know before working by the paper."""


class SheetItem(msgspec.Struct, frozen=True):
    """A line of the BOM; figures are written out."""

    number: int
    part_number: str
    description: str
    quantity: str
    unit: str
    designators: str = ""
    supplier: str = ""
    notes: str = ""


class SheetStep(msgspec.Struct, frozen=True):
    """An operation; `checks` are its name and its limits written out."""

    number: int
    name: str
    code: str
    description: str = ""
    role: str = ""
    hours: str = ""
    first_article: bool = False
    needs_approval: bool = False
    checks: tuple[tuple[str, str], ...] = ()


class TravelerSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A whole traveler. `color` is `#rrggbb`; `code` is the text of its barcode; `hash` is hexadecimal."""

    locale: str
    company: str
    number: str
    revision: int
    hash: str
    type: str
    color: str
    code: str
    facts: tuple[tuple[str, str], ...]
    """Names of `Words` (`job`, `customer`, ...) with what they are for this traveler."""
    notes: str = ""
    mark: Mark = ""
    items: tuple[SheetItem, ...] = ()
    steps: tuple[SheetStep, ...] = ()


class Label(msgspec.Struct, frozen=True):
    """A label: a title, up to four lines, and a code that is also printed to be read."""

    title: str
    lines: tuple[str, ...]
    code: str
