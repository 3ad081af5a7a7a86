"""Pictures of pages over HTTP, so that a person sees the place a value came from."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from nexus.documents import queries
from nexus.documents.errors import NoPicture
from nexus.documents.evidence import Box
from nexus.documents.limits import reading_limits
from nexus.documents.queries import PageSpot
from nexus.documents.reader import draw_page
from nexus.documents.reading.limits import Unreadable
from nexus.documents.reading.spot import Spot
from nexus.documents.routes.words import Id
from nexus.documents.rules.names import plain_name
from nexus.identity.public import CurrentActor
from nexus.platform.errors import Invalid, NotFound, problems
from nexus.platform.ground import Ground
from nexus.platform.http.words import TheGround

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])

DRAWN_FROM = frozenset({"text", "ocr", "unread"})
"""How a page must have been read to have a picture; sheets and running text have cells and paragraphs."""
_PNG: dict[str, Any] = {"image/png": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/{id:int}/pages/{number:int}.png",
    response_class=Response,
    responses={
        200: {"content": _PNG, "description": "The page"},
        304: {"description": "Not changed"},
        **problems(NotFound, NoPicture, Invalid),
    },
)
async def page_picture(
    request: Request,
    ground: TheGround,
    actor: CurrentActor,
    id: Id,
    number: Annotated[int, Path(ge=1, le=100_000)],
    *,
    box: Annotated[str, Query(max_length=100, description="x0,y0,x1,y1 in points: the place to mark")] = "",
    width: Annotated[int, Query(ge=50, le=2_400, description="Pixels")] = 1_200,
) -> Response:
    """Draw a page of the document as it was sent, with a place marked on it."""
    actor.must("documents:read")
    async with ground.database.reads(actor.tenant) as reads:
        page = await queries.page_of(reads, actor, id, number)
    spot = Spot(page.within, page.width, page.turn, page.part, _box(box), width)
    tag = f'"{hashlib.sha256(f"{page.file.sha256} {spot}".encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=86400"}
    if tag in (asked.strip() for asked in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    return Response(await _drawn(ground, page, spot), 200, headers, "image/png")


async def _drawn(ground: Ground, page: PageSpot, spot: Spot) -> bytes:
    if page.source not in DRAWN_FROM:
        raise NoPicture("This page is a sheet or running text; the value's cell or paragraph is named instead.")
    try:
        async with ground.storage.open(page.file.storage_key) as path:
            name = plain_name(page.file.media_type)
            return await draw_page(path, name, spot, reading_limits(ground.settings.limits))
    except Unreadable as refused:
        raise NoPicture(refused.reason) from refused


def _box(said: str) -> Box | None:
    if not said:
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in said.split(","))
        box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    except ValueError as error:
        raise Invalid("box: must be four numbers, x0,y0,x1,y1 in points from the top left.") from error
    if not all(abs(side) < 1e6 for side in (x0, y0, x1, y1)):
        raise Invalid("box: must lie on the page.")
    return box
