"""How a document moves from being taken in to being read, and what it may be."""

from enum import StrEnum

from nexus.platform.flow import Flow


class DocumentStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


DOCUMENT_FLOW = Flow(
    {
        DocumentStatus.PENDING: {DocumentStatus.PROCESSING, DocumentStatus.FAILED},
        DocumentStatus.PROCESSING: {DocumentStatus.COMPLETED, DocumentStatus.FAILED},
        DocumentStatus.COMPLETED: {DocumentStatus.PENDING},
        DocumentStatus.FAILED: {DocumentStatus.PENDING},
    }
)
"""Reading again leads back to pending; nothing else goes back."""


class TypeSource(StrEnum):
    """Who said what kind of document it is; a person's word is never overwritten by reading."""

    PERSON = "person"
    READING = "reading"


class CorrectionKind(StrEnum):
    """What a person did to an extraction."""

    TYPE = "type"
    HEADER = "header"
    LINE = "line"
    ADD = "add"
    REMOVE = "remove"


_SAME_TYPES = {
    "rfq": "request_for_quotation request_for_quote quotation_request inquiry enquiry anfrage",
    "order": "purchase_order po bestellung",
    "quote": "quotation offer angebot",
    "invoice": "bill rechnung",
}
_TYPE_OF = {word: kind for kind, words in _SAME_TYPES.items() for word in [kind, *words.split()]}


def document_type_of(said: str) -> str:
    """Return the one word for a type of document that people name in several ways ("RFQ", "purchase order")."""
    word = "_".join(said.lower().replace("-", " ").split())
    return _TYPE_OF.get(word, word)
