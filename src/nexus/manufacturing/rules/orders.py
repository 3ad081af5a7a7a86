"""The life of a customer's order, and how it differs from the quote it answers."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from nexus.platform.flow import Flow


class OrderStatus(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    IN_PRODUCTION = "in_production"
    COMPLETED = "completed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ORDER_FLOW = Flow(
    {
        OrderStatus.DRAFT: {OrderStatus.CONFIRMED, OrderStatus.CANCELLED},
        OrderStatus.CONFIRMED: {OrderStatus.IN_PRODUCTION, OrderStatus.COMPLETED, OrderStatus.CANCELLED},
        OrderStatus.IN_PRODUCTION: {OrderStatus.COMPLETED, OrderStatus.CANCELLED},
        OrderStatus.COMPLETED: {OrderStatus.CLOSED},
        OrderStatus.CLOSED: set(),
        OrderStatus.CANCELLED: set(),
    }
)


class Asked(msgspec.Struct, frozen=True):
    """One line as it was quoted or ordered. `quote_line` is the line of the quote that it answers, if any."""

    line: int
    part: str
    name: str
    quantity: Decimal
    unit_price: Decimal | None
    due: date | None = None
    quote_line: int | None = None


class Difference(msgspec.Struct, frozen=True):
    """Where an order is not what was quoted; `line` is the order's line, None for what was left out of it."""

    line: int | None
    field: str
    quoted: str | None
    ordered: str | None


def differences(quoted: Sequence[Asked], ordered: Sequence[Asked]) -> list[Difference]:
    """Tell every difference in part, quantity, price and date between a quote's lines and those ordered."""
    by_line = {each.quote_line: each for each in quoted}
    told: list[Difference] = []
    for line in ordered:
        offer = by_line.get(line.quote_line) if line.quote_line is not None else None
        if offer is None:
            told.append(Difference(line.line, "line", None, line.part or line.name))
        else:
            told += _between(offer, line)
    answered = {line.quote_line for line in ordered}
    told += [
        Difference(None, "line", each.part or each.name, None) for each in quoted if each.quote_line not in answered
    ]
    return told


def _between(offer: Asked, line: Asked) -> list[Difference]:
    pairs = {
        "part": (offer.part or offer.name, line.part or line.name),
        "quantity": (offer.quantity, line.quantity),
        "unit_price": (offer.unit_price, line.unit_price),
        "due_date": (offer.due, line.due),
    }
    return [
        Difference(line.line, field, _text(quoted), _text(said))
        for field, (quoted, said) in pairs.items()
        if said is not None and quoted is not None and quoted != said
    ]


def _text(value: Decimal | date | str | None) -> str | None:
    return None if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def order_number(year: int, count: int) -> str:
    """Write the number that we give an order: `SO-2026-00042`."""
    return f"SO-{year}-{count:05d}"


def job_number(year: int, count: int) -> str:
    """Write the number of a job: `J-2026-00042`."""
    return f"J-{year}-{count:05d}"
