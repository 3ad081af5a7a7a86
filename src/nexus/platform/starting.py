"""What must be right before anything is served: the settings and the database they name, told in one message."""

import asyncio

import asyncpg
from pydantic import SecretStr

from nexus.platform import migrations
from nexus.platform.db import plain_url
from nexus.platform.redaction import hidden
from nexus.platform.servers import ServersError, refuse_powerful_role
from nexus.platform.settings import Settings, SettingsError

PATIENCE_SECONDS = 10


def settings_to_serve(*, migrates: bool = False) -> Settings:
    """Return the settings; raise SettingsError with all that is wrong with them and, in production, the database.

    `migrates`: the schema may be old, it is brought up to date before anything is served.
    """
    settings, wrong = examine(migrates=migrates)
    if settings is None or wrong:
        raise SettingsError(wrong, settings)
    return settings


def examine(*, migrates: bool = False) -> tuple[Settings | None, list[str]]:
    """Return the settings, as far as they can be read, and all that is wrong, each with how to mend it."""
    try:
        settings, wrong = Settings.load(), list[str]()
    except SettingsError as error:
        settings, wrong = error.settings, error.wrong
    if settings is not None and settings.production:
        wrong = [*wrong, *asyncio.run(_of_databases(settings, migrates=migrates))]
    return settings, wrong


async def _of_databases(settings: Settings, *, migrates: bool) -> list[str]:
    wrong = await _of_database(
        "DATABASE_URL", settings.database_url, needs_schema=not (migrates and settings.migrator_url)
    )
    return [*wrong, *await _of_database("NEXUS_WORKER_URL", settings.worker_url, needs_schema=False)]


async def _of_database(name: str, url: SecretStr | None, *, needs_schema: bool) -> list[str]:
    if url is None:
        return []
    try:
        connection = await asyncpg.connect(plain_url(url.get_secret_value()), timeout=PATIENCE_SECONDS)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as failed:
        return [f"{name}: the database does not answer: {hidden(str(failed))}; start it, or correct the address"]
    try:
        return [*await _of_role(name, connection), *(await _of_schema(name, connection) if needs_schema else [])]
    finally:
        await connection.close()


async def _of_role(name: str, connection: asyncpg.Connection) -> list[str]:
    try:
        await refuse_powerful_role(connection)
    except ServersError as wrong:
        return [f"{name}: {wrong}"]
    return []


async def _of_schema(name: str, connection: asyncpg.Connection) -> list[str]:
    try:
        found = await migrations.revision_of(connection)
    except asyncpg.InsufficientPrivilegeError:
        found = "one that this role may not read"
    wanted = migrations.head()
    if found == wanted:
        return []
    return [f"{name}: the schema is {found or 'missing'}, this version needs {wanted}; run `nexus migrate`"]
