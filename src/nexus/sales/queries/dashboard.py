"""The dashboard in one statement: counts, what is recent, and this month's figures."""

from datetime import datetime, timedelta

from nexus.identity.public import TenantId
from nexus.platform.statement import Driver
from nexus.sales.queries.quotes import ROW_COLUMNS

RECENT = timedelta(days=7)

# The tables of documents and sessions belong to lower contexts; only what is counted here is read of them.
COUNTS = """
select to_json(r)::text from (
select
    (select count(*) from customers where tenant_id = $1) as total_customers,
    n.quotes as total_quotes, n.quotes as total_quotations,
    d.documents as total_documents,
    n.active as active_quotes,
    d.pending as pending_documents,
    (select count(distinct user_id) from sessions where tenant_id = $1 and ended_at is null and expires_at > $2)
        as active_sessions,
    RECENTLY
    json_build_object(
        'documents_this_month', d.this_month,
        'quotations_this_month', n.this_month,
        'revenue_this_month', coalesce(n.revenue, 0),
        'currency', t.currency,
        'conversion_rate', coalesce(round(n.won::numeric / nullif(n.decided, 0), 4), 0)
    ) as metrics,
    $2::timestamptz as timestamp
from tenants t
cross join (
    select count(*) as quotes,
        count(*) filter (where quote_status_on(q.status, q.expiry_date, $4) in ('draft', 'pending')) as active,
        count(*) filter (where q.created_at >= $5) as this_month,
        count(*) filter (where q.created_at >= $3) as lately,
        count(*) filter (where q.status = 'approved') as won,
        count(*) filter (where quote_status_on(q.status, q.expiry_date, $4) in ('approved', 'rejected', 'expired'))
            as decided,
        sum(major_units(q.total_amount, q.digits)) filter (
            where q.status = 'approved' and q.updated_at >= $5
              and q.currency = (select currency from tenants where id = $1)
        ) as revenue
    from quotes q where q.tenant_id = $1
) n
cross join (
    select count(*) as documents,
        count(*) filter (where status in ('pending', 'processing')) as pending,
        count(*) filter (where uploaded_at >= $5) as this_month,
        count(*) filter (where uploaded_at >= $3) as lately
    from documents where tenant_id = $1
) dMORE
where t.id = $1
) r
"""

AS_COUNTS = """
    n.lately as recent_quotes, n.lately as recent_quotations, d.lately as recent_documents,
"""

AS_LISTS = """
    quotes_now.list as recent_quotes, quotes_now.list as recent_quotations, documents_now.list as recent_documents,
"""

LISTS = """
cross join (
    select coalesce(json_agg(r order by r.id desc), '[]') as list
    from (
        select ROW_COLUMNS
        from quotes q left join customers c on c.tenant_id = q.tenant_id and c.id = q.customer_id
        where q.tenant_id = $1 order by q.id desc limit 5
    ) r
) quotes_now
cross join (
    select coalesce(json_agg(r order by r.uploaded_at desc, r.id desc), '[]') as list
    from (
        select d.id, d.name, d.name as filename, d.document_type, d.status, d.customer_id,
            coalesce(c.name, d.customer_name) as customer_name, d.uploaded_at, d.uploaded_at as upload_date
        from documents d left join customers c on c.tenant_id = d.tenant_id and c.id = d.customer_id
        where d.tenant_id = $1 order by d.uploaded_at desc, d.id desc limit 5
    ) r
) documents_now
""".replace("ROW_COLUMNS", ROW_COLUMNS.replace("TODAY", "$4"))


WITH_LISTS = COUNTS.replace("RECENTLY", AS_LISTS).replace("MORE", LISTS)
WITH_COUNTS = COUNTS.replace("RECENTLY", AS_COUNTS).replace("MORE", "")


async def read_dashboard(driver: Driver, tenant: TenantId, moment: datetime, *, lists: bool) -> str:
    """Return the dashboard as JSON; what is recent as lists of five, or as counts of the last seven days."""
    month = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sql = WITH_LISTS if lists else WITH_COUNTS
    return await driver.fetchval(sql, tenant, moment, moment - RECENT, moment.date(), month)
