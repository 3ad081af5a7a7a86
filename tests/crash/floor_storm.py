"""A storm on the shop floor: sixteen clients with several people each do all that can be done, at random, amid kills.

People are signed in at several clients at once, scanners are shared by badge, device clocks go wrong by days, and what
got no answer is sent again. The shop keeps what was acknowledged.
"""

import asyncio
import os
import random
import re
import secrets
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import psutil

from nexus.manufacturing.scanning.codes import Action, badge_code, command_code
from nexus.platform import clock
from tests.crash.test_up import Up, running
from tests.platform.house import eventually

CLIENTS = 16
LATELY = 40
"""Work is done on so many travelers, those that were opened last."""
PASSWORD = "Corr3ct!horse-battery"
ROLES = (*["assembly"] * 8, *["quality"] * 3, *["engineer"] * 2, *["manager"] * 2, "admin")
TARGETS = ("api", "worker", "-D", "backend")
"""What is killed: words of the command lines of processes, of which `-D` is the database; and one of its backends."""
_STEPS: tuple[dict[str, Any], ...] = (
    {},
    {"predecessors": [], "checks": [{"name": "Height", "minimum": 9, "maximum": 11}]},
    {"predecessors": [10, 20], "needs_approval": True},
    {"first_article": True},
)


@dataclass
class Shop:
    """What the clients know of the shop, and what was acknowledged to them."""

    most: int
    kills: int
    parallel: bool
    chance: random.Random = field(default_factory=lambda: random.Random(4711))
    travelers: list[dict[str, Any]] = field(default_factory=list)
    order_line: int = 0
    deeds: int = 0
    killed: int = 0
    scans: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Id -> what was answered."""
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Id -> what was sent."""
    changed: list[str] = field(default_factory=list)
    """Scans that were answered otherwise when they were sent again."""
    labor: dict[str, int] = field(default_factory=dict)
    """What was written down by hand, by its notes: its id."""
    corrections: list[int] = field(default_factory=list)
    nonconformances: list[int] = field(default_factory=list)
    coating: list[int] = field(default_factory=list)
    lots: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def acknowledge(self, answer: dict[str, Any]) -> None:
        """Keep the answer to a scan, the first time; note when it is not what it was."""
        if self.scans.setdefault(answer["scan_id"], answer) != answer:
            self.changed.append(answer["scan_id"])

    def step(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return some traveler and some operation of it."""
        traveler = self.chance.choice(self.travelers[-LATELY:])
        return traveler, self.chance.choice(traveler["operations"])

    def at(self) -> str:
        """Return what a device's clock says: the last hour, or some time of the last weeks for one that was offline."""
        seconds = 3600 if self.chance.random() < 0.8 else 20 * 86_400
        return (clock.now() - timedelta(seconds=self.chance.random() * seconds)).isoformat()


@dataclass
class Person:
    """Somebody who is signed in, at as many clients as they like."""

    http: httpx2.AsyncClient
    role: str
    id: int
    slots: int = 0

    async def send(self, shop: Shop, method: str, path: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send it; return the answer if it was acknowledged."""
        try:
            answer = await self.http.request(method, path, json=body, **more)
        except httpx2.TransportError:
            shop.answers["away"] += 1
            await asyncio.sleep(0.2)
            return None
        shop.answers[str(answer.status_code)] += 1
        assert answer.status_code != 500, f"{path} {body}: {answer.text}"
        if answer.status_code in {502, 503, 504}:
            await asyncio.sleep(0.2)
        if not answer.is_success:
            kind = answer.json().get("type", "")
            shop.answers[f"{answer.status_code} {kind}"] += 1
            return None
        shop.deeds += method != "GET"
        return answer.json()

    async def insist(self, shop: Shop, method: str, path: str, body: dict[str, Any], **more: Any) -> Any:
        """Send it, and once more if that was not acknowledged."""
        answer = await self.send(shop, method, path, body, **more)
        return answer if answer is not None else await self.send(shop, method, path, body, **more)


def new_scan(shop: Shop, text: str, **said: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"scan_id": secrets.token_hex(8), "text": text, **said}
    # Pieces are counted with the reason that was told: here the id, so that each count can be told from the others.
    body["reason"] = body["scan_id"]
    shop.sent[body["scan_id"]] = body
    return body


def some_scan(shop: Shop) -> dict[str, Any]:
    _, step = shop.step()
    acts = ("start", "start", "start", "pause", "pause", "good", "good", "scrap", "rework", "move", "finish", "finish")
    action, at = shop.chance.choice(acts), {"at": shop.at()} if shop.chance.random() < 0.7 else {}
    return new_scan(shop, step["barcode"], action=action, **at)


async def scan(shop: Shop, person: Person, client: int) -> None:
    """Scan something; now and then send it again, afterwards or at once, and whatever was not acknowledged too."""
    body = some_scan(shop)
    sending = [person.insist(shop, "POST", "/api/v1/scans", body) for _ in range(1 + (shop.chance.random() < 0.1))]
    answers = [await each for each in sending] if client % 2 else await asyncio.gather(*sending)
    for answer in answers:
        if answer is not None:
            shop.acknowledge(answer)
    if answers == [None] and shop.chance.random() < 0.1:
        await look_again(shop, person)


async def look_again(shop: Shop, person: Person) -> None:
    """Fetch the new paper of some traveler."""
    traveler, _ = shop.step()
    now = await person.send(shop, "GET", f"/api/v1/travelers/{traveler['id']}")
    if now is not None:
        traveler.update(now)


async def finish(shop: Shop, person: Person, client: int) -> None:
    """Finish an operation with all that is at hand."""
    _, step = shop.step()
    now = await person.send(shop, "GET", f"/api/v1/operations/{step['id']}")
    if now is not None:
        body = new_scan(shop, step["barcode"], action="finish", quantity=now["quantity_at_hand"])
        answer = await person.insist(shop, "POST", "/api/v1/scans", body)
        if answer is not None:
            shop.acknowledge(answer)


async def queue(shop: Shop, person: Person, client: int) -> None:
    """Send what a scanner kept while it was offline."""
    answer = await person.insist(
        shop, "POST", "/api/v1/scans", {"scans": [some_scan(shop) for _ in range(shop.chance.randrange(1, 6))]}
    )
    for told in answer["scans"] if answer is not None else []:
        if told["ok"]:
            shop.acknowledge(told)


async def wedge(shop: Shop, person: Person, client: int) -> None:
    """Scan somebody's badge, an operation and commands at a shared scanner that can say nothing else."""
    _, step = shop.step()
    commands = (command_code(Action.START), command_code(Action.GOOD, 1), command_code(Action.PAUSE))
    badge = badge_code(shop.chance.randrange(1, len(ROLES) + 1), "1")
    for text in (badge, step["barcode"], *shop.chance.sample(commands, 2)):
        answer = await person.insist(shop, "POST", "/api/v1/scans", new_scan(shop, text, device=f"bench-{client}"))
        if answer is None:
            return
        shop.acknowledge(answer)


async def work(shop: Shop, person: Person, client: int) -> None:
    """Say by hand what was done on an operation."""
    _, step = shop.step()
    body = {"act": shop.chance.choice(("start", "pause", "finish", None)), "good": 1}
    await person.insist(
        shop, "POST", f"/api/v1/operations/{step['id']}/work", body, headers={"Idempotency-Key": secrets.token_hex(8)}
    )


async def labor(shop: Shop, person: Person, client: int) -> None:
    """Write down a minute of one's own of some weeks ago, each time another one; sometimes correct it."""
    person.slots += 1
    start = clock.now() - timedelta(days=28) + timedelta(minutes=2 * person.slots)
    notes = f"by hand {person.id}-{person.slots}"
    body = {"start_time": start.isoformat(), "end_time": (start + timedelta(minutes=1)).isoformat(), "notes": notes}
    made = await person.insist(shop, "POST", "/api/v1/labor", body, headers={"Idempotency-Key": secrets.token_hex(8)})
    if made is None:
        return
    shop.labor[notes] = made["id"]
    if shop.chance.random() < 0.2:
        await correct(shop, person, made, start + timedelta(seconds=30))


async def correct(shop: Shop, person: Person, entry: dict[str, Any], end: Any) -> None:
    body = {"end_time": end.isoformat(), "reason": "storm"}
    fixed = await person.send(shop, "POST", f"/api/v1/labor/{entry['id']}/corrections", body)
    if fixed is not None:
        shop.corrections.append(fixed["id"])


async def correct_clock(shop: Shop, person: Person, client: int) -> None:
    """Correct something that was clocked, be it still running."""
    found = await person.send(shop, "GET", "/api/v1/labor", params={"user_id": person.id, "current": True, "limit": 20})
    entry = shop.chance.choice(found) if found else None
    if entry is not None:
        begun = datetime.fromisoformat(entry["start_time"])
        await correct(shop, person, entry, begun + timedelta(seconds=shop.chance.randrange(1, 600)))


async def nonconform(shop: Shop, person: Person, client: int) -> None:
    _, step = shop.step()
    body = {"defect": "Short", "quantity": 1}
    raised = await person.send(shop, "POST", f"/api/v1/operations/{step['id']}/nonconformances", body)
    if raised is not None:
        shop.nonconformances.append(raised["id"])


async def decide(shop: Shop, person: Person, client: int) -> None:
    if shop.nonconformances:
        of = f"/api/v1/nonconformances/{shop.chance.choice(shop.nonconformances[-60:])}"
        what = shop.chance.choice(("use_as_is", "rework", "repair", "scrap", "return"))
        await person.send(shop, "PUT", f"{of}/disposition", {"disposition": what, "reason": "storm"})
        await person.send(shop, "POST", f"{of}/close", {})


async def approve(shop: Shop, person: Person, client: int) -> None:
    """Approve an operation or its first article, and make its checks."""
    _, step = shop.step()
    path = f"/api/v1/operations/{step['id']}"
    for check in step["checks"]:
        body = {"check_id": check["id"], "value": shop.chance.choice((8, 10, 10, 10))}
        await person.send(shop, "POST", f"{path}/results", body)
    what = "first_article" if step["first_article"] != "none" else "operation"
    await person.send(shop, "POST", f"{path}/approval", {"what": what, "approved": shop.chance.random() < 0.8})


async def hold(shop: Shop, person: Person, client: int) -> None:
    traveler, _ = shop.step()
    status = shop.chance.choice(("on_hold", "in_progress", "in_progress", "in_progress"))
    path = f"/api/v1/travelers/{traveler['id']}/status"
    await person.send(shop, "PUT", path, {"status": status, "reason": "storm"})


async def revise(shop: Shop, person: Person, client: int) -> None:
    """Make the next revision, of another quantity or with a further step; the paper of the one before is refused."""
    await look_again(shop, person)
    traveler, _ = shop.step()
    body: dict[str, Any] = {"quantity": 20 + shop.chance.randrange(40), "reason": "storm"}
    if shop.chance.random() < 0.4 and len(traveler["operations"]) < 8:
        last = traveler["operations"][-1]["step_number"]
        body["operations"] = [*map(_as_given, traveler["operations"]), {"step_number": last + 5, "step_name": "More"}]
    now = await person.send(shop, "POST", f"/api/v1/travelers/{traveler['id']}/revisions", body)
    if now is not None:
        traveler.update(now)


def _as_given(step: dict[str, Any]) -> dict[str, Any]:
    given = {name: step[name] for name in ("step_number", "step_name", "predecessors", "needs_approval")}
    checks = [{name: check[name] for name in ("name", "unit", "minimum", "maximum")} for check in step["checks"]]
    return {**given, "first_article": step["first_article"] != "none", "checks": checks}


async def open_one(shop: Shop, person: Person, client: int) -> None:
    """Open a traveler for the order and release it."""
    steps = [{"step_number": 10 * number, "step_name": f"Step {number}", **more}
             for number, more in enumerate(_STEPS, 1)]  # fmt: skip
    body = {"type": "PARTS", "order_line_id": shop.order_line, "quantity": 30, "operations": steps}
    made = await person.send(shop, "POST", "/api/v1/travelers", body)
    if made is not None:
        path = f"/api/v1/travelers/{made['id']}/status"
        released = await person.insist(shop, "PUT", path, {"status": "released"})
        if released is not None:
            shop.travelers.append(released)


async def coat(shop: Shop, person: Person, client: int) -> None:
    traveler, _ = shop.step()
    body = {"traveler_id": traveler["id"], "coating_type": "AR", "quantity": 1}
    job = await person.send(shop, "POST", "/api/v1/coating", body)
    if job is not None:
        shop.coating.append(job["id"])
        await person.send(shop, "PUT", f"/api/v1/coating/{job['id']}/status", {"status": "received"})


async def use_lot(shop: Shop, person: Person, client: int) -> None:
    traveler, step = shop.step()
    lot = {"part_number": "C-1", "lot": secrets.token_hex(6), "quantity": 1, "operation_id": step["id"]}
    if await person.send(shop, "POST", f"/api/v1/travelers/{traveler['id']}/lots", lot) is not None:
        shop.lots.append(lot["lot"])


Deed = Callable[[Shop, Person, int], Awaitable[None]]
USUAL: tuple[Deed, ...] = (
    *[scan] * 12, *[labor] * 3, queue, wedge, work, work, finish, correct_clock, nonconform, coat, use_lot,
)  # fmt: skip
WITH_RIGHT: dict[str, tuple[Deed, ...]] = {
    "quality": (decide, decide, decide, approve, approve, hold),
    "engineer": (decide, approve, hold, revise, revise, revise),
    "manager": (decide, hold, revise, *[open_one] * 4),
    "admin": (decide, hold, revise, *[open_one] * 4),
}


async def go_on(shop: Shop, people: list[Person], client: int) -> None:
    """Do one thing after the other, as one of these people, until enough was done."""
    while shop.deeds < shop.most:
        person = shop.chance.choice(people)
        await shop.chance.choice((*USUAL, *WITH_RIGHT.get(person.role, ())))(shop, person, client)


async def kill(shop: Shop, up: Up) -> None:
    """Kill one thing after the other, spread over all that is done."""
    for number in range(shop.kills):
        least = (number + 1) * shop.most // (shop.kills + 2)
        await eventually(lambda least=least: _at_least(shop, least), f"work goes on: {shop.answers}")
        killed = [pid for pid in _targets(up, TARGETS[number % len(TARGETS)]) if _kill(pid)]
        shop.killed += bool(killed)


def _targets(up: Up, target: str) -> Iterable[int]:
    if target != "backend":
        return up.pids(target)
    backends = [child for pid in up.pids("-D") for child in psutil.Process(pid).children()]
    return [each.pid for each in backends if "nexus_app" in " ".join(each.cmdline())][:1]


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


async def _at_least(shop: Shop, deeds: int) -> bool:
    return shop.deeds >= deeds


async def _is_well(person: Person) -> bool:
    try:
        return (await person.http.get("/api/v1/health")).is_success
    except httpx2.TransportError:
        return False


async def sign_in_all(up: Up) -> list[Person]:
    found = re.search(r"administrator is (\S+), password (\S+)", up.said)
    assert found is not None
    admin = await signed_in(up, found[1], found[2], "admin")
    staff = [admin]
    for number, role in enumerate(ROLES[:-1], 1):
        name = f"{role}-{number}"
        body = {"email": f"{name}@works.example", "username": name, "password": PASSWORD, "role": role}
        assert (await admin.http.post("/api/v1/users", json=body)).status_code == 201
        staff.append(await signed_in(up, body["email"], PASSWORD, role))
    return staff


async def signed_in(up: Up, email: str, password: str, role: str) -> Person:
    http = httpx2.AsyncClient(base_url=up.address, timeout=60)
    answer = await http.post("/api/v1/auth/login", json={"email": email, "password": password})
    assert answer.is_success, answer.text
    http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
    return Person(http, role, (await http.get("/api/v1/auth/me")).json()["id"])


async def set_up(shop: Shop, admin: Person) -> None:
    policy = (await admin.http.get("/api/v1/tenant")).json()["policy"]
    answer = await admin.http.put("/api/v1/tenant", json={"policy": {**policy, "parallel_jobs": shop.parallel}})
    assert answer.is_success, answer.text
    customer = (await admin.http.post("/api/v1/customers", json={"name": "Works"})).json()
    lines = [{"name": "Bracket", "quantity": 1_000_000}]
    order = await admin.http.post("/api/v1/orders", json={"customer_id": customer["id"], "lines": lines})
    shop.order_line = order.json()["lines"][0]["id"]
    for _ in range(4):
        await open_one(shop, admin, 0)


async def wind_down(shop: Shop, staff: list[Person]) -> None:
    """Send some of what was acknowledged once more, and end what still runs, so that all time can be summed up."""
    for scan_id in shop.chance.sample(sorted(shop.scans), 200):
        answer = await staff[0].http.post("/api/v1/scans", json=shop.sent[scan_id])
        assert answer.is_success, answer.text
        shop.acknowledge(answer.json())
    for person in staff:
        for entry in await running_of(person):
            begun = datetime.fromisoformat(entry["start_time"])
            await correct(shop, person, entry, min(clock.now(), begun + timedelta(hours=1)))


async def running_of(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"user_id": person.id, "current": True, "limit": 200}
    while True:
        answer = await person.http.get("/api/v1/labor", params=asked)
        found += [entry for entry in answer.json() if entry["end_time"] is None]
        if "x-next-cursor" not in answer.headers:
            return found
        asked["cursor"] = answer.headers["x-next-cursor"]


async def storm(home: Path, *, most: int, kills: int, parallel: bool) -> Shop:
    """Storm the floor of a new installation; return what was acknowledged."""
    shop = Shop(most, kills, parallel)
    with running(home) as up:
        staff = await sign_in_all(up)
        await set_up(shop, staff[0])
        async with asyncio.TaskGroup() as doing:
            for client in range(CLIENTS):
                people = [staff[(client + more) % len(staff)] for more in (0, 1, 5)]
                doing.create_task(go_on(shop, people, client))
            doing.create_task(kill(shop, up))
        await eventually(lambda: _is_well(staff[0]), "all is well again")
        await wind_down(shop, staff)
        for person in staff:
            await person.http.aclose()
    return shop
