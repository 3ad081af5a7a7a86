"""Numbers of quotes and RFQs, from one series each per tenant and year: none twice, and a gap where work failed."""

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import TenantId
from nexus.platform import clock
from nexus.platform.db import aside
from nexus.sales.queries.filing import next_number
from nexus.sales.rules.quotes import quote_number, rfq_number


async def next_quote_number(session: AsyncSession, tenant: TenantId) -> str:
    """Take the next number for a quote of this year."""
    year = clock.today().year
    return quote_number(year, await next_count(session, tenant, "quote", year))


async def next_rfq_number(session: AsyncSession, tenant: TenantId) -> str:
    """Take the next number for an RFQ of this year."""
    year = clock.today().year
    return rfq_number(year, await next_count(session, tenant, "rfq", year))


async def next_count(session: AsyncSession, tenant: TenantId, series: str, year: int) -> int:
    """Take a number for good: were it taken within the transaction, all others would wait for that to end."""
    async with aside(session, tenant) as driver:
        return await next_number(driver, tenant, series, year)
