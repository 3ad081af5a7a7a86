"""The words that routes are written with: one transaction, one read, one page, the ground."""

from collections.abc import AsyncGenerator
from typing import Annotated, TypeAlias

from fastapi import Depends
from fastapi.requests import HTTPConnection
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.platform.db import ReadConnection
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


async def _reads(connection: HTTPConnection) -> AsyncGenerator[ReadConnection]:
    async with ground_of(connection).database.reads(tenant_of(connection)) as reads:
        yield reads


TheGround: TypeAlias = Annotated[Ground, Depends(_ground)]
"""Settings, database, storage, cache."""
Tx: TypeAlias = Annotated[AsyncSession, Depends(_transaction, scope="function")]
"""One transaction for the caller's tenant, committed before the response leaves."""
Reads: TypeAlias = Annotated[ReadConnection, Depends(_reads, scope="function")]
"""The driver's connection in a read-only transaction for the caller's tenant, for one statement."""
