"""What people correct: laid over what was read, remembered, and kept for every later reading."""

from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.errors import UnknownLine
from nexus.documents.events import DocumentCorrected
from nexus.documents.evidence import Extraction
from nexus.documents.extraction.arithmetic import checks
from nexus.documents.ids import DocumentId
from nexus.documents.models import Document, DocumentCorrection
from nexus.documents.rules.accounts import confidence_of, plain_view
from nexus.documents.rules.corrections import Change, Kept, NoSuchLine, correct
from nexus.documents.rules.statuses import TypeSource
from nexus.identity.public import Actor
from nexus.platform.events import publish


async def correct_extraction(session: AsyncSession, actor: Actor, document: Document, change: Change) -> None:
    """Lay a person's values over what was read of a locked document, and keep them for all later readings."""
    actor.must("documents:write")
    try:
        extraction, kept, history = correct(extraction_in(document), kept_in(document), change)
    except NoSuchLine as error:
        raise UnknownLine(str(error), position=error.position) from error
    if not history:
        return
    if change.document_type:
        document.document_type, document.type_source = change.document_type, TypeSource.PERSON
    stand(document, checked(extraction), kept)
    session.add_all(
        DocumentCorrection(
            tenant_id=actor.tenant,
            document_id=document.id,
            kind=entry.kind,
            field=entry.field,
            line=entry.line,
            old=entry.old,
            new=entry.new,
            corrected_by=actor.by,
        )
        for entry in history
    )
    publish(session, DocumentCorrected(tenant=actor.tenant, document=DocumentId(document.id), by=actor.by))


def checked(extraction: Extraction) -> Extraction:
    """Make the checks anew on what people changed; what a model server failed at stays told."""
    kept = [check for check in extraction.checks if check.name == "model"]
    return msgspec.structs.replace(extraction, checks=[*checks(extraction), *kept])


def extraction_in(document: Document) -> Extraction:
    """Return the document's extraction as it stands; an empty one before it was read."""
    return msgspec.convert(document.extraction or {}, Extraction)


def kept_in(document: Document) -> Kept:
    """Return what people said of the document."""
    return msgspec.convert(document.kept, Kept)


def stand(document: Document, extraction: Extraction, kept: Kept) -> None:
    """Let this be the document's extraction from now on."""
    document.extraction = _json(extraction)
    document.plain = plain_view(extraction)
    document.kept = _json(kept)
    confidence = confidence_of(extraction)
    document.confidence = None if confidence is None else Decimal(str(confidence))
    document.version += 1
    if document.customer_id is None:
        named = extraction.header.get("customer_name")
        document.customer_name = named.value if named else document.customer_name


def _json(value: Extraction | Kept) -> dict[str, Any]:
    return msgspec.to_builtins(value)
