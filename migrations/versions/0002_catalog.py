"""The catalog: products, quantity breaks, what products are found by, remembered customer part numbers, imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType

from nexus.platform.migrations import protect

revision = "0002_catalog"
down_revision = "0001_ground"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
EXACT = sa.Numeric(18, 6)
TABLES = (
    "products",
    "product_price_breaks",
    "product_terms",
    "catalog_terms",
    "catalog_states",
    "product_vectors",
    "customer_parts",
    "product_imports",
)


class HalfVector(UserDefinedType[str]):
    def get_col_spec(self, **_: object) -> str:
        return "halfvec"


def upgrade() -> None:
    _products()
    _index()
    _customer_parts()
    _imports()
    protect(op, *TABLES)
    # Read whole, one after the other: compressed out-of-line storage would cost more than it saves.
    op.execute("alter table product_vectors alter column vector set storage plain")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _products() -> None:
    op.create_table(
        "products",
        *_key("products"),
        *_texts("sku", "name", "description", "manufacturer", "mpn", "category", "unit"),
        sa.Column("list_price", EXACT),
        *_texts("currency"),
        sa.Column("stock_quantity", EXACT, nullable=False),
        sa.Column("lead_time_days", sa.BigInteger),
        *_texts("packing"),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_times(),
        sa.UniqueConstraint("tenant_id", "sku", name="uq_products_tenant_id_sku"),
        sa.CheckConstraint("list_price >= 0", name="ck_products_list_price"),
        sa.CheckConstraint("lead_time_days >= 0", name="ck_products_lead_time_days"),
    )
    for column in ("category", "manufacturer"):
        op.create_index(f"ix_products_{column}", "products", ["tenant_id", column, "id"])
    op.create_table(
        "product_price_breaks",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("product_id", sa.BigInteger, nullable=False),
        sa.Column("from_quantity", EXACT, nullable=False),
        sa.Column("unit_price", EXACT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", "from_quantity", name="pk_product_price_breaks"),
        _to_product("product_price_breaks"),
        sa.CheckConstraint("from_quantity > 0", name="ck_product_price_breaks_from_quantity"),
        sa.CheckConstraint("unit_price >= 0", name="ck_product_price_breaks_unit_price"),
    )


def _index() -> None:
    op.create_table(
        "product_terms",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("term", sa.Text(collation="C"), nullable=False),
        sa.Column("product_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "term", "product_id", name="pk_product_terms"),
        _to_product("product_terms"),
    )
    op.create_index("ix_product_terms_product", "product_terms", ["tenant_id", "product_id"])
    op.create_table(
        "catalog_terms",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("term", sa.Text(collation="C"), nullable=False),
        sa.Column("products", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "term", name="pk_catalog_terms"),
        _of_tenant("catalog_terms"),
    )
    op.create_table(
        "catalog_states",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Uuid, nullable=False),
        sa.Column("products", sa.BigInteger, nullable=False),
        sa.Column("index_version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_catalog_states"),
        _of_tenant("catalog_states"),
    )
    op.create_table(
        "product_vectors",
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("product_id", sa.BigInteger, nullable=False),
        *_texts("model"),
        sa.Column("dimensions", sa.BigInteger, nullable=False),
        *_texts("text"),
        sa.Column("vector", HalfVector(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", name="pk_product_vectors"),
        _to_product("product_vectors"),
    )


def _customer_parts() -> None:
    op.create_table(
        "customer_parts",
        *_key("customer_parts"),
        sa.Column("customer_id", sa.BigInteger, nullable=False),
        *_texts("number", "number_key"),
        sa.Column("product_id", sa.BigInteger, nullable=False),
        sa.Column("confirmed_by", sa.BigInteger),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "tenant_id", "customer_id", "number_key", name="uq_customer_parts_tenant_id_customer_id_number_key"
        ),
        _to_product("customer_parts"),
    )
    op.create_index("ix_customer_parts_product", "customer_parts", ["tenant_id", "product_id"])


def _imports() -> None:
    op.create_table(
        "product_imports",
        *_key("product_imports"),
        *_texts("filename", "storage_key"),
        sa.Column("mapping", JSONB, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("rows", "created", "updated", "unchanged")),
        sa.Column("rejected", JSONB, nullable=False),
        sa.Column("rejected_count", sa.BigInteger, nullable=False),
        *_texts("reason"),
        sa.Column("created_by", sa.BigInteger),
        *_times(),
        sa.CheckConstraint("status in ('pending', 'running', 'completed', 'failed')", name="ck_product_imports_status"),
    )


def _key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tenant_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{table}"),
        _of_tenant(table),
    )


def _of_tenant(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id")


def _to_product(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "product_id"],
        ["products.tenant_id", "products.id"],
        name=f"fk_{table}_tenant_id_product_id",
        ondelete="CASCADE",
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text, nullable=False) for name in names)


def _times() -> tuple[sa.Column[object], ...]:
    return tuple(sa.Column(name, MOMENT, nullable=False) for name in ("created_at", "updated_at"))
