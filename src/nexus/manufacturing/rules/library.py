"""The four types of travelers with their colours, and the operations each begins with until engineers edit them."""

from decimal import Decimal
from enum import StrEnum

import msgspec

MOST_HOURS = Decimal(100_000)
"""More than this no operation is estimated to take."""


class Kind(StrEnum):
    PCB = "PCB"
    PARTS = "PARTS"
    ASSEMBLY = "ASSEMBLY"
    CABLE = "CABLE"


class Check(msgspec.Struct, frozen=True):
    """What is looked at during an operation; with limits it is a measurement in `unit`, else a tick."""

    name: str
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None


class Step(msgspec.Struct, frozen=True):
    """An operation as the library holds it. `hours` is the estimate for `quantity` 1 plus `setup_hours` once."""

    number: int
    name: str
    description: str = ""
    setup_hours: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)
    role: str | None = None
    first_article: bool = False
    checks: tuple[Check, ...] = ()


class TravelerType(msgspec.Struct, frozen=True):
    """A type of traveler: what it is called, the colour of its paper, and its operations."""

    id: int
    code: Kind
    name: str
    color: str
    steps: tuple[Step, ...]


def _steps(*told: tuple[str, str, str, str | None]) -> tuple[Step, ...]:
    """Number the operations by tens; `told` is name, set-up hours, hours a piece, role."""
    return tuple(
        Step(10 * at, name, setup_hours=Decimal(setup), hours=Decimal(hours), role=role)
        for at, (name, setup, hours, role) in enumerate(told, 1)
    )


TYPES: dict[Kind, TravelerType] = {
    each.code: each
    for each in (
        TravelerType(
            1, Kind.PCB, "PCB", "#2e7d32",
            _steps(
                ("Kitting", "0.5", "0.01", None),
                ("Solder paste printing", "0.5", "0.01", "assembly"),
                ("SMT placement", "1", "0.02", "assembly"),
                ("Reflow", "0.25", "0.01", "assembly"),
                ("Optical inspection", "0.25", "0.02", "quality"),
                ("Through-hole and hand soldering", "0.25", "0.1", "assembly"),
                ("Test", "0.5", "0.05", "quality"),
                ("Final inspection", "0", "0.02", "quality"),
                ("Packing", "0.1", "0.01", None),
            ),
        ),
        TravelerType(
            2, Kind.PARTS, "Parts", "#1565c0",
            _steps(
                ("Material issue", "0.25", "0", None),
                ("Machining", "1", "0.1", "assembly"),
                ("Deburring", "0", "0.02", "assembly"),
                ("Dimensional inspection", "0.25", "0.02", "quality"),
                ("Packing", "0.1", "0.01", None),
            ),
        ),
        TravelerType(
            3, Kind.ASSEMBLY, "Assembly", "#ef6c00",
            _steps(
                ("Kitting", "0.5", "0.02", None),
                ("Sub-assembly", "0.25", "0.2", "assembly"),
                ("Final assembly", "0.25", "0.3", "assembly"),
                ("Functional test", "0.5", "0.1", "quality"),
                ("Final inspection", "0", "0.05", "quality"),
                ("Packing", "0.1", "0.02", None),
            ),
        ),
        TravelerType(
            4, Kind.CABLE, "Cable", "#6a1b9a",
            _steps(
                ("Cutting", "0.25", "0.01", "assembly"),
                ("Stripping and crimping", "0.5", "0.05", "assembly"),
                ("Housing and routing", "0.25", "0.05", "assembly"),
                ("Continuity and insulation test", "0.25", "0.02", "quality"),
                ("Labelling and packing", "0.1", "0.01", None),
            ),
        ),
    )
}  # fmt: skip
"""What a tenant begins with."""


def estimated(step: Step, quantity: Decimal) -> Decimal:
    """Return the hours that an operation is estimated to take for so many pieces, to the thousandth."""
    return min(step.setup_hours + step.hours * quantity, MOST_HOURS).quantize(Decimal("0.001"))
