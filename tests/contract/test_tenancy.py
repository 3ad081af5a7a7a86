"""Every table is classified, and every tenant's table is under the three locks; a new table fails until it is."""

import asyncpg
import pytest

from nexus.platform.ground import Ground
from nexus.platform.settings import Settings

pytestmark = pytest.mark.anyio

SHARED = {"tenants", "alembic_version"}
"""Tables that belong to no single tenant."""

TABLES = """
select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1
"""

KEYS = """
select conrelid::regclass::text as name, contype as kind, confrelid::regclass::text as target,
       (select array_agg(attname::text order by array_position(conkey, attnum)) from pg_attribute
        where attrelid = conrelid and attnum = any(conkey)) as columns
from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'f')
"""

POLICIES = """
select tablename, policyname, roles::text[] as roles, qual, with_check
from pg_policies where schemaname = 'public'
"""


async def of_tenants(migrator: asyncpg.Connection) -> list[asyncpg.Record]:
    found = [table for table in await migrator.fetch(TABLES) if table["name"] not in SHARED]
    assert len(found) >= 10
    return found


@pytest.fixture
async def migrator(settings: Settings):
    connection = await asyncpg.connect(settings.migrator_url.get_secret_value())
    yield connection
    await connection.close()


async def test_every_tenants_table_is_secured_also_for_its_owner(migrator: asyncpg.Connection) -> None:
    bare = [table["name"] for table in await of_tenants(migrator) if not (table["secured"] and table["forced"])]
    assert bare == []


async def test_every_tenants_table_has_a_policy_on_the_running_tenant_both_ways(migrator: asyncpg.Connection) -> None:
    policies = await migrator.fetch(POLICIES)
    held = {
        row["tablename"]
        for row in policies
        if row["policyname"] == "tenant" and "app.tenant_id" in row["qual"] + row["with_check"]
    }
    assert {table["name"] for table in await of_tenants(migrator)} - held == set()


async def test_only_the_relay_sees_a_table_of_all_tenants(migrator: asyncpg.Connection) -> None:
    wide = [row for row in await migrator.fetch(POLICIES) if "app.tenant_id" not in (row["qual"] or "")]
    found = {(row["tablename"], row["policyname"], *row["roles"]) for row in wide}
    # A tenant is found by its name before anybody is signed in, and a new one is of nobody yet.
    assert found == {
        ("outbox", "relay", "nexus_worker"),
        ("tenants", "found", "public"),
        ("tenants", "opened", "public"),
    }


async def test_keys_start_with_the_tenant_and_reach_nothing_outside_it(migrator: asyncpg.Connection) -> None:
    names = {table["name"] for table in await of_tenants(migrator)} - {"outbox"}
    wrong = [
        (key["name"], key["columns"])
        for key in await migrator.fetch(KEYS)
        if key["name"] in names and key["columns"][0] != "tenant_id"
    ]
    assert wrong == []


async def test_tenant_id_is_never_null(migrator: asyncpg.Connection) -> None:
    nullable = await migrator.fetch(
        "select table_name from information_schema.columns "
        "where table_schema = 'public' and column_name = 'tenant_id' and is_nullable = 'YES'"
    )
    assert nullable == []


async def test_the_runtime_roles_own_nothing_and_cannot_lift_the_locks(migrator: asyncpg.Connection) -> None:
    roles = await migrator.fetch(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong, "
        "exists(select 1 from pg_class where relowner = r.oid) as owns, "
        "pg_has_role(r.oid, 'nexus_owner', 'member') as may_own "
        "from pg_roles r where rolname in ('nexus_app', 'nexus_worker') order by 1"
    )
    assert [tuple(role) for role in roles] == [
        ("nexus_app", False, False, False),
        ("nexus_worker", False, False, False),
    ]


async def test_without_a_tenant_nothing_is_seen(ground: Ground, actor: object) -> None:
    async with ground.database.reads(None) as reads:
        assert await reads.fetchval("select count(*) from users") == 0


async def test_another_tenant_sees_nothing_and_can_write_nothing(
    ground: Ground, actor: object, stranger: object
) -> None:
    mine = actor.tenant
    async with ground.database.reads(mine) as reads:
        assert {row["tenant_id"] for row in await reads.fetch("select tenant_id from users")} == {mine}
    connection = await asyncpg.connect(ground.settings.database_url.get_secret_value())
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"set local app.tenant_id = '{mine + 1}'")
        assert await connection.fetchval("select count(*) from users where tenant_id = $1", mine) == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "insert into outbox (tenant_id, kind, payload, created_at) values ($1, 'x', '{}', now())", mine
            )
    finally:
        await transaction.rollback()
        await connection.close()


async def test_sabotage_a_table_without_locks_is_found(settings: Settings, migrator: asyncpg.Connection) -> None:
    transaction = migrator.transaction()
    await transaction.start()
    await migrator.execute("set local role nexus_owner")
    await migrator.execute("create table forgotten (tenant_id bigint, id bigint primary key)")
    tables = {table["name"]: table for table in await migrator.fetch(TABLES)}
    policies = {row["tablename"] for row in await migrator.fetch(POLICIES)}
    keys = {key["name"]: key["columns"] for key in await migrator.fetch(KEYS)}
    await transaction.rollback()
    assert not tables["forgotten"]["secured"]
    assert "forgotten" not in policies
    assert keys["forgotten"] == ["id"]
