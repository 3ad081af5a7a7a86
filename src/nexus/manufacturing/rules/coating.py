"""The life of a coating job, and whether its film is within its limits."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from nexus.platform.flow import Flow


class CoatingStatus(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    INSPECTED = "inspected"
    REJECTED = "rejected"


COATING_FLOW = Flow(
    {
        CoatingStatus.SENT: {CoatingStatus.RECEIVED},
        CoatingStatus.RECEIVED: {CoatingStatus.INSPECTED, CoatingStatus.REJECTED},
        CoatingStatus.INSPECTED: set(),
        CoatingStatus.REJECTED: set(),
    }
)


def out_of_limits(readings: Sequence[Decimal], minimum: Decimal | None, maximum: Decimal | None) -> list[Decimal]:
    """Return the readings of thickness (micrometres) that are not within the limits."""
    low = Decimal(0) if minimum is None else minimum
    return [each for each in readings if each < low or (maximum is not None and each > maximum)]
