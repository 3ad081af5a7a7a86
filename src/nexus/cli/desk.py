"""What the commands about people stand on: the ground, the door, and whoever sits at this machine as the actor.

Who runs commands here with this machine's secrets may do everything; the trail names them by their account's name.
"""

import asyncio
import getpass
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console

from nexus.cli.refusals import Refused
from nexus.identity.actor import Actor
from nexus.identity.door import Door, open_door
from nexus.identity.ids import TenantId, UserId
from nexus.identity.rules import Role
from nexus.platform.errors import Problem
from nexus.platform.ground import Ground, open_ground
from nexus.platform.servers import provided
from nexus.platform.settings import Settings

Done = TypeVar("Done")


@dataclass(frozen=True)
class Desk:
    """Open connections, for one command."""

    ground: Ground
    door: Door

    async def tenant(self, slug: str | None) -> TenantId:
        """Return the tenant of that name, the default one for none; raise Refused when there is none."""
        found = await self.door.callers.tenant(slug)
        if found is None:
            raise Refused(f"There is no tenant {slug}. `nexus tenants list` shows those that there are.")
        return found

    def actor(self, tenant: TenantId) -> Actor:
        """Return whoever sits here, acting for a tenant."""
        return Actor(tenant, UserId(0), Role.ADMIN, f"terminal ({getpass.getuser()})", is_platform=True)


def at_desk(work: Callable[[Desk], Awaitable[Done]]) -> Done:
    """Do the work of a command on a database that is up to date; say what Nexus refuses as a sentence."""
    from nexus.cli.preparing import get_ready

    with provided(Settings.load()) as settings:
        get_ready(settings, Console(stderr=True))
        try:
            return asyncio.run(_done(settings, work))
        except Problem as problem:
            raise Refused(problem.detail) from problem


async def _done(settings: Settings, work: Callable[[Desk], Awaitable[Done]]) -> Done:
    async with _opened(settings) as desk:
        return await work(desk)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncGenerator[Desk]:
    async with open_ground(settings) as ground:
        door = open_door(ground, frozenset())
        try:
            yield Desk(ground, door)
        finally:
            door.passwords.close()
