"""The four database roles, the database and its extensions: made by a powerful role, the same wherever PostgreSQL runs.

nexus_owner     owns the tables, cannot sign in
nexus_migrator  changes the schema and makes backups; row-level security does not hold it
nexus_app       the API: owns nothing, held by row-level security
nexus_worker    background work: owns nothing, held by row-level security
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

OWNER = "nexus_owner"
LOGINS = {"nexus_migrator": "BYPASSRLS", "nexus_app": "NOBYPASSRLS", "nexus_worker": "NOBYPASSRLS"}
EXTENSIONS = ("pg_trgm", "unaccent", "vector", "btree_gin", "btree_gist")
LIMITS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"


def establish(powerful: str, passwords: Mapping[str, str], database: str = "nexus") -> None:
    """Make or correct the roles, `database` and its extensions, as the powerful role of that URL; may be repeated."""
    with psycopg.connect(powerful, autocommit=True) as connection:
        _make_role(connection, OWNER, sql.SQL("NOLOGIN NOBYPASSRLS " + LIMITS))
        for role, bypass in LOGINS.items():
            _make_role(
                connection,
                role,
                sql.SQL(f"LOGIN {bypass} {LIMITS} PASSWORD {{}}").format(_hashed(connection, role, passwords[role])),
            )
        connection.execute(sql.SQL("grant {} to nexus_migrator, current_user").format(sql.Identifier(OWNER)))
        _make_database(connection, database)
    with psycopg.connect(
        make_conninfo(**{**conninfo_to_dict(powerful), "dbname": database}), autocommit=True
    ) as connection:
        _furnish(connection, database)


def _make_role(connection: "psycopg.Connection[tuple[object, ...]]", role: str, attributes: sql.Composable) -> None:
    found = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    verb = sql.SQL("alter role {} {}" if found else "create role {} {}")
    connection.execute(verb.format(sql.Identifier(role), attributes))


def _hashed(connection: "psycopg.Connection[tuple[object, ...]]", role: str, password: str) -> sql.Literal:
    """Return the password as the server would store it, so that it appears in no statement and no log."""
    return sql.Literal(connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode())


def _make_database(connection: "psycopg.Connection[tuple[object, ...]]", database: str) -> None:
    names = {"database": sql.Identifier(database), "owner": sql.Identifier(OWNER)}
    if connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone() is None:
        connection.execute(sql.SQL("create database {database} owner {owner}").format(**names))
    connection.execute(sql.SQL("alter database {database} owner to {owner}").format(**names))
    connection.execute(sql.SQL("revoke all on database {database} from public").format(**names))
    connection.execute(
        sql.SQL("grant connect on database {database} to nexus_migrator, nexus_app, nexus_worker").format(**names)
    )


def _furnish(connection: "psycopg.Connection[tuple[object, ...]]", database: str) -> None:
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    connection.execute("revoke create on schema public from public")
    connection.execute("grant usage on schema public to nexus_app, nexus_worker")
