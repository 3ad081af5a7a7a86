"""Labor: clocked by what is done on the floor, written down by hand, corrected, and closed where it was forgotten."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor, FloorRules, UserId, floor_rules, user_names
from nexus.manufacturing.errors import Overlaps, WrongTime
from nexus.manufacturing.ids import LaborId, OperationId
from nexus.manufacturing.models import LaborEntry, Operation, Traveler
from nexus.manufacturing.rules.clocking import Act, Clocked, Done, Span, length_of, shared, spans
from nexus.manufacturing.rules.floor import LaborKind
from nexus.manufacturing.schemas.floor import CorrectLabor, NewLabor
from nexus.manufacturing.service import clocks
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, NotFound

EARLIEST = timedelta(days=31)
"""How long ago something may have happened that is told only now."""
_AHEAD = timedelta(minutes=5)
"""By how much the clock of a device may be fast."""
_POLICY = "policy"
_WITHDRAWN = "withdrawn"
"""What was told later showed that it never began: it counts for nothing, unless what is told next shows otherwise."""
_MOMENT = timedelta(microseconds=1)
_WINDOW = timedelta(days=3)
"""How far around a moment a person's entries can touch each other."""


@dataclass(frozen=True, slots=True)
class Clocking:
    """Something that somebody did on an operation, by the clock of a device."""

    scan: str
    device: str
    user: UserId
    operation: int
    traveler: int | None
    act: Act
    kind: LaborKind
    at: datetime

    def row(self) -> tuple[Any, ...]:
        """Return it as a row of `scans`."""
        return (self.scan, self.device, self.user, self.operation, self.act, self.kind, self.at, clock.now())


@dataclass(frozen=True, slots=True)
class Followed:
    """What a deed meets: its row, whether the person did something after it, and the tenant's rules."""

    scan: int
    is_late: bool
    rules: FloorRules


async def clock_act(session: AsyncSession, actor: Actor, deed: Clocking) -> None:
    """Keep what a person whose clock is held did, and let their time follow from it and from what else they did.

    Raises Overlaps (409) where they were at two places at once.
    """
    row = await (await driver_of(session)).fetchrow(TELL, actor.tenant, *deed.row())
    followed = Followed(row["id"], row["is_late"], FloorRules(row["parallel"], row["longest"]))
    await follow(session, actor, deed, followed)


async def follow_colleague(session: AsyncSession, actor: Actor, user: UserId, deed: Clocking) -> None:
    """Let a person's time follow from what a colleague did: finished the operation that they work on."""
    row = await (await driver_of(session)).fetchrow(LATER, actor.tenant, user, deed.at)
    followed = Followed(0, row["is_late"], FloorRules(row["parallel"], row["longest"]))
    await follow(session, actor, replace(deed, user=user), followed)


async def follow(session: AsyncSession, actor: Actor, deed: Clocking, met: Followed) -> None:
    """Let a person's time follow from something that was done."""
    if met.is_late:
        await rebuild(session, actor, deed.user, deed.at, met.rules)
        return
    # The last thing that was done, as nearly always: only what runs changes.
    driver, begins = await driver_of(session), deed.act is Act.START
    everything = begins and not met.rules.parallel_jobs
    flag = "forgotten" if deed.device == _POLICY else ""
    ended = await driver.fetch(
        _END, actor.tenant, deed.user, deed.operation, deed.at, flag, everything, begins, clock.now()
    )
    if begins:
        by = actor.by if actor.by != deed.user else None
        await driver.execute(
            _BEGIN, actor.tenant, deed.traveler, deed.operation, deed.user, deed.kind, deed.at,
            met.rules.parallel_jobs, met.scan, by, clock.now(),
        )  # fmt: skip
    if any(row["is_shared"] for row in ended):
        await share_out(session, actor, deed.user, min(row["started_at"] for row in ended))


_RULES = """
coalesce((t.policy->>'parallel_jobs')::boolean, false) as parallel,
coalesce((t.policy->>'longest_shift_hours')::integer, 12) as longest
"""

_TELL = """
with told as (
    insert into scans (tenant_id, scan_id, device, user_id, operation_id, action, kind, at, received_at, text, answer)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '') returning id
)
select told.id, RULES, exists (
    select from scans where tenant_id = $1 and user_id = $4 and at >= $8 and action <> ''
) or exists (
    select from scans where tenant_id = $1 and operation_id = $5 and at >= $8 and action = 'finish'
) as is_late
from told join tenants t on t.id = $1
"""

_LATER = """
select RULES, exists (
    select from scans where tenant_id = $1 and user_id = $2 and at >= $3 and action <> ''
) as is_late
from tenants t where t.id = $1
"""

TELL = _TELL.replace("RULES", _RULES)
LATER = _LATER.replace("RULES", _RULES)

# What runs ends: all of it, or what runs here; a start leaves what runs here already. What would have lasted no time
# never began.
_END = """
update labor_entries set
    ended_at = case when started_at < $4 then $4 end,
    worked = case when started_at < $4 then round(extract(epoch from $4 - started_at) * 1000000)::bigint end,
    flag = case when started_at < $4 then $5 else 'withdrawn' end,
    replaced_at = case when started_at < $4 then null else $8::timestamptz end
where tenant_id = $1 and user_id = $2 and ended_at is null and replaced_at is null
    and case when operation_id = $3 then not $7::boolean else $6::boolean end
returning is_shared, started_at
"""

_BEGIN = """
insert into labor_entries (tenant_id, traveler_id, operation_id, user_id, kind, started_at, is_shared, flag, notes,
    start_scan_id, by_id, created_at)
select $1, $2, $3, $4, $5, $6, $7, '', '', $8, $9, $10
where not exists (
    select from labor_entries where tenant_id = $1 and user_id = $4 and operation_id = $3 and ended_at is null
        and replaced_at is null
)
"""


async def rebuild(session: AsyncSession, actor: Actor, user: UserId, around: datetime, rules: FloorRules) -> None:
    """Derive a person's time around a moment from what was done, and write down where it differs."""
    begun = await clocks.quiet_before(session, actor.tenant, user, around - _WINDOW)
    done = await _done(session, actor, user, begun)
    told = {span.scan: span for span in spans(done, parallel=rules.parallel_jobs)}
    known = await _entries(session, actor, user, begun)
    for entry in known:
        _carry(entry, told.pop(entry.start_scan_id or 0, None))
    new = [await _entry(session, actor, user, span, rules) for span in told.values()]
    several = len(session.dirty) + len(new) > 1
    if several:
        # Entries that change together may cross on the way to where they do not.
        with session.no_autoflush:
            await session.execute(text("set constraints all deferred"))
    session.add_all(new)
    await session.flush()
    if several:
        await session.execute(text("set constraints all immediate"))
    if any(entry.is_shared for entry in (*known, *new)):
        await share_out(session, actor, user, begun)


def _carry(entry: LaborEntry, span: Span | None) -> None:
    """Let an entry be as its span is now; one that a correction took the place of stays as it is."""
    if entry.replaced_at is not None and entry.flag != _WITHDRAWN:
        return
    if span is None:
        _set(entry, replaced_at=entry.replaced_at or clock.now(), flag=_WITHDRAWN)
        return
    worked = entry.worked
    if entry.ended_at != span.end:
        worked = None if span.end is None else length_of(entry.started_at, span.end)
    _set(entry, ended_at=span.end, worked=worked, replaced_at=None, flag="forgotten" if span.forgotten else "")


def _set(entry: LaborEntry, **values: Any) -> None:
    """Set what differs: what is set to the value that it has would count as changed."""
    for name, value in values.items():
        if getattr(entry, name) != value:
            setattr(entry, name, value)


async def _done(session: AsyncSession, actor: Actor, user: UserId, since: datetime) -> list[Done]:
    """Return what a person did since then, and when anybody finished what they did it on, however long ago."""
    rows = await (await driver_of(session)).fetch(_DONE, actor.tenant, user, since)
    return [
        Done(row["id"], Act(row["action"]), row["operation_id"], row["at"], LaborKind(row["kind"] or "run"),
             by_other=row["user_id"] != user, by_policy=row["device"] == _POLICY)
        for row in rows
    ]  # fmt: skip


_DONE = """
with own as (
    select id, action, operation_id, at, kind, user_id, device from scans
    where tenant_id = $1 and user_id = $2 and at >= $3 and action <> ''
)
select * from own
union all
select s.id, s.action, s.operation_id, s.at, s.kind, s.user_id, s.device from scans s
where s.tenant_id = $1 and s.action = 'finish' and (s.user_id <> $2 or s.at < $3)
    and s.operation_id in (select operation_id from own)
"""


async def _entries(session: AsyncSession, actor: Actor, user: UserId, since: datetime) -> list[LaborEntry]:
    mine = (LaborEntry.tenant_id == actor.tenant, LaborEntry.user_id == user, LaborEntry.start_scan_id.is_not(None))
    wanted = select(LaborEntry).where(*mine, LaborEntry.started_at >= since)
    return list(await session.scalars(wanted, execution_options={"populate_existing": True}))


async def _entry(session: AsyncSession, actor: Actor, user: UserId, span: Span, rules: FloorRules) -> LaborEntry:
    with session.no_autoflush:
        operation = await session.get_one(Operation, (actor.tenant, span.operation))
    return LaborEntry(
        tenant_id=actor.tenant,
        traveler_id=operation.traveler_id,
        operation_id=span.operation,
        user_id=user,
        kind=span.kind,
        started_at=span.start,
        ended_at=span.end,
        worked=None if span.end is None else length_of(span.start, span.end),
        is_shared=rules.parallel_jobs,
        flag="forgotten" if span.forgotten else "",
        start_scan_id=span.scan,
        by_id=actor.by if actor.by != user else None,
    )


async def share_out(session: AsyncSession, actor: Actor, user: UserId, since: datetime) -> None:
    """Share a person's clock out to the entries that run at once or touch what did, from that moment on."""
    now, since = clock.now(), await clocks.alone_before(session, actor.tenant, user, since)
    mine = (LaborEntry.tenant_id == actor.tenant, LaborEntry.user_id == user, LaborEntry.replaced_at.is_(None))
    touching = or_(LaborEntry.ended_at.is_(None), LaborEntry.ended_at >= since)
    wanted = select(LaborEntry).where(*mine, touching)
    entries = list(await session.scalars(wanted, execution_options={"populate_existing": True}))
    worked = shared([Clocked(e.id, e.started_at, max(e.ended_at or now, e.started_at)) for e in entries])
    for entry in entries:
        _set(entry, worked=worked[entry.id] if entry.ended_at else None)
    await session.flush()


async def enter(session: AsyncSession, actor: Actor, new: NewLabor) -> LaborId:
    """Write down time by hand: one's own, or for those who oversee the floor anybody's."""
    actor.must("labor:log")
    user = _whose(actor, new.user_id)
    await _must_exist(session, actor, user)
    must_be_possible(new.start_time, new.end_time)
    traveler = await _traveler_of(session, actor, new.operation_id, new.traveler_id)
    rules = await floor_rules(session, actor.tenant)
    await clocks.hold(session, actor.tenant, [user])
    entry = LaborEntry(
        tenant_id=actor.tenant,
        traveler_id=traveler,
        operation_id=new.operation_id,
        user_id=user,
        kind=new.kind if new.operation_id else LaborKind.INDIRECT,
        started_at=new.start_time,
        ended_at=new.end_time,
        worked=length_of(new.start_time, new.end_time),
        is_shared=rules.parallel_jobs,
        notes=new.notes,
        by_id=actor.by,
    )
    session.add(entry)
    await session.flush()
    if entry.is_shared:
        await share_out(session, actor, user, new.start_time)
    audit.note(session, actor, "labor.entered", ("labor", entry.id), user=user)
    return LaborId(entry.id)


async def correct(session: AsyncSession, actor: Actor, id: LaborId, given: CorrectLabor) -> LaborId:
    """Put a new entry in the place of one that is wrong; the old one stays to be read, and counts no longer."""
    actor.must("labor:log")
    mine = (LaborEntry.tenant_id == actor.tenant, LaborEntry.id == id)
    whose = await session.scalar(select(LaborEntry.user_id).where(*mine))
    if whose is None:
        raise NotFound("labor entry")
    await clocks.hold(session, actor.tenant, [_whose(actor, whose)])
    old = (await session.scalars(select(LaborEntry).where(*mine))).one()
    if old.replaced_at is not None:
        raise Overlaps("This labor entry was corrected already; correct the one that took its place.")
    start, end = given.start_time or old.started_at, given.end_time or old.ended_at
    if end is None:
        raise WrongTime("It still runs; pause it, or say when it ended.")
    must_be_possible(start, end)
    old.replaced_at = clock.now()
    await session.flush()
    new = LaborEntry(
        tenant_id=actor.tenant,
        traveler_id=old.traveler_id,
        operation_id=old.operation_id,
        user_id=old.user_id,
        kind=given.kind or old.kind,
        started_at=start,
        ended_at=end,
        worked=length_of(start, end),
        is_shared=old.is_shared,
        notes=given.reason,
        corrects_id=old.id,
        by_id=actor.by,
    )
    session.add(new)
    await session.flush()
    if new.is_shared:
        await share_out(session, actor, UserId(old.user_id), min(start, old.started_at))
    if old.ended_at is None:
        await _stop(session, actor, old, max(end, old.started_at + _MOMENT))
    audit.note(session, actor, "labor.corrected", ("labor", old.id), by=new.id, reason=given.reason)
    return LaborId(new.id)


async def _stop(session: AsyncSession, actor: Actor, running: LaborEntry, at: datetime, device: str = "api") -> None:
    """Say that somebody stopped working at what runs, in their place."""
    deed = Clocking(
        scan=f"{device}-{running.id}-{secrets.token_hex(4)}",
        device=device,
        user=UserId(running.user_id),
        operation=running.operation_id or 0,
        traveler=running.traveler_id,
        act=Act.PAUSE,
        kind=running.kind,
        at=at,
    )
    await clock_act(session, actor, deed)


async def close_forgotten(session: AsyncSession, actor: Actor) -> int:
    """End every clock that runs longer than the longest shift, as of that time; return how many."""
    rules = await floor_rules(session, actor.tenant)
    longest = timedelta(hours=rules.longest_shift_hours)
    old = LaborEntry.started_at < clock.now() - longest
    running = (LaborEntry.tenant_id == actor.tenant, LaborEntry.ended_at.is_(None), LaborEntry.replaced_at.is_(None))
    people = await session.scalars(select(LaborEntry.user_id).where(*running, old))
    await clocks.hold(session, actor.tenant, people)
    left = list(await session.scalars(select(LaborEntry).where(*running, old).order_by(LaborEntry.started_at)))
    for entry in left:
        await _stop(session, actor, entry, entry.started_at + longest, _POLICY)
    return len(left)


async def touched_by(session: AsyncSession, actor: Actor, operation: OperationId, since: datetime) -> set[UserId]:
    """Return whose time it touches that an operation was finished at that moment."""
    rows = await (await driver_of(session)).fetch(_TOUCHED, actor.tenant, operation, since)
    return {UserId(row["user_id"]) for row in rows}


_TOUCHED = """
select user_id from labor_entries
where tenant_id = $1 and operation_id = $2 and replaced_at is null and (ended_at is null or ended_at > $3)
"""


async def running_on(session: AsyncSession, actor: Actor, operation: OperationId) -> list[int]:
    """Return who is clocked in on an operation."""
    rows = await (await driver_of(session)).fetch(_RUNNING, actor.tenant, operation)
    return [row["user_id"] for row in rows]


_RUNNING = """
select user_id from labor_entries
where tenant_id = $1 and operation_id = $2 and ended_at is null and replaced_at is null
"""


def must_be_possible(start: datetime, end: datetime | None) -> None:
    """Raise WrongTime (422) unless this is time that has passed, not long ago, and ends after it begins."""
    now = clock.now()
    if start > now + _AHEAD or (end is not None and end > now + _AHEAD):
        raise WrongTime("This lies in the future.")
    if start < now - EARLIEST:
        raise WrongTime(f"This is more than {EARLIEST.days} days ago; ask an administrator to correct an entry.")
    if end is not None and end <= start:
        raise WrongTime("It ends before it begins.")
    if end is not None and end - start > timedelta(hours=24):
        raise WrongTime("Nobody works more than 24 hours at a stretch; write two entries.")


def _whose(actor: Actor, user: int | None) -> UserId:
    """Return whose time it is; only those who oversee the floor write down the time of others."""
    whose = UserId(user) if user is not None else actor.user
    if whose != actor.user and not actor.may("labor:others"):
        raise Forbidden("You may write down your own time; that of others is for managers and administrators.")
    return whose


async def _must_exist(session: AsyncSession, actor: Actor, user: UserId) -> None:
    if user not in await user_names(session, actor, {user}):
        raise WrongTime(f"There is no user {user}, or they are not yours.")


async def _traveler_of(session: AsyncSession, actor: Actor, operation: int | None, traveler: int | None) -> int | None:
    if operation is not None:
        mine = (Operation.tenant_id == actor.tenant, Operation.id == operation)
        found = await session.scalar(select(Operation.traveler_id).where(*mine))
    elif traveler is not None:
        found = await session.scalar(
            select(Traveler.id).where(Traveler.tenant_id == actor.tenant, Traveler.id == traveler)
        )
    else:
        return None
    if found is None or (traveler is not None and found != traveler):
        raise WrongTime("There is no such operation of such a traveler, or it is not yours.")
    return found
