"""Which database and cache are used: those that the settings name, or embedded ones in development.

A development database given by one powerful URL gets the four roles of `roles.py`, with random passwords kept among
the secrets of the home, so that Nexus runs under the same row-level security everywhere. In production the
URLs of the roles are given (DATABASE_URL, NEXUS_WORKER_URL, NEXUS_MIGRATOR_URL) and nothing is made up.
"""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import psycopg
from pydantic import SecretStr

from nexus.platform import embedded
from nexus.platform.db import plain_url
from nexus.platform.embedded import Embedded, ServersError
from nexus.platform.embedded.postgres import answers
from nexus.platform.roles import LOGINS, establish
from nexus.platform.secrets import secret
from nexus.platform.settings import Settings

__all__ = ["ServersError", "launch", "provided", "refuse_powerful_role"]


def launch(settings: Settings, *, durable: bool = True) -> tuple[Settings, Embedded | None]:
    """Return settings in which every URL is set, and the embedded servers started or joined for it, if any."""
    no_database, no_cache = settings.database_url is None, settings.redis_url is None
    if not (no_database or no_cache):
        return _with_roles(settings), None
    if settings.production:
        raise ServersError("In production give DATABASE_URL and REDIS_URL; embedded servers are for development only.")
    servers = embedded.start(settings.home, database=no_database, cache=no_cache, durable=durable)
    try:
        return _with_roles(_with_embedded(settings, servers)), servers
    except BaseException:
        servers.stop()
        raise


@contextmanager
def provided(settings: Settings, *, durable: bool = True) -> Generator[Settings]:
    """Give settings in which every URL is set, running embedded servers within the block for those that were not."""
    complete, servers = launch(settings, durable=durable)
    try:
        yield complete
    finally:
        if servers is not None:
            servers.stop()


async def refuse_powerful_role(connection: asyncpg.Connection) -> None:
    """Raise ServersError when the role of this connection could pass by row-level security."""
    found = await connection.fetchrow(
        "select current_user as name, rolsuper or rolbypassrls as free, "
        "exists(select 1 from pg_class where relowner = pg_roles.oid and relkind in ('r', 'p')) as owner "
        "from pg_roles where rolname = current_user"
    )
    if found is None or found["free"] or found["owner"]:
        raise ServersError(
            f"The database role {found and found['name']} is a superuser, bypasses row-level security or owns "
            "tables, so tenants would not be kept apart. Run Nexus as nexus_app (DATABASE_URL) and nexus_worker "
            "(NEXUS_WORKER_URL), and migrate as nexus_migrator (NEXUS_MIGRATOR_URL)."
        )


def _with_embedded(settings: Settings, servers: Embedded) -> Settings:
    """Return the settings with the addresses of embedded servers for what they do not name themselves."""
    found: dict[str, SecretStr] = {}
    if settings.redis_url is None:
        found["redis_url"] = SecretStr(servers.redis_url)
    if settings.database_url is None:
        found["database_url"] = SecretStr(servers.database_url)
        found["worker_url"] = SecretStr(servers.worker_url)
        found["migrator_url"] = SecretStr(servers.migrator_url)
    return settings.model_copy(update=found)


def _with_roles(settings: Settings) -> Settings:
    """Return the settings with a URL for each role, making the roles of a development database that has none."""
    assert settings.database_url is not None
    if settings.worker_url and settings.migrator_url:
        return settings
    given = plain_url(settings.database_url.get_secret_value())
    if settings.production or not _is_powerful(given):
        return settings
    server = hashlib.sha256(urlsplit(given).netloc.rpartition("@")[2].encode()).hexdigest()[:12]
    passwords = {role: secret(settings.home, f"{role}-{server}") for role in LOGINS}
    urls = {role: _as_role(given, role, password) for role, password in passwords.items()}
    if not all(answers(url) for url in urls.values()):
        try:
            establish(given, passwords, urlsplit(given).path.lstrip("/") or "nexus")
        except psycopg.Error as failed:
            raise ServersError(
                f"The roles and extensions of Nexus cannot be made by DATABASE_URL: {failed}"
            ) from failed
    return settings.model_copy(
        update={
            "database_url": SecretStr(urls["nexus_app"]),
            "worker_url": SecretStr(urls["nexus_worker"]),
            "migrator_url": SecretStr(urls["nexus_migrator"]),
        }
    )


def _is_powerful(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.execute(
                "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as failed:
        raise ServersError(f"DATABASE_URL does not answer: {failed}") from failed
    return bool(found and found[0])


def _as_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{host}"))
