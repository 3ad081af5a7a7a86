"""What is known of a BOM file before any of it is taken in."""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec


class Severity(StrEnum):
    """An error keeps the whole file out; a warning is for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


class BomProblem(msgspec.Struct, frozen=True):
    """What is wrong at a place of the file, and what to do about it."""

    line: int
    """Line of the file, counted from 1."""
    column: str
    """Name of the column in the file; empty when it is about the whole line."""
    severity: Severity
    message: str


SkipReason = Literal["before the header", "header", "header again", "total", "blank"]


class Skipped(msgspec.Struct, frozen=True):
    """A line of the file that is no item."""

    line: int
    reason: SkipReason
    text: str
    """What stands there, up to 100 characters."""


class BomItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill of materials."""

    line: int
    part_number: str
    description: str = ""
    quantity: Decimal
    """For one assembly, in `unit`; 0 when the part is not to be fitted, else more than 0 and up to 10^9."""
    unit: str = "pcs"
    unit_price: Decimal | None = None
    """For one of `unit`, in the currency of the file, which is not told."""
    supplier: str = ""
    supplier_part_number: str = ""
    manufacturer: str = ""
    mpn: str = ""
    reference_designators: tuple[str, ...] = ()
    """Each on its own: `R1-R3` is R1, R2, R3."""
    notes: str = ""
    dnp: bool = False
    """Whether it is not to be fitted."""
    merged_lines: tuple[int, ...] = ()
    """Further lines of the same part whose quantities are in this one."""


class BomPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What a BOM file holds; each of its lines is in an item, in `skipped`, or has an error in `problems`."""

    file_kind: Literal["csv", "tsv", "xlsx"]
    format: str
    """kicad, kicad-legacy, altium, digikey, mouser, lcsc, or plain."""
    header_line: int
    columns: list[str]
    mapping: dict[str, str]
    """Field -> column."""
    ignored: list[str]
    """Columns that become nothing."""
    items: list[BomItem]
    problems: list[BomProblem]
    """In the order of the lines."""
    skipped: list[Skipped]

    @property
    def errors(self) -> list[BomProblem]:
        """The problems that keep the file out."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[BomProblem]:
        """The problems for a person to look at."""
        return [problem for problem in self.problems if problem.severity is Severity.WARNING]
