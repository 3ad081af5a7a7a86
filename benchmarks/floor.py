"""What the floor costs: scans, reports, lists and paper of one big manufacturer among many, beside the raw SQL.

    python -m benchmarks.floor [--share 0.1] [--rounds 10]

Requests go through the whole application, edge and sign-in check included, without a network in between. The raw SQL is
the same work on one connection of the same role, sign-in check included, each transaction begun with its tenant and
ended. Both are measured in turns within one run.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
from fastapi import FastAPI

from benchmarks.floor_fill import Size, fill
from benchmarks.identity import call
from benchmarks.quotes import house
from nexus.identity.callers import STANDING
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.models import Session
from nexus.identity.service.tenants import open_tenant
from nexus.main import create_app
from nexus.manufacturing.public import day_begins
from nexus.manufacturing.queries import travelers as queries
from nexus.manufacturing.queries.floor import ONE_OPERATION
from nexus.manufacturing.rules.travelers import TravelerStatus
from nexus.manufacturing.scanning.codes import traveler_code
from nexus.platform import clock, logging
from nexus.platform.db import plain_url
from nexus.platform.pages import PageRequest
from nexus.platform.settings import Settings
from nexus.reports.definitions import REPORTS, Report
from nexus.reports.streaming import _ASKED

SCANNED, READS, ROUNDS, PAPERS = 300, 300, 10, 10
AT_ONCE, DAYS = 40, 30
COUNTED = "db_queries_total"

Figures = dict[str, float]

TARGETS: Figures = {
    "floor, times the raw SQL: scan p95": 3.0,
    **{f"floor, times the raw SQL: report {name}": 2.0 for name in REPORTS},
    "floor, times the raw SQL: list 50 travelers": 2.0,
    "floor, times the raw SQL: get one traveler": 2.0,
    "floor, statements of a list of 50 more than of 10": 0,
    "floor, ms of processor time: traveler PDF of 40 operations": 300,
}

_PLACE = """
select t.id, t.version, p.id as operation, p.status, p.quantity_in, p.quantity_good
from travelers t join operations p on p.tenant_id = t.tenant_id and p.traveler_id = t.id and p.step_number = $3
where t.tenant_id = $1 and t.traveler_number = $2 for update of t
"""
_KNOWN = "select answer from scans where tenant_id = $1 and scan_id = $2"
_SCAN = """
insert into scans (tenant_id, scan_id, device, user_id, operation_id, action, kind, at, received_at, text, answer)
values ($1, $2, $3, $4, $5, $6, 'run', $7, now(), $8, '') returning id
"""
_BEGIN_LABOR = """
insert into labor_entries (tenant_id, traveler_id, operation_id, user_id, kind, started_at, is_shared, flag, notes,
    start_scan_id, created_at)
values ($1, $2, $3, $4, 'run', $5, false, '', '', $6, now())
"""
_END_LABOR = """
update labor_entries set ended_at = $4, worked = extract(epoch from $4 - started_at) * 1000000
where tenant_id = $1 and user_id = $2 and operation_id = $3 and ended_at is null and replaced_at is null
"""
_OPERATION = """
update operations set status = $3, started_at = coalesce(started_at, $4) where tenant_id = $1 and id = $2
"""
_TRAVELER = """
update travelers set status = 'in_progress', started_at = coalesce(started_at, $3), version = version + 1,
    updated_at = now() where tenant_id = $1 and id = $2
"""
_MOVE = """
insert into traveler_moves (tenant_id, traveler_id, from_status, to_status, by_id, by_name, at, reason)
values ($1, $2, 'released', 'in_progress', $3, 'Person', now(), 'Step 1.')
"""
_EVENT = """
insert into outbox (tenant_id, kind, payload, created_at) values ($1, 'TravelerMoved', $2::jsonb, now())
"""
_NOTED = "select audit_append($1::text::jsonb)"
_ANSWER = "update scans set answer = $3 where tenant_id = $1 and id = $2"


class Person:
    """Somebody who has signed in at a scanner."""

    def __init__(self, user: int, session: int, token: str) -> None:
        self.user, self.session = user, session
        self.headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}


class Shop:
    """The big manufacturer: its people, and the two ways to its data."""

    def __init__(self, app: FastAPI, raw: asyncpg.Connection, tenant: TenantId, people: list[Person]) -> None:
        self.app, self.raw, self.tenant, self.people = app, raw, tenant, people
        self.admin = people[0]

    async def get(self, path: str) -> bytes:
        """Read a path as the administrator."""
        status, body = await call(self.app, "GET", path, self.admin.headers)
        assert status == 200, body
        return body

    async def begin(self, how: str = "BEGIN READ ONLY") -> None:
        """Begin a transaction of the tenant on the raw connection."""
        await self.raw.execute(f"{how}; SET LOCAL app.tenant_id = '{self.tenant}'")

    async def check(self, person: Person) -> None:
        """Ask what the sign-in check asks."""
        await self.begin()
        now = clock.now()
        assert await self.raw.fetchrow(STANDING, self.tenant, person.session, person.user, now, now)
        await self.raw.execute("ROLLBACK")

    async def read(self, statement: str, *values: Any) -> list[Any]:
        """Send a single statement, sign-in check apart."""
        await self.begin()
        rows = await self.raw.fetch(statement, *values)
        await self.raw.execute("ROLLBACK")
        return rows


class Scans:
    """A start and a pause of operations, through the application and in SQL."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.ours: list[float] = []
        self.raw: list[float] = []

    async def one(self, turn: int, numbers: tuple[str, str]) -> None:
        """Start and pause the first operation of two travelers, one in each way, by the same person."""
        person = self.shop.people[turn % len(self.shop.people)]
        for act in ("start", "pause"):
            self.ours.append(await timed(lambda act=act: self._ours(person, numbers[0], act)))
        for act in ("start", "pause"):
            self.raw.append(await timed(lambda act=act: self._raw(person, numbers[1], act)))

    async def _ours(self, person: Person, number: str, act: str) -> None:
        told = {"scan_id": f"ours-{number}-{act}", "text": traveler_code(number, "1", 1), "action": act,
                "device": f"scanner-{person.user}"}  # fmt: skip
        status, body = await call(self.shop.app, "POST", "/api/v1/scans", person.headers, json.dumps(told).encode())
        assert status == 200, body

    async def _raw(self, person: Person, number: str, act: str) -> None:
        raw, tenant, at = self.shop.raw, self.shop.tenant, clock.now()
        if act == "start":
            await self.shop.check(person)  # for a second it is believed
        await self.shop.begin("BEGIN")
        scan = f"raw-{number}-{act}"
        assert await raw.fetchrow(_KNOWN, tenant, scan) is None
        place = await raw.fetchrow(_PLACE, tenant, number, 1)
        assert place is not None
        device, code = f"scanner-{person.user}", traveler_code(number, "1", 1)
        key = await raw.fetchval(_SCAN, tenant, scan, device, person.user, place["operation"], act, at, code)
        if act == "start":
            await raw.execute(_BEGIN_LABOR, tenant, place["id"], place["operation"], person.user, at, key)
            await raw.execute(_MOVE, tenant, place["id"], person.user)
            await raw.execute(_EVENT, tenant, json.dumps({"tenant": tenant, "traveler": place["id"]}))
        else:
            await raw.execute(_END_LABOR, tenant, person.user, place["operation"], at)
        if act == "start":
            await raw.execute(_OPERATION, tenant, place["operation"], "begun", at)
        await raw.execute(_TRAVELER, tenant, place["id"], at)
        shown = await raw.fetchval(ONE_OPERATION, tenant, place["operation"])
        await raw.execute(_ANSWER, tenant, key, shown)
        if act == "start":
            await raw.execute(_NOTED, _noted(person, place["id"]))
        await raw.execute("COMMIT")


def _noted(person: Person, traveler: int) -> str:
    return json.dumps([{
        "at": clock.now().isoformat(), "action": "traveler.moved", "actor": person.user, "actor_name": "Person",
        "subject": "traveler", "subject_id": traveler, "detail": {"before": "released", "after": "in_progress"},
        "address": "127.0.0.1", "request": "raw",
    }])  # fmt: skip


async def timed(work: Callable[[], Awaitable[Any]]) -> float:
    """Return how long something takes, in milliseconds."""
    begun = time.perf_counter()
    await work()
    return (time.perf_counter() - begun) * 1000


async def in_turns(ours: Callable[[], Awaitable[Any]], raw: Callable[[], Awaitable[Any]], rounds: int) -> list[float]:
    """Return the medians of both in milliseconds, after a quarter as many rounds that are not counted."""
    seen: list[tuple[float, float]] = []
    for number in range(-(rounds // 4) - 1, rounds):
        pair = (await timed(ours), await timed(raw))
        if number >= 0:
            seen.append(pair)
    return [statistics.median(each) for each in zip(*seen, strict=True)]


async def of_scans(shop: Shop) -> Figures:
    """Return how much longer a scan takes than its SQL, at the 95th percentile."""
    numbers = await shop.read(
        "select traveler_number from travelers where tenant_id = $1 and status = 'released' and traveler_number like "
        "'TR-%' and traveler_number <> 'TR-PAPER' order by id",
        shop.tenant,
    )
    count = min(SCANNED, len(numbers) // 2 - AT_ONCE // 2)
    warm, scans = Scans(shop), Scans(shop)
    for turn in range(count + AT_ONCE // 2):
        pair = (numbers[2 * turn][0], numbers[2 * turn + 1][0])
        await (scans if turn >= AT_ONCE // 2 else warm).one(turn, pair)
    ours, raw = (statistics.quantiles(each, n=20) for each in (scans.ours, scans.raw))
    _told("scan, median", ours[9], raw[9])
    _told("scan, p95", ours[18], raw[18])
    return {"floor, times the raw SQL: scan p95": ours[18] / raw[18]}


async def of_reports(shop: Shop, rounds: int) -> Figures:
    """Return how much longer each report takes than its two statements: of all time or of 30 days, what is worse."""
    figures: Figures = {}
    since = clock.today() - timedelta(days=DAYS)
    for name, report in REPORTS.items():
        ratios = []
        for start, span in ((None, "all time"), (since, f"{DAYS} days")):
            path = f"/api/v1/reports/{name}" + (f"?start_date={start}" if start else "")
            ours, raw = await in_turns(
                lambda path=path: shop.get(path), lambda r=report, s=start: _raw_report(shop, r, s), rounds
            )
            _told(f"report {name}, {span}", ours, raw)
            ratios.append(ours / raw)
        figures[f"floor, times the raw SQL: report {name}"] = max(ratios)
    return figures


async def _raw_report(shop: Shop, report: Report, start: date | None) -> None:
    since: datetime | None = day_begins(start) if start else None
    values = [shop.tenant, since, None, None, None, None, clock.today()]
    await shop.check(shop.admin)
    await shop.begin()
    await shop.raw.fetchrow(_ASKED + report.summary, *values)
    await shop.raw.fetch(_ASKED + report.rows, *values)
    await shop.raw.execute("ROLLBACK")


class _Noting:
    """Takes down what would be sent."""

    def __init__(self) -> None:
        self.said: tuple[Any, ...] = ()

    async def fetch(self, *said: Any) -> list[Any]:
        self.said = said
        return []


async def of_travelers(shop: Shop, paper: int) -> Figures:
    """Return how much longer it takes to list and to get travelers than their SQL."""
    noting = _Noting()
    today = clock.today()
    driver: Any = noting
    ratios: list[float] = []
    for wanted in (queries.Wanted(), queries.Wanted(status=TravelerStatus.RELEASED)):
        await queries.list_travelers(driver, shop.tenant, PageRequest(), wanted, today)
        status = f"&status={wanted.status}" if wanted.status else ""
        listed = await in_turns(
            lambda status=status: shop.get(f"/api/v1/travelers?limit=50{status}"),
            lambda said=noting.said: shop.read(*said),
            READS,
        )
        _told(f"list 50 travelers{status}", *listed)
        ratios.append(listed[0] / listed[1])
    one = json.loads(await shop.get("/api/v1/travelers?limit=10&status=completed"))[-1]["id"]
    got = await in_turns(
        lambda: shop.get(f"/api/v1/travelers/{one}"),
        lambda: shop.read(queries.ONE, shop.tenant, one, today, False),
        READS,
    )
    _told("get one traveler", *got)
    few, many = [await _statements(shop, f"/api/v1/travelers?limit={count}") for count in (10, 50)]
    print(f"statements of a list of 10 and of 50: {few:.0f}, {many:.0f}")
    return {
        "floor, times the raw SQL: list 50 travelers": max(ratios),
        "floor, times the raw SQL: get one traveler": got[0] / got[1],
        "floor, statements of a list of 50 more than of 10": many - few,
        "floor, ms of processor time: traveler PDF of 40 operations": await _of_paper(shop, paper),
    }


async def _statements(shop: Shop, path: str) -> float:
    """Return how many statements a request sends; the fewest of some, since now and then the caller is checked anew."""
    return min([await _statements_once(shop, path) for _ in range(4)])


async def _statements_once(shop: Shop, path: str) -> float:
    before = _sent(shop)
    await shop.get(path)
    return _sent(shop) - before


def _sent(shop: Shop) -> float:
    told = shop.app.state.ground.metrics.text().decode()
    return sum(float(line.rpartition(" ")[2]) for line in told.splitlines() if line.startswith(COUNTED))


async def _of_paper(shop: Shop, paper: int) -> float:
    spent: list[float] = []
    for _ in range(PAPERS + 1):
        begun = time.process_time()
        await shop.get(f"/api/v1/travelers/{paper}/pdf")
        spent.append((time.process_time() - begun) * 1000)
    print(f"traveler PDF of 40 operations: {spent[0]:.0f} ms at first, {statistics.median(spent[1:]):.0f} ms after")
    return max(spent)


def _told(what: str, ours: float, raw: float) -> None:
    print(f"{what:42} {ours:9.2f} ms {raw:9.2f} ms raw {ours / raw:6.2f} times", flush=True)


async def _people(app: FastAPI, tenant: TenantId, count: int) -> list[Person]:
    database = app.state.ground.database
    async with database.reads(tenant) as reads:
        users = await reads.fetch("select id from users where tenant_id = $1 order by id limit $2", tenant, count)
    async with database.transaction(tenant) as session:
        until = clock.now() + timedelta(days=1)
        opened = [Session(tenant_id=tenant, user_id=user["id"], expires_at=until) for user in users]
        session.add_all(opened)
        await session.flush()
        tokens = app.state.door.tokens
        return [
            Person(one.user_id, one.id, tokens.issue(tenant, UserId(one.user_id), SessionId(one.id))) for one in opened
        ]


async def measured(settings: Settings, size: Size, rounds: int) -> Figures:
    """Return all figures of the floor."""
    assert settings.migrator_url is not None
    assert settings.database_url is not None
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        async with app.state.ground.database.transaction(None) as session:
            tenant = await open_tenant(session, "bench", "Bench")
        paper = await fill(settings.migrator_url.get_secret_value(), size)
        raw = await asyncpg.connect(plain_url(settings.database_url.get_secret_value()))
        try:
            shop = Shop(app, raw, tenant, await _people(app, tenant, AT_ONCE))
            return {
                **await of_scans(shop),
                **await of_reports(shop, rounds),
                **await of_travelers(shop, paper),
            }
        finally:
            await raw.close()


def figures(size: Size | None = None, rounds: int = ROUNDS) -> Figures:
    """Start a database of its own, fill it, measure, and return all figures of the floor."""
    logging.configure(json=True)
    with house() as settings:
        return asyncio.run(measured(settings, size or Size(), rounds))


def report(found: Figures, names: Sequence[str]) -> None:
    """Print the figures beside their targets."""
    for name in names:
        kept = "kept" if found[name] <= TARGETS[name] else "MISSED"
        print(f"{name:62} {found[name]:8.2f} (target {TARGETS[name]:g}, {kept})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="how much of the full size is filled in")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each report is asked for")
    given = parser.parse_args()
    report(figures(Size().times(given.share), given.rounds), list(TARGETS))


if __name__ == "__main__":
    main()
