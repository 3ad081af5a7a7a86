"""The words that routes are written with: one transaction, one read, one page, the ground."""

from collections.abc import AsyncGenerator
from typing import Annotated, TypeAlias

from fastapi import Depends
from fastapi.requests import HTTPConnection
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.platform.db import Reader
from nexus.platform.ground import Ground
from nexus.platform.ids import TenantId


def ground_of(connection: HTTPConnection) -> Ground:
    """Return what the application stands on."""
    return connection.app.state.ground


def tenant_of(connection: HTTPConnection) -> TenantId | None:
    """Return the tenant the edge found this request to be for, if any."""
    return connection.scope["state"].get("tenant")


async def _ground(connection: HTTPConnection) -> Ground:
    # A plain function would be run in a thread of its own for each request.
    return ground_of(connection)


async def _transaction(connection: HTTPConnection) -> AsyncGenerator[AsyncSession]:
    async with ground_of(connection).database.transaction(tenant_of(connection)) as session:
        yield session


async def _reads(connection: HTTPConnection) -> Reader:
    return Reader(ground_of(connection).database, tenant_of(connection))


TheGround: TypeAlias = Annotated[Ground, Depends(_ground)]
"""Settings, database, storage, cache."""
Tx: TypeAlias = Annotated[AsyncSession, Depends(_transaction, scope="function")]
"""One transaction for the caller's tenant, committed before the response leaves."""
Reads: TypeAlias = Annotated[Reader, Depends(_reads)]
"""Single statements for the caller's tenant, each in a read-only transaction of its own."""
