"""Documents: files taken in, their moves, readings, corrections, and what was made from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nexus.platform.migrations import protect

revision = "0003_documents"
down_revision = "0002_catalog"
branch_labels = None
depends_on = None

STATUSES = ("pending", "processing", "completed", "failed")
MOMENT = sa.DateTime(timezone=True)
EMPTY_OBJECT = sa.text("'{}'::jsonb")
EMPTY_LIST = sa.text("'[]'::jsonb")


def upgrade() -> None:
    _documents()
    _moves()
    _runs()
    _corrections()
    _links()
    protect(op, "documents", "document_moves", "document_runs", "document_corrections", "document_links")


def _documents() -> None:
    op.create_table(
        "documents",
        *_key("documents"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("storage_key", sa.Text, nullable=False),
        sa.Column("category", sa.Text),
        sa.Column("metadata", JSONB, nullable=False, server_default=EMPTY_OBJECT),
        sa.Column("document_type", sa.Text),
        sa.Column("type_source", sa.String),
        sa.Column("customer_id", sa.BigInteger),
        sa.Column("customer_name", sa.Text),
        sa.Column("uploaded_by", sa.BigInteger),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("reason_code", sa.Text),
        sa.Column("progress", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("pages_read", sa.Integer),
        sa.Column("pages_failed", sa.Integer),
        sa.Column("flags", JSONB, nullable=False, server_default=EMPTY_LIST),
        sa.Column("extraction", JSONB),
        sa.Column("plain", JSONB),
        sa.Column("kept", JSONB, nullable=False, server_default=EMPTY_OBJECT),
        sa.Column("confidence", sa.Numeric(5, 4)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant_id", "sha256", name="uq_documents_tenant_id_sha256"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "uploaded_by"], ["users.tenant_id", "users.id"], name="fk_documents_tenant_id_uploaded_by"
        ),
        sa.CheckConstraint(f"status in {STATUSES}", name="ck_documents_status"),
        sa.CheckConstraint("type_source in ('person', 'reading')", name="ck_documents_type_source"),
    )
    newest = ["tenant_id", sa.text("uploaded_at desc"), sa.text("id desc")]
    op.create_index("ix_documents_newest", "documents", newest)
    op.create_index(
        "ix_documents_open",
        "documents",
        ["tenant_id", "id"],
        postgresql_where=sa.text("status in ('pending', 'processing')"),
    )
    op.create_index(
        "ix_documents_customer",
        "documents",
        ["tenant_id", "customer_id"],
        postgresql_where=sa.text("customer_id is not null"),
    )


def _moves() -> None:
    op.create_table(
        "document_moves",
        *_key("document_moves"),
        sa.Column("document_id", sa.BigInteger, nullable=False),
        sa.Column("before", sa.String),
        sa.Column("after", sa.String, nullable=False),
        sa.Column("moved_by", sa.BigInteger),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text),
        _of_document("document_moves", ondelete="CASCADE"),
        sa.CheckConstraint(f"before in {STATUSES}", name="ck_document_moves_before"),
        sa.CheckConstraint(f"after in {STATUSES}", name="ck_document_moves_after"),
    )
    op.create_index("ix_document_moves_document", "document_moves", ["tenant_id", "document_id"])


def _runs() -> None:
    op.create_table(
        "document_runs",
        *_key("document_runs"),
        sa.Column("document_id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reader_version", sa.Text, nullable=False),
        sa.Column("reading_key", sa.Text, nullable=False),
        sa.Column("extraction", JSONB, nullable=False),
        sa.Column("page_list", JSONB, nullable=False, server_default=EMPTY_LIST),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("pages_read", sa.Integer, nullable=False),
        sa.Column("pages_failed", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Numeric(9, 3), nullable=False),
        sa.Column("flags", JSONB, nullable=False, server_default=EMPTY_LIST),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant_id", "document_id", "number", name="uq_document_runs_tenant_id_document_id_number"),
        _of_document("document_runs", ondelete="CASCADE"),
    )


def _corrections() -> None:
    op.create_table(
        "document_corrections",
        *_key("document_corrections"),
        sa.Column("document_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("line", sa.Integer),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sa.Column("corrected_by", sa.BigInteger),
        sa.Column("corrected_at", MOMENT, nullable=False),
        _of_document("document_corrections", ondelete="CASCADE"),
        sa.CheckConstraint("kind in ('type', 'header', 'line', 'add', 'remove')", name="ck_document_corrections_kind"),
    )
    op.create_index("ix_document_corrections_document", "document_corrections", ["tenant_id", "document_id"])


def _links() -> None:
    op.create_table(
        "document_links",
        *_key("document_links"),
        sa.Column("document_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("target_id", sa.BigInteger, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "tenant_id",
            "kind",
            "target_id",
            "document_id",
            name="uq_document_links_tenant_id_kind_target_id_document_id",
        ),
        _of_document("document_links"),
    )
    op.create_index("ix_document_links_document", "document_links", ["tenant_id", "document_id"])


def _key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id"),
    )


def _of_document(table: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "document_id"],
        ["documents.tenant_id", "documents.id"],
        name=f"fk_{table}_tenant_id_document_id",
        ondelete=ondelete,
    )


def downgrade() -> None:
    for table in ("document_links", "document_corrections", "document_runs", "document_moves", "documents"):
        op.drop_table(table)
