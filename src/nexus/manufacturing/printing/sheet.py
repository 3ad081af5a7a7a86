"""What stands on a traveler, before anything is said in a language or laid out on a page."""

from datetime import date
from typing import Literal

import msgspec

Mark = Literal["", "draft", "superseded", "on_hold", "cancelled"]
"""What a reader must know before working by the paper."""


class SheetItem(msgspec.Struct, frozen=True):
    """A line of the bill of materials; its quantity is written out."""

    number: int
    part_number: str
    description: str
    quantity: str
    unit: str
    designators: str = ""
    supplier: str = ""
    notes: str = ""


class SheetCheck(msgspec.Struct, frozen=True):
    """What is measured or looked at in an operation, and between which limits, written out."""

    name: str
    limits: str = ""


class SheetStep(msgspec.Struct, frozen=True):
    """An operation. `code` is the text of its barcode; `hours` are the estimated ones, written out."""

    number: int
    name: str
    code: str
    description: str = ""
    role: str = ""
    hours: str = ""
    first_article: bool = False
    needs_approval: bool = False
    checks: tuple[SheetCheck, ...] = ()


class TravelerSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A whole traveler. `locale` (`de-AT`, `fa`) decides language, direction, digits and dates of its own words.

    `color` is the traveler type's, `#rrggbb`; `hash` is hexadecimal; `code` is the text of the traveler's barcode.
    """

    locale: str
    company: str
    number: str
    revision: int
    hash: str
    type: str
    color: str
    code: str
    part_number: str
    part_name: str
    quantity: str
    job: str = ""
    po: str = ""
    customer: str = ""
    due: date | None = None
    priority: str = ""
    notes: str = ""
    mark: Mark = ""
    items: tuple[SheetItem, ...] = ()
    steps: tuple[SheetStep, ...] = ()
