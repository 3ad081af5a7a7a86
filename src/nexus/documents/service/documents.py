"""Documents as such: taken in, asked to be read again, tied to what was made from them, deleted."""

from dataclasses import dataclass

from sqlalchemy import exists, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.errors import DocumentInUse
from nexus.documents.events import DocumentTaken
from nexus.documents.ids import DocumentId
from nexus.documents.models import Document, DocumentLink, DocumentMove, DocumentRun
from nexus.documents.rules.statuses import DocumentStatus, TypeSource
from nexus.documents.schemas import UploadFields
from nexus.documents.service.moving import move
from nexus.documents.work import ForgetFiles, ReadDocument
from nexus.identity.public import Actor
from nexus.platform import audit, clock
from nexus.platform.errors import NotFound
from nexus.platform.events import publish
from nexus.platform.ids import TenantId
from nexus.platform.jobs import enqueue
from nexus.platform.storage import Stored

_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")


async def hold_file(session: AsyncSession, key: str) -> None:
    """Let nobody else make a document of this stored file, or remove it, until the transaction ends."""
    await session.execute(_HOLD, {"key": key})


async def is_kept(session: AsyncSession, tenant: TenantId, key: str) -> bool:
    """Whether a document or one of its readings is stored under this key."""
    document = exists().where(Document.tenant_id == tenant, Document.storage_key == key)
    run = exists().where(DocumentRun.tenant_id == tenant, DocumentRun.reading_key == key)
    return bool(await session.scalar(select(document | run)))


@dataclass(frozen=True)
class Arrival:
    """A file that was stored, its type told, and what its sender said of it."""

    stored: Stored
    name: str
    media_type: str
    said: UploadFields


async def take(session: AsyncSession, actor: Actor, arrival: Arrival) -> tuple[DocumentId, bool]:
    """Make a document of a stored file and enqueue its reading; the same content again is the same document."""
    actor.must("documents:write")
    stored, said = arrival.stored, arrival.said
    values = {
        "tenant_id": actor.tenant,
        "name": said.name or arrival.name,
        "media_type": arrival.media_type,
        "size": stored.size,
        "sha256": stored.sha256,
        "storage_key": stored.key,
        "category": said.category,
        "given": said.metadata,
        "document_type": said.kind,
        "type_source": TypeSource.PERSON if said.kind else None,
        "customer_id": said.customer_id,
        "uploaded_by": actor.by,
        "uploaded_at": clock.now(),
        "status": DocumentStatus.PENDING,
        "progress": 0,
        "asked": 1,
        "version": 0,
    }
    new = insert(Document).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "sha256"])
    made = await session.scalar(new.returning(Document.id))
    if made is None:
        found = select(Document.id).where(Document.tenant_id == actor.tenant, Document.sha256 == stored.sha256)
        return DocumentId((await session.scalars(found)).one()), True
    document = DocumentId(made)
    first = DocumentMove(tenant_id=actor.tenant, document_id=document, after=DocumentStatus.PENDING, moved_by=actor.by)
    session.add(first)
    await enqueue(session, ReadDocument(tenant=actor.tenant, document=document, asked=1), key=f"{document}:1")
    publish(session, DocumentTaken(tenant=actor.tenant, document=document, customer=said.customer_id))
    return document, False


async def process_again(session: AsyncSession, actor: Actor, id: DocumentId) -> Document:
    """Read a completed or failed document anew; what people corrected stays. 409 while it is being read."""
    actor.must("documents:write")
    document = await locked(session, actor, id)
    move(session, actor, document, DocumentStatus.PENDING)
    document.asked += 1
    document.progress, document.reason, document.reason_code = 0, None, None
    job = ReadDocument(tenant=actor.tenant, document=id, asked=document.asked)
    await enqueue(session, job, key=f"{id}:{document.asked}")
    return document


async def delete(session: AsyncSession, actor: Actor, id: DocumentId) -> None:
    """Remove a document with its readings, and then its files; 409 while something made from it refers to it."""
    actor.must("documents:write")
    document = await locked(session, actor, id)
    of_document = (DocumentLink.tenant_id == actor.tenant, DocumentLink.document_id == id)
    links = list(await session.scalars(select(DocumentLink).where(*of_document).order_by(DocumentLink.id)))
    if links:
        names = ", ".join(f"{link.kind} {link.label}" for link in links)
        raise DocumentInUse(f"This document is what {names} was made from. Delete that first, or keep the document.")
    runs = select(DocumentRun.reading_key).where(DocumentRun.tenant_id == actor.tenant, DocumentRun.document_id == id)
    keys = [document.storage_key, *(await session.scalars(runs))]
    await session.delete(document)
    audit.note(session, actor, "document.deleted", ("document", document.id), name=document.name)
    await enqueue(session, ForgetFiles(tenant=actor.tenant, keys=keys))


async def locked(session: AsyncSession, actor: Actor, id: DocumentId) -> Document:
    """Return a document of the actor's tenant, locked until the transaction ends; 404 when there is none."""
    found = await session.get(Document, (actor.tenant, id), with_for_update=True)
    if found is None:
        raise NotFound("document")
    return found


async def set_customer(
    session: AsyncSession, actor: Actor, id: DocumentId, customer: int | None, name: str | None
) -> None:
    """Say whose document it is."""
    document = await locked(session, actor, id)
    document.customer_id, document.customer_name = customer, name


async def rename_customer(session: AsyncSession, actor: Actor, customer: int, name: str) -> None:
    """Write a customer's new name on all of their documents."""
    await session.execute(
        update(Document)
        .where(Document.tenant_id == actor.tenant, Document.customer_id == customer)
        .values(customer_name=name)
    )


async def link(session: AsyncSession, actor: Actor, id: DocumentId, *, kind: str, target: int, label: str) -> None:
    """Note that something was made from the document; doing so again renames it."""
    values = {
        "tenant_id": actor.tenant,
        "document_id": id,
        "kind": kind,
        "target_id": target,
        "label": label,
        "linked_at": clock.now(),
    }
    same = ["tenant_id", "kind", "target_id", "document_id"]
    await session.execute(
        insert(DocumentLink).values(values).on_conflict_do_update(index_elements=same, set_={"label": label})
    )


async def unlink(session: AsyncSession, actor: Actor, *, kind: str, target: int) -> None:
    """Note that what was made from a document is gone."""
    found = select(DocumentLink).where(
        DocumentLink.tenant_id == actor.tenant, DocumentLink.kind == kind, DocumentLink.target_id == target
    )
    for row in await session.scalars(found):
        await session.delete(row)
