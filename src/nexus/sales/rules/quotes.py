"""The life of a quote: its statuses and moves, its validity, its number."""

from datetime import date, timedelta
from enum import StrEnum

from nexus.platform.flow import Flow


class QuoteStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


class LineKind(StrEnum):
    """`optional` lines are offered but not counted in the total; `no_quote` lines say why nothing is offered."""

    STANDARD = "standard"
    OPTIONAL = "optional"
    NO_QUOTE = "no_quote"


QUOTE_FLOW = Flow(
    {
        QuoteStatus.DRAFT: {QuoteStatus.PENDING},
        QuoteStatus.PENDING: {QuoteStatus.APPROVED, QuoteStatus.REJECTED, QuoteStatus.EXPIRED},
        QuoteStatus.APPROVED: set(),
        QuoteStatus.REJECTED: set(),
        QuoteStatus.EXPIRED: set(),
    }
)


def expiry_of(issued: date, validity_days: int) -> date:
    """Return the last day on which a quote issued on this day can be accepted."""
    return issued + timedelta(days=validity_days)


def is_past(expiry: date, today: date) -> bool:
    """Tell whether the last day of validity is over."""
    return today > expiry


def status_on(status: QuoteStatus, expiry: date, today: date) -> QuoteStatus:
    """Return the status as it is to be read today: a pending quote past its validity is expired."""
    return QuoteStatus.EXPIRED if status is QuoteStatus.PENDING and is_past(expiry, today) else status


def quote_number(year: int, count: int, revision: int = 1) -> str:
    """Write a quote's number: `Q-2026-00042`, and `Q-2026-00042-R2` for its second revision."""
    number = f"Q-{year}-{count:05d}"
    return revised(number, revision)


def revised(number: str, revision: int) -> str:
    """Write the number of a revision, given the number of the first."""
    return number if revision == 1 else f"{number}-R{revision}"


def rfq_number(year: int, count: int) -> str:
    """Write the number under which we keep a customer's RFQ: `RFQ-2026-00042`."""
    return f"RFQ-{year}-{count:05d}"
