"""The shop floor after a storm: nothing that was acknowledged is missing, nothing was done twice, everything adds up.

It is stormed twice: where each person is at one job at a time, and where their time is shared out to several. With
`--storm` that is twenty thousand deeds and 22 kills, which takes some minutes.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from nexus.manufacturing.rules.clocking import Act, Clocked, Done, shared, spans
from nexus.manufacturing.rules.travelers import chained
from nexus.platform import audit
from nexus.platform.db import plain_url
from nexus.platform.servers import provided
from nexus.platform.settings import Settings
from tests.crash.floor_storm import Shop, storm
from tests.platform.house import temporary_home

pytestmark = [pytest.mark.anyio, pytest.mark.crash]

GALE, STORM = {"most": 1_200, "kills": 5}, {"most": 10_000, "kills": 11}
"""How many deeds and how many kills: in every run, and with `--storm`."""


@dataclass
class After:
    """A storm that is over: what was acknowledged, and where the database is."""

    shop: Shop
    url: str


@pytest.fixture(scope="module", params=["one job at a time", "several at once"])
def after(request: pytest.FixtureRequest) -> Generator[After]:
    force = STORM if request.config.getoption("--storm") else GALE
    with temporary_home() as home:
        shop = asyncio.run(storm(home, **force, parallel=request.param == "several at once"))
        with provided(Settings.load(home=home), durable=False) as settings:
            assert settings.migrator_url is not None
            yield After(shop, plain_url(settings.migrator_url.get_secret_value()))


@pytest.fixture
async def look(after: After) -> AsyncGenerator[asyncpg.Connection]:
    """Look into the database as somebody who sees everything; what is changed is undone."""
    connection = await asyncpg.connect(after.url)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


WRONG = {
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
    "pieces are counted once for each scan": """
        select reason from quantity_entries where reason ~ '^[0-9a-f]{16}$' group by reason having count(*) > 1""",
    "what is set aside waits for quality, but for what was only scanned": """
        select o.id from operations o where o.quantity_rework <> coalesce((
            select sum(n.quantity) from nonconformances n where n.operation_id = o.id and n.closed_at is null
        ), 0) + coalesce((
            select sum(q.rework) from quantity_entries q where q.operation_id = o.id and q.reason ~ '^[0-9a-f]{16}$'
        ), 0)""",
    "what has reached a step is what came from before": """
        select o.id from operations o join travelers t on t.id = o.traveler_id
        where t.status <> 'draft' and o.quantity_in <> coalesce(
            (select min(b.quantity_good) from operations b
             where b.traveler_id = o.traveler_id and b.step_number = any(o.predecessors)), t.quantity)""",
    "nobody is at two places at once": """
        select a.id from labor_entries a join labor_entries b on a.user_id = b.user_id and a.id < b.id
            and a.replaced_at is null and b.replaced_at is null
            and tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)
            and (not (a.is_shared and b.is_shared) or a.operation_id = b.operation_id)""",
    "what was worked is what the clock went": """
        select user_id from (
            select user_id, sum(worked) as worked, range_agg(tstzrange(started_at, ended_at)) as clock
            from labor_entries where replaced_at is null group by user_id having bool_and(ended_at is not null)
        ) u where worked <> (
            select sum(extract(epoch from upper(r) - lower(r)) * 1000000) from unnest(u.clock) as r)""",
    "time by hand is written down once": """
        select notes from labor_entries where notes like 'by hand %' group by notes having count(*) > 1""",
    "revisions have no gap": """
        select t.id from travelers t left join traveler_revisions v on t.id = v.traveler_id
        where t.status <> 'draft' group by t.id, t.revision
        having min(v.revision) is distinct from 1 or max(v.revision) <> count(*) or max(v.revision) <> t.revision""",
    "a completed traveler has no open step": """
        select t.id from travelers t join operations o on o.traveler_id = t.id
        where t.status = 'completed' and o.status <> 'done'""",
    "a step is done after those before it": """
        select o.id from operations o join operations b
            on b.traveler_id = o.traveler_id and b.step_number = any(o.predecessors)
        where o.status = 'done' and (b.status <> 'done' or o.quantity_good + o.quantity_scrap <> o.quantity_in)""",
}
SABOTAGE = {
    "numbers are given once": """
        alter table travelers drop constraint uq_travelers_tenant_id_traveler_number;
        update travelers set traveler_number = 'T-1'""",
    "pieces add up": """
        alter table operations drop constraint ck_operations_adds_up;
        update operations set quantity_scrap = quantity_in + 1""",
    "pieces are what was told": "delete from quantity_entries where good > 0",
    "pieces are counted once for each scan": """
        insert into quantity_entries (tenant_id, traveler_id, operation_id, good, scrap, rework, reason, by_name, at)
        select tenant_id, traveler_id, operation_id, good, scrap, rework, reason, by_name, at
        from quantity_entries where reason ~ '^[0-9a-f]{16}$' limit 1""",
    "what is set aside waits for quality, but for what was only scanned": """
        update nonconformances set closed_at = now() where closed_at is null""",
    "what has reached a step is what came from before": "update operations set quantity_in = quantity_in + 1",
    "nobody is at two places at once": """
        alter table labor_entries drop constraint ex_labor_entries_alone;
        alter table labor_entries drop constraint ex_labor_entries_shared;
        alter table labor_entries drop constraint ex_labor_entries_operation;
        update labor_entries set is_shared = false, started_at = started_at - interval '40 days'
        where replaced_at is null""",
    "what was worked is what the clock went": """
        update labor_entries set worked = worked + 1 where replaced_at is null and notes = 'storm'""",
    "time by hand is written down once": "update labor_entries set notes = 'by hand 1-1'",
    "revisions have no gap": """
        update traveler_revisions set revision = revision + 1000 where traveler_id = (select min(id) from travelers)""",
    "a completed traveler has no open step": "update travelers set status = 'completed'",
    "a step is done after those before it": "update operations set status = 'done'",
}


async def broken_chains(look: asyncpg.Connection) -> list[int]:
    """Return the travelers whose revisions are not chained."""
    rows = await look.fetch("select traveler_id, content, hash from traveler_revisions order by traveler_id, revision")
    last: dict[int, bytes] = {}
    wrong: list[int] = []
    for row in rows:
        traveler = row["traveler_id"]
        if chained(last.get(traveler), row["content"]) != row["hash"]:
            wrong.append(traveler)
        last[traveler] = row["hash"]
    return wrong


async def lost_scans(look: asyncpg.Connection, shop: Shop) -> set[str]:
    """Return the acknowledged scans that are not there once, with the answer that was given."""
    there = defaultdict[str, list[Any]](list)
    for row in await look.fetch("select scan_id, answer from scans where answer <> ''"):
        there[row["scan_id"]].append(json.loads(row["answer"]))
    return {scan for scan, answer in shop.scans.items() if there[scan] != [answer]}


async def lost_counts(look: asyncpg.Connection, shop: Shop) -> set[str]:
    """Return the acknowledged scans of pieces that were not counted once."""
    rows = await look.fetch("select reason, count(*) from quantity_entries group by reason")
    counted = {row["reason"]: row["count"] for row in rows}
    return {
        scan
        for scan, answer in shop.scans.items()
        if answer["did"] in {"good", "scrap", "rework"} and counted.get(scan) != 1
    }


async def lost_rows(look: asyncpg.Connection, shop: Shop) -> set[Any]:
    """Return what else was acknowledged and is not there once."""
    by_hand = {
        (row["notes"], row["id"]) for row in await look.fetch("select id, notes from labor_entries where notes <> ''")
    }
    kept = {
        "labor_entries": (shop.corrections, "id"),
        "nonconformances": (shop.nonconformances, "id"),
        "coating_jobs": (shop.coating, "id"),
        "lot_uses": (shop.lots, "lot"),
        "travelers": ([each["id"] for each in shop.travelers], "id"),
    }
    lost: set[Any] = set(shop.labor.items()) - by_hand
    for table, (acknowledged, column) in kept.items():
        rows = await look.fetch(f"select {column} from {table} group by {column} having count(*) = 1")
        lost |= {(table, each) for each in acknowledged} - {(table, row[0]) for row in rows}
    return lost


async def wrong_times(look: asyncpg.Connection, *, parallel: bool) -> list[tuple[int, str]]:
    """Return the people whose time is not what follows from what was done, or is not shared out as it is to be."""
    deeds = await look.fetch("select * from scans where action <> '' order by id")
    entries = await look.fetch("select * from labor_entries order by id")
    wrong: list[tuple[int, str]] = []
    for user in {row["user_id"] for row in entries} | {row["user_id"] for row in deeds}:
        kept = [row for row in entries if row["user_id"] == user]
        if derived(deeds, kept, user, parallel=parallel) != {
            (row["start_scan_id"], row["operation_id"], row["started_at"], row["ended_at"])
            for row in kept
            if row["start_scan_id"] and row["replaced_at"] is None
        }:
            wrong.append((user, "not what was done"))
        current = [row for row in kept if row["replaced_at"] is None]
        worked = shared(
            [Clocked(row["id"], row["started_at"], row["ended_at"] or row["started_at"]) for row in current]
        )
        running = any(row["ended_at"] is None for row in current)
        if not running and any(worked[row["id"]] != row["worked"] for row in current):
            wrong.append((user, "not the clock"))
    return wrong


def derived(
    deeds: list[asyncpg.Record], kept: list[asyncpg.Record], user: int, *, parallel: bool
) -> set[tuple[int, int, datetime, datetime | None]]:
    """Return a person's time as it follows from all that was ever done, but for what was corrected."""
    mine = {row["operation_id"] for row in deeds if row["user_id"] == user}
    told = [
        Done(row["id"], Act(row["action"]), row["operation_id"], row["at"])
        for row in deeds
        if row["user_id"] == user or (row["action"] == "finish" and row["operation_id"] in mine)
    ]
    replaced = {row["corrects_id"] for row in kept}
    corrected = {row["start_scan_id"] for row in kept if row["id"] in replaced}
    return {
        (span.scan, span.operation, span.start, span.end)
        for span in spans(told, parallel=parallel)
        if span.scan not in corrected
    }


HAPPENED = {
    "steps were finished": "select count(*) from operations where status = 'done'",
    "travelers were revised": "select count(*) from traveler_revisions where revision > 1",
    "steps were added": "select count(*) from operations where step_name = 'More'",
    "what was clocked was corrected": """
        select count(*) from labor_entries e join labor_entries c on c.corrects_id = e.id where e.start_scan_id > 0""",
    "a running clock was corrected": "select count(*) from scans where scan_id like 'api-%' and scan_id like '%-%-%'",
    "what did not conform was settled": "select count(*) from nonconformances where closed_at is not null",
    "steps were approved": "select count(*) from operations where approved_at is not null",
    "scanners were shared": "select count(*) from scans where device like 'bench-%'",
}


@pytest.mark.parametrize("what", HAPPENED)
async def test_all_of_it_happened(look: asyncpg.Connection, what: str) -> None:
    assert await look.fetchval(HAPPENED[what]) > 0


async def test_the_storm_was_one(after: After) -> None:
    shop = after.shop
    assert shop.deeds >= shop.most
    assert shop.killed == shop.kills
    assert shop.answers["away"] + shop.answers["503"] > 0
    assert len(shop.scans) > shop.most / 10
    assert min(map(len, (shop.labor, shop.corrections, shop.nonconformances, shop.coating, shop.lots))) > 10


@pytest.mark.parametrize("rule", WRONG)
async def test_nothing_is_wrong_after_the_storm(look: asyncpg.Connection, rule: str) -> None:
    assert await look.fetch(WRONG[rule]) == []
    await look.execute(SABOTAGE[rule])
    assert await look.fetch(WRONG[rule]) != []


async def test_every_acknowledged_scan_is_there_once_with_its_answer(after: After, look: asyncpg.Connection) -> None:
    assert after.shop.changed == []
    assert await lost_scans(look, after.shop) == set()
    first, second = list(after.shop.scans)[:2]
    await look.execute("update scans set scan_id = 'another' where scan_id = $1", first)
    await look.execute("""update scans set answer = '{"ok": false}' where scan_id = $1""", second)
    assert await lost_scans(look, after.shop) == {first, second}


async def test_an_answer_that_changes_is_noticed(after: After) -> None:
    shop = Shop(0, 0, parallel=False)
    for did in ("start", "start", "pause"):
        shop.acknowledge({"scan_id": "1", "did": did})
    assert shop.changed == ["1"]


async def test_every_acknowledged_scan_of_pieces_is_counted_once(after: After, look: asyncpg.Connection) -> None:
    assert await lost_counts(look, after.shop) == set()
    await look.execute("delete from quantity_entries")
    assert len(await lost_counts(look, after.shop)) > 10


async def test_whatever_else_was_acknowledged_is_there_once(after: After, look: asyncpg.Connection) -> None:
    assert await lost_rows(look, after.shop) == set()
    await look.execute("update lot_uses set lot = 'L'; update labor_entries set notes = 'by hand'")
    assert len(await lost_rows(look, after.shop)) == len(after.shop.lots) + len(after.shop.labor)


async def test_time_follows_from_what_was_done_and_is_shared_out(after: After, look: asyncpg.Connection) -> None:
    parallel = after.shop.parallel
    assert await wrong_times(look, parallel=parallel) == []
    some = """
        select max(id) from labor_entries e where worked > 0 and replaced_at is null and not exists (
            select from labor_entries r where r.user_id = e.user_id and r.replaced_at is null and r.ended_at is null)
    """
    user = await look.fetchval(f"update labor_entries set worked = worked + 1 where id = ({some}) returning user_id")
    assert await wrong_times(look, parallel=parallel) == [(user, "not the clock")]


async def test_time_that_does_not_follow_is_found(after: After, look: asyncpg.Connection) -> None:
    some = (
        "(select max(id) from labor_entries where ended_at is not null and replaced_at is null and start_scan_id > 0)"
    )
    user = await look.fetchval(
        f"update labor_entries set ended_at = ended_at - interval '1 microsecond' where id = {some} returning user_id"
    )
    assert (user, "not what was done") in await wrong_times(look, parallel=after.shop.parallel)


async def test_the_chains_of_revisions_hold(look: asyncpg.Connection) -> None:
    assert await broken_chains(look) == []
    await look.execute("update traveler_revisions set content = content || ' '::bytea where revision = 1")
    assert await broken_chains(look) != []


async def test_the_trail_holds(look: asyncpg.Connection) -> None:
    tenant = await look.fetchval("select tenant_id from travelers limit 1")
    chain = await audit.verify(look, tenant)  # type: ignore[arg-type]
    assert chain.broken == []
    assert chain.entries > 10
    await look.execute("alter table audit_entries disable trigger user")
    await look.execute("update audit_entries set actor_name = 'Nobody' where number = 5")
    assert [each.number for each in (await audit.verify(look, tenant)).broken] == [5]  # type: ignore[arg-type]
