"""Reading what happens on the floor: operations, labor, nonconformances, coating, and where lots went."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from nexus.identity.public import TenantId
from nexus.manufacturing.queries.travelers import LABOR, OPERATION
from nexus.platform.pages import PageRequest
from nexus.platform.statement import Driver, Found, Statement

_OPERATION = """
select to_json(r)::text from (
    select OPERATION_COLUMNS,
        (select coalesce(json_agg(x order by x.id), '[]') from (
            select k.id, k.name, k.unit, trim_scale(k.minimum) as minimum, trim_scale(k.maximum) as maximum,
                y.passed, trim_scale(y.value) as value, y.by_name, y.at
            from operation_checks k
            left join lateral (
                select passed, value, by_name, at from check_results y
                where y.tenant_id = k.tenant_id and y.check_id = k.id order by y.id desc limit 1
            ) y on true
            where k.tenant_id = p.tenant_id and k.operation_id = p.id
        ) x) as checks
    from operations p
    join travelers t on t.tenant_id = p.tenant_id and t.id = p.traveler_id
    left join lateral (
        select sum(worked) as micros, bool_or(ended_at is null) as is_on from labor_entries e
        where e.tenant_id = p.tenant_id and e.operation_id = p.id and e.replaced_at is null
    ) worked on true
    where p.tenant_id = $1 and p.id = $2
) r
"""
ONE_OPERATION = _OPERATION.replace("OPERATION_COLUMNS", OPERATION)

_LABOR = """
select e.id, to_json(r)::text as row
from labor_entries e
join users u on u.tenant_id = e.tenant_id and u.id = e.user_id
left join operations p on p.tenant_id = e.tenant_id and p.id = e.operation_id
cross join lateral (select LABOR_COLUMNS) r
where e.tenant_id = {0}
"""
LABOR_PAGE = _LABOR.replace("LABOR_COLUMNS", LABOR)

NONCONFORMANCES = """
select n.id, to_json(r)::text as row
from nonconformances n
join travelers t on t.tenant_id = n.tenant_id and t.id = n.traveler_id
join operations p on p.tenant_id = n.tenant_id and p.id = n.operation_id
cross join lateral (
    select n.id, n.number, n.traveler_id, t.traveler_number, n.operation_id, p.step_number, n.defect, n.description,
        trim_scale(n.quantity) as quantity,
        case when n.closed_at is not null then 'closed' when n.disposition is not null then 'dispositioned'
            else 'open' end as status,
        n.disposition, n.reason, n.by_name, n.at, n.decided_by, n.decided_at, n.closed_by, n.closed_at
) r
where n.tenant_id = {0}
"""

COATING = """
select j.id, to_json(r)::text as row
from coating_jobs j
join travelers t on t.tenant_id = j.tenant_id and t.id = j.traveler_id
cross join lateral (
    select j.id, j.traveler_id, t.traveler_number, j.coating_type, trim_scale(j.quantity) as quantity, j.lot,
        j.lot_expires, j.cure, j.supplier, j.supplier = '' as is_inside, j.tracking_number,
        trim_scale(j.minimum) as minimum, trim_scale(j.maximum) as maximum, j.status, j.sent_date, j.received_date,
        j.inspected_date, j.inspected_by, j.notes, j.version,
        (select coalesce(json_agg(x order by x.id), '[]') from (
            select id, trim_scale(thickness) as thickness, place, serial, by_name, at,
                (thickness >= coalesce(j.minimum, 0) and thickness <= coalesce(j.maximum, thickness)) as in_limits
            from coating_readings k where k.tenant_id = j.tenant_id and k.coating_id = j.id
        ) x) as readings
) r
where j.tenant_id = {0}
"""

_LOT_ROW = """
u.id, u.traveler_id, t.traveler_number, o.order_number, c.name as customer_name, u.part_number, u.lot, u.unit,
trim_scale(u.quantity) as quantity, u.supplier, u.by_name, u.at, w.depth
"""
_LOT_JOINS = """
join lot_uses u on u.tenant_id = $1 and u.id = w.id
join travelers t on t.tenant_id = u.tenant_id and t.id = u.traveler_id
left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
left join customers c on c.tenant_id = o.tenant_id and c.id = o.customer_id
"""

# A unit or a traveler of ours that goes into another stands there as its lot.
_WHERE_USED = """
with recursive way as (
    select u.id, 1 as depth, u.unit, t.traveler_number
    from lot_uses u join travelers t on t.tenant_id = u.tenant_id and t.id = u.traveler_id
    where u.tenant_id = $1 and u.lot = $2
    union
    select u.id, way.depth + 1, u.unit, t.traveler_number
    from way
    join lot_uses u on u.tenant_id = $1 and u.lot in (nullif(way.unit, ''), way.traveler_number)
    join travelers t on t.tenant_id = u.tenant_id and t.id = u.traveler_id
    where way.depth < 20
)
select coalesce(json_agg(r order by r.depth, r.id), '[]')::text from (
    select LOT_ROW from (select id, min(depth) as depth from way group by id) w LOT_JOINS
) r
"""
WHERE_USED = _WHERE_USED.replace("LOT_ROW", _LOT_ROW).replace("LOT_JOINS", _LOT_JOINS)

_LOTS_OF = """
select coalesce(json_agg(r order by r.id), '[]')::text from (
    select LOT_ROW
    from (select id, 1 as depth from lot_uses where tenant_id = $1 and traveler_id = $2) w LOT_JOINS
) r
"""
LOTS_OF = _LOTS_OF.replace("LOT_ROW", _LOT_ROW).replace("LOT_JOINS", _LOT_JOINS)

_WHAT_IS_IN = """
with recursive way as (
    select u.id, 1 as depth, u.lot
    from lot_uses u join travelers t on t.tenant_id = u.tenant_id and t.id = u.traveler_id
    where u.tenant_id = $1 and (u.unit = $2 or t.traveler_number = $2
        or (u.unit = '' and u.traveler_id in (
            select traveler_id from lot_uses own where own.tenant_id = $1 and own.unit = $2)))
    union
    select u.id, way.depth + 1, u.lot
    from way
    join travelers t on t.tenant_id = $1
    join lot_uses u on u.tenant_id = $1 and u.traveler_id = t.id and (u.unit = way.lot or t.traveler_number = way.lot)
    where way.depth < 20
)
select coalesce(json_agg(r order by r.depth, r.id), '[]')::text from (
    select LOT_ROW from (select id, min(depth) as depth from way group by id) w LOT_JOINS
) r
"""
WHAT_IS_IN = _WHAT_IS_IN.replace("LOT_ROW", _LOT_ROW).replace("LOT_JOINS", _LOT_JOINS)


async def read_operation(driver: Driver, tenant: TenantId, operation: int) -> str | None:
    """Return an operation with its checks as JSON; None when there is none."""
    return await driver.fetchval(ONE_OPERATION, tenant, operation)


async def list_labor(driver: Driver, tenant: TenantId, page: PageRequest, **wanted: Any) -> Found:
    """Return a page of labor entries, newest first; `start` and `end` are days, both included."""
    statement = Statement(LABOR_PAGE, tenant)
    _filter(statement, "e", traveler_id=wanted["traveler"], user_id=wanted["user"])
    if wanted["start"] is not None:
        statement.add("and e.started_at >= {0}", day_begins(wanted["start"]))
    if wanted["end"] is not None:
        statement.add("and e.started_at < {0}", day_begins(wanted["end"] + timedelta(days=1)))
    if wanted["current"] is not None:
        statement.add("and (e.replaced_at is null) = {0}", wanted["current"])
    return await _page(statement, "e", page, driver)


async def read_labor(driver: Driver, tenant: TenantId, entry: int) -> str:
    """Return a labor entry as JSON."""
    statement = Statement(LABOR_PAGE, tenant)
    statement.add("and e.id = {0}", entry)
    return (await statement.page(driver, 1)).body[1:-1]


async def lots_of(driver: Driver, tenant: TenantId, traveler: int) -> str:
    """Return the lots and serials that went into what a traveler makes, as JSON."""
    return await driver.fetchval(LOTS_OF, tenant, traveler)


async def list_nonconformances(
    driver: Driver, tenant: TenantId, page: PageRequest, *, traveler: int | None = None, is_open: bool | None = None,
    id: int | None = None,
) -> Found:  # fmt: skip
    """Return a page of nonconformances, newest first."""
    statement = Statement(NONCONFORMANCES, tenant)
    _filter(statement, "n", traveler_id=traveler, id=id)
    if is_open is not None:
        statement.add("and (n.closed_at is null) = {0}", is_open)
    return await _page(statement, "n", page, driver)


async def list_coating(
    driver: Driver, tenant: TenantId, page: PageRequest, *, traveler: int | None = None, status: str | None = None,
    id: int | None = None,
) -> Found:  # fmt: skip
    """Return a page of coating jobs with their readings, newest first."""
    statement = Statement(COATING, tenant)
    _filter(statement, "j", traveler_id=traveler, status=status, id=id)
    return await _page(statement, "j", page, driver)


async def where_used(driver: Driver, tenant: TenantId, lot: str) -> str:
    """Return where a lot or serial went, through units of ours that went into others, as JSON."""
    return await driver.fetchval(WHERE_USED, tenant, lot)


async def what_is_in(driver: Driver, tenant: TenantId, unit: str) -> str:
    """Return the lots and serials that are in a unit or in what a traveler makes, and in those, as JSON."""
    return await driver.fetchval(WHAT_IS_IN, tenant, unit)


def day_begins(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time(), UTC)


def _filter(statement: Statement, table: str, **wanted: Any) -> None:
    for column, value in wanted.items():
        if value is not None:
            statement.add(f"and {table}.{column} = {{0}}", value)


async def _page(statement: Statement, table: str, page: PageRequest, driver: Driver) -> Found:
    if (after := page.key(int)) is not None:
        statement.add(f"and {table}.id < {{0}}", *after)
    statement.add(f"order by {table}.id desc limit {{0}} offset {{1}}", page.limit + 1, page.skip)
    return await statement.page(driver, page.limit)
