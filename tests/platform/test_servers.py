"""Which servers are used: those that are named, under roles that keep tenants apart; embedded ones in development."""

from collections.abc import Generator
from pathlib import Path

import asyncpg
import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from nexus.platform import embedded
from nexus.platform.cache import Cache, key_of
from nexus.platform.db import Database
from nexus.platform.embedded import Embedded
from nexus.platform.ground import open_ground
from nexus.platform.ids import TenantId
from nexus.platform.servers import ServersError, provided, refuse_powerful_role
from nexus.platform.settings import Pool, Settings
from tests.platform.house import temporary_home

NOWHERE = "127.0.0.1:1"


@pytest.fixture(scope="module")
def servers() -> Generator[Embedded]:
    """Servers as somebody else may run them: all that is used of them are URLs."""
    with temporary_home() as home, embedded.running(home, durable=False) as servers:
        yield servers


def role_of(url: SecretStr | None) -> object:
    assert url is not None
    with psycopg.connect(url.get_secret_value()) as connection:
        return connection.execute("select current_user").fetchone()


def settings_for(home: Path, database_url: str, redis_url: str, **more: object) -> Settings:
    return Settings.load(home=home, database_url=database_url, redis_url=redis_url, **more)


def test_one_powerful_url_is_enough_in_development(tmp_path: Path) -> None:
    with temporary_home() as home, embedded.running(home, durable=False) as servers:
        make_roles_twice(servers, tmp_path)


def make_roles_twice(servers: Embedded, tmp_path: Path) -> None:
    powerful = servers.superuser_url.replace("postgresql://", "postgresql+asyncpg://").replace("/nexus", "/elsewhere")
    with psycopg.connect(servers.superuser_url, autocommit=True) as connection:
        connection.execute("create database elsewhere")
    for _ in range(2):
        with provided(settings_for(tmp_path, powerful, servers.redis_url)) as found:
            assert role_of(found.database_url) == ("nexus_app",)
            assert role_of(found.worker_url) == ("nexus_worker",)
            assert role_of(found.migrator_url) == ("nexus_migrator",)
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "secrets").iterdir()} == {0}


def test_urls_that_are_given_are_used_as_they_are(servers: Embedded, tmp_path: Path) -> None:
    given = settings_for(
        tmp_path,
        servers.database_url,
        servers.redis_url,
        worker_url=servers.worker_url,
        migrator_url=servers.migrator_url,
    )
    with provided(given) as found:
        assert found == given


def test_production_without_servers_refuses_to_start(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path).model_copy(update={"environment": "production"})
    with pytest.raises(ServersError, match="In production give DATABASE_URL and REDIS_URL"), provided(settings):
        pass


def test_a_database_that_does_not_answer_is_said_plainly(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, f"postgresql://nobody:x@{NOWHERE}/nexus", f"redis://{NOWHERE}")
    with pytest.raises(ServersError, match="DATABASE_URL does not answer"), provided(settings):
        pass


@pytest.mark.anyio
async def test_a_role_that_passes_by_row_level_security_is_refused(servers: Embedded) -> None:
    for url in (servers.superuser_url, servers.migrator_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(ServersError, match="tenants would not be kept apart"):
            await refuse_powerful_role(connection)
        await connection.close()


@pytest.mark.anyio
async def test_a_role_that_owns_tables_is_refused(servers: Embedded) -> None:
    connection = await asyncpg.connect(servers.superuser_url)
    await connection.execute(
        "create role householder; create table theirs (); alter table theirs owner to householder; set role householder"
    )
    with pytest.raises(ServersError, match="householder"):
        await refuse_powerful_role(connection)
    await connection.execute("reset role; drop owned by householder; drop role householder")
    await connection.close()


@pytest.mark.anyio
async def test_a_powerful_role_does_not_get_to_serve(servers: Embedded, tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path,
        servers.superuser_url,
        servers.redis_url,
        worker_url=servers.worker_url,
        migrator_url=servers.migrator_url,
    )
    with pytest.raises(ServersError, match="superuser"):
        async with open_ground(settings):
            pass


@pytest.mark.anyio
async def test_a_worker_needs_a_role_of_its_own(servers: Embedded, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, servers.database_url, servers.redis_url)
    with pytest.raises(ServersError, match="NEXUS_WORKER_URL"):
        async with open_ground(settings, "worker"):
            pass


@pytest.mark.anyio
async def test_without_the_cache_nexus_is_slower_not_down(servers: Embedded) -> None:
    lost = Cache.at(f"redis://{NOWHERE}")
    key = key_of(TenantId(1), "some", "thing")
    assert await lost.get(key) is None
    assert await lost.put(key, b"value", 10) is False
    assert await lost.count(key, 10) is None
    await lost.close()
    there = Cache.at(servers.redis_url)
    assert await there.put(key, b"value", 10)
    assert await there.get(key) == b"value"
    assert await there.forget(key)
    assert [await there.count(key, 10) for _ in range(3)] == [1, 2, 3]
    await there.close()


@pytest.mark.anyio
async def test_a_url_may_say_how_to_encrypt(servers: Embedded) -> None:
    database = await Database.connect(f"{servers.database_url}?sslmode=prefer", Pool(writes=1, reads=1))
    async with database.transaction(None) as session, database.reads(None) as reads:
        assert await session.scalar(text("select 1")) == await reads.fetchval("select 1")
    await database.close()


def test_keys_of_tenants_differ() -> None:
    assert key_of(TenantId(1), 23) != key_of(TenantId(12), 3)
    assert key_of(None, "x") != key_of(TenantId(0), "x")
