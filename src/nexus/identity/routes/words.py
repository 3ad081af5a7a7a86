"""The words that the routes of identity are written with: the door, and what is asking."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Response
from fastapi.requests import HTTPConnection

from nexus.identity.door import Client, Door
from nexus.identity.ids import TenantId
from nexus.platform.origin import origin

COOKIE = "nexus_device"
COOKIE_SECONDS = 400 * 24 * 3600


async def _door(connection: HTTPConnection) -> Door:
    return connection.app.state.door


async def _client(connection: HTTPConnection) -> Client:
    said = connection.headers.get("user-agent", "")[:200]
    return Client(origin().address, said, connection.cookies.get(COOKIE, ""))


async def _named_tenant(connection: HTTPConnection) -> TenantId | None:
    return await connection.app.state.door.callers.tenant(connection.headers.get("x-tenant-id"))


TheDoor: TypeAlias = Annotated[Door, Depends(_door)]
"""Tokens, the hashing pool, who is asking."""
TheClient: TypeAlias = Annotated[Client, Depends(_client)]
"""The address and device that is asking."""
NamedTenant: TypeAlias = Annotated[TenantId | None, Depends(_named_tenant)]
"""The tenant that X-Tenant-ID names, the default one without it; None when there is no such tenant."""


def remember(response: Response, door: Door, cookie: str) -> Response:
    """Let the device keep that somebody has signed in from it; return the same answer."""
    response.set_cookie(
        COOKIE, cookie, COOKIE_SECONDS, httponly=True, secure=door.ground.settings.production, samesite="lax"
    )
    return response
