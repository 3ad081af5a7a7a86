"""Documents, how they moved, each reading of them, what people corrected, and what was made from them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, Integer, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nexus.documents.errors import DocumentInUse, UnknownCustomer
from nexus.documents.rules.statuses import DOCUMENT_FLOW, CorrectionKind, DocumentStatus, TypeSource
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, enum_column
from nexus.platform.errors import on_constraint

EMPTY_OBJECT = text("'{}'::jsonb")
EMPTY_LIST = text("'[]'::jsonb")
DOCUMENT = ["documents.tenant_id", "documents.id"]
USER = ["users.tenant_id", "users.id"]


class Document(Tenanted, Base):
    """A file that was taken in, and what its last reading found. The same content is kept once per tenant."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sha256"),
        ForeignKeyConstraint(["tenant_id", "uploaded_by"], USER),
        Index("ix_documents_newest", "tenant_id", text("uploaded_at desc"), text("id desc")),
        Index("ix_documents_open", "tenant_id", "id", postgresql_where=text("status in ('pending', 'processing')")),
        Index("ix_documents_customer", "tenant_id", "customer_id", postgresql_where=text("customer_id is not null")),
    )

    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    category: Mapped[str | None]
    given: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB, default=dict, server_default=EMPTY_OBJECT)
    """Whatever the uploader wanted to be kept with it."""
    document_type: Mapped[str | None]
    type_source: Mapped[TypeSource | None] = mapped_column(enum_column(TypeSource, "type_source"))
    customer_id: Mapped[int | None]
    """A customer of sales, which adds the foreign key: this context knows nothing above it."""
    customer_name: Mapped[str | None]
    uploaded_by: Mapped[int | None]
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)

    status: Mapped[DocumentStatus] = mapped_column(
        enum_column(DocumentStatus, "status"), default=DocumentStatus.PENDING
    )
    reason: Mapped[str | None]
    """Why it failed, for people; `reason_code` for programs."""
    reason_code: Mapped[str | None]
    progress: Mapped[int] = mapped_column(Integer, default=0)
    """How far the present processing is, 0 to 100."""
    asked: Mapped[int] = mapped_column(Integer, default=1)
    """How many times processing was asked for; a job of an earlier asking has nothing left to do."""
    pages: Mapped[int | None] = mapped_column(Integer)
    pages_read: Mapped[int | None] = mapped_column(Integer)
    pages_failed: Mapped[int | None] = mapped_column(Integer)
    flags: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=EMPTY_LIST)
    extraction: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """As it stands: the last reading with all corrections laid over it, with evidence."""
    plain: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The same without evidence."""
    kept: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=EMPTY_OBJECT)
    """What people said, laid over every new reading."""
    confidence: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    version: Mapped[int] = mapped_column(Integer, default=0)
    """Counts changes of the extraction; its ETag."""

    def move(self, to: DocumentStatus, *, by: int | None, reason: str | None = None) -> "DocumentMove":
        """Change the status by the table of moves and return the row that remembers it; 409 for any other move."""
        before = self.status
        self.status = DOCUMENT_FLOW.check(before, to)
        return DocumentMove(
            tenant_id=self.tenant_id, document_id=self.id, before=before, after=to, moved_by=by, reason=reason
        )


class DocumentMove(Tenanted, Base):
    """One change of a document's status: from, to, who, when, why."""

    __tablename__ = "document_moves"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "document_id"], DOCUMENT, ondelete="CASCADE"),
        Index("ix_document_moves_document", "tenant_id", "document_id"),
    )

    document_id: Mapped[int]
    before: Mapped[DocumentStatus | None] = mapped_column(enum_column(DocumentStatus, "before"))
    after: Mapped[DocumentStatus] = mapped_column(enum_column(DocumentStatus, "after"))
    moved_by: Mapped[int | None]
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str | None]


class DocumentRun(Tenanted, Base):
    """One reading of a document, never changed afterwards."""

    __tablename__ = "document_runs"
    __table_args__ = (
        UniqueConstraint("tenant_id", "document_id", "number"),
        ForeignKeyConstraint(["tenant_id", "document_id"], DOCUMENT, ondelete="CASCADE"),
    )

    document_id: Mapped[int]
    number: Mapped[int] = mapped_column(Integer)
    reader_version: Mapped[str]
    reading_key: Mapped[str]
    """Where the reading is stored: MessagePack, deflated."""
    extraction: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """As the reader gave it, before corrections."""
    page_list: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default=EMPTY_LIST)
    """Each page: number, source, part, name, width, height, note."""
    pages: Mapped[int] = mapped_column(Integer)
    pages_read: Mapped[int] = mapped_column(Integer)
    pages_failed: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[Decimal] = mapped_column(Numeric(9, 3))
    flags: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=EMPTY_LIST)
    read_at: Mapped[datetime] = mapped_column(default=clock.now)


class DocumentCorrection(Tenanted, Base):
    """One thing that a person changed in an extraction: who, when, from what, to what."""

    __tablename__ = "document_corrections"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "document_id"], DOCUMENT, ondelete="CASCADE"),
        Index("ix_document_corrections_document", "tenant_id", "document_id"),
    )

    document_id: Mapped[int]
    kind: Mapped[CorrectionKind] = mapped_column(enum_column(CorrectionKind, "kind"))
    field: Mapped[str]
    line: Mapped[int | None] = mapped_column(Integer)
    old: Mapped[str | None]
    new: Mapped[str | None]
    corrected_by: Mapped[int | None]
    corrected_at: Mapped[datetime] = mapped_column(default=clock.now)


class DocumentLink(Tenanted, Base):
    """Something that was made from a document, such as a quote. It keeps the document from being deleted."""

    __tablename__ = "document_links"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "target_id", "document_id"),
        ForeignKeyConstraint(["tenant_id", "document_id"], DOCUMENT),
        Index("ix_document_links_document", "tenant_id", "document_id"),
    )

    document_id: Mapped[int]
    kind: Mapped[str]
    target_id: Mapped[int]
    label: Mapped[str]
    """What people call it: the number of the quote."""
    linked_at: Mapped[datetime] = mapped_column(default=clock.now)


on_constraint(
    "fk_document_links_tenant_id_document_id",
    DocumentInUse,
    "A quote was made from this document; delete the quote first, or keep the document.",
)
on_constraint("fk_documents_tenant_id_customer_id", UnknownCustomer, "There is no such customer, or it is not yours.")
