"""The one place where a document's status changes, and leaves a row and a note in the trail."""

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.models import Document
from nexus.documents.rules.statuses import DocumentStatus
from nexus.identity.public import Actor
from nexus.platform import audit


def move(session: AsyncSession, who: Actor, document: Document, to: DocumentStatus, reason: str | None = None) -> None:
    """Move a document along its states; IllegalMove (409) for any other move."""
    moved = document.move(to, by=who.by, reason=reason)
    session.add(moved)
    at = ("document", document.id)
    audit.note(session, who, "document.moved", at, before=moved.before, after=moved.after, reason=reason)
