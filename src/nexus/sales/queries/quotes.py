"""Reading quotes: one with its customer and lines, a page of them, their moves and revisions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from nexus.identity.public import TenantId
from nexus.platform.pages import PageRequest
from nexus.platform.statement import ALIKE, Driver, Found, Statement, patterns
from nexus.sales.ids import CustomerId, QuoteId
from nexus.sales.queries import customers
from nexus.sales.rules.customers import search_text
from nexus.sales.rules.quotes import QuoteStatus

ROW_COLUMNS = """
q.id, q.quote_number, q.revision, q.previous_id,
(select n.id from quotes n where n.tenant_id = q.tenant_id and n.previous_id = q.id) as superseded_by,
q.customer_id, coalesce(q.buyer->>'name', c.name) as customer_name, q.title, q.description,
quote_status_on(q.status, q.expiry_date, TODAY) as status,
q.created_at as created_date, q.created_at, q.updated_at, q.expiry_date, q.expiry_date as valid_until, q.created_by,
q.currency, major_units(q.subtotal, q.digits) as subtotal, trim_scale(q.tax_rate) as tax_rate,
major_units(q.tax_amount, q.digits) as tax_amount, major_units(q.total_amount, q.digits) as total_amount,
q.customer_reference, q.notes, q.document_id, q.rfq_id, q.version
"""

ITEM_COLUMNS = """
l.id, l.quote_id, l.line_number, l.product_id, l.product_name, l.product_code, l.customer_part_number, l.description,
trim_scale(l.quantity) as quantity, l.unit, trim_scale(l.unit_price) as unit_price,
trim_scale(l.discount_percent) as discount_percent, major_units(l.line_total, q.digits) as line_total,
l.kind, l.lead_time, l.remark, l.price_source, l.price_note, l.quantity_breaks, l.rfq_line_id
"""

_ONE = """
select q.version, to_json(r)::text as body
from quotes q
left join customers c on c.tenant_id = q.tenant_id and c.id = q.customer_id
cross join lateral (
    select coalesce(json_agg(i order by i.line_number), '[]') as list
    from (select ITEM_COLUMNS from quote_lines l where l.tenant_id = q.tenant_id and l.quote_id = q.id) i
) items
cross join lateral (
    select ROW_COLUMNS,
        case when c.id is not null then (select to_json(k) from (select CUSTOMER_COLUMNS) k) end as customer,
        q.payment_terms, q.delivery_terms, q.locale, items.list as items, items.list as line_items
) r
where q.tenant_id = $1 and q.id = $2
"""
ONE = (
    _ONE.replace("ITEM_COLUMNS", ITEM_COLUMNS)
    .replace("ROW_COLUMNS", ROW_COLUMNS)
    .replace("CUSTOMER_COLUMNS", customers.COLUMNS)
    .replace("TODAY", "$3")
)

PAGE = """
select q.id, to_json(r)::text as row
from quotes q
left join customers c on c.tenant_id = q.tenant_id and c.id = q.customer_id
cross join lateral (select ROW_COLUMNS) r
where q.tenant_id = {0}
""".replace("ROW_COLUMNS", ROW_COLUMNS.replace("TODAY", "{1}"))

MOVES = """
select coalesce(json_agg(r order by r.id), '[]')::text
from (
    select id, from_status, to_status, by_id, by_name, at, reason
    from quote_moves where tenant_id = $1 and quote_id = $2
) r
"""

FAMILY = """
with recursive first as (
    select id, previous_id from quotes where tenant_id = $1 and id = $2
    union all
    select q.id, q.previous_id from quotes q join first on q.tenant_id = $1 and q.id = first.previous_id
), family as (
    select id from first where previous_id is null
    union all
    select q.id from quotes q join family on q.tenant_id = $1 and q.previous_id = family.id
)
select id from family order by id
"""

EXPIRED_UNNOTICED = """
select id from quotes where tenant_id = $1 and status = 'pending' and expiry_date < $2 order by id limit 500
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which quotes are asked for."""

    status: QuoteStatus | None = None
    customer: CustomerId | None = None
    document: int | None = None
    search: str = ""


async def read_quote(driver: Driver, tenant: TenantId, quote: QuoteId, today: date) -> tuple[int, str] | None:
    """Return the quote's version and JSON with customer and lines; None when there is none."""
    row = await driver.fetchrow(ONE, tenant, quote, today)
    return None if row is None else (row["version"], row["body"])


async def list_quotes(driver: Driver, tenant: TenantId, page: PageRequest, wanted: Wanted, today: date) -> Found:
    """Return a page of quotes, newest first; a search that finds nothing is tried again for what is spelt alike."""
    words = search_text(wanted.search)
    found = await _page(tenant, page, wanted, today, _containing(words)).page(driver, page.limit)
    if words and found.body == "[]":
        alike = ("and word_similarity({0}, concat_ws(' ', left(q.search, 300), c.search)) >= {1}", words, ALIKE)
        found = await _page(tenant, page, wanted, today, alike).page(driver, page.limit)
    return found


async def list_moves(driver: Driver, tenant: TenantId, quote: QuoteId) -> str:
    """Return the moves of a quote's status, first to last, as JSON."""
    return await driver.fetchval(MOVES, tenant, quote)


async def family_of(driver: Driver, tenant: TenantId, quote: QuoteId) -> list[QuoteId]:
    """Return all revisions of a quote, first to last; empty when there is no such quote."""
    return [QuoteId(row["id"]) for row in await driver.fetch(FAMILY, tenant, quote)]


async def expired_unnoticed(driver: Driver, tenant: TenantId, today: date) -> list[QuoteId]:
    """Return pending quotes whose validity is over, some at a time."""
    return [QuoteId(row["id"]) for row in await driver.fetch(EXPIRED_UNNOTICED, tenant, today)]


def _containing(words: str) -> tuple[Any, ...]:
    return ("and concat_ws(' ', q.search, c.search) like all({0}::text[])", patterns(words)) if words else ()


def _page(tenant: TenantId, page: PageRequest, wanted: Wanted, today: date, searched: tuple[Any, ...]) -> Statement:
    statement = Statement(PAGE, tenant, today)
    if wanted.status is not None:
        _of_status(statement, wanted.status, today)
    if wanted.customer is not None:
        statement.add("and q.customer_id = {0}", wanted.customer)
    if wanted.document is not None:
        statement.add("and q.document_id = {0}", wanted.document)
    if searched:
        statement.add(*searched)
    if (after := page.key(int)) is not None:
        statement.add("and q.id < {0}", *after)
    statement.add("order by q.id desc limit {0} offset {1}", page.limit + 1, page.skip)
    return statement


def _of_status(statement: Statement, status: QuoteStatus, today: date) -> None:
    """Keep quotes that are to be read as of this status today: said so that the index on status can be used."""
    match status:
        case QuoteStatus.PENDING:
            statement.add("and q.status = 'pending' and q.expiry_date >= {0}", today)
        case QuoteStatus.EXPIRED:
            statement.add("and (q.status = 'expired' or (q.status = 'pending' and q.expiry_date < {0}))", today)
        case _:
            statement.add("and q.status = {0}", status.value)
