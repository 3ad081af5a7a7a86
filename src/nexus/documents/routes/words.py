"""The words that the routes of documents share."""

from typing import Annotated, TypeAlias

from fastapi import Path

from nexus.documents.ids import DocumentId

Id: TypeAlias = Annotated[DocumentId, Path(ge=1, le=2**63 - 1)]
"""The id of a document in a path."""
