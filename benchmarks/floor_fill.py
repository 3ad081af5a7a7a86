"""A database of contract manufacturers to measure on: travelers, operations, labor, pieces and scans of many tenants.

What one tenant has is told by `Shop`; all of it is made by the database itself, as the role that migrates, with
constraints and indexes put back once the rows are there.
"""

import time
from dataclasses import dataclass

import asyncpg

from nexus.platform.db import plain_url

ENTRIES = 11
"""Labor entries of each traveler that was worked on."""
WORKED = 0.95
"""The share of travelers that were worked on; the rest is released and waits."""
STEPS = 5
LOADED = ("travelers", "operations", "scans", "labor_entries", "quantity_entries")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: tenants, all their travelers, and how many of these are the big tenant's."""

    tenants: int = 200
    travelers: int = 100_000
    big: int = 20_000

    def times(self, share: float) -> "Size":
        """Return a smaller size."""
        return Size(max(int(self.tenants * share), 2), int(self.travelers * share), int(self.big * share))


_TENANTS = """
insert into tenants (slug, name, status, currency, tax_rate, locale, profile, policy, created_at, updated_at)
select 'shop-' || n, 'Shop ' || n, 'active', 'USD', 0, 'en', '{}', '{}', now(), now()
from generate_series(1, $1::integer - 1) n
"""
_SHOPS = """
create temp table shops as
select id as tenant_id, no, size, first, greatest(size / 200, 8) as people, (size * %(worked)s)::integer as worked
from (
    select id, no, case when no = 1 then %(big)s else %(rest)s end as size,
        case when no = 1 then 0 else %(big)s + (no - 2) * %(rest)s end as first
    from (
        select id, row_number() over (order by slug <> 'bench', id) as no from tenants
        where slug = 'bench' or slug like 'shop-%%'
    ) numbered
) sized
"""
_JOBS = """
create temp table jobs as
select tenant_id, first + n as id, n, people, worked, (n % 50 + 10)::numeric as quantity,
    now() - (1 - n::float / size) * interval '250 days' as made,
    case when n > worked then 'released' when n > size * 0.9 then 'in_progress' when n % 100 = 0 then 'cancelled'
        when n % 100 = 1 then 'on_hold' else 'completed' end as status,
    (array['PCB', 'PARTS', 'ASSEMBLY', 'CABLE'])[n % 4 + 1] as kind, first + (n + 3) / 4 as order_id
from shops cross join lateral generate_series(1, size) n
"""
PARTS: dict[str, str] = {
    "users": """
        insert into users (tenant_id, id, email, username, first_name, last_name, role, password_hash, is_active,
            created_at, updated_at)
        select tenant_id, first * 10 + n, 'p' || n || '@bench.example', 'p' || n, 'Person', 'No ' || n,
            case when n = 1 then 'admin' else 'assembly' end, '!', true, now(), now()
        from shops cross join lateral generate_series(1, people) n
    """,
    "customers": """
        insert into customers (tenant_id, id, name, name_key, search, type, industry, primary_contact, email, phone,
            billing_address, status, payment_terms, delivery_terms, email_domains, version, created_at, updated_at)
        select tenant_id, first + n, 'Customer ' || n, 'customer ' || n, 'customer ' || n, '', '', '', '', '', '',
            'active', '', '', '{}', 1, now(), now()
        from shops cross join lateral generate_series(1, 20) n
    """,
    "orders": """
        insert into orders (tenant_id, id, order_number, po_number, job_number, customer_id, status, currency, digits,
            total_amount, due_date, notes, version, created_at, updated_at)
        select j.tenant_id, j.order_id, 'SO-' || j.order_id, 'PO-' || j.order_id, 'J-' || j.order_id,
            s.first + j.order_id % 20 + 1, 'in_production', 'USD', 2, 100000, j.made::date + 30, '', 1, j.made, j.made
        from jobs j join shops s using (tenant_id) where j.n % 4 = 1
    """,
    "order_lines": """
        insert into order_lines (tenant_id, id, order_id, line_number, part_number, name, quantity, unit, unit_price,
            line_total)
        select tenant_id, id, id, 1, 'PN-' || id % 500, 'Assembly', 100, 'pcs', 10, 100000 from orders
    """,
    "travelers": """
        insert into travelers (tenant_id, id, traveler_number, kind, status, revision, order_id, order_line_id,
            job_number, part_number, part_name, quantity, unit, due_date, priority, notes, held_from, held_why,
            released_at, started_at, completed_at, version, created_at, updated_at)
        select tenant_id, id, 'TR-' || id, kind, status, 1, order_id, order_id, 'J-' || order_id, 'PN-' || n % 500,
            'Assembly ' || n % 500, quantity, 'pcs', made::date + 10 + n % 20, n % 5 + 1, '',
            case when status = 'on_hold' then 'in_progress' end,
            case when status = 'on_hold' then 'Parts.' else '' end,
            made, case when status <> 'released' then made + interval '1 day' end,
            case when status = 'completed' then least(made + make_interval(days => 5 + n % 20), now()) end, 1, made,
            made
        from jobs
    """,
    "operations": """
        insert into operations (tenant_id, id, traveler_id, step_number, step_name, description, estimated_hours,
            predecessors, status, quantity_in, quantity_good, quantity_scrap, quantity_rework, first_article,
            needs_approval, started_at, completed_by, completed_at)
        select tenant_id, id * 10 + step, id, step, kind || ' step ' || step, '', 3.5,
            case when step = 1 then '{}'::integer[] else array[step - 1] end,
            case when is_done then 'done' when step = 3 and status <> 'released' then 'begun' else 'pending' end,
            case when is_done or step = 1 or (step = 3 and status <> 'released') then quantity else 0 end,
            case when is_done then quantity - scrap else 0 end, case when is_done then scrap else 0 end, 0, 'none',
            false, case when is_done then made end, case when is_done then 'Person' end,
            case when is_done then least(made + step * interval '1 day', now()) end
        from jobs cross join lateral generate_series(1, 5 + (n % 2)::integer) step
        cross join lateral (
            select (id + step) % 20 < 1 as is_bad, status in ('completed', 'cancelled')
                or (status in ('in_progress', 'on_hold') and step < 3) as is_done
        ) told
        cross join lateral (select is_bad::integer as scrap) lost
    """,
    "scans": """
        insert into scans (tenant_id, id, scan_id, device, user_id, operation_id, action, kind, at, received_at, text,
            answer)
        select tenant_id, entry * 2 + ends, 'S' || entry * 2 + ends, 'D' || who % 30, user_id, operation_id,
            case when ends = 1 then 'pause' else 'start' end, 'run', at, at, 'NX1|TR', '{}'
        from clocked cross join lateral generate_series(0, 1) ends
        cross join lateral (select begun + ends * interval '100 minutes' as at) moment
    """,
    "labor_entries": """
        insert into labor_entries (tenant_id, id, traveler_id, operation_id, user_id, kind, started_at, ended_at,
            worked, is_shared, flag, notes, start_scan_id, created_at)
        select tenant_id, entry, traveler_id, operation_id, user_id, 'run', begun, begun + interval '100 minutes',
            6000000000, false, '', '', entry * 2, begun
        from clocked
    """,
    "quantity_entries": """
        insert into quantity_entries (tenant_id, traveler_id, operation_id, good, scrap, rework, reason, by_name, at)
        select tenant_id, traveler_id, id, quantity_good, quantity_scrap, (id % 97 = 0)::integer,
            case when quantity_scrap > 0 then 'Reason ' || id % 8 else '' end, 'Person', completed_at
        from operations where status = 'done'
    """,
    "coating_jobs": """
        insert into coating_jobs (tenant_id, traveler_id, coating_type, lot, cure, quantity, supplier, tracking_number,
            status, sent_date, notes, version, created_at, updated_at)
        select tenant_id, id, 'AR', 'L-' || n, '', quantity, '', '',
            (array['sent', 'received', 'inspected', 'inspected', 'rejected'])[n % 5 + 1], made, '', 1, made, made
        from jobs where n % 10 < 2
    """,
    "bom_items": """
        insert into bom_items (tenant_id, traveler_id, item_number, part_number, description, quantity, unit,
            unit_price, supplier, manufacturer, reference_designators, notes)
        select tenant_id, id, item, 'P-' || (n * 7 + item) % 2000, 'Part', 4, 'pcs', 0.25, '', '', 'R1, R2, R3, R4', ''
        from jobs cross join lateral generate_series(1, 3) item
    """,
    "operation_checks": """
        insert into operation_checks (tenant_id, id, operation_id, name, unit, minimum, maximum)
        select tenant_id, id, id * 10 + 5, 'Height', 'mm', 1, 2 from jobs
    """,
    "check_results": """
        insert into check_results (tenant_id, check_id, value, passed, serial, notes, by_name, at)
        select tenant_id, id, 1.5, true, '', '', 'Person', made from jobs where status = 'completed'
    """,
    "traveler_revisions": """
        insert into traveler_revisions (tenant_id, traveler_id, revision, content, changes, reason, by_name, at, hash)
        select tenant_id, id, 1, repeat('x', 600)::bytea, '[]', 'Released.', 'Person', made, sha256(id::text::bytea)
        from jobs
    """,
    "nonconformances": """
        insert into nonconformances (tenant_id, number, traveler_id, operation_id, defect, description, quantity,
            reason, by_name, at, closed_at)
        select tenant_id, 'NCR-' || id, id, id * 10 + 1, 'Short', '', 1, '', 'Person', made,
            case when n % 1000 > 200 then made end
        from jobs where n % 100 = 0
    """,
}  # fmt: skip
"""What fills each table, in the order in which they refer to each other."""

_CLOCKED = """
create temp table clocked as
select tenant_id, first * 11 + e as entry, first + e / 11 + 1 as traveler_id,
    (first + e / 11 + 1) * 10 + e % 11 % 5 + 1 as operation_id, first * 10 + e % people + 1 as user_id,
    e % people as who, now() - interval '3 hours' * ((worked * 11 - 1 - e) / people + 1) as begun
from shops cross join lateral generate_series(0, worked * 11 - 1) e
"""
_PAPER = """
insert into travelers (tenant_id, traveler_number, kind, status, revision, job_number, part_number, part_name, quantity,
    unit, priority, notes, held_why, version, created_at, updated_at)
values ($1, 'TR-PAPER', 'PCB', 'released', 1, 'J-1', 'PN-1', 'Board', 100, 'pcs', 3, '', '', 1, now(), now())
returning id
"""
_PAPER_STEPS = """
insert into operations (tenant_id, traveler_id, step_number, step_name, description, estimated_hours, predecessors,
    status, quantity_in, quantity_good, quantity_scrap, quantity_rework, first_article, needs_approval)
select $1, $2, n * 10, 'Operation ' || n, 'Place and solder as the drawing says.', 2.5, '{}', 'pending', 100, 0, 0, 0,
    'none', false
from generate_series(1, 40) n
"""

_INDEXES = """
select x.indexrelid::regclass::text as name, pg_get_indexdef(x.indexrelid) as definition
from pg_index x where x.indrelid = any($1::regclass[]) and not x.indisunique and not x.indisexclusion
"""
_CONSTRAINTS = """
select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
from pg_constraint where conrelid = any($1::regclass[]) and contype in ('f', 'x') order by contype
"""


async def fill(url: str, size: Size) -> int:
    """Fill the database at `url`, of the role that migrates; return the traveler of 40 operations of tenant `bench`."""
    connection = await asyncpg.connect(plain_url(url))
    try:
        return await _fill(connection, size)
    finally:
        await connection.close()


async def _fill(connection: asyncpg.Connection, size: Size) -> int:
    rest = (size.travelers - size.big) // (size.tenants - 1)
    told = {"big": size.big, "rest": rest, "worked": WORKED}
    await connection.execute("set maintenance_work_mem = '256MB'; set synchronous_commit = off")
    await connection.execute(_TENANTS.replace("$1::integer", str(size.tenants)))
    for statement in (_SHOPS % told, _JOBS, _CLOCKED, "analyze shops, jobs, clocked"):
        await connection.execute(statement)
    tables = list(LOADED)
    indexes = await connection.fetch(_INDEXES, tables)
    constraints = await connection.fetch(_CONSTRAINTS, tables)
    for each in constraints:
        await connection.execute(f"alter table {each['table']} drop constraint {each['name']}")
    for each in indexes:
        await connection.execute(f"drop index {each['name']}")
    for table, statement in PARTS.items():
        begun = time.perf_counter()
        done = await connection.execute(statement)
        if table not in {"quantity_entries", "coating_jobs", "bom_items", "check_results", "traveler_revisions",
                         "nonconformances"}:  # fmt: skip
            await connection.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
        print(f"{table}: {done.split()[-1]} rows in {time.perf_counter() - begun:.1f} s", flush=True)
    begun = time.perf_counter()
    for each in indexes:
        await connection.execute(each["definition"])
    print(f"indexes in {time.perf_counter() - begun:.1f} s", flush=True)
    for each in constraints:
        await connection.execute(f"alter table {each['table']} add constraint {each['name']} {each['definition']}")
    print(f"indexes and constraints in {time.perf_counter() - begun:.1f} s", flush=True)
    tenant = await connection.fetchval("select id from tenants where slug = 'bench'")
    paper = await connection.fetchval(_PAPER, tenant)
    await connection.execute(_PAPER_STEPS, tenant, paper)
    await connection.execute("vacuum analyze")
    print(f"vacuumed after {time.perf_counter() - begun:.1f} s", flush=True)
    return paper
