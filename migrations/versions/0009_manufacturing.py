"""Orders, travelers with all that happens to them, labor, quality, coating and genealogy."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nexus.platform.migrations import RUNTIME_ROLES, protect

revision = "0009_manufacturing"
down_revision = "0008_factors"
branch_labels = None
depends_on = None

TABLES = (
    "step_libraries",
    "scans",
    "orders",
    "order_lines",
    "order_moves",
    "travelers",
    "bom_items",
    "coating_jobs",
    "operations",
    "traveler_documents",
    "traveler_moves",
    "traveler_revisions",
    "coating_readings",
    "labor_entries",
    "lot_uses",
    "nonconformances",
    "operation_checks",
    "quantity_entries",
    "check_results",
)
"""In the order in which they refer to each other."""

_CODE = """
create function traveler_code(number text, revision integer, step integer) returns text
language plpgsql immutable parallel safe as $$
declare
    body text := upper(concat_ws('|', 'NX1', number, revision, coalesce(step::text, '-')));
    signs text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    rest integer := 0;
begin
    -- ISO/IEC 7064 MOD 1271-36, as the scanner reads it back
    for at in 1 .. length(body) loop
        rest := (rest * 36 + ascii(substr(body, at, 1)) - 32) % 1271;
    end loop;
    rest := ((1 - rest * 1296) % 1271 + 1271) % 1271;
    return body || '|' || substr(signs, rest / 36 + 1, 1) || substr(signs, rest % 36 + 1, 1);
end $$
"""


def upgrade() -> None:
    _step_libraries()
    _scans()
    _orders()
    _order_lines()
    _order_moves()
    _travelers()
    _bom_items()
    _coating_jobs()
    _operations()
    _traveler_documents()
    _traveler_moves()
    _traveler_revisions()
    _coating_readings()
    _labor_entries()
    _lot_uses()
    _nonconformances()
    _operation_checks()
    _quantity_entries()
    _check_results()
    op.execute(_CODE)
    protect(op, *TABLES)
    # What was released stays as it was.
    op.execute(f"revoke update, delete on traveler_revisions from {RUNTIME_ROLES}")


def downgrade() -> None:
    op.execute("drop function traveler_code(text, integer, integer)")
    for table in reversed(TABLES):
        op.drop_table(table)


def _step_libraries() -> None:
    op.create_table(
        "step_libraries",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "PCB", "PARTS", "ASSEMBLY", "CABLE", name="code", native_enum=False, create_constraint=True, length=None
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("color", sa.Text(), nullable=False),
        sa.Column("steps", postgresql.JSONB, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_step_libraries_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_step_libraries")),
    )


def _scans() -> None:
    op.create_table(
        "scans",
        sa.Column("scan_id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("operation_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "setup",
                "run",
                "rework",
                "inspection",
                "indirect",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_scans_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_scans_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_scans")),
        sa.UniqueConstraint("tenant_id", "scan_id", name=op.f("uq_scans_tenant_id_scan_id")),
    )
    op.create_index("ix_scans_device", "scans", ["tenant_id", "device", "received_at", "id"], unique=False)
    op.create_index("ix_scans_operation", "scans", ["tenant_id", "operation_id", "at"], unique=False)
    op.create_index("ix_scans_user", "scans", ["tenant_id", "user_id", "at"], unique=False)


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("po_number", sa.Text(), nullable=False),
        sa.Column("job_number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("quote_id", sa.BigInteger(), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "confirmed",
                "in_production",
                "completed",
                "closed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("digits", sa.SmallInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_orders_tenant_id_created_by"),
            ondelete="SET NULL (created_by)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_orders_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_orders_tenant_id_document_id"),
            ondelete="SET NULL (document_id)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_id"], ["quotes.tenant_id", "quotes.id"], name=op.f("fk_orders_tenant_id_quote_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_orders_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_orders")),
        sa.UniqueConstraint("tenant_id", "order_number", name=op.f("uq_orders_tenant_id_order_number")),
    )
    op.create_index("ix_orders_customer", "orders", ["tenant_id", "customer_id", "id"], unique=False)
    op.create_index("ix_orders_document", "orders", ["tenant_id", "document_id"], unique=False)
    op.create_index("ix_orders_quote", "orders", ["tenant_id", "quote_id"], unique=False)
    op.create_index("ix_orders_status", "orders", ["tenant_id", "status", "id"], unique=False)
    op.create_index(
        "uq_orders_po_number",
        "orders",
        ["tenant_id", "customer_id", "po_number"],
        unique=True,
        postgresql_where=sa.text("po_number <> '' and status <> 'cancelled'"),
    )


def _order_lines() -> None:
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("quote_line_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("line_total", sa.BigInteger(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_lines_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_order_lines_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_line_id"],
            ["quote_lines.tenant_id", "quote_lines.id"],
            name=op.f("fk_order_lines_tenant_id_quote_line_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_lines_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint(
            "tenant_id", "order_id", "line_number", name=op.f("uq_order_lines_tenant_id_order_id_line_number")
        ),
    )
    op.create_index("ix_order_lines_product", "order_lines", ["tenant_id", "product_id"], unique=False)
    op.create_index("ix_order_lines_quote_line", "order_lines", ["tenant_id", "quote_line_id"], unique=False)


def _order_moves() -> None:
    op.create_table(
        "order_moves",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "draft",
                "confirmed",
                "in_production",
                "completed",
                "closed",
                "cancelled",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "draft",
                "confirmed",
                "in_production",
                "completed",
                "closed",
                "cancelled",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_moves_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_moves_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_moves")),
    )
    op.create_index("ix_order_moves_order", "order_moves", ["tenant_id", "order_id", "id"], unique=False)


def _travelers() -> None:
    op.create_table(
        "travelers",
        sa.Column("traveler_number", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PCB", "PARTS", "ASSEMBLY", "CABLE", name="kind", native_enum=False, create_constraint=True, length=None
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "released",
                "in_progress",
                "on_hold",
                "completed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("order_line_id", sa.BigInteger(), nullable=True),
        sa.Column("job_number", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("part_name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column(
            "held_from",
            sa.Enum(
                "draft",
                "released",
                "in_progress",
                "on_hold",
                "completed",
                "cancelled",
                name="held_from",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("held_why", sa.Text(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_travelers_tenant_id_created_by"),
            ondelete="SET NULL (created_by)",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], name=op.f("fk_travelers_tenant_id_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_line_id"],
            ["order_lines.tenant_id", "order_lines.id"],
            name=op.f("fk_travelers_tenant_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_travelers_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_travelers_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_travelers")),
        sa.UniqueConstraint("tenant_id", "traveler_number", name=op.f("uq_travelers_tenant_id_traveler_number")),
    )
    op.create_index("ix_travelers_changed", "travelers", ["tenant_id", "updated_at", "id"], unique=False)
    op.create_index("ix_travelers_completed", "travelers", ["tenant_id", "completed_at"], unique=False)
    op.create_index("ix_travelers_made", "travelers", ["tenant_id", "created_at"], unique=False)
    op.create_index("ix_travelers_order", "travelers", ["tenant_id", "order_id"], unique=False)
    op.create_index("ix_travelers_order_line", "travelers", ["tenant_id", "order_line_id"], unique=False)
    op.create_index("ix_travelers_product", "travelers", ["tenant_id", "product_id"], unique=False)
    op.create_index("ix_travelers_status", "travelers", ["tenant_id", "status", "id"], unique=False)


def _bom_items() -> None:
    op.create_table(
        "bom_items",
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("item_number", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("manufacturer", sa.Text(), nullable=False),
        sa.Column("reference_designators", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_bom_items_tenant_id_traveler_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_bom_items_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bom_items")),
    )
    op.create_index("ix_bom_items_part", "bom_items", ["tenant_id", "part_number"], unique=False)
    op.create_index("ix_bom_items_traveler", "bom_items", ["tenant_id", "traveler_id", "item_number"], unique=False)


def _coating_jobs() -> None:
    op.create_table(
        "coating_jobs",
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("coating_type", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("lot_expires", sa.Date(), nullable=True),
        sa.Column("cure", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("maximum", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "sent",
                "received",
                "inspected",
                "rejected",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("sent_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inspected_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inspected_by", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_coating_jobs_tenant_id_traveler_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_coating_jobs_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_coating_jobs")),
    )
    op.create_index("ix_coating_jobs_status", "coating_jobs", ["tenant_id", "status", "sent_date"], unique=False)
    op.create_index("ix_coating_jobs_traveler", "coating_jobs", ["tenant_id", "traveler_id"], unique=False)


def _operations() -> None:
    op.create_table(
        "operations",
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("step_number", sa.Integer(), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("estimated_hours", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("required_role", sa.Text(), nullable=True),
        sa.Column("predecessors", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column(
            "status",
            sa.Enum("pending", "begun", "done", name="status", native_enum=False, create_constraint=True, length=None),
            nullable=False,
        ),
        sa.Column("quantity_in", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("quantity_good", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("quantity_scrap", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("quantity_rework", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column(
            "first_article",
            sa.Enum(
                "none",
                "required",
                "approved",
                "rejected",
                name="first_article",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_by", sa.Text(), nullable=True),
        sa.Column("completed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint(
            "quantity_good >= 0 and quantity_scrap >= 0 and quantity_rework >= 0"
            " and quantity_good + quantity_scrap + quantity_rework <= quantity_in",
            name=op.f("ck_operations_adds_up"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_operations_tenant_id_traveler_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_operations_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_operations")),
        sa.UniqueConstraint(
            "tenant_id", "traveler_id", "step_number", name=op.f("uq_operations_tenant_id_traveler_id_step_number")
        ),
    )
    op.create_index("ix_operations_completed", "operations", ["tenant_id", "completed_at"], unique=False)
    op.create_index("ix_operations_open", "operations", ["tenant_id", "status", "traveler_id"], unique=False)


def _traveler_documents() -> None:
    op.create_table(
        "traveler_documents",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_traveler_documents_tenant_id_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_traveler_documents_tenant_id_traveler_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_traveler_documents_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "traveler_id", "document_id", name=op.f("pk_traveler_documents")),
    )


def _traveler_moves() -> None:
    op.create_table(
        "traveler_moves",
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "draft",
                "released",
                "in_progress",
                "on_hold",
                "completed",
                "cancelled",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "draft",
                "released",
                "in_progress",
                "on_hold",
                "completed",
                "cancelled",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_traveler_moves_tenant_id_traveler_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_traveler_moves_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_traveler_moves")),
    )
    op.create_index("ix_traveler_moves_traveler", "traveler_moves", ["tenant_id", "traveler_id", "id"], unique=False)


def _traveler_revisions() -> None:
    op.create_table(
        "traveler_revisions",
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changes", postgresql.JSONB, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_traveler_revisions_tenant_id_traveler_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_traveler_revisions_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_traveler_revisions")),
        sa.UniqueConstraint(
            "tenant_id", "traveler_id", "revision", name=op.f("uq_traveler_revisions_tenant_id_traveler_id_revision")
        ),
    )


def _coating_readings() -> None:
    op.create_table(
        "coating_readings",
        sa.Column("coating_id", sa.BigInteger(), nullable=False),
        sa.Column("thickness", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "coating_id"],
            ["coating_jobs.tenant_id", "coating_jobs.id"],
            name=op.f("fk_coating_readings_tenant_id_coating_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_coating_readings_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_coating_readings")),
    )
    op.create_index("ix_coating_readings_coating", "coating_readings", ["tenant_id", "coating_id"], unique=False)


def _labor_entries() -> None:
    op.create_table(
        "labor_entries",
        sa.Column("traveler_id", sa.BigInteger(), nullable=True),
        sa.Column("operation_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "setup",
                "run",
                "rework",
                "inspection",
                "indirect",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worked", sa.BigInteger(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("start_scan_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.column("user_id"), "="),
            (sa.column("operation_id"), "="),
            (sa.text("tstzrange(started_at, ended_at)"), "&&"),
            where=sa.text("(replaced_at is null)::integer = 1"),
            deferrable=True,
            initially="IMMEDIATE",
            using="gist",
            name="ex_labor_entries_operation",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.column("user_id"), "="),
            (sa.text("tstzrange(started_at, ended_at)"), "&&"),
            (sa.column("is_shared"), "<>"),
            where=sa.text("(replaced_at is null)::integer = 1"),
            deferrable=True,
            initially="IMMEDIATE",
            using="gist",
            name="ex_labor_entries_shared",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("tenant_id"), "="),
            (sa.column("user_id"), "="),
            (sa.text("tstzrange(started_at, ended_at)"), "&&"),
            where=sa.text("not is_shared and (replaced_at is null)::integer = 1"),
            deferrable=True,
            initially="IMMEDIATE",
            using="gist",
            name="ex_labor_entries_alone",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["labor_entries.tenant_id", "labor_entries.id"],
            name=op.f("fk_labor_entries_tenant_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name=op.f("fk_labor_entries_tenant_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "start_scan_id"],
            ["scans.tenant_id", "scans.id"],
            name=op.f("fk_labor_entries_tenant_id_start_scan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_labor_entries_tenant_id_traveler_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_labor_entries_tenant_id_user_id")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_labor_entries_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_labor_entries")),
        sa.UniqueConstraint("tenant_id", "corrects_id", name=op.f("uq_labor_entries_tenant_id_corrects_id")),
        sa.UniqueConstraint("tenant_id", "start_scan_id", name=op.f("uq_labor_entries_tenant_id_start_scan_id")),
    )
    op.create_index(
        "ix_labor_entries_open",
        "labor_entries",
        ["tenant_id", "user_id"],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_labor_entries_operation", "labor_entries", ["tenant_id", "operation_id"], unique=False)
    op.create_index("ix_labor_entries_time", "labor_entries", ["tenant_id", "started_at"], unique=False)
    op.create_index("ix_labor_entries_traveler", "labor_entries", ["tenant_id", "traveler_id"], unique=False)
    op.create_index("ix_labor_entries_user", "labor_entries", ["tenant_id", "user_id", "ended_at"], unique=False)


def _lot_uses() -> None:
    op.create_table(
        "lot_uses",
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("operation_id", sa.BigInteger(), nullable=True),
        sa.Column("part_number", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name=op.f("fk_lot_uses_tenant_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_lot_uses_tenant_id_traveler_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_lot_uses_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_lot_uses")),
    )
    op.create_index("ix_lot_uses_lot", "lot_uses", ["tenant_id", "lot"], unique=False)
    op.create_index("ix_lot_uses_operation", "lot_uses", ["tenant_id", "operation_id"], unique=False)
    op.create_index("ix_lot_uses_traveler", "lot_uses", ["tenant_id", "traveler_id"], unique=False)
    op.create_index("ix_lot_uses_unit", "lot_uses", ["tenant_id", "unit"], unique=False)


def _nonconformances() -> None:
    op.create_table(
        "nonconformances",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("operation_id", sa.BigInteger(), nullable=False),
        sa.Column("defect", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "use_as_is",
                "rework",
                "repair",
                "scrap",
                "return",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name=op.f("fk_nonconformances_tenant_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_nonconformances_tenant_id_traveler_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_nonconformances_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_nonconformances")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_nonconformances_tenant_id_number")),
    )
    op.create_index("ix_nonconformances_operation", "nonconformances", ["tenant_id", "operation_id"], unique=False)
    op.create_index("ix_nonconformances_traveler", "nonconformances", ["tenant_id", "traveler_id"], unique=False)


def _operation_checks() -> None:
    op.create_table(
        "operation_checks",
        sa.Column("operation_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("maximum", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name=op.f("fk_operation_checks_tenant_id_operation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_operation_checks_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_operation_checks")),
    )
    op.create_index("ix_operation_checks_operation", "operation_checks", ["tenant_id", "operation_id"], unique=False)


def _quantity_entries() -> None:
    op.create_table(
        "quantity_entries",
        sa.Column("traveler_id", sa.BigInteger(), nullable=False),
        sa.Column("operation_id", sa.BigInteger(), nullable=False),
        sa.Column("good", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("scrap", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("rework", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "operation_id"],
            ["operations.tenant_id", "operations.id"],
            name=op.f("fk_quantity_entries_tenant_id_operation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "traveler_id"],
            ["travelers.tenant_id", "travelers.id"],
            name=op.f("fk_quantity_entries_tenant_id_traveler_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_quantity_entries_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quantity_entries")),
    )
    op.create_index(
        "ix_quantity_entries_operation", "quantity_entries", ["tenant_id", "operation_id", "id"], unique=False
    )
    op.create_index("ix_quantity_entries_time", "quantity_entries", ["tenant_id", "at"], unique=False)
    op.create_index("ix_quantity_entries_traveler", "quantity_entries", ["tenant_id", "traveler_id"], unique=False)


def _check_results() -> None:
    op.create_table(
        "check_results",
        sa.Column("check_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "check_id"],
            ["operation_checks.tenant_id", "operation_checks.id"],
            name=op.f("fk_check_results_tenant_id_check_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_check_results_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_check_results")),
    )
    op.create_index("ix_check_results_check", "check_results", ["tenant_id", "check_id", "id"], unique=False)
