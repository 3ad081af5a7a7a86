"""What is known of documents, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from nexus.documents import queries
from nexus.documents.errors import DocumentInUse
from nexus.documents.queries import Wanted
from nexus.documents.routes.words import Id
from nexus.documents.rules.statuses import document_type_of
from nexus.documents.schemas import DocumentOut, DocumentsAsked, DocumentSummary
from nexus.documents.service import documents as service
from nexus.identity.public import CurrentActor
from nexus.platform.db import driver_of
from nexus.platform.errors import Invalid, NotFound, problems
from nexus.platform.flow import IllegalMove
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.words import Reads, Tx
from nexus.platform.pages import MOST, PageRequest, next_page

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])


@router.get("", response_model=list[DocumentSummary], responses=problems(Invalid))
async def list_documents(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[DocumentsAsked, Query()]
) -> Response:
    """List documents, newest first."""
    actor.must("documents:read")
    kind = document_type_of(asked.document_type) if asked.document_type else None
    wanted = Wanted(kind, asked.status, asked.customer_id, asked.search)
    body, cursor = await queries.list_documents(reads, actor, asked.page, wanted)
    return json_bytes(body, headers=next_page(request, cursor))


@router.get("/recent", response_model=list[DocumentSummary], responses=problems(Invalid))
async def recent_documents(
    reads: Reads, actor: CurrentActor, limit: Annotated[int, Query(ge=1, le=MOST)] = 10
) -> Response:
    """List the newest documents; where the tenant shows its dashboard to all, without signing in too."""
    actor.must("dashboard:read")
    body, _ = await queries.list_documents(reads, actor, PageRequest(limit), Wanted())
    return json_bytes(body)


@router.get("/{id:int}", response_model=DocumentOut, responses=problems(NotFound))
async def read_document(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """Read one document: what became of it, how it moved, how often it was read."""
    actor.must("documents:read")
    return json_bytes(await queries.read_document(reads, actor, id))


@router.post(
    "/{id:int}/process", status_code=202, response_model=DocumentOut, responses=problems(NotFound, IllegalMove)
)
async def process_document(session: Tx, actor: CurrentActor, id: Id) -> Response:
    """Read a completed or failed document again; what people corrected is kept."""
    await service.process_again(session, actor, id)
    return json_bytes(await queries.read_document(await driver_of(session), actor, id), status=202)


@router.delete("/{id:int}", status_code=204, responses=problems(NotFound, DocumentInUse))
async def delete_document(session: Tx, actor: CurrentActor, id: Id) -> None:
    """Delete a document and its files; 409 while a quote refers to it."""
    await service.delete(session, actor, id)
