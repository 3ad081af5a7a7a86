"""The board of travelers as it changes, over server-sent events."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from nexus.identity.public import CurrentActor, is_still
from nexus.manufacturing.queries.travelers import newer, open_now
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.platform.http.words import TheGround

router = APIRouter(prefix="/api/v1/travelers", tags=["travelers"])

EVERY = 0.5
"""Seconds between two looks; also how soon somebody who was put out sees nothing more."""
SILENCE = 15
"""Seconds after which a stream that has nothing to tell says that it lives."""


@router.get(
    "/board", response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "One event for each traveler that changes"}},
)  # fmt: skip
async def board(
    ground: TheGround, actor: CurrentActor, *,
    follow: Annotated[bool, Query(description="Go on with each traveler that changes")] = False,
) -> StreamingResponse:  # fmt: skip
    """Tell the travelers on the floor as server-sent events, rows of the list; and with follow each that changes.

    The stream ends when the session does, or when the user's role is changed or they are put out.
    """
    actor.must("travelers:read")
    return StreamingResponse(changes(ground, actor, follow=follow), media_type="text/event-stream")


async def changes(ground: Ground, actor: CurrentActor, *, follow: bool) -> AsyncGenerator[str]:
    """Yield an event for each traveler on the floor and, to follow, for each that changes from then on."""
    silent = 0.0
    async with ground.database.reads(actor.tenant) as reads:
        since, rows = await open_now(reads, actor.tenant, clock.today())
    for row in rows:
        yield _event(row)
    while follow:
        async with ground.database.reads(actor.tenant) as reads:
            if not await is_still(reads, actor):
                yield "event: end\ndata: {}\n\n"
                return
            found = await newer(reads, actor.tenant, since, clock.today())
        for changed_at, traveler, row in found:
            since = (changed_at, traveler)
            yield _event(row)
        silent = 0.0 if found else silent + EVERY
        if silent >= SILENCE:
            silent = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(EVERY)


def _event(row: str) -> str:
    return f"event: traveler\ndata: {row}\n\n"
