"""What the shop floor does in the background: ends the clocks that were forgotten."""

import structlog

from nexus.identity.public import Actor, active_tenants
from nexus.manufacturing.service.labor import close_forgotten
from nexus.platform.ground import Ground

log = structlog.get_logger()


async def close_forgotten_clocks(ground: Ground) -> None:
    """End every clock that runs longer than its tenant's longest shift, each tenant in a transaction of its own."""
    async with ground.database.transaction(None) as session:
        tenants = await active_tenants(session)
    for tenant in tenants:
        async with ground.database.transaction(tenant) as session:
            closed = await close_forgotten(session, Actor.system(tenant))
        if closed:
            log.info("labor.forgotten", tenant=tenant, closed=closed)
