"""Names for the ids of documents."""

from typing import NewType

DocumentId = NewType("DocumentId", int)
