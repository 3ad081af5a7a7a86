"""Bringing a database up to date, and its first tenant and administrator, before anything is served."""

import asyncio
import secrets
from dataclasses import dataclass

import asyncpg
from rich.console import Console

from nexus.identity.passwords import Passwords
from nexus.identity.service.tenants import ensure_admin, open_tenant
from nexus.platform import migrations
from nexus.platform.db import Database, plain_url
from nexus.platform.jobs import schema
from nexus.platform.roles import OWNER
from nexus.platform.servers import ServersError
from nexus.platform.settings import Pool, Settings

COMPANY = "Nexus"
MIGRATING = 0x6E7875730001
"""Advisory lock of whoever changes the schema."""


@dataclass(frozen=True)
class Prepared:
    """What was made; `password` is empty when it was known before."""

    email: str = ""
    password: str = ""


def get_ready(settings: Settings, console: Console) -> None:
    """Bring the database up to date and make the first administrator, whose password is told here and nowhere else."""
    asyncio.run(bring_up_to_date(settings))
    first = asyncio.run(ensure_first_admin(settings))
    if first.password:
        console.print(f"The first administrator is [b]{first.email}[/b], password [b]{first.password}[/b]")
        console.print("It is shown only now. Keep it.")


async def bring_up_to_date(settings: Settings) -> None:
    """Bring the schema and the job engine's tables to what this version needs; raise ServersError if we may not."""
    if settings.migrator_url is None:
        await _refuse_old_schema(settings)
        return
    url = settings.migrator_url.get_secret_value()
    connection = await asyncpg.connect(plain_url(url))
    try:
        # Of several machines that start at once one does it, the others wait and find it done.
        await connection.execute("select pg_advisory_lock($1)", MIGRATING)
        await migrations.migrate(url)
        await schema.prepare(url)
        # So that the API and `nexus doctor` can tell whether the schema is the one they need.
        await connection.execute(
            f"set role {OWNER}; grant select on alembic_version to {migrations.RUNTIME_ROLES}; reset role"
        )
    finally:
        await connection.close()


async def ensure_first_admin(settings: Settings) -> Prepared:
    """Make the default tenant and its administrator where there is none, with a random password if none is set."""
    assert settings.database_url is not None
    database = await Database.connect(settings.database_url.get_secret_value(), Pool(writes=1, reads=1))
    try:
        async with database.transaction(None) as session:
            tenant = await open_tenant(session, settings.default_tenant, COMPANY)
        email = settings.admin_email or f"admin@{settings.default_tenant}.example"
        password, hashed = await _password(settings)
        async with database.transaction(tenant) as session:
            made = await ensure_admin(session, tenant, email, hashed)
        return Prepared(email, password) if made else Prepared()
    finally:
        await database.close()


async def _password(settings: Settings) -> tuple[str, str]:
    """Return a new password with its hash, or nothing with the hash that the settings give."""
    if settings.admin_password_hash:
        return "", settings.admin_password_hash.get_secret_value()
    password = secrets.token_urlsafe(12)
    passwords = Passwords(1)
    try:
        return password, await passwords.hash(password)
    finally:
        passwords.close()


async def _refuse_old_schema(settings: Settings) -> None:
    assert settings.database_url is not None
    connection = await asyncpg.connect(plain_url(settings.database_url.get_secret_value()), timeout=10)
    try:
        found = await migrations.revision_of(connection)
    finally:
        await connection.close()
    if found != migrations.head():
        raise ServersError(
            f"The database has the schema {found or 'of nobody'}, this version needs {migrations.head()}. "
            "Run `nexus migrate` with NEXUS_MIGRATOR_URL first."
        )
