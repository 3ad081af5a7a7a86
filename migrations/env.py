"""Alembic's entry: runs the migrations as the owner of the schema, one transaction each, giving up early on locks."""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from nexus import tables
from nexus.platform.db import Base

OWNER = text("select 1 from pg_roles where rolname = 'nexus_owner' and pg_has_role(oid, 'member')")


def run(connection: Connection) -> None:
    """Run what is missing on this connection."""
    connection.execute(text("set lock_timeout = '4s'"))
    if connection.scalar(OWNER):
        connection.execute(text("set role nexus_owner"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        compare_type=True,
        compare_server_default=False,
        include_object=tables.is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


async def online() -> None:
    """Connect and run."""
    url = context.config.attributes["url"]
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url))
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(online())
