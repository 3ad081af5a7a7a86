"""How customers, quotes and RFQs are stored."""

from nexus.sales.models.customers import Customer, CustomerPrice
from nexus.sales.models.quotes import (
    AnyLine,
    AnyQuote,
    LineDraft,
    NumberSeries,
    Quote,
    QuoteDraft,
    QuoteLine,
    QuoteMove,
)
from nexus.sales.models.rfqs import Rfq, RfqLine

__all__ = [
    "AnyLine",
    "AnyQuote",
    "Customer",
    "CustomerPrice",
    "LineDraft",
    "NumberSeries",
    "Quote",
    "QuoteDraft",
    "QuoteLine",
    "QuoteMove",
    "Rfq",
    "RfqLine",
]
