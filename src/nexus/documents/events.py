"""What happened to documents."""

from nexus.documents.ids import DocumentId
from nexus.platform.events import Event


class DocumentTaken(Event, frozen=True):
    """A file was taken in; its reading is on its way."""

    document: DocumentId
    customer: int | None = None
    """The customer that the uploader named."""


class DocumentRead(Event, frozen=True):
    """A document was read, for the first time or again; every page is accounted for."""

    document: DocumentId
    document_type: str
    run: int


class DocumentFailed(Event, frozen=True):
    """A document could not be read; `reason` says why, for people."""

    document: DocumentId
    code: str
    reason: str


class DocumentCorrected(Event, frozen=True):
    """A person corrected what was read of a document."""

    document: DocumentId
    by: int | None = None
