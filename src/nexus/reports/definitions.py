"""The reports: what each tells in sum, and the rows it is made of, in SQL.

Parameters of every statement: $1 tenant, $2 and $3 the moments between which something happened (null: at any time),
$4 type of traveler, $5 customer, $6 user, $7 today. All but the first may be null.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_TRAVELERS = """
travelers t
left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
left join customers c on c.tenant_id = o.tenant_id and c.id = o.customer_id
where t.tenant_id = $1 and ($4::text is null or t.kind = $4) and ($5::bigint is null or o.customer_id = $5)
"""
_LABOR = """
labor_entries e
join travelers t on t.tenant_id = e.tenant_id and t.id = e.traveler_id
left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
where e.tenant_id = $1 and e.replaced_at is null and e.ended_at is not null
    and ($2::timestamptz is null or e.started_at >= $2) and ($3::timestamptz is null or e.started_at < $3)
    and ($4::text is null or t.kind = $4) and ($5::bigint is null or o.customer_id = $5)
    and ($6::bigint is null or e.user_id = $6)
"""
_DONE_STEPS = """
operations p
join travelers t on t.tenant_id = p.tenant_id and t.id = p.traveler_id
left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
where p.tenant_id = $1 and p.status = 'done'
    and ($2::timestamptz is null or p.completed_at >= $2) and ($3::timestamptz is null or p.completed_at < $3)
    and ($4::text is null or t.kind = $4) and ($5::bigint is null or o.customer_id = $5)
"""
_OPEN_STEPS = """
travelers t
join operations p on p.tenant_id = t.tenant_id and p.traveler_id = t.id
left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
where t.tenant_id = $1 and ($4::text is null or t.kind = $4) and ($5::bigint is null or o.customer_id = $5)
    and t.status in ('released', 'in_progress', 'on_hold') and p.status in ('pending', 'running', 'paused')
"""
# Joined and summed up by operation, so that a few operations are looked up, and many are read in one go.
_DONE_WITH_LABOR = _DONE_STEPS.replace(
    "where p.tenant_id",
    """
left join labor_entries e on e.tenant_id = $1 and e.operation_id = p.id and e.replaced_at is null
where p.tenant_id""",
    1,
)
_IS_RUNNING = """exists (select from labor_entries e
    where e.tenant_id = $1 and e.operation_id = p.id and e.ended_at is null and e.replaced_at is null)"""
_DONE_WITH_REWORK = _DONE_STEPS.replace(
    "where p.tenant_id",
    """
left join quantity_entries q on q.tenant_id = $1 and q.operation_id = p.id
where p.tenant_id""",
    1,
)
_FIRST_PASS = f"""
select t.kind as type, p.step_name as operation,
    greatest(p.quantity_good - coalesce(sum(greatest(q.rework, 0)), 0), 0) as good,
    p.quantity_good + p.quantity_scrap + p.quantity_rework as ever
from {_DONE_WITH_REWORK}
group by p.id, p.step_name, p.quantity_good, p.quantity_scrap, p.quantity_rework, t.kind
"""
_MADE = "($2::timestamptz is null or t.created_at >= $2) and ($3::timestamptz is null or t.created_at < $3)"
_FINISHED = "($2::timestamptz is null or t.completed_at >= $2) and ($3::timestamptz is null or t.completed_at < $3)"
_LATE = "t.due_date < $7::date and t.status in ('draft', 'released', 'in_progress', 'on_hold')"
_HOURS = "round(coalesce(sum(e.worked), 0) / 3600000000.0, 3)::float8"
_COMPARED = f"""
select t.kind as type, p.step_name as operation, p.estimated_hours as estimated, {_HOURS} as actual
from {_DONE_WITH_LABOR} group by p.id, p.step_name, p.estimated_hours, t.kind
"""


@dataclass(frozen=True, slots=True)
class Report:
    """A report. `summary` is one row, `rows` the table, whose columns are `columns` in their order."""

    title: str
    summary: str
    rows: str
    columns: tuple[str, ...]
    rows_as: str = "rows"
    """What the rows are called in JSON, where former clients know them by another name."""
    formulas: tuple[tuple[str, str], ...] = ()
    """How figures are computed, told with them."""


REPORTS: Mapping[str, Report] = {
    "dashboard-stats": Report(
        "The floor at one glance",
        f"""
        select count(*) as total_travelers,
            count(*) filter (where t.status in ('released', 'in_progress', 'on_hold')) as active_travelers,
            count(*) filter (where t.completed_at >= $7::date) as completed_today,
            (select count(*) from users u where u.tenant_id = $1) as total_users,
            count(*) filter (where t.status = 'on_hold') as on_hold,
            count(*) filter (where {_LATE}) as late,
            (select count(*) from nonconformances n where n.tenant_id = $1 and n.closed_at is null)
                as open_nonconformances
        from {_TRAVELERS}
        """,
        f"""
        select t.status, count(*) as travelers, count(*) filter (where {_LATE}) as late
        from {_TRAVELERS} group by t.status order by t.status
        """,
        ("status", "travelers", "late"),
        rows_as="by_status",
    ),
    "traveler-completion": Report(
        "Travelers completed of those made in the time asked for",
        f"""
        select count(*) as total_travelers, count(*) filter (where t.status = 'completed') as completed_travelers,
            count(*) filter (where t.status not in ('completed', 'cancelled')) as open_travelers,
            coalesce(round(100.0 * count(*) filter (where t.status = 'completed')
                / nullif(count(*) filter (where t.status <> 'cancelled'), 0), 2), 0)::float8 as completion_rate
        from {_TRAVELERS} and {_MADE}
        """,
        f"""
        select t.kind as type, count(*) as total, count(*) filter (where t.status = 'completed') as completed,
            coalesce(round(100.0 * count(*) filter (where t.status = 'completed')
                / nullif(count(*) filter (where t.status <> 'cancelled'), 0), 2), 0)::float8 as completion_rate
        from {_TRAVELERS} and {_MADE} group by t.kind order by t.kind
        """,
        ("type", "total", "completed", "completion_rate"),
        rows_as="by_type",
        formulas=(("completion_rate", "100 * completed / (total - cancelled)"),),
    ),
    "labor-efficiency": Report(
        "Hours logged, and how they compare with the estimates",
        f"""
        select spent.hours as total_hours_logged, spent.travelers as travelers,
            coalesce(round((spent.hours / nullif(spent.travelers, 0))::numeric, 3), 0)::float8
                as average_hours_per_traveler,
            earned.estimated::float8 as estimated_hours, earned.actual as actual_hours,
            round(100 * earned.estimated / nullif(earned.actual, 0)::numeric, 2)::float8 as labor_efficiency,
            spent.indirect as indirect_hours,
            round(100 * (spent.hours / nullif(spent.hours + spent.indirect, 0))::numeric, 2)::float8
                as worker_efficiency
        from (
            select {_HOURS} as hours, count(distinct e.traveler_id) as travelers,
                (select round(coalesce(sum(i.worked), 0) / 3600000000.0, 3)::float8 from labor_entries i
                 where i.tenant_id = $1 and i.traveler_id is null and i.replaced_at is null
                    and ($2::timestamptz is null or i.started_at >= $2)
                    and ($3::timestamptz is null or i.started_at < $3)
                    and ($6::bigint is null or i.user_id = $6)) as indirect
            from {_LABOR}
        ) spent
        cross join (
            select coalesce(sum(estimated), 0) as estimated,
                round(coalesce(sum(micros), 0) / 3600000000.0, 3)::float8 as actual
            from (
                select p.estimated_hours as estimated, sum(e.worked) as micros
                from {_DONE_WITH_LABOR} group by p.id, p.estimated_hours
            ) s
        ) earned
        """,
        f"""
        select e.user_id,
            (select coalesce(nullif(trim(concat_ws(' ', u.first_name, u.last_name)), ''), u.username)
             from users u where u.tenant_id = $1 and u.id = e.user_id) as user_name,
            {_HOURS} as hours_logged, count(distinct e.traveler_id) as travelers,
            count(distinct e.operation_id) as operations, count(*) filter (where e.flag <> '') as forgotten_clocks
        from {_LABOR} group by e.user_id order by hours_logged desc, e.user_id
        """,
        ("user_id", "user_name", "hours_logged", "travelers", "operations", "forgotten_clocks"),
        rows_as="efficiency_by_user",
        formulas=(
            ("labor_efficiency", "100 * estimated hours of finished operations / hours logged on them"),
            ("worker_efficiency", "100 * hours on travelers / hours logged in all, indirect ones too (ISO 22400-2)"),
        ),
    ),
    "coating-status": Report(
        "Coating jobs by where they stand",
        """
        select count(*) as total_coating_jobs,
            count(*) filter (where status in ('sent', 'received')) as open_coating_jobs,
            round(100.0 * count(*) filter (where status = 'rejected')
                / nullif(count(*) filter (where status in ('inspected', 'rejected')), 0), 2)::float8 as rejection_rate
        from coating_jobs j
        where j.tenant_id = $1 and ($2::timestamptz is null or j.sent_date >= $2)
            and ($3::timestamptz is null or j.sent_date < $3)
        """,
        """
        select j.status, count(*) as count, trim_scale(sum(j.quantity))::float8 as quantity
        from coating_jobs j
        where j.tenant_id = $1 and ($2::timestamptz is null or j.sent_date >= $2)
            and ($3::timestamptz is null or j.sent_date < $3)
        group by j.status order by j.status
        """,
        ("status", "count", "quantity"),
        rows_as="status_breakdown",
        formulas=(("rejection_rate", "100 * rejected / (inspected + rejected)"),),
    ),
    "work-in-progress": Report(
        "What is at hand at each operation now",
        f"""
        select count(distinct t.id) as travelers,
            count(*) filter (where {_IS_RUNNING}) as running_operations
        from {_OPEN_STEPS}
        """,
        f"""
        select t.kind as type, p.step_name as operation, count(*) as travelers,
            count(*) filter (where {_IS_RUNNING}) as running,
            trim_scale(sum(p.quantity_in - p.quantity_good - p.quantity_scrap - p.quantity_rework))::float8 as at_hand,
            trim_scale(sum(p.quantity_rework))::float8 as set_aside, min(t.due_date) as earliest_due
        from {_OPEN_STEPS}
            and p.quantity_in > p.quantity_good + p.quantity_scrap
        group by t.kind, p.step_name order by t.kind, min(p.step_number), p.step_name
        """,
        ("type", "operation", "travelers", "running", "at_hand", "set_aside", "earliest_due"),
        rows_as="by_operation",
    ),
    "lateness": Report(
        "Unfinished travelers past their day",
        f"select count(*) as late_travelers, max($7::date - t.due_date) as most_days from {_TRAVELERS} and {_LATE}",
        f"""
        select t.traveler_number, t.kind as type, t.status, t.part_number, t.part_name, c.name as customer,
            o.po_number, t.due_date, $7::date - t.due_date as days_late, t.held_why
        from {_TRAVELERS} and {_LATE} order by t.due_date, t.id
        """,
        ("traveler_number", "type", "status", "part_number", "part_name", "customer", "po_number", "due_date",
         "days_late", "held_why"),
        rows_as="travelers",
        formulas=(("days_late", "today - due_date, of travelers neither completed nor cancelled"),),
    ),
    "estimates": Report(
        "Estimated and actual hours of finished operations",
        f"""
        select count(*) as operations, coalesce(sum(estimated), 0)::float8 as estimated_hours,
            coalesce(sum(actual), 0) as actual_hours,
            round(100 * sum(estimated) / nullif(sum(actual), 0)::numeric, 2)::float8 as labor_efficiency,
            round(100 * ((sum(actual)::numeric - sum(estimated)) / nullif(sum(estimated), 0)), 2)::float8 as overrun
        from ({_COMPARED}) s
        """,
        f"""
        select type, operation, count(*) as times, sum(estimated)::float8 as estimated_hours,
            round(sum(actual)::numeric, 3)::float8 as actual_hours,
            round(100 * sum(estimated) / nullif(sum(actual), 0)::numeric, 2)::float8 as labor_efficiency,
            round(100 * ((sum(actual)::numeric - sum(estimated)) / nullif(sum(estimated), 0)), 2)::float8 as overrun
        from ({_COMPARED}) s group by type, operation order by type, operation
        """,
        ("type", "operation", "times", "estimated_hours", "actual_hours", "labor_efficiency", "overrun"),
        rows_as="by_operation",
        formulas=(
            ("labor_efficiency", "100 * estimated hours / actual hours"),
            ("overrun", "100 * (actual hours - estimated hours) / estimated hours"),
        ),
    ),
    "on-time-delivery": Report(
        "Travelers completed by their day",
        f"""
        select count(*) as completed, count(*) filter (where t.completed_at::date <= t.due_date) as on_time,
            round(100.0 * count(*) filter (where t.completed_at::date <= t.due_date) / nullif(count(*), 0), 2)::float8
                as on_time_rate
        from {_TRAVELERS} and t.status = 'completed' and t.due_date is not null and {_FINISHED}
        """,
        f"""
        select to_char(t.completed_at, 'YYYY-MM') as month, count(*) as completed,
            count(*) filter (where t.completed_at::date <= t.due_date) as on_time,
            round(100.0 * count(*) filter (where t.completed_at::date <= t.due_date) / count(*), 2)::float8
                as on_time_rate
        from {_TRAVELERS} and t.status = 'completed' and t.due_date is not null and {_FINISHED}
        group by 1 order by 1
        """,
        ("month", "completed", "on_time", "on_time_rate"),
        rows_as="by_month",
        formulas=(("on_time_rate", "100 * completed on or before due_date / completed that have one"),),
    ),
    "first-pass-yield": Report(
        "Pieces that were right the first time",
        f"""
        select coalesce(sum(good), 0)::float8 as first_pass, coalesce(sum(ever), 0)::float8 as pieces,
            round(100 * sum(good) / nullif(sum(ever), 0), 2)::float8 as first_pass_yield
        from ({_FIRST_PASS}) s
        """,
        f"""
        select type, operation, sum(good)::float8 as first_pass, sum(ever)::float8 as pieces,
            round(100 * sum(good) / nullif(sum(ever), 0), 2)::float8 as first_pass_yield
        from ({_FIRST_PASS}) s group by type, operation order by type, operation
        """,
        ("type", "operation", "first_pass", "pieces", "first_pass_yield"),
        rows_as="by_operation",
        formulas=(("first_pass_yield", "100 * (good - reworked) / (good + scrap + set aside), finished operations"),),
    ),
    "scrap": Report(
        "Pieces that were lost, where and why",
        """
        select coalesce(sum(q.scrap), 0)::float8 as scrap, coalesce(sum(q.good), 0)::float8 as good,
            round(100 * sum(q.scrap) / nullif(sum(q.scrap + q.good), 0), 2)::float8 as scrap_rate
        from quantity_entries q join travelers t on t.tenant_id = q.tenant_id and t.id = q.traveler_id
        where q.tenant_id = $1 and ($2::timestamptz is null or q.at >= $2) and ($3::timestamptz is null or q.at < $3)
            and ($4::text is null or t.kind = $4)
        """,
        """
        select t.kind as type, p.step_name as operation, q.reason, sum(q.scrap)::float8 as scrap,
            count(distinct q.traveler_id) as travelers
        from quantity_entries q
        join travelers t on t.tenant_id = q.tenant_id and t.id = q.traveler_id
        join operations p on p.tenant_id = q.tenant_id and p.id = q.operation_id
        where q.tenant_id = $1 and q.scrap <> 0
            and ($2::timestamptz is null or q.at >= $2) and ($3::timestamptz is null or q.at < $3)
            and ($4::text is null or t.kind = $4)
        group by t.kind, p.step_name, q.reason order by scrap desc, t.kind, p.step_name, q.reason
        """,
        ("type", "operation", "reason", "scrap", "travelers"),
        rows_as="by_reason",
        formulas=(("scrap_rate", "100 * scrap / (scrap + good)"),),
    ),
}  # fmt: skip
