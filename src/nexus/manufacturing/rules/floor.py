"""Labor and quantities: what kinds there are, who may do an operation, and how the pieces of it add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nexus.identity.public import Role


class LaborKind(StrEnum):
    SETUP = "setup"
    RUN = "run"
    REWORK = "rework"
    INSPECTION = "inspection"
    INDIRECT = "indirect"


class Disposition(StrEnum):
    """What is done with pieces that do not conform."""

    USE_AS_IS = "use_as_is"
    REWORK = "rework"
    REPAIR = "repair"
    SCRAP = "scrap"
    RETURN = "return"


GOOD_AGAIN = frozenset({Disposition.USE_AS_IS, Disposition.REWORK, Disposition.REPAIR})
"""After these the pieces are good; after the others they are gone."""

OVERSEERS = frozenset({Role.ADMIN, Role.MANAGER})
"""Roles that may do any operation."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one operation: what reached it, and what became of them."""

    reached: Decimal
    good: Decimal
    scrap: Decimal
    rework: Decimal

    @property
    def at_hand(self) -> Decimal:
        """Return how many are still to be worked on: in = good + scrap + rework + at hand."""
        return self.reached - self.good - self.scrap - self.rework


def reached(quantity: Decimal, good_before: Sequence[Decimal]) -> Decimal:
    """Return how many pieces have reached an operation: all when nothing comes before it, else the least finished."""
    return min(good_before, default=quantity)


def predecessors_known(steps: Mapping[int, Sequence[int]]) -> list[str]:
    """Tell what is wrong with the order of operations (`number -> numbers before it`): unknown ones and circles."""
    wrong = [f"Operation {each} comes after {before}, which does not exist."
             for each, earlier in steps.items() for before in earlier if before not in steps]  # fmt: skip
    left = {each: set(earlier) & set(steps) for each, earlier in steps.items()}
    while free := [each for each, earlier in left.items() if not earlier]:
        for each in free:
            del left[each]
        for earlier in left.values():
            earlier.difference_update(free)
    return wrong + ([f"Operations {', '.join(map(str, sorted(left)))} wait for each other."] if left else [])


def may_work(role: Role | None, required: str | None) -> bool:
    """Tell whether somebody may do an operation that asks for a role."""
    return required is None or role in OVERSEERS or role == required


def nonconformance_number(year: int, count: int) -> str:
    """Write the number of a nonconformance: `NCR-2026-00042`."""
    return f"NCR-{year}-{count:05d}"
