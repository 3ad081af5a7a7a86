"""Every table is classified, and every tenant's table is under all its locks; a new table fails until it is."""

from collections.abc import AsyncGenerator

import asyncpg
import pytest

from nexus.identity.public import Actor
from nexus.platform.ground import Ground
from nexus.platform.secrets import secret
from nexus.platform.settings import Settings
from tests.security import catalogue
from tests.security.hostile import DRY, REFUSED

pytestmark = pytest.mark.anyio


@pytest.fixture
async def migrator(settings: Settings) -> AsyncGenerator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.migrator_url.get_secret_value())
    yield connection
    await connection.close()


@pytest.fixture
async def superuser(settings: Settings) -> AsyncGenerator[asyncpg.Connection]:
    """The embedded server's superuser; a database that was given by URL is not changed as one."""
    connection = await asyncpg.connect(
        settings.migrator_url.get_secret_value(), user="postgres", password=secret(settings.home, "postgres")
    )
    yield connection
    await connection.close()


@pytest.fixture
async def intruder(ground: Ground, actor: Actor, stranger: object) -> AsyncGenerator[asyncpg.Connection]:
    """The API's own connection in a transaction of one tenant, as somebody who can inject SQL has it."""
    connection = await asyncpg.connect(ground.settings.database_url.get_secret_value())
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(f"set local app.tenant_id = '{actor.tenant}'")
    yield connection
    await transaction.rollback()
    await connection.close()


async def test_there_is_something_to_check(migrator: asyncpg.Connection) -> None:
    assert len(await migrator.fetch(catalogue.TABLES)) >= 25


@pytest.mark.parametrize("rule", catalogue.CHECKS)
async def test_rule(migrator: asyncpg.Connection, rule: str) -> None:
    assert [tuple(row) for row in await migrator.fetch(catalogue.CHECKS[rule])] == []


def test_every_rule_has_its_sabotage() -> None:
    sabotaged = {rule for rule, _ in [*catalogue.SABOTAGES, *catalogue.POWERFUL_SABOTAGES]}
    assert sabotaged == set(catalogue.CHECKS)


async def goes_red(connection: asyncpg.Connection, rule: str, fault: str) -> bool:
    """Make the fault in a transaction that is undone, and tell whether the rule sees it."""
    name = await connection.fetchval("select quote_ident(current_database())")
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(fault.replace("{database}", name))
        return bool(await connection.fetch(catalogue.CHECKS[rule]))
    finally:
        await transaction.rollback()


@pytest.mark.parametrize(("rule", "fault"), catalogue.SABOTAGES)
async def test_sabotage_is_seen(migrator: asyncpg.Connection, rule: str, fault: str) -> None:
    await migrator.execute("set role nexus_owner")
    assert await goes_red(migrator, rule, fault)


@pytest.mark.parametrize(("rule", "fault"), catalogue.POWERFUL_SABOTAGES)
async def test_a_superusers_sabotage_is_seen(superuser: asyncpg.Connection, rule: str, fault: str) -> None:
    assert await goes_red(superuser, rule, fault)


async def test_without_a_tenant_nothing_is_seen(ground: Ground, migrator: asyncpg.Connection, actor: Actor) -> None:
    async with ground.database.reads(None) as reads:
        for table in await migrator.fetch(catalogue.TABLES):
            assert await reads.fetchval(f"select count(*) from {table['name']}") == 0


async def test_another_tenant_sees_nothing_and_can_write_nothing(
    migrator: asyncpg.Connection, intruder: asyncpg.Connection, actor: Actor
) -> None:
    assert await migrator.fetchval("select count(*) from users where tenant_id <> $1", actor.tenant) > 0
    for table in await migrator.fetch(catalogue.TABLES):
        count = f"select count(*) from {table['name']} where tenant_id <> $1"
        assert await intruder.fetchval(count, actor.tenant) == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await intruder.execute(
            "insert into outbox (tenant_id, kind, payload, created_at) values ($1, 'x', '{}', now())", actor.tenant + 1
        )


@pytest.mark.parametrize("statement", REFUSED)
async def test_hostile_sql_is_refused(intruder: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await intruder.execute(statement)


@pytest.mark.parametrize("statements", DRY)
async def test_hostile_sql_finds_nothing_of_others(
    intruder: asyncpg.Connection, actor: Actor, statements: tuple[str, ...]
) -> None:
    *before, last = statements
    for statement in before:
        await intruder.execute(statement)
    assert await intruder.fetch(last.replace("{mine}", str(actor.tenant))) == []


async def test_known_limit_a_setting_can_be_set_by_whoever_can_inject_sql(
    migrator: asyncpg.Connection, intruder: asyncpg.Connection, actor: Actor
) -> None:
    """Row security on a plain setting holds against forgotten conditions, not against injected SQL.

    This test tells the limit as it is; it goes red on the day the tenant is signed, and is then turned round.
    """
    foreign = await migrator.fetchval("select tenant_id from users where tenant_id <> $1 limit 1", actor.tenant)
    await intruder.execute("select set_config('app.tenant_id', $1, true)", str(foreign))
    assert await intruder.fetchval("select count(*) from users where tenant_id = $1", foreign) > 0
