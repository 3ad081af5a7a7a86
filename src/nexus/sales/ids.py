"""What the things of sales are called."""

from typing import NewType

CustomerId = NewType("CustomerId", int)
QuoteId = NewType("QuoteId", int)
QuoteLineId = NewType("QuoteLineId", int)
RfqId = NewType("RfqId", int)
