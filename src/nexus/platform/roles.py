"""The four database roles, the database and its extensions: made by a powerful role, the same wherever PostgreSQL runs.

nexus_owner     owns the tables, cannot sign in
nexus_migrator  changes the schema and makes backups; row-level security does not hold it
nexus_app       the API: owns nothing, held by row-level security
nexus_worker    background work: owns nothing, held by row-level security
"""

from collections.abc import Mapping
from typing import LiteralString, cast

import psycopg
from psycopg import sql

OWNER = "nexus_owner"
LOGINS = {"nexus_migrator": "BYPASSRLS", "nexus_app": "NOBYPASSRLS", "nexus_worker": "NOBYPASSRLS"}
EXTENSIONS = ("pg_trgm", "unaccent", "vector", "btree_gin", "btree_gist")
LIMITS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"

Connection = psycopg.Connection[tuple[object, ...]]


def establish(powerful: str, passwords: Mapping[str, str], database: str = "nexus") -> None:
    """Make or correct the roles, `database` and its extensions, as the powerful role of that URL; may be repeated."""
    with psycopg.connect(powerful, autocommit=True) as connection:
        _make_role(connection, OWNER, f"NOLOGIN NOBYPASSRLS {LIMITS}")
        for role, bypass in LOGINS.items():
            _make_role(
                connection, role, f"LOGIN {bypass} {LIMITS} PASSWORD '{_hashed(connection, role, passwords[role])}'"
            )
        _run(connection, "grant {owner} to nexus_migrator, current_user")
        _make_database(connection, database)
    with psycopg.connect(powerful, dbname=database, autocommit=True) as connection:
        for extension in EXTENSIONS:
            _run(connection, "create extension if not exists {extension}", extension=extension)
        _run(connection, "revoke create on schema public from public")
        _run(connection, "grant usage on schema public to nexus_app, nexus_worker")


def _make_role(connection: Connection, role: str, attributes: str) -> None:
    known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    _run(connection, f"{'alter' if known else 'create'} role {{role}} {attributes}", role=role)


def _hashed(connection: Connection, role: str, password: str) -> str:
    """Return the password as the server stores it, so that it appears in no statement and no log."""
    return connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()


def _make_database(connection: Connection, database: str) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone() is None:
        _run(connection, "create database {database} owner {owner}", database=database)
    _run(connection, "alter database {database} owner to {owner}", database=database)
    _run(connection, "revoke all on database {database} from public", database=database)
    _run(
        connection, "grant connect on database {database} to nexus_migrator, nexus_app, nexus_worker", database=database
    )


def _run(connection: Connection, statement: str, **names: str) -> None:
    """Run a statement of this file with the names quoted in."""
    template = sql.SQL(cast("LiteralString", statement))
    connection.execute(
        template.format(owner=sql.Identifier(OWNER), **{key: sql.Identifier(name) for key, name in names.items()})
    )
