"""Running the migrations, and what every migration of a tenant's table does."""

import asyncio
from functools import cache
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from asyncpg.pool import PoolConnectionProxy

import nexus
from nexus.platform.db import plain_url

RUNTIME_ROLES = "nexus_app, nexus_worker"


def protect(op: Operations, *tables: str) -> None:
    """Put the tables of tenants under row-level security, also for their owner, and let the runtime roles use them."""
    for table in tables:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy tenant on {table} "
            "using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint) "
            "with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint)"
        )
        op.execute(f"grant select, insert, update, delete on {table} to {RUNTIME_ROLES}")


def configuration(url: str) -> Config:
    """Return Alembic's configuration for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    config.attributes["url"] = plain_url(url)
    return config


@cache
def head() -> str:
    """Return the revision the code expects."""
    revision = ScriptDirectory.from_config(configuration("postgresql://")).get_current_head()
    if revision is None:
        raise RuntimeError("There are no migrations beside the code; install Nexus again.")
    return revision


async def revision_of(connection: asyncpg.Connection | PoolConnectionProxy) -> str | None:
    """Return the schema's revision, None when nothing was ever migrated."""
    if not await connection.fetchval("select to_regclass('alembic_version') is not null"):
        return None
    return await connection.fetchval("select version_num from alembic_version")


async def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (a role that may migrate) up to `revision`."""
    await asyncio.to_thread(command.upgrade, configuration(url), revision)


def _folder() -> Path:
    package = Path(nexus.__file__).parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parents[1] / "migrations"
