"""A document's bytes and the pictures of its pages, over HTTP."""

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import StreamingResponse

from nexus.documents import queries
from nexus.documents.errors import RangeNotThere
from nexus.documents.queries import StoredFile
from nexus.documents.routes.words import Id
from nexus.documents.rules.names import disposition, download_name
from nexus.identity.public import Actor, CurrentActor
from nexus.platform.errors import NotFound, problems
from nexus.platform.http.words import TheGround

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What a browser may show in place; everything else is saved, since it could carry scripts."""
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_ANY: dict[str, dict[str, dict[str, str]]] = {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
}


@router.get(
    "/{id:int}/content",
    response_class=Response,
    responses={
        200: {"content": _ANY, "description": "The file as it was sent"},
        206: {"content": _ANY, "description": "The bytes asked for"},
        304: {"description": "Not changed"},
        **problems(NotFound, RangeNotThere),
    },
)
async def content(
    request: Request,
    ground: TheGround,
    actor: CurrentActor,
    id: Id,
    *,
    inline: Annotated[bool, Query(description="Show in place where that is safe, instead of saving")] = False,
) -> Response:
    """Read the document's file; one range of bytes at a time where asked."""
    file = await _file(ground, actor, id)
    tag = f'"{file.sha256}"'
    name = download_name(file.name, file.media_type)
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(name, inline=inline and file.media_type in SHOWN),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    if tag in (asked.strip() for asked in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    wanted = _wanted(request.headers.get("range"), request.headers.get("if-range"), tag, file.size)
    start, end = wanted or (0, file.size)
    headers["Content-Length"] = str(end - start)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    bytes_ = await _begun(ground.storage.get(file.storage_key, start, end))
    return StreamingResponse(bytes_, 206 if wanted else 200, headers, file.media_type)


async def _file(ground: TheGround, actor: Actor, id: Id) -> StoredFile:
    """Look the file up and let go of the connection: bytes may flow for long."""
    actor.must("documents:read")
    async with ground.database.reads(actor.tenant) as reads:
        return await queries.file_of(reads, actor, id)


def _wanted(asked: str | None, if_range: str | None, tag: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last of what is asked for; None: the whole file."""
    match = _RANGE.fullmatch(asked.replace(" ", "")) if asked else None
    if match is None or (if_range and if_range != tag):
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= size or (first and last and int(last) < start):
        raise RangeNotThere(f"The file has {size} bytes.", headers={"Content-Range": f"bytes */{size}"})
    return start, end


async def _begun(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Read the first bytes now, so that a missing file is still answered as a problem, and pass on the rest later."""
    first = await anext(chunks, b"")

    async def passed() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return passed()
