"""The database: tables' common base, one transaction per use case with its tenant set, and single-statement reads.

Row-level security compares each row with the setting `app.tenant_id`, which is local to a transaction. A
transaction without a tenant sees no tenant's rows.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self, TypeAlias, TypeVar, cast

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import BigInteger, DateTime, Enum, ForeignKey, Identity, MetaData, Numeric, Text, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from nexus.platform import clock
from nexus.platform.deadline import milliseconds_left
from nexus.platform.ids import TenantId
from nexus.platform.monitoring.metrics import Metrics, counting
from nexus.platform.settings import Pool

ReadConnection: TypeAlias = PoolConnectionProxy
"""The driver's own connection, for single statements."""

STATEMENT_SECONDS = 30
LOCK_SECONDS = 10


class Base(DeclarativeBase):
    """Base of all tables; names of constraints are derived, so that problems can be hung on them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        Decimal: Numeric(18, 6),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        list[str]: JSONB,
    }


class Tenanted:
    """A row of one tenant: its key starts with the tenant, so that nothing can point across."""

    @declared_attr
    @classmethod
    def tenant_id(cls) -> Mapped[int]:
        return mapped_column(BigInteger, ForeignKey("tenants.id"), primary_key=True)

    @declared_attr
    @classmethod
    def id(cls) -> Mapped[int]:
        return mapped_column(BigInteger, Identity(), primary_key=True)


class Timestamps:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


Choice = TypeVar("Choice", bound=StrEnum)


def enum_column(kind: type[Choice], name: str) -> Enum:
    """Return a text column type that stores the enum by value, with a CHECK called `name`."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=None,
        values_callable=lambda members: [member.value for member in members],
    )


class Database:
    """Connections of one role to one PostgreSQL: an engine for transactions, a pool for single reads."""

    def __init__(self, engine: AsyncEngine, pool: asyncpg.Pool, size: Pool) -> None:
        self.engine = engine
        self._pool = pool
        self._most = size.writes

    @classmethod
    async def connect(cls, url: str, size: Pool, metrics: Metrics | None = None) -> Self:
        """Open the pools; raise OSError or a PostgreSQL error when the database does not answer."""
        kind = asyncpg.Connection if metrics is None else counting(metrics.queried)
        plain = plain_url(url)
        limits = {"statement_timeout": f"{STATEMENT_SECONDS}s", "lock_timeout": f"{LOCK_SECONDS}s", "timezone": "UTC"}
        pool = await asyncpg.create_pool(
            plain,
            min_size=1,
            max_size=size.reads,
            init=_use_json,
            reset=_leave_as_is,
            server_settings=limits,
            connection_class=kind,
        )
        engine = create_async_engine(
            "postgresql+asyncpg://",
            # The driver reads the URL itself: SQLAlchemy would stumble over `sslmode` and its like.
            async_creator=lambda: asyncpg.connect(plain, server_settings=limits, connection_class=kind),
            pool_size=size.writes,
            max_overflow=0,
            pool_timeout=10,
            # Transactions are begun and ended below, in one round trip with the tenant.
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            json_serializer=lambda value: msgspec.json.encode(value).decode(),
            json_deserializer=msgspec.json.decode,
        )
        event.listen(engine.sync_engine, "checkout", _must_be_open)
        if metrics is not None:
            # What the engine sends is prepared first, so that the driver does not count it.
            event.listen(engine.sync_engine, "before_cursor_execute", lambda *told: metrics.queried(told[2]))
            metrics.watch_pool(lambda: _open(engine) + pool.get_size(), lambda: _used(engine) + _at_work(pool))
        return cls(engine, pool, size)

    @asynccontextmanager
    async def transaction(self, tenant: TenantId | None) -> AsyncGenerator[AsyncSession]:
        """Give one transaction for `tenant`; it is committed at the end of the block, rolled back on any error."""
        session = await self._begun(tenant)
        try:
            async with _ended(session.info[_DRIVER]):
                yield session
                driver = await driver_of(session)
                for last in session.info.get(_LAST, ()):
                    await last(driver)
                await driver.execute("COMMIT")
        finally:
            await session.close()

    def reads(self, tenant: TenantId | None) -> AbstractAsyncContextManager[ReadConnection]:
        """Give the driver's own connection in a read-only transaction for `tenant`: three round trips in all."""
        return self._plain(tenant, "BEGIN READ ONLY", "ROLLBACK")

    def aside(self, tenant: TenantId | None) -> AbstractAsyncContextManager[ReadConnection]:
        """Give the driver's own connection in a transaction for `tenant` that is committed by itself."""
        return self._plain(tenant, "BEGIN", "COMMIT")

    @asynccontextmanager
    async def _plain(self, tenant: TenantId | None, begin: str, end: str) -> AsyncGenerator[ReadConnection]:
        for _ in range(self._pool.get_max_size() + 1):
            async with self._pool.acquire() as connection:
                if not await _begin(connection, begin, tenant):
                    continue
                async with _ended(connection):
                    yield connection
                    await connection.execute(end)
            return
        raise asyncpg.ConnectionDoesNotExistError(_ALL_CLOSED)

    async def _begun(self, tenant: TenantId | None) -> AsyncSession:
        for _ in range(self._most + 1):
            session = AsyncSession(self.engine, expire_on_commit=False)
            session.info[_DATABASE] = self
            is_begun = False
            try:
                session.info[_DRIVER] = await session.run_sync(_driver)
                is_begun = await _begin(session.info[_DRIVER], "BEGIN", tenant)
            finally:
                if not is_begun:
                    await session.close()
            if is_begun:
                return session
        raise asyncpg.ConnectionDoesNotExistError(_ALL_CLOSED)

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
        await self._pool.close()


class Reader:
    """Single statements for one tenant, each in a read-only transaction of its own."""

    def __init__(self, database: Database, tenant: TenantId | None) -> None:
        self._database = database
        self._tenant = tenant

    async def fetch(self, statement: str, *values: Any) -> list[Any]:
        """Return all rows."""
        async with self._database.reads(self._tenant) as connection:
            return await connection.fetch(statement, *values)

    async def fetchrow(self, statement: str, *values: Any) -> Any:
        """Return the first row; None when there is none."""
        async with self._database.reads(self._tenant) as connection:
            return await connection.fetchrow(statement, *values)

    async def fetchval(self, statement: str, *values: Any) -> Any:
        """Return the first value of the first row; None when there is none."""
        async with self._database.reads(self._tenant) as connection:
            return await connection.fetchval(statement, *values)


Readable: TypeAlias = Reader | ReadConnection
"""What a hot read can be sent through: by itself, or in the transaction whose changes it shows."""


async def driver_of(session: AsyncSession) -> ReadConnection:
    """Return the driver's connection of a transaction, so that a hot read can show what was just written."""
    if session.new or session.dirty or session.deleted:
        await session.flush()
    return session.info[_DRIVER]


def before_commit(session: AsyncSession, last: Callable[[ReadConnection], Awaitable[None]]) -> None:
    """Let something be the last that a transaction does before it is committed; it does not happen if that fails."""
    session.info.setdefault(_LAST, []).append(last)


def aside(session: AsyncSession, tenant: TenantId) -> AbstractAsyncContextManager[ReadConnection]:
    """Give a connection beside a transaction, for what must not wait for its end, nor be undone with it."""
    database: Database = session.info[_DATABASE]
    return database.aside(tenant)


_DRIVER, _DATABASE, _LAST = "driver", "database", "last"
_ALL_CLOSED = "The database closes its connections."
_LOST = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError,
         asyncpg.InternalClientError)  # fmt: skip
"""How it shows, before a transaction has begun, that a connection is no more."""


def _open(engine: AsyncEngine) -> int:
    queue = cast("QueuePool", engine.pool)
    return queue.checkedin() + queue.checkedout()


def _used(engine: AsyncEngine) -> int:
    return cast("QueuePool", engine.pool).checkedout()


def _at_work(pool: asyncpg.Pool) -> int:
    return pool.get_size() - pool.get_idle_size()


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _known(tenant: TenantId | None) -> str:
    left = milliseconds_left()
    until = "" if left is None else f"; SET LOCAL statement_timeout = {min(left, STATEMENT_SECONDS * 1000)}"
    return until if tenant is None else f"{until}; SET LOCAL app.tenant_id = '{int(tenant)}'"


async def _begin(driver: ReadConnection, begin: str, tenant: TenantId | None) -> bool:
    """Begin a transaction with its tenant in one round trip; False when the database had closed the connection."""
    try:
        await driver.execute(begin + _known(tenant))
    except _LOST:
        driver.terminate()
        return False
    except BaseException:
        driver.terminate()
        raise
    return True


class _ended:  # noqa: N801 - a context manager, read as a word; a generator would cost three times as much
    """Leaves a connection without a transaction when its work fails; closed, where that cannot be made sure."""

    def __init__(self, driver: ReadConnection) -> None:
        self._driver = driver

    async def __aenter__(self) -> None:
        """Nothing has been begun yet."""

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, asyncpg.InternalClientError):
            # What the driver says when the database's last words came before they were asked for.
            self._driver.terminate()
            raise asyncpg.ConnectionDoesNotExistError("The database closed the connection.") from error
        if error is None or self._driver.is_closed():
            return
        known = self._driver.is_in_transaction()
        try:
            if known:
                await self._driver.execute("ROLLBACK")
        except BaseException:
            known = False
            raise
        finally:
            if not known:
                self._driver.terminate()


def _must_be_open(adapted: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Let the pool take another connection where the database has closed this one: no round trip is needed to tell."""
    if adapted.driver_connection.is_closed():
        # Nothing is left to close. The pool would wait a moment for it all the same, and a request that is given up
        # in that moment would keep the place in the pool for good.
        record.dbapi_connection = None
        raise DisconnectionError


def plain_url(url: str) -> str:
    """Return a PostgreSQL URL without the name of a Python driver (`postgres+asyncpg://` and the like)."""
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must start with postgresql://, not {scheme}://")
    return f"postgresql://{rest}"


async def _use_json(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind,
            encoder=lambda value: msgspec.json.encode(value).decode(),
            decoder=msgspec.json.decode,
            schema="pg_catalog",
        )


async def _leave_as_is(connection: asyncpg.Connection) -> None:
    """Nothing outlives a transaction on these connections, so that nothing has to be reset."""
