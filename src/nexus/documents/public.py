"""What other contexts may ask of documents, tell them, and hear from them."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.errors import DocumentInUse
from nexus.documents.events import DocumentCorrected, DocumentFailed, DocumentRead, DocumentTaken
from nexus.documents.evidence import HEADER_FIELDS, Box, Check, ExtractedLine, Extraction, Value
from nexus.documents.ids import DocumentId
from nexus.documents.models import Document
from nexus.documents.rules.statuses import DocumentStatus
from nexus.documents.schemas import DocumentSummary
from nexus.documents.service.documents import link, rename_customer, set_customer, unlink
from nexus.identity.public import Actor
from nexus.platform.errors import NotFound

__all__ = [
    "HEADER_FIELDS",
    "Box",
    "Check",
    "DocumentCorrected",
    "DocumentFailed",
    "DocumentId",
    "DocumentInUse",
    "DocumentRead",
    "DocumentRef",
    "DocumentStatus",
    "DocumentSummary",
    "DocumentTaken",
    "ExtractedLine",
    "Extraction",
    "Value",
    "document_of",
    "extraction_of",
    "link",
    "rename_customer",
    "set_customer",
    "unlink",
]


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document as other contexts know it."""

    id: DocumentId
    name: str
    document_type: str | None
    media_type: str
    status: DocumentStatus
    reason: str | None
    customer_id: int | None
    """Who the uploader, or sales, said it is from."""
    customer_name: str | None
    uploaded_by: int | None


async def document_of(session: AsyncSession, actor: Actor, id: DocumentId) -> DocumentRef:
    """Return a document of the actor's tenant; NotFound when there is none."""
    found = await _found(session, actor, id)
    return DocumentRef(
        DocumentId(found.id),
        found.name,
        found.document_type,
        found.media_type,
        found.status,
        found.reason,
        found.customer_id,
        found.customer_name,
        found.uploaded_by,
    )


async def extraction_of(session: AsyncSession, actor: Actor, id: DocumentId) -> Extraction | None:
    """Return what the document says, people's corrections laid over it; None while nothing was read of it."""
    found = await _found(session, actor, id)
    return None if found.extraction is None else msgspec.convert(found.extraction, Extraction)


async def _found(session: AsyncSession, actor: Actor, id: DocumentId) -> Document:
    found = await session.scalar(select(Document).where(Document.tenant_id == actor.tenant, Document.id == id))
    if found is None:
        raise NotFound("document")
    return found
