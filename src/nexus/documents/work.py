"""The jobs of documents: what is asked for; `jobs.py` does it."""

from typing import ClassVar

from nexus.documents.ids import DocumentId
from nexus.platform.jobs import Job, Queue


class ReadDocument(Job, frozen=True):
    """Read a document. `asked` tells which asking this is: a job of an earlier one has nothing to do."""

    queue: ClassVar[Queue] = Queue.READING

    document: DocumentId
    asked: int


class ForgetFiles(Job, frozen=True):
    """Remove stored files that no document has any more."""

    keys: list[str]
