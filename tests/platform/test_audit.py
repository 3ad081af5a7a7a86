"""The audit trail: what is noted, and that a chain which was tampered with is found."""

import asyncio
from collections.abc import AsyncGenerator

import asyncpg
import httpx2
import pytest

from nexus.identity.public import Actor, Role
from nexus.platform import audit
from nexus.platform.db import driver_of
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio


async def chain_of(ground: Ground, actor: Actor) -> audit.Chain:
    async with ground.database.reads(actor.tenant) as reads:
        return await audit.verify(reads, actor.tenant)


async def write(ground: Ground, actor: Actor, count: int = 5) -> None:
    for number in range(count):
        async with ground.database.transaction(actor.tenant) as session:
            audit.note(session, actor, "thing.done", ("thing", number), text="größer 'quoted' کد", none=None)


@pytest.fixture
async def powerful(settings: Settings, actor: Actor) -> AsyncGenerator[asyncpg.Connection]:
    """Somebody who has come to act as the owner of the tables."""
    connection = await asyncpg.connect(settings.migrator_url.get_secret_value())
    await connection.execute("set role nexus_owner")
    await connection.execute(f"set app.tenant_id = '{actor.tenant}'")
    yield connection
    await connection.close()


async def test_what_is_noted_is_kept_with_who_and_the_chain_holds(ground: Ground, actor: Actor) -> None:
    await write(ground, actor)
    await audit.note_aside(ground.database, actor, "thing.looked_at")
    chain = await chain_of(ground, actor)
    assert (chain.entries, chain.broken) == (6, [])
    async with ground.database.reads(actor.tenant) as reads:
        row = await reads.fetchrow("select * from audit_entries where tenant_id = $1 and number = 2", actor.tenant)
        assert await audit.hash_at(reads, actor.tenant, 6) == chain.last_hash
    assert (row["action"], row["actor"], row["actor_name"], row["subject_id"]) == (
        "thing.done",
        actor.user,
        actor.name,
        1,
    )


async def test_writers_at_once_make_one_chain(ground: Ground, actor: Actor) -> None:
    await asyncio.gather(*(write(ground, actor, 10) for _ in range(16)))
    chain = await chain_of(ground, actor)
    assert (chain.entries, chain.broken) == (160, [])


async def test_what_was_not_done_leaves_no_entry(ground: Ground, actor: Actor) -> None:
    async def undone() -> None:
        async with ground.database.transaction(actor.tenant) as session:
            audit.note(session, actor, "thing.done")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    assert (await chain_of(ground, actor)).entries == 0


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entries set action = 'x'",
        "delete from audit_entries",
        "insert into audit_entries select * from audit_entries",
        "truncate audit_entries",
        "alter table audit_entries disable trigger all",
    ],
)
async def test_the_runtime_role_can_only_append(ground: Ground, actor: Actor, statement: str) -> None:
    async with ground.database.transaction(actor.tenant) as session:
        driver = await driver_of(session)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await driver.execute(statement)


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        ("update audit_entries set detail = '{}' where tenant_id = $1 and number = 3", [3]),
        ("update audit_entries set actor_name = 'Eve' where tenant_id = $1 and number = 3", [3]),
        ("update audit_entries set hash = sha256('x') where tenant_id = $1 and number = 3", [3, 4]),
        ("delete from audit_entries where tenant_id = $1 and number = 3", [4]),
        ("delete from audit_entries where tenant_id = $1 and number = 1", [2]),
        (
            """
            with later as (update audit_entries set number = number + 1 where tenant_id = $1 and number = 5)
            insert into audit_entries select tenant_id, 7, at, action, actor, actor_name, subject, subject_id,
                   detail, address, request, hash from audit_entries where tenant_id = $1 and number = 4
            """,
            [6, 7],
        ),
    ],
)
async def test_an_altered_removed_or_inserted_entry_is_found(
    ground: Ground, actor: Actor, powerful: asyncpg.Connection, tamper: str, broken: list[int]
) -> None:
    await write(ground, actor)
    await powerful.execute(tamper, actor.tenant)
    assert [entry.number for entry in (await chain_of(ground, actor)).broken] == broken


async def test_a_removed_end_is_found_by_the_hash_that_was_written_down(
    ground: Ground, actor: Actor, powerful: asyncpg.Connection
) -> None:
    await write(ground, actor)
    before = await chain_of(ground, actor)
    await powerful.execute("delete from audit_entries where tenant_id = $1 and number = 5", actor.tenant)
    async with ground.database.reads(actor.tenant) as reads:
        assert await audit.hash_at(reads, actor.tenant, before.entries) is None


async def test_moves_deletions_exports_and_refusals_are_in_the_trail_for_administrators(
    client: httpx2.AsyncClient, actor: Actor, sign_in: SignIn
) -> None:
    made = (await client.post("/api/v1/customers", json={"name": "Larkfield"})).json()
    await client.delete(f"/api/v1/customers/{made['id']}")
    await client.get("/api/v1/quotes/export")
    quality = await sign_in(Role.QUALITY)
    assert (await quality.client.post("/api/v1/customers", json={"name": "X"})).status_code == 403
    assert (await quality.client.get("/api/v1/audit")).status_code == 403
    trail = (await client.get("/api/v1/audit")).json()
    assert [(entry["action"], entry["actor"]) for entry in trail] == [
        ("request.refused", quality.actor.user),
        ("request.refused", quality.actor.user),
        ("quotes.exported", actor.user),
        ("customer.deleted", actor.user),
    ]
    assert all(entry["request"] for entry in trail)
    only = (await client.get("/api/v1/audit", params={"action": "customer.deleted", "limit": 1})).json()
    assert only[0]["detail"] == {"name": "Larkfield"}
    older = (await client.get("/api/v1/audit", params={"before": trail[1]["number"]})).json()
    assert [entry["number"] for entry in older] == [2, 1]
