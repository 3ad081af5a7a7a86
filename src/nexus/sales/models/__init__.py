"""How customers, quotes and RFQs are stored."""

from nexus.sales.models.customers import Customer, CustomerPrice
from nexus.sales.models.quotes import NumberSeries, Quote, QuoteLine, QuoteMove
from nexus.sales.models.rfqs import Rfq, RfqLine

__all__ = ["Customer", "CustomerPrice", "NumberSeries", "Quote", "QuoteLine", "QuoteMove", "Rfq", "RfqLine"]
