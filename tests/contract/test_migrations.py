"""The migrations lead to the tables of the code, and back again."""

import asyncio
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from nexus import tables
from nexus.platform import embedded
from nexus.platform.db import Base
from nexus.platform.migrations import configuration, head, migrate
from nexus.platform.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def empty() -> Generator[str]:
    """The address of a database without tables, as the role that migrates."""
    with TemporaryDirectory(prefix="nexus-migrations-") as folder:
        Path(folder).chmod(0o755)
        with embedded.running(Path(folder), cache=False, durable=False) as servers:
            yield servers.migrator_url


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "include_object": tables.is_ours}
    return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)


@pytest.mark.filterwarnings("ignore:Did not recognize type 'halfvec'")
async def test_the_migrated_database_is_what_the_code_says(settings: Settings) -> None:
    url = settings.migrator_url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_every_migration_can_be_taken_back_and_done_again(empty: str) -> None:
    await migrate(empty)
    await asyncio.to_thread(command.downgrade, configuration(empty), "base")
    connection = await asyncpg.connect(empty)
    left = await connection.fetch(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
    )
    assert left == []
    await migrate(empty)
    assert await connection.fetchval("select version_num from alembic_version") == head()
    await connection.close()
