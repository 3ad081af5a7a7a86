"""The steps of one reading of a document, each a transaction of its own: begun, finished or failed.

A step that finds that the document is gone, was asked for again, or is done already, changes nothing: a job may run
twice, or late.
"""

from dataclasses import dataclass
from decimal import Decimal

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.events import DocumentFailed, DocumentRead
from nexus.documents.evidence import Extraction
from nexus.documents.ids import DocumentId
from nexus.documents.models import Document, DocumentRun
from nexus.documents.rules.accounts import PageAccount, PageEntry
from nexus.documents.rules.corrections import Kept, overlay
from nexus.documents.rules.names import plain_name
from nexus.documents.rules.statuses import DocumentStatus, TypeSource
from nexus.documents.service.corrections import checked, kept_in, stand
from nexus.documents.service.moving import move
from nexus.documents.work import ReadDocument
from nexus.identity.public import Actor
from nexus.platform.events import publish
from nexus.platform.ids import TenantId
from nexus.platform.jobs import enqueue, is_open, run_id

BEGUN, WAITING_FOR_MODEL, DONE = 10, 60, 100
MOST_REASON = 1000


@dataclass(frozen=True)
class Begun:
    """What a reading needs to know of the document."""

    storage_key: str
    name: str
    """Says the type, not what people call it."""


@dataclass(frozen=True)
class Result:
    """What a reading brought."""

    reader_version: str
    reading_key: str
    extraction: Extraction
    account: PageAccount
    pages: list[PageEntry]
    flags: list[str]
    seconds: float


async def begin(session: AsyncSession, job: ReadDocument) -> Begun | None:
    """Mark the document as being read; None when there is nothing to do."""
    document = await _asked_for(session, job)
    if document is None:
        return None
    if document.status == DocumentStatus.PENDING:
        move(session, Actor.system(job.tenant), document, DocumentStatus.PROCESSING)
    document.progress = BEGUN
    return Begun(document.storage_key, plain_name(document.media_type))


async def show_progress(session: AsyncSession, job: ReadDocument, progress: int) -> None:
    """Show how far the reading is."""
    document = await _asked_for(session, job)
    if document is not None:
        document.progress = progress


async def finish(session: AsyncSession, job: ReadDocument, result: Result) -> None:
    """Keep the run, lay what people said over it, and complete the document, or fail it when pages are missing."""
    document = await _asked_for(session, job)
    if document is None:
        return
    number = await _next_number(session, document)
    session.add(_run(document, number, result))
    document.pages, document.pages_read = result.account.pages, result.account.read
    document.pages_failed, document.flags = result.account.failed, result.flags
    said = kept_in(document)
    extraction, kept = overlay(result.extraction, said)
    if said != Kept():
        extraction = checked(extraction)
    if document.type_source != TypeSource.PERSON:
        document.document_type, document.type_source = extraction.document_type, TypeSource.READING
    stand(document, extraction, kept)
    if not result.account.complete:
        _fail(session, document, "unread", result.account.reason)
        return
    document.progress = DONE
    move(session, Actor.system(job.tenant), document, DocumentStatus.COMPLETED)
    publish(
        session,
        DocumentRead(
            tenant=job.tenant,
            document=job.document,
            document_type=document.document_type or "other",
            run=number,
        ),
    )


async def fail(session: AsyncSession, job: ReadDocument, code: str, reason: str) -> None:
    """Let the document be failed and say why; what was read of it before stays."""
    document = await _asked_for(session, job)
    if document is not None:
        _fail(session, document, code, reason)


async def ask_again_where_left_behind(session: AsyncSession, tenant: TenantId) -> list[DocumentId]:
    """Ask anew for the readings whose jobs are gone, as after a long absence of the database; return whose."""
    open_still = Document.status.in_([DocumentStatus.PENDING, DocumentStatus.PROCESSING])
    behind: list[DocumentId] = []
    for document in await session.scalars(select(Document).where(Document.tenant_id == tenant, open_still)):
        id_ = DocumentId(document.id)
        if await is_open(session, run_id(ReadDocument, tenant, f"{id_}:{document.asked}")):
            continue
        await session.refresh(document, with_for_update=True)
        if document.status in {DocumentStatus.PENDING, DocumentStatus.PROCESSING}:
            document.asked += 1
            await ask(session, document)
            behind.append(id_)
    return behind


async def ask(session: AsyncSession, document: Document) -> None:
    """Enqueue the reading that the document asks for, in this transaction."""
    job = ReadDocument(tenant=TenantId(document.tenant_id), document=DocumentId(document.id), asked=document.asked)
    await enqueue(session, job, key=f"{document.id}:{document.asked}")


def _fail(session: AsyncSession, document: Document, code: str, reason: str) -> None:
    said = reason[:MOST_REASON].replace("\x00", "")
    move(session, Actor.system(TenantId(document.tenant_id)), document, DocumentStatus.FAILED, said)
    document.reason, document.reason_code = said, code
    tenant, failed = TenantId(document.tenant_id), DocumentId(document.id)
    publish(session, DocumentFailed(tenant=tenant, document=failed, code=code, reason=said))


async def _asked_for(session: AsyncSession, job: ReadDocument) -> Document | None:
    """Return the document, locked, when this job's reading of it is still wanted."""
    document = await session.get(Document, (job.tenant, job.document), with_for_update=True)
    open_still = {DocumentStatus.PENDING, DocumentStatus.PROCESSING}
    return document if document and document.asked == job.asked and document.status in open_still else None


async def _next_number(session: AsyncSession, document: Document) -> int:
    numbers = select(DocumentRun.number).where(
        DocumentRun.tenant_id == document.tenant_id, DocumentRun.document_id == document.id
    )
    return max(await session.scalars(numbers), default=0) + 1


def _run(document: Document, number: int, result: Result) -> DocumentRun:
    return DocumentRun(
        tenant_id=document.tenant_id,
        document_id=document.id,
        number=number,
        reader_version=result.reader_version,
        reading_key=result.reading_key,
        extraction=msgspec.to_builtins(result.extraction),
        page_list=msgspec.to_builtins(result.pages),
        pages=result.account.pages,
        pages_read=result.account.read,
        pages_failed=result.account.failed,
        seconds=Decimal(str(round(result.seconds, 3))),
        flags=result.flags,
    )
