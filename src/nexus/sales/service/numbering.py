"""Numbers of quotes and RFQs, from one series each per tenant and year."""

from nexus.identity.public import TenantId
from nexus.platform import clock
from nexus.platform.db import ReadConnection
from nexus.sales.queries.filing import next_number
from nexus.sales.rules.quotes import quote_number, rfq_number


async def next_quote_number(driver: ReadConnection, tenant: TenantId) -> str:
    """Take the next number for a quote of this year."""
    year = clock.today().year
    return quote_number(year, await next_number(driver, tenant, "quote", year))


async def next_rfq_number(driver: ReadConnection, tenant: TenantId) -> str:
    """Take the next number for an RFQ of this year."""
    year = clock.today().year
    return rfq_number(year, await next_number(driver, tenant, "rfq", year))
