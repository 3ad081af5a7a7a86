"""What was extracted from a document, and people's corrections, over HTTP."""

from fastapi import APIRouter, Response

from nexus.documents import queries
from nexus.documents.errors import UnknownLine
from nexus.documents.routes.words import Id
from nexus.documents.schemas import ExtractionOut, ExtractionPatch
from nexus.documents.service.corrections import correct_extraction
from nexus.documents.service.documents import locked
from nexus.identity.public import CurrentActor
from nexus.platform.db import driver_of
from nexus.platform.errors import Invalid, NotFound, Stale, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IfMatch, etag, must_match
from nexus.platform.http.words import Reads, Tx

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])


@router.get("/{id:int}/extraction", response_model=ExtractionOut, responses=problems(NotFound))
async def read_extraction(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """Read what the document says, each value with the place it stands at, and what people corrected."""
    actor.must("documents:read")
    version, body = await queries.read_extraction(reads, actor, id)
    return json_bytes(body, headers=etag(version))


@router.patch(
    "/{id:int}/extraction", response_model=ExtractionOut, responses=problems(NotFound, Invalid, Stale, UnknownLine)
)
async def patch_extraction(
    session: Tx, actor: CurrentActor, id: Id, patch: ExtractionPatch, if_match: IfMatch = None
) -> Response:
    """Correct what was read; a person's value is never overwritten by reading again."""
    actor.must("documents:write")
    document = await locked(session, actor, id)
    must_match(if_match, document.version)
    await correct_extraction(session, actor, document, patch.change())
    version, body = await queries.read_extraction(await driver_of(session), actor, id)
    return json_bytes(body, headers=etag(version))
