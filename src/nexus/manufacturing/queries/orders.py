"""Reading orders: one with its lines and travelers, a page of them, and how much of a quote is ordered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nexus.identity.public import TenantId
from nexus.manufacturing.ids import OrderId
from nexus.manufacturing.rules.orders import OrderStatus
from nexus.platform.pages import PageRequest
from nexus.platform.statement import Driver, Found, Statement, patterns
from nexus.sales.public import search_text

_ROW = """
o.id, o.order_number, o.po_number, o.job_number, o.customer_id, c.name as customer_name, o.quote_id, q.quote_number,
o.document_id, o.status, o.created_at as created_date, o.created_at, o.updated_at, o.due_date,
(o.due_date < TODAY and o.status in ('draft', 'confirmed', 'in_production')) is true as is_late, o.currency,
major_units(o.total_amount, o.digits) as total_amount, o.notes, o.created_by, o.version
"""
_FROM = """
from orders o
join customers c on c.tenant_id = o.tenant_id and c.id = o.customer_id
left join quotes q on q.tenant_id = o.tenant_id and q.id = o.quote_id
"""

_ONE = """
select o.version, to_json(r)::text as body
FROM_ORDERS
cross join lateral (
    select coalesce(json_agg(i order by i.line_number), '[]') as list from (
        select l.id, l.line_number, l.quote_line_id, l.product_id, l.part_number, l.name,
            trim_scale(l.quantity) as quantity, l.unit, trim_scale(l.unit_price) as unit_price,
            major_units(l.line_total, o.digits) as line_total, l.due_date,
            trim_scale(coalesce(made.quantity, 0)) as quantity_on_travelers,
            trim_scale(coalesce(made.finished, 0)) as quantity_finished
        from order_lines l
        left join lateral (
            select sum(t.quantity) as quantity, sum(t.quantity) filter (where t.status = 'completed') as finished
            from travelers t where t.tenant_id = l.tenant_id and t.order_line_id = l.id and t.status <> 'cancelled'
        ) made on true
        where l.tenant_id = o.tenant_id and l.order_id = o.id
    ) i
) lines
cross join lateral (
    select ORDER_ROW, lines.list as lines,
        (select coalesce(json_agg(t.id order by t.id), '[]') from travelers t
         where t.tenant_id = o.tenant_id and t.order_id = o.id) as traveler_ids,
        $4::json as differences
) r
where o.tenant_id = $1 and o.id = $2
"""

_PAGE = """
select o.id, to_json(r)::text as row
FROM_ORDERS
cross join lateral (select ORDER_ROW) r
where o.tenant_id = {0}
"""

ONE = _ONE.replace("FROM_ORDERS", _FROM).replace("ORDER_ROW", _ROW).replace("TODAY", "$3")
PAGE = _PAGE.replace("FROM_ORDERS", _FROM).replace("ORDER_ROW", _ROW).replace("TODAY", "{1}")

MOVES = """
select coalesce(json_agg(r order by r.id), '[]')::text
from (
    select id, from_status, to_status, by_id, by_name, at, reason
    from order_moves where tenant_id = $1 and order_id = $2
) r
"""

ORDERED = """
select l.quote_line_id, sum(l.quantity) as quantity, min(o.order_number) as order_number
from order_lines l join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
where l.tenant_id = $1 and l.quote_line_id = any($2::bigint[]) and o.status <> 'cancelled' and o.id <> $3
group by l.quote_line_id
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders are asked for."""

    status: OrderStatus | None = None
    customer: int | None = None
    quote: int | None = None
    search: str = ""


async def read_order(
    driver: Driver, tenant: TenantId, order: OrderId, today: date, differences: str
) -> tuple[int, str] | None:
    """Return the order's version and JSON, `differences` (JSON) among it; None when there is none."""
    row = await driver.fetchrow(ONE, tenant, order, today, differences)
    return None if row is None else (row["version"], row["body"])


async def list_orders(driver: Driver, tenant: TenantId, page: PageRequest, wanted: Wanted, today: date) -> Found:
    """Return a page of orders, newest first."""
    statement = Statement(PAGE, tenant, today)
    for column, value in (("status", wanted.status), ("customer_id", wanted.customer), ("quote_id", wanted.quote)):
        if value is not None:
            statement.add(f"and o.{column} = {{0}}", value)
    if words := patterns(search_text(wanted.search)):
        said = "lower(concat_ws(' ', o.order_number, o.po_number, o.job_number, c.search))"
        statement.add(f"and {said} like all({{0}}::text[])", words)
    if (after := page.key(int)) is not None:
        statement.add("and o.id < {0}", *after)
    statement.add("order by o.id desc limit {0} offset {1}", page.limit + 1, page.skip)
    return await statement.page(driver, page.limit)


async def list_moves(driver: Driver, tenant: TenantId, order: OrderId) -> str:
    """Return the moves of an order's status, first to last, as JSON."""
    return await driver.fetchval(MOVES, tenant, order)


async def ordered_of(
    driver: Driver, tenant: TenantId, quote_lines: list[int], but: int = 0
) -> dict[int, tuple[Decimal, str]]:
    """Return how many of each line of a quote are ordered and by which order first; `but` is an order left out."""
    rows = await driver.fetch(ORDERED, tenant, quote_lines, but)
    return {row["quote_line_id"]: (row["quantity"], row["order_number"]) for row in rows}
