"""Reading customers: one, a page of them, and the one that an RFQ comes from."""

from nexus.identity.public import TenantId
from nexus.platform.pages import PageRequest
from nexus.platform.statement import ALIKE, Driver, Found, Statement, patterns
from nexus.sales.ids import CustomerId
from nexus.sales.rules.customers import CustomerStatus, search_text

COLUMNS = """
c.id, c.name, c.type, c.industry, c.primary_contact, c.email, c.phone, c.billing_address, c.status,
trim_scale(c.tax_rate) as tax_rate, c.currency, c.locale, c.payment_terms, c.delivery_terms, c.email_domains,
c.version, c.created_at, c.updated_at
"""

ONE = """
select r.version, to_json(r)::text as body
from (select COLUMNS from customers c where c.tenant_id = $1 and c.id = $2) r
""".replace("COLUMNS", COLUMNS)

PAGE = """
select c.id, to_json(r)::text as row
from customers c cross join lateral (select COLUMNS) r
where c.tenant_id = {0}
""".replace("COLUMNS", COLUMNS)

PRICE_COLUMNS = """
p.id, p.customer_id, p.product_id, trim_scale(p.from_quantity) as from_quantity, trim_scale(p.unit_price) as unit_price,
p.currency, p.valid_from, p.valid_to
"""

PRICES = """
select coalesce(json_agg(r order by r.product_id, r.from_quantity, r.id), '[]')::text
from (select COLUMNS from customer_prices p where p.tenant_id = $1 and p.customer_id = $2) r
""".replace("COLUMNS", PRICE_COLUMNS)

BY_DOMAIN = """
select id from customers where tenant_id = $1 and $2 = any(email_domains) and status <> 'blocked' order by id limit 2
"""

BY_NAME = """
select id, 1.0::float8 as score from customers where tenant_id = $1 and name_key = $2
union all
select id, similarity(name_key, $2)::float8 from customers
where tenant_id = $1 and name_key <> $2 and similarity(name_key, $2) >= $3
order by score desc, id limit 2
"""

SAME_COMPANY = 0.7
"""Similarity of two names from which they are taken for two spellings of one."""


async def read_customer(driver: Driver, tenant: TenantId, customer: CustomerId) -> tuple[int, str] | None:
    """Return the customer's version and JSON; None when there is none."""
    row = await driver.fetchrow(ONE, tenant, customer)
    return None if row is None else (row["version"], row["body"])


async def list_customers(
    driver: Driver, tenant: TenantId, page: PageRequest, *, search: str, status: CustomerStatus | None
) -> Found:
    """Return a page of customers, newest first; a search that finds nothing is tried again for what is spelt alike."""
    words = search_text(search)
    found = await _page(tenant, page, status, ("and c.search like all({0}::text[])", patterns(words))).page(
        driver, page.limit
    )
    if words and found.body == "[]":
        alike = ("and word_similarity({0}, c.search) >= {1}", words, ALIKE)
        found = await _page(tenant, page, status, alike).page(driver, page.limit)
    return found


async def list_prices(driver: Driver, tenant: TenantId, customer: CustomerId) -> str:
    """Return the prices agreed with a customer as JSON."""
    return await driver.fetchval(PRICES, tenant, customer)


async def customer_of_domain(driver: Driver, tenant: TenantId, domain: str) -> CustomerId | None:
    """Return the one customer whose senders come from this domain; None when there is none, or more than one."""
    rows = await driver.fetch(BY_DOMAIN, tenant, domain)
    return CustomerId(rows[0]["id"]) if len(rows) == 1 else None


async def customer_of_name(driver: Driver, tenant: TenantId, key: str) -> CustomerId | None:
    """Return the customer whose name is this one in some spelling; None when none is, or two are as close."""
    rows = await driver.fetch(BY_NAME, tenant, key, SAME_COMPANY)
    if not rows or (len(rows) == 2 and rows[1]["score"] == rows[0]["score"] < 1):
        return None
    return CustomerId(rows[0]["id"])


def _page(
    tenant: TenantId, page: PageRequest, status: CustomerStatus | None, searched: tuple[str, *tuple[object, ...]]
) -> Statement:
    statement = Statement(PAGE, tenant)
    if status is not None:
        statement.add("and c.status = {0}", status.value)
    if searched[1]:
        statement.add(*searched)
    if (after := page.key(int)) is not None:
        statement.add("and c.id < {0}", *after)
    statement.add("order by c.id desc limit {0} offset {1}", page.limit + 1, page.skip)
    return statement
