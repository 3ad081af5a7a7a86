"""The jobs of the catalog: what is asked for; `jobs.py` does it."""

from typing import ClassVar

from nexus.catalog.ids import ImportId
from nexus.platform.jobs import Job, Queue


class EmbedProducts(Job, frozen=True):
    """Give every product of the tenant whose text has no vector yet its vector."""

    queue: ClassVar[Queue] = Queue.BULK


class RunImport(Job, frozen=True):
    """Take in a file of products that was stored."""

    queue: ClassVar[Queue] = Queue.BULK

    file: ImportId
