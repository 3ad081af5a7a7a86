"""The shop floor under fire: thousands of deeds of sixteen people while the API, the worker and the database die.

Afterwards nothing that was acknowledged is missing, nothing was done twice, and everything adds up. With `--storm` it
is twenty thousand deeds and 21 kills, which takes some minutes.
"""

import asyncio
import random
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from nexus.manufacturing.rules.clocking import Act, Clocked, Done, shared, spans
from nexus.manufacturing.rules.travelers import chained
from nexus.platform import audit, clock
from nexus.platform.db import plain_url
from nexus.platform.servers import provided
from nexus.platform.settings import Settings
from tests.crash.test_up import Up, running
from tests.platform.house import eventually, temporary_home

pytestmark = [pytest.mark.anyio, pytest.mark.crash]

GALE, STORM = (2_000, 6), (20_000, 21)
"""How many deeds and how many kills: in every run, and with `--storm`."""
TRAVELERS = 40
PASSWORD = "Corr3ct!horse-battery"
ROLES = (*["assembly"] * 8, *["quality"] * 3, *["engineer"] * 2, *["manager"] * 2, "admin")
TARGETS = ("api", "worker", "-D")
"""Words of the command lines of what is killed; the last is the database."""


@dataclass
class Shop:
    """What the clients know of the shop, and what was acknowledged to them."""

    chance: random.Random = field(default_factory=lambda: random.Random(4711))
    travelers: list[dict[str, Any]] = field(default_factory=list)
    order_line: int = 0
    deeds: int = 0
    most: int = 0
    kills: int = 0
    scans: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Id -> what was sent and answered."""
    labor: list[int] = field(default_factory=list)
    nonconformances: list[int] = field(default_factory=list)
    coating: list[int] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)


@dataclass
class Person:
    """Somebody with a client of their own."""

    http: httpx2.AsyncClient
    role: str
    number: int
    slots: int = 0

    async def send(self, shop: Shop, method: str, path: str, body: dict[str, Any]) -> Any:
        """Send it; return the answer if it was acknowledged."""
        try:
            answer = await self.http.request(method, path, json=body)
        except httpx2.TransportError:
            shop.answers["away"] += 1
            await asyncio.sleep(0.2)
            return None
        shop.answers[str(answer.status_code)] += 1
        assert answer.status_code != 500, answer.text
        if answer.status_code in {502, 503, 504}:
            await asyncio.sleep(0.2)
        if not answer.is_success:
            return None
        shop.deeds += 1
        return answer.json()


def some_step(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    traveler = shop.chance.choice(shop.travelers)
    return traveler, shop.chance.choice(traveler["operations"])


async def scan(shop: Shop, person: Person) -> None:
    """Scan something, at some time of the last hour by the device's clock; now and then send it again."""
    _, step = some_step(shop)
    action = shop.chance.choice(("start", "start", "pause", "good", "good", "scrap", "rework", "move", "finish"))
    at = (clock.now() - timedelta(seconds=shop.chance.randrange(3600))).isoformat()
    body = {"scan_id": secrets.token_hex(8), "text": step["barcode"], "action": action, "at": at, "reason": "storm"}
    for _ in range(1 + (shop.chance.random() < 0.1)):
        answer = await person.send(shop, "POST", "/api/v1/scans", body)
        if answer is not None:
            before = shop.scans.setdefault(body["scan_id"], {"sent": body, "answer": answer})
            assert before["answer"] == answer


async def labor(shop: Shop, person: Person) -> None:
    """Write down a minute of one's own of some weeks ago, each time another one; sometimes correct it."""
    person.slots += 1
    start = clock.now() - timedelta(days=25) + timedelta(minutes=2 * person.slots)
    body = {"start_time": start.isoformat(), "end_time": (start + timedelta(minutes=1)).isoformat(),
            "notes": f"{person.number}-{person.slots}"}  # fmt: skip
    made = await person.send(shop, "POST", "/api/v1/labor", body)
    if made is None:
        return
    shop.labor.append(made["id"])
    if shop.chance.random() < 0.3:
        end = (start + timedelta(seconds=30)).isoformat()
        fixed = await person.send(
            shop, "POST", f"/api/v1/labor/{made['id']}/corrections", {"end_time": end, "reason": "storm"}
        )
        if fixed is not None:
            shop.labor.append(fixed["id"])


async def nonconform(shop: Shop, person: Person) -> None:
    _, step = some_step(shop)
    body = {"defect": "Short", "quantity": 1}
    raised = await person.send(shop, "POST", f"/api/v1/operations/{step['id']}/nonconformances", body)
    if raised is not None:
        shop.nonconformances.append(raised["id"])


async def decide(shop: Shop, person: Person) -> None:
    if shop.nonconformances:
        of = f"/api/v1/nonconformances/{shop.chance.choice(shop.nonconformances)}"
        what = shop.chance.choice(("use_as_is", "rework", "scrap"))
        await person.send(shop, "PUT", f"{of}/disposition", {"disposition": what, "reason": "storm"})
        await person.send(shop, "POST", f"{of}/close", {})


async def hold(shop: Shop, person: Person) -> None:
    traveler, _ = some_step(shop)
    status = shop.chance.choice(("on_hold", "in_progress", "in_progress"))
    path = f"/api/v1/travelers/{traveler['id']}/status"
    await person.send(shop, "PUT", path, {"status": status, "reason": "storm"})


async def revise(shop: Shop, person: Person) -> None:
    """Make the next revision; whoever holds the paper of the one before is refused from then on."""
    traveler, _ = some_step(shop)
    body = {"quantity": 500 + shop.chance.randrange(500), "reason": "storm"}
    now = await person.send(shop, "POST", f"/api/v1/travelers/{traveler['id']}/revisions", body)
    if now is None:
        now = await person.send(shop, "GET", f"/api/v1/travelers/{traveler['id']}", {})
    if now is not None:
        traveler.update(now)


async def open_one(shop: Shop, person: Person) -> None:
    steps = [{"step_number": 10 * n, "step_name": f"Step {n}", **({"predecessors": []} if n == 2 else {})}
             for n in range(1, 5)]  # fmt: skip
    body = {"type": "PARTS", "order_line_id": shop.order_line, "quantity": 500, "operations": steps}
    made = await person.send(shop, "POST", "/api/v1/travelers", body)
    if made is not None:
        path = f"/api/v1/travelers/{made['id']}/status"
        released = await person.send(shop, "PUT", path, {"status": "released"})
        if released is not None:
            shop.travelers.append(released)


async def coat(shop: Shop, person: Person) -> None:
    traveler, step = some_step(shop)
    body = {"traveler_id": traveler["id"], "coating_type": "AR", "quantity": 1}
    job = await person.send(shop, "POST", "/api/v1/coating", body)
    if job is not None:
        shop.coating.append(job["id"])
        await person.send(shop, "PUT", f"/api/v1/coating/{job['id']}/status", {"status": "received"})
    lot = {"part_number": "C-1", "lot": f"L-{shop.chance.randrange(99)}", "quantity": 1, "operation_id": step["id"]}
    await person.send(shop, "POST", f"/api/v1/travelers/{traveler['id']}/lots", lot)


Deed = Callable[[Shop, Person], Awaitable[None]]
USUAL: tuple[Deed, ...] = (*[scan] * 14, *[labor] * 4, nonconform, coat)
WITH_RIGHT: dict[str, tuple[Deed, ...]] = {
    "quality": (decide, decide, hold),
    "engineer": (decide, hold, revise),
    "manager": (decide, hold, revise, open_one),
    "admin": (decide, hold, revise, open_one),
}


async def work(shop: Shop, person: Person) -> None:
    """Do one thing after the other until enough was done."""
    deeds = (*USUAL, *WITH_RIGHT.get(person.role, ()))
    while shop.deeds < shop.most:
        deed = shop.chance.choice(deeds)
        if deed is open_one and len(shop.travelers) >= TRAVELERS:
            continue
        await deed(shop, person)


async def kill(shop: Shop, up: Up) -> None:
    """Kill one thing after the other, spread over all that is done."""
    for number in range(shop.kills):
        await eventually(
            lambda least=(number + 1) * shop.most // (shop.kills + 2): _at_least(shop, least), "work goes on"
        )
        up.kill(TARGETS[number % len(TARGETS)])
        shop.answers["killed"] += 1


async def _at_least(shop: Shop, deeds: int) -> bool:
    return shop.deeds >= deeds


@pytest.fixture(scope="module")
def home() -> Generator[Path]:
    with temporary_home() as home:
        yield home


async def people(up: Up) -> list[Person]:
    found = re.search(r"administrator is (\S+), password (\S+)", up.said)
    assert found is not None
    admin = await signed_in(up, found[1], found[2], "admin", 0)
    staff = [admin]
    for number, role in enumerate(ROLES[:-1], 1):
        name = f"{role}-{number}"
        body = {"email": f"{name}@works.example", "username": name, "password": PASSWORD, "role": role}
        assert (await admin.http.post("/api/v1/users", json=body)).status_code == 201
        staff.append(await signed_in(up, body["email"], PASSWORD, role, number))
    return staff


async def signed_in(up: Up, email: str, password: str, role: str, number: int) -> Person:
    http = httpx2.AsyncClient(base_url=up.address, timeout=60)
    answer = await http.post("/api/v1/auth/login", json={"email": email, "password": password})
    assert answer.is_success, answer.text
    http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
    return Person(http, role, number)


async def storm(home: Path, most: int, kills: int) -> Shop:
    shop = Shop(most=most, kills=kills)
    with running(home) as up:
        staff = await people(up)
        admin = staff[0]
        customer = (await admin.http.post("/api/v1/customers", json={"name": "Works"})).json()
        lines = [{"name": "Bracket", "quantity": 1_000_000}]
        order = await admin.http.post("/api/v1/orders", json={"customer_id": customer["id"], "lines": lines})
        shop.order_line = order.json()["lines"][0]["id"]
        for _ in range(4):
            await open_one(shop, admin)
        async with asyncio.TaskGroup() as doing:
            for person in staff:
                doing.create_task(work(shop, person))
            doing.create_task(kill(shop, up))
        for person in staff:
            await person.http.aclose()
    return shop


@pytest.fixture(scope="module")
def after(home: Path, pytestconfig: pytest.Config) -> Shop:
    """What was acknowledged in a storm that is over."""
    return asyncio.run(storm(home, *(STORM if pytestconfig.getoption("--storm") else GALE)))


@asynccontextmanager
async def looking(home: Path) -> AsyncGenerator[asyncpg.Connection]:
    """Look into the database as somebody who sees everything; what is changed is undone."""
    with provided(Settings.load(home=home), durable=False) as settings:
        assert settings.migrator_url is not None
        connection = await asyncpg.connect(plain_url(settings.migrator_url.get_secret_value()))
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()
        await connection.close()


NOTHING_WRONG = {
    "numbers are given once": """
        select traveler_number from travelers group by tenant_id, traveler_number having count(*) > 1
        union all select number from nonconformances group by tenant_id, number having count(*) > 1
        union all select order_number from orders group by tenant_id, order_number having count(*) > 1""",
    "pieces add up": """
        select id from operations
        where quantity_good < 0 or quantity_scrap < 0 or quantity_rework < 0
            or quantity_good + quantity_scrap + quantity_rework > quantity_in""",
    "pieces are what was told": """
        select o.id from operations o left join (
            select operation_id, sum(good) as good, sum(scrap) as scrap, sum(rework) as rework
            from quantity_entries group by operation_id
        ) q on q.operation_id = o.id
        where (o.quantity_good, o.quantity_scrap, o.quantity_rework)
            is distinct from (coalesce(q.good, 0), coalesce(q.scrap, 0), coalesce(q.rework, 0))""",
    "what has reached a step is what came from before": """
        select o.id from operations o join travelers t on t.id = o.traveler_id
        where t.status <> 'draft' and o.quantity_in <> coalesce(
            (select min(b.quantity_good) from operations b
             where b.traveler_id = o.traveler_id and b.step_number = any(o.predecessors)), t.quantity)""",
    "nobody is at two places at once": """
        select a.id from labor_entries a join labor_entries b on a.user_id = b.user_id and a.id < b.id
            and a.replaced_at is null and b.replaced_at is null
            and tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)""",
    "revisions have no gap": """
        select traveler_id from traveler_revisions v join travelers t on t.id = v.traveler_id
        group by traveler_id, t.revision having max(v.revision) <> count(*) or max(v.revision) <> t.revision""",
    "a completed traveler has no open step": """
        select t.id from travelers t join operations o on o.traveler_id = t.id
        where t.status = 'completed' and o.status <> 'done'""",
}
SABOTAGE = {
    "numbers are given once": """
        alter table travelers drop constraint uq_travelers_tenant_id_traveler_number;
        update travelers set traveler_number = 'T-1'""",
    "pieces add up": """
        alter table operations drop constraint ck_operations_adds_up;
        update operations set quantity_scrap = quantity_in + 1""",
    "pieces are what was told": "delete from quantity_entries where good > 0",
    "what has reached a step is what came from before": "update operations set quantity_in = quantity_in + 1",
    "nobody is at two places at once": """
        alter table labor_entries drop constraint ex_labor_entries_alone;
        update labor_entries set started_at = started_at - interval '40 days' where start_scan_id is null""",
    "revisions have no gap": "update traveler_revisions set revision = revision + 1000",
    "a completed traveler has no open step": "update travelers set status = 'completed'",
}


async def broken_chains(connection: asyncpg.Connection) -> list[int]:
    """Return the travelers whose revisions are not chained."""
    rows = await connection.fetch(
        "select traveler_id, content, hash from traveler_revisions order by traveler_id, revision"
    )
    last: dict[int, bytes] = {}
    wrong: list[int] = []
    for row in rows:
        traveler = row["traveler_id"]
        if chained(last.get(traveler), row["content"]) != row["hash"]:
            wrong.append(traveler)
        last[traveler] = row["hash"]
    return wrong


async def missing_scans(connection: asyncpg.Connection, shop: Shop) -> set[str]:
    """Return the acknowledged scans that are not there, or with another answer, once."""
    rows = await connection.fetch("select scan_id, count(*) as times from scans group by scan_id")
    there = {row["scan_id"]: row["times"] for row in rows}
    return {scan for scan in shop.scans if there.get(scan) != 1}


async def missing_labor(connection: asyncpg.Connection, shop: Shop) -> set[int]:
    """Return the acknowledged labor entries that are not there."""
    return set(shop.labor) - {row["id"] for row in await connection.fetch("select id from labor_entries")}


async def wrong_times(connection: asyncpg.Connection) -> list[tuple[int, str]]:
    """Return the people whose time is not what follows from what was done, or does not sum up to their clock."""
    done, wrong = defaultdict[int, list[Any]](list), list[tuple[int, str]]()
    deeds = await connection.fetch("select * from scans where action <> '' order by id")
    for row in deeds:
        done[row["user_id"]].append(row)
    finishes = [row for row in deeds if row["action"] == "finish"]
    entries = await connection.fetch("select * from labor_entries order by id")
    replaced = {row["corrects_id"] for row in entries}
    corrected = {row["start_scan_id"] for row in entries if row["id"] in replaced}
    for user in {row["user_id"] for row in entries} | set(done):
        own = done[user]
        mine = {row["operation_id"] for row in own}
        told = own + [row for row in finishes if row["operation_id"] in mine and row["user_id"] != user]
        wanted = {
            (span.scan, span.operation, span.start, span.end)
            for span in spans(
                [Done(r["id"], Act(r["action"]), r["operation_id"], r["at"]) for r in told], parallel=False
            )
        }
        kept = [row for row in entries if row["user_id"] == user]
        stored = {
            (row["start_scan_id"], row["operation_id"], row["started_at"], row["ended_at"])
            for row in kept
            if row["start_scan_id"] and row["replaced_at"] is None
        }
        if {each for each in wanted if each[0] not in corrected} != stored:
            wrong.append((user, "not what was done"))
        current = [row for row in kept if row["replaced_at"] is None and row["ended_at"]]
        worked = shared([Clocked(row["id"], row["started_at"], row["ended_at"]) for row in current])
        if any(worked[row["id"]] != row["worked"] for row in current):
            wrong.append((user, "not the clock"))
    return wrong


async def test_the_storm_was_one(after: Shop) -> None:
    assert after.deeds >= after.most
    assert after.answers["killed"] == after.kills
    assert after.answers["away"] + after.answers["503"] > 0
    assert len(after.scans) > after.most / 10


@pytest.mark.parametrize("rule", NOTHING_WRONG)
async def test_nothing_is_wrong_after_the_storm(after: Shop, home: Path, rule: str) -> None:
    assert after.deeds
    async with looking(home) as connection:
        assert await connection.fetch(NOTHING_WRONG[rule]) == []
        await connection.execute(SABOTAGE[rule])
        assert await connection.fetch(NOTHING_WRONG[rule]) != []


async def test_everything_that_was_acknowledged_is_there_once(after: Shop, home: Path) -> None:
    async with looking(home) as connection:
        assert await missing_scans(connection, after) == set()
        assert await missing_labor(connection, after) == set()
        lost = next(iter(after.scans))
        await connection.execute("update scans set scan_id = 'another' where scan_id = $1", lost)
        assert await missing_scans(connection, after) == {lost}


async def test_time_follows_from_what_was_done_and_sums_up_to_the_clock(after: Shop, home: Path) -> None:
    assert after.deeds
    async with looking(home) as connection:
        assert await wrong_times(connection) == []
        await connection.execute(
            "update labor_entries set worked = worked + 1 where id ="
            " (select max(id) from labor_entries where worked > 0 and replaced_at is null)"
        )
        assert [what for _, what in await wrong_times(connection)] == ["not the clock"]


async def test_the_chains_of_revisions_and_of_the_trail_hold(after: Shop, home: Path) -> None:
    assert after.deeds
    async with looking(home) as connection:
        assert await broken_chains(connection) == []
        assert (await audit.verify(connection, 1)).broken == []  # type: ignore[arg-type]
        await connection.execute("update traveler_revisions set content = content || ' '::bytea where revision = 1")
        assert await broken_chains(connection) != []
