"""Numbers of quotes and RFQs: one statement, so that no two are alike however many are taken at once."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import TenantId
from nexus.platform import clock
from nexus.sales.models import NumberSeries
from nexus.sales.rules.quotes import quote_number, rfq_number


async def next_quote_number(session: AsyncSession, tenant: TenantId) -> str:
    """Take the next number for a quote of this year."""
    year = clock.today().year
    return quote_number(year, await _next(session, tenant, "quote", year))


async def next_rfq_number(session: AsyncSession, tenant: TenantId) -> str:
    """Take the next number for an RFQ of this year."""
    year = clock.today().year
    return rfq_number(year, await _next(session, tenant, "rfq", year))


async def _next(session: AsyncSession, tenant: TenantId, series: str, year: int) -> int:
    first = {"tenant_id": tenant, "series": series, "year": year, "last": 1}
    taking = (
        insert(NumberSeries)
        .values(first)
        .on_conflict_do_update(index_elements=["tenant_id", "series", "year"], set_={"last": NumberSeries.last + 1})
        .returning(NumberSeries.last)
    )
    return (await session.scalars(taking)).one()
