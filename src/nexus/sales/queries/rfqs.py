"""Reading a page of RFQs, each with the newest quote that answers it."""

from nexus.identity.public import TenantId
from nexus.platform.pages import PageRequest
from nexus.platform.statement import Driver, Found, Statement, patterns
from nexus.sales.ids import CustomerId
from nexus.sales.rules.customers import search_text

PAGE = """
select f.id, to_json(r)::text as row
from rfqs f
left join customers c on c.tenant_id = f.tenant_id and c.id = f.customer_id
left join lateral (
    select q.id, q.quote_number from quotes q
    where q.tenant_id = f.tenant_id and q.rfq_id = f.id order by q.id desc limit 1
) q on true
cross join lateral (
    select f.id, f.number, f.document_id, f.customer_id, c.name as customer_name, f.customer_rfq_number, f.project,
        f.due_date, q.id as quote_id, q.quote_number, f.created_at
) r
where f.tenant_id = {0}
"""


async def list_rfqs(
    driver: Driver, tenant: TenantId, page: PageRequest, *, customer: CustomerId | None, search: str
) -> Found:
    """Return a page of RFQs, newest first."""
    statement = Statement(PAGE, tenant)
    if customer is not None:
        statement.add("and f.customer_id = {0}", customer)
    if words := patterns(search_text(search)):
        said = "lower(concat_ws(' ', f.number, f.customer_rfq_number, f.project, c.search))"
        statement.add(f"and {said} like all({{0}}::text[])", words)
    if (after := page.key(int)) is not None:
        statement.add("and f.id < {0}", *after)
    statement.add("order by f.id desc limit {0} offset {1}", page.limit + 1, page.skip)
    return await statement.page(driver, page.limit)
