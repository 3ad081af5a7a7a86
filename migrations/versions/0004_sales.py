"""Customers and their prices, quotes with lines and moves, RFQs, number series, and keys of requests made once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from nexus.platform.migrations import protect

revision = "0004_sales"
down_revision = "0003_documents"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
EXACT = sa.Numeric(18, 6)
PERCENT = sa.Numeric(9, 6)
QUOTE_STATUSES = ("draft", "pending", "approved", "rejected", "expired")
CUSTOMERS_OF = {"documents": "SET NULL (customer_id)", "customer_parts": "CASCADE"}
"""Tables of lower contexts that name a customer -> what becomes of their rows when the customer is deleted."""
TABLES = (
    *("customers", "customer_prices", "number_series", "rfqs", "rfq_lines", "quotes", "quote_lines", "quote_moves"),
    "idempotency_keys",
)


def upgrade() -> None:
    _customers()
    _rfqs()
    _quotes()
    _idempotency_keys()
    _functions()
    for table, ondelete in CUSTOMERS_OF.items():
        op.create_foreign_key(
            f"fk_{table}_tenant_id_customer_id",
            *(table, "customers"),
            ["tenant_id", "customer_id"],
            ["tenant_id", "id"],
            ondelete=ondelete,
        )
    protect(op, *TABLES)


def downgrade() -> None:
    for table in CUSTOMERS_OF:
        op.drop_constraint(f"fk_{table}_tenant_id_customer_id", table)
    op.execute("drop function major_units, quote_status_on")
    for table in reversed(TABLES):
        op.drop_table(table)


def _customers() -> None:
    op.create_table(
        "customers",
        *_key("customers"),
        *_texts("name", "name_key", "search", "type", "industry", "primary_contact", "email", "phone"),
        *_texts("billing_address"),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("tax_rate", PERCENT),
        sa.Column("currency", sa.Text),
        sa.Column("locale", sa.Text),
        *_texts("payment_terms", "delivery_terms"),
        sa.Column("email_domains", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_times(),
        _one_of("customers", "status", ("active", "inactive", "prospect", "blocked")),
    )
    op.create_index("ix_customers_name_key", "customers", ["tenant_id", "name_key"])
    op.create_table(
        "customer_prices",
        *_key("customer_prices"),
        sa.Column("customer_id", sa.BigInteger, nullable=False),
        sa.Column("product_id", sa.BigInteger, nullable=False),
        sa.Column("from_quantity", EXACT, nullable=False),
        sa.Column("unit_price", EXACT, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        *_times(),
        _points("customer_prices", "customer_id", "customers", ondelete="CASCADE"),
        _points("customer_prices", "product_id", "products", ondelete="CASCADE"),
    )
    op.create_index("ix_customer_prices_of", "customer_prices", ["tenant_id", "customer_id", "product_id"])


def _rfqs() -> None:
    op.create_table(
        "rfqs",
        *_key("rfqs"),
        *_texts("number"),
        *_ids("document_id", "customer_id"),
        sa.Column("new_customer", sa.Boolean, nullable=False),
        *_texts("customer_rfq_number", "project", "contact_name", "contact_email", "contact_phone"),
        sa.Column("issue_date", sa.Date),
        sa.Column("due_date", sa.Date),
        sa.Column("requested_delivery_date", sa.Date),
        sa.Column("currency", sa.Text),
        *_texts("language"),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("header", JSONB, nullable=False),
        *_times(),
        sa.UniqueConstraint("tenant_id", "number", name="uq_rfqs_tenant_id_number"),
        sa.UniqueConstraint("tenant_id", "document_id", name="uq_rfqs_tenant_id_document_id"),
        _points("rfqs", "customer_id", "customers", ondelete="SET NULL (customer_id)"),
        _points("rfqs", "document_id", "documents", ondelete="SET NULL (document_id)"),
    )
    op.create_index("ix_rfqs_customer", "rfqs", ["tenant_id", "customer_id", "id"])
    op.create_table(
        "rfq_lines",
        *_key("rfq_lines"),
        sa.Column("rfq_id", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *_texts("line_number", "requested", "part_number", "customer_part_number", "manufacturer"),
        sa.Column("quantity", EXACT),
        *_texts("unit"),
        sa.Column("quantity_breaks", JSONB, nullable=False),
        sa.Column("needed_by", sa.Date),
        sa.Column("evidence", JSONB, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        *_ids("product_id"),
        *_texts("reason"),
        sa.Column("alternatives", JSONB, nullable=False),
        sa.Column("stock", EXACT),
        sa.Column("review", sa.String, nullable=False),
        *_texts("reviewed_by"),
        _in_order("rfq_lines", "rfq_id", "position"),
        _points("rfq_lines", "rfq_id", "rfqs", ondelete="CASCADE"),
        _points("rfq_lines", "product_id", "products"),
        _one_of("rfq_lines", "outcome", ("match", "partial", "missing")),
        _one_of("rfq_lines", "review", ("open", "accepted", "changed", "rejected")),
    )
    op.create_index("ix_rfq_lines_product", "rfq_lines", ["tenant_id", "product_id"])


def _quotes() -> None:
    op.create_table(
        "number_series",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "series", "year", name="pk_number_series"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_number_series_tenant_id"),
    )
    op.create_table(
        "quotes",
        *_key("quotes"),
        *_texts("quote_number"),
        sa.Column("revision", sa.Integer, nullable=False),
        *_ids("previous_id", "customer_id"),
        *_texts("title", "description"),
        sa.Column("status", sa.String, nullable=False),
        *_texts("currency"),
        sa.Column("digits", sa.SmallInteger, nullable=False),
        sa.Column("tax_rate", PERCENT, nullable=False),
        sa.Column("subtotal", sa.BigInteger, nullable=False),
        sa.Column("tax_amount", sa.BigInteger, nullable=False),
        sa.Column("total_amount", sa.BigInteger, nullable=False),
        sa.Column("expiry_date", sa.Date, nullable=False),
        *_texts("customer_reference", "payment_terms", "delivery_terms", "notes", "locale"),
        sa.Column("buyer", JSONB),
        *_ids("document_id", "rfq_id", "created_by"),
        *_texts("search"),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_times(),
        sa.UniqueConstraint("tenant_id", "quote_number", name="uq_quotes_tenant_id_quote_number"),
        sa.UniqueConstraint("tenant_id", "previous_id", name="uq_quotes_tenant_id_previous_id"),
        _points("quotes", "customer_id", "customers"),
        _points("quotes", "previous_id", "quotes"),
        _points("quotes", "created_by", "users", ondelete="SET NULL (created_by)"),
        _points("quotes", "document_id", "documents", ondelete="SET NULL (document_id)"),
        _points("quotes", "rfq_id", "rfqs", ondelete="SET NULL (rfq_id)"),
        _one_of("quotes", "status", QUOTE_STATUSES),
    )
    for column in ("customer_id", "status"):
        op.create_index(f"ix_quotes_{column.removesuffix('_id')}", "quotes", ["tenant_id", column, "id"])
    op.create_index("ix_quotes_document", "quotes", ["tenant_id", "document_id"])
    op.create_index("ix_quotes_rfq", "quotes", ["tenant_id", "rfq_id"])
    _quote_lines()
    op.create_table(
        "quote_moves",
        *_key("quote_moves"),
        sa.Column("quote_id", sa.BigInteger, nullable=False),
        sa.Column("from_status", sa.String),
        sa.Column("to_status", sa.String, nullable=False),
        *_ids("by_id"),
        *_texts("by_name"),
        sa.Column("at", MOMENT, nullable=False),
        *_texts("reason"),
        _points("quote_moves", "quote_id", "quotes", ondelete="CASCADE"),
        _one_of("quote_moves", "from_status", QUOTE_STATUSES),
        _one_of("quote_moves", "to_status", QUOTE_STATUSES),
    )
    op.create_index("ix_quote_moves_quote", "quote_moves", ["tenant_id", "quote_id", "id"])


def _quote_lines() -> None:
    op.create_table(
        "quote_lines",
        *_key("quote_lines"),
        sa.Column("quote_id", sa.BigInteger, nullable=False),
        sa.Column("line_number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        *_ids("product_id"),
        *_texts("product_code", "customer_part_number", "product_name", "description"),
        sa.Column("quantity", EXACT, nullable=False),
        *_texts("unit"),
        sa.Column("unit_price", EXACT),
        sa.Column("discount_percent", PERCENT, nullable=False),
        sa.Column("line_total", sa.BigInteger),
        *_texts("lead_time", "remark"),
        sa.Column("price_source", sa.String, nullable=False),
        *_texts("price_note"),
        sa.Column("quantity_breaks", JSONB, nullable=False),
        *_ids("rfq_line_id"),
        _in_order("quote_lines", "quote_id", "line_number"),
        _points("quote_lines", "quote_id", "quotes", ondelete="CASCADE"),
        _points("quote_lines", "product_id", "products"),
        _points("quote_lines", "rfq_line_id", "rfq_lines", ondelete="SET NULL (rfq_line_id)"),
        _one_of("quote_lines", "kind", ("standard", "optional", "no_quote")),
        _one_of("quote_lines", "price_source", ("person", "customer", "quantity_break", "list", "none")),
    )
    op.create_index("ix_quote_lines_product", "quote_lines", ["tenant_id", "product_id"])
    op.create_index("ix_quote_lines_rfq_line", "quote_lines", ["tenant_id", "rfq_line_id"])


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        *_texts("key", "request"),
        sa.Column("answer", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name="pk_idempotency_keys"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_idempotency_keys_tenant_id"),
    )
    op.create_index("ix_idempotency_keys_age", "idempotency_keys", ["tenant_id", "created_at"])


def _functions() -> None:
    """Say once, in SQL, what an amount in minor units is worth and which status a quote has on a day."""
    op.execute(
        "create function major_units(minor bigint, digits smallint) returns numeric "
        "language sql immutable parallel safe "
        "return minor * (array[1, 0.1, 0.01, 0.001, 0.0001])[digits + 1]"
    )
    op.execute(
        "create function quote_status_on(status text, expiry date, today date) returns text "
        "language sql immutable parallel safe "
        "return case when status = 'pending' and expiry < today then 'expired' else status end"
    )


def _key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id"),
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def _ids(*names: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.BigInteger) for name in names)


def _times() -> tuple[sa.Column[object], ...]:
    return tuple(sa.Column(name, MOMENT, nullable=False) for name in ("created_at", "updated_at"))


def _points(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{to}.tenant_id", f"{to}.id"],
        name=f"fk_{table}_tenant_id_{column}",
        ondelete=ondelete,
    )


def _in_order(table: str, parent: str, place: str) -> sa.UniqueConstraint:
    """Let no two rows have the same place, checked at the end of a transaction so that rows can change places."""
    name = f"uq_{table}_tenant_id_{parent}_{place}"
    return sa.UniqueConstraint("tenant_id", parent, place, name=name, deferrable=True, initially="DEFERRED")


def _one_of(table: str, column: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} in {values}", name=f"ck_{table}_{column}")
