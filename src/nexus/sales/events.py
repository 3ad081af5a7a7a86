"""What happened in sales."""

from nexus.platform.events import Event
from nexus.sales.ids import QuoteId
from nexus.sales.rules.quotes import QuoteStatus


class QuoteDrafted(Event, frozen=True):
    """A draft quote was made: by a person, as a revision, or from an RFQ."""

    quote: QuoteId
    document: int | None = None


class QuoteMoved(Event, frozen=True):
    """A quote went from one status to another."""

    quote: QuoteId
    before: QuoteStatus
    after: QuoteStatus
