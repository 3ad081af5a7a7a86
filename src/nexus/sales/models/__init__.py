"""How customers, quotes and RFQs are stored."""

from nexus.sales.models.customers import Customer, CustomerPrice
from nexus.sales.models.quotes import AnyLine, LineDraft, NumberSeries, Quote, QuoteLine, QuoteMove
from nexus.sales.models.rfqs import Rfq, RfqLine

__all__ = [
    "AnyLine",
    "Customer",
    "CustomerPrice",
    "LineDraft",
    "NumberSeries",
    "Quote",
    "QuoteLine",
    "QuoteMove",
    "Rfq",
    "RfqLine",
]
