"""Reading travelers: one with everything on it, a page of them, what of them is new, and their moves."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from nexus.identity.public import TenantId
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.rules.library import TYPES, Kind
from nexus.manufacturing.rules.travelers import TravelerStatus
from nexus.platform.pages import PageRequest
from nexus.platform.statement import Driver, Found, Statement, patterns
from nexus.sales.public import search_text

_BUILT_IN = "'" + msgspec.json.encode({
    kind: {"id": each.id, "code": kind, "name": each.name, "color": each.color} for kind, each in TYPES.items()
}).decode() + "'::jsonb"  # fmt: skip

_STATUS = "case when OLD and t.status in ('draft', 'released') then 'created' else t.status end"

_ROW = f"""
t.id, t.traveler_number, t.order_id, t.order_id as po_id, o.po_number, o.order_number, t.order_line_id,
c.name as customer_name,
{_BUILT_IN} -> t.kind
    || case when s.code is null then '{{}}'::jsonb else jsonb_build_object('name', s.name, 'color', s.color) end
    as type,
t.kind as traveler_type, t.job_number, traveler_code(t.traveler_number, t.revision, null) as barcode,
{_STATUS} as status, t.revision, t.part_number, t.part_name, trim_scale(t.quantity) as quantity, t.unit, t.due_date,
(t.due_date < TODAY and t.status not in ('completed', 'cancelled')) is true as is_late,
t.priority, t.notes, t.held_why, steps.done as operations_done, steps.total as operations_total, t.created_by,
t.created_at, t.updated_at, t.released_at, t.started_at, t.completed_at, t.version
"""
# Each order and customer is looked up by its key: a plan made for tenants of the usual size would go over all orders of
# a big one for every row; the limits forbid that.
_FROM = """
from travelers t
left join lateral (select * from orders x where x.tenant_id = t.tenant_id and x.id = t.order_id limit 1) o on true
left join lateral (select * from customers x where x.tenant_id = t.tenant_id and x.id = o.customer_id limit 1) c on true
left join step_libraries s on s.tenant_id = t.tenant_id and s.code = t.kind
left join lateral (
    select count(*) as total, count(*) filter (where p.status = 'done') as done
    from operations p where p.tenant_id = t.tenant_id and p.traveler_id = t.id
) steps on true
"""

OPERATION = """
p.id, p.step_number, p.step_name, p.step_name as name, p.description, trim_scale(p.estimated_hours) as estimated_hours,
round(coalesce(worked.micros, 0) / 3600000000.0, 3)::float8 as actual_hours, p.required_role, p.predecessors,
case when p.status = 'done' then 'done'
     when p.status = 'begun' then case when worked.is_on then 'running' else 'paused' end
     when p.quantity_in > p.quantity_good + p.quantity_scrap + p.quantity_rework then 'ready' else 'waiting'
    end as status,
trim_scale(p.quantity_in) as quantity_in, trim_scale(p.quantity_good) as quantity_good,
trim_scale(p.quantity_scrap) as quantity_scrap, trim_scale(p.quantity_rework) as quantity_rework,
trim_scale(p.quantity_in - p.quantity_good - p.quantity_scrap - p.quantity_rework) as quantity_at_hand,
p.first_article, p.needs_approval, p.approved_by, p.approved_at, p.started_at, p.status = 'done' as is_completed,
p.completed_by, p.completed_at, traveler_code(t.traveler_number, t.revision, p.step_number) as barcode
"""

_OPERATIONS = """
select coalesce(json_agg(i order by i.step_number), '[]') as list from (
    select OPERATION_COLUMNS, coalesce(checks.list, '[]') as checks
    from operations p
    left join lateral (
        select sum(worked) as micros, bool_or(ended_at is null) as is_on from labor_entries e
        where e.tenant_id = p.tenant_id and e.operation_id = p.id and e.replaced_at is null
    ) worked on true
    left join lateral (
        select json_agg(r order by r.id) as list from (
            select k.id, k.name, k.unit, trim_scale(k.minimum) as minimum, trim_scale(k.maximum) as maximum,
                x.passed, trim_scale(x.value) as value, x.by_name, x.at
            from operation_checks k
            left join lateral (
                select passed, value, by_name, at from check_results x
                where x.tenant_id = k.tenant_id and x.check_id = k.id order by x.id desc limit 1
            ) x on true
            where k.tenant_id = p.tenant_id and k.operation_id = p.id
        ) r
    ) checks on true
    where p.tenant_id = t.tenant_id and p.traveler_id = t.id
) i
"""

LABOR = """
e.id, e.traveler_id, e.operation_id, p.step_number, e.user_id,
coalesce(nullif(trim(concat_ws(' ', u.first_name, u.last_name)), ''), u.username) as user_name, e.kind,
e.started_at as start_time, e.ended_at as end_time, round(e.worked / 3600000000.0, 4)::float8 as hours_logged, e.flag,
e.notes, e.corrects_id, e.replaced_at is null as is_current
"""

_ONE = """
select t.version, to_json(r)::text as body
FROM_TRAVELERS
cross join lateral (OPERATIONS) operations
left join lateral (
    select coalesce(json_agg(i order by i.item_number, i.id), '[]') as list,
        case when bool_and(i.unit_price is not null) then sum(i.quantity * i.unit_price) end as cost
    from (
        select id, traveler_id, item_number, part_number, description, trim_scale(quantity) as quantity, unit,
            trim_scale(unit_price) as unit_price, supplier, manufacturer, reference_designators, notes
        from bom_items b where b.tenant_id = t.tenant_id and b.traveler_id = t.id
    ) i
) bom on true
left join lateral (
    select coalesce(json_agg(i order by i.id), '[]') as list from (
        select LABOR_COLUMNS
        from labor_entries e
        join users u on u.tenant_id = e.tenant_id and u.id = e.user_id
        left join operations p on p.tenant_id = e.tenant_id and p.id = e.operation_id
        where e.tenant_id = t.tenant_id and e.traveler_id = t.id
    ) i
) labor on true
left join lateral (
    select coalesce(json_agg(i order by i.id), '[]') as list from (
        select id, coating_type, status, trim_scale(quantity) as quantity, tracking_number, sent_date, received_date,
            inspected_date
        from coating_jobs j where j.tenant_id = t.tenant_id and j.traveler_id = t.id
    ) i
) coating on true
left join lateral (
    select coalesce(json_agg(i order by i.revision), '[]') as list,
        max(i.hash) filter (where i.revision = t.revision) as hash
    from (
        select revision, changes, reason, by_name, at, encode(hash, 'hex') as hash
        from traveler_revisions v where v.tenant_id = t.tenant_id and v.traveler_id = t.id
    ) i
) revisions on true
left join lateral (
    select coalesce(json_agg(i order by i.document_id), '[]') as list from (
        select d.id as document_id, d.name, x.role
        from traveler_documents x join documents d on d.tenant_id = x.tenant_id and d.id = x.document_id
        where x.tenant_id = t.tenant_id and x.traveler_id = t.id
    ) i
) papers on true
cross join lateral (
    select TRAVELER_ROW, revisions.hash, bom.list as bom_items, operations.list as operations,
        operations.list as process_steps, labor.list as labor_logs, coating.list as coating_logs,
        revisions.list as revisions, papers.list as documents, trim_scale(bom.cost) as bom_cost
) r
where t.tenant_id = $1 and t.id = $2
"""
ONE = (
    _ONE.replace("OPERATIONS", _OPERATIONS)
    .replace("OPERATION_COLUMNS", OPERATION)
    .replace("LABOR_COLUMNS", LABOR)
    .replace("FROM_TRAVELERS", _FROM)
    .replace("TRAVELER_ROW", _ROW)
    .replace("TODAY", "$3")
    .replace("OLD", "$4")
)

_PAGE = """
select t.id, to_json(r)::text as row
FROM_TRAVELERS
cross join lateral (select TRAVELER_ROW) r
where t.tenant_id = {0}
"""

ITEM = """
select to_json(r)::text from (
    select id, traveler_id, item_number, part_number, description, trim_scale(quantity) as quantity, unit,
        trim_scale(unit_price) as unit_price, supplier, manufacturer, reference_designators, notes
    from bom_items where tenant_id = $1 and id = $2
) r
"""

MOVES = """
select coalesce(json_agg(r order by r.id), '[]')::text
from (
    select id, from_status, to_status, by_id, by_name, at, reason
    from traveler_moves where tenant_id = $1 and traveler_id = $2
) r
"""

_OPEN_NOW = """
select to_json(r)::text as row
FROM_TRAVELERS
cross join lateral (select TRAVELER_ROW) r
where t.tenant_id = $1 and t.status in ('released', 'in_progress', 'on_hold')
order by t.id desc limit 1000
"""
OPEN_NOW = (
    _OPEN_NOW.replace("FROM_TRAVELERS", _FROM)
    .replace("TRAVELER_ROW", _ROW)
    .replace("TODAY", "$2")
    .replace("OLD", "false")
)

_NEWER = """
select t.id, t.updated_at, to_json(r)::text as row
FROM_TRAVELERS
cross join lateral (select TRAVELER_ROW) r
where t.tenant_id = $1 and (t.updated_at, t.id) > ($2, $3)
order by t.updated_at, t.id limit 200
"""
NEWER = (
    _NEWER.replace("FROM_TRAVELERS", _FROM).replace("TRAVELER_ROW", _ROW).replace("TODAY", "$4").replace("OLD", "false")
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which travelers are asked for, and whether statuses are told as the former clients know them."""

    status: TravelerStatus | None = None
    kind: Kind | None = None
    order: int | None = None
    late: bool | None = None
    search: str = ""
    old_names: bool = False


async def read_traveler(
    driver: Driver, tenant: TenantId, traveler: TravelerId, today: date, *, old_names: bool = False
) -> tuple[int, str] | None:
    """Return the traveler's version and JSON with everything on it; None when there is none."""
    row = await driver.fetchrow(ONE, tenant, traveler, today, old_names)
    return None if row is None else (row["version"], row["body"])


async def list_travelers(driver: Driver, tenant: TenantId, page: PageRequest, wanted: Wanted, today: date) -> Found:
    """Return a page of travelers, newest first."""
    text = _PAGE.replace("FROM_TRAVELERS", _FROM).replace("TRAVELER_ROW", _ROW.replace("{", "{{").replace("}", "}}"))
    statement = Statement(text.replace("TODAY", "{1}").replace("OLD", "{2}"), tenant, today, wanted.old_names)
    for column, value in (("status", wanted.status), ("kind", wanted.kind), ("order_id", wanted.order)):
        if value is not None:
            statement.add(f"and t.{column} = {{0}}", value)
    if wanted.late is not None:
        late = "((t.due_date < {0} and t.status not in ('completed', 'cancelled')) is true) = {1}"
        statement.add(f"and {late}", today, wanted.late)
    if words := patterns(search_text(wanted.search)):
        said = (
            "concat_ws(' ', t.traveler_number, t.job_number, t.part_number, t.part_name, o.po_number, o.order_number)"
        )
        statement.add(f"and concat_ws(' ', lower({said}), c.search) like all({{0}}::text[])", words)
    if (after := page.key(int)) is not None:
        statement.add("and t.id < {0}", *after)
    statement.add("order by t.id desc limit {0} offset {1}", page.limit + 1, page.skip)
    return await statement.page(driver, page.limit)


async def read_item(driver: Driver, tenant: TenantId, item: int) -> str | None:
    """Return a part of a BOM as JSON; None when there is none."""
    return await driver.fetchval(ITEM, tenant, item)


async def list_moves(driver: Driver, tenant: TenantId, traveler: TravelerId) -> str:
    """Return the moves of a traveler's status, first to last, as JSON."""
    return await driver.fetchval(MOVES, tenant, traveler)


async def open_now(driver: Driver, tenant: TenantId, today: date) -> tuple[tuple[datetime, int], list[str]]:
    """Return the moment up to which is told, and the unfinished travelers (JSON rows of lists), newest first."""
    moment = await driver.fetchval(
        "select coalesce(max(updated_at), 'epoch') from travelers where tenant_id = $1", tenant
    )
    rows = await driver.fetch(OPEN_NOW, tenant, today)
    return (moment, 2**63 - 1), [row["row"] for row in rows]


async def newer(
    driver: Driver, tenant: TenantId, since: tuple[datetime, int], today: date
) -> list[tuple[datetime, int, str]]:
    """Return the travelers (JSON rows of lists) that were changed after that moment and id, some at a time."""
    rows = await driver.fetch(NEWER, tenant, *since, today)
    return [(row["updated_at"], row["id"], row["row"]) for row in rows]
