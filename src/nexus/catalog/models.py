"""How the catalog is stored: products, their quantity breaks, what they are found by, and remembered part numbers."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import UserDefinedType

from nexus.catalog.errors import SkuTaken, UnknownCustomer
from nexus.catalog.rules import ImportStatus
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.platform.errors import on_constraint

TO_PRODUCT = ("products.tenant_id", "products.id")


class HalfVector(UserDefinedType[str]):
    """pgvector's halfvec of any length; the model and the length stand beside it."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "halfvec"


class Product(Tenanted, Timestamps, Base):
    """Something that is sold."""

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("tenant_id", "sku"),
        CheckConstraint("list_price >= 0", name="list_price"),
        CheckConstraint("lead_time_days >= 0", name="lead_time_days"),
        Index("ix_products_category", "tenant_id", "category", "id"),
        Index("ix_products_manufacturer", "tenant_id", "manufacturer", "id"),
    )

    sku: Mapped[str]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    manufacturer: Mapped[str] = mapped_column(default="")
    mpn: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    """A path: `Fasteners > Hex bolts`."""
    unit: Mapped[str] = mapped_column(default="pcs")
    list_price: Mapped[Decimal | None]
    currency: Mapped[str]
    stock_quantity: Mapped[Decimal] = mapped_column(default=Decimal(0))
    lead_time_days: Mapped[int | None]
    packing: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    price_breaks: Mapped[list["PriceBreak"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by="PriceBreak.from_quantity"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class PriceBreak(Base):
    """From this quantity on, one unit costs this much, in the product's currency."""

    __tablename__ = "product_price_breaks"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "product_id", "from_quantity"),
        ForeignKeyConstraint(["tenant_id", "product_id"], TO_PRODUCT, ondelete="CASCADE"),
        CheckConstraint("from_quantity > 0", name="from_quantity"),
        CheckConstraint("unit_price >= 0", name="unit_price"),
    )

    tenant_id: Mapped[int]
    product_id: Mapped[int]
    from_quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal]


class ProductTerm(Base):
    """One thing a product is found by: a word, code, fact or part number (`matching/index.py`)."""

    __tablename__ = "product_terms"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "term", "product_id"),
        ForeignKeyConstraint(["tenant_id", "product_id"], TO_PRODUCT, ondelete="CASCADE"),
        Index("ix_product_terms_product", "tenant_id", "product_id"),
    )

    tenant_id: Mapped[int]
    term: Mapped[str] = mapped_column(Text(collation="C"))
    product_id: Mapped[int]


class CatalogTerm(Base):
    """In how many products of a tenant a word, code or fact stands."""

    __tablename__ = "catalog_terms"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "term"),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )

    tenant_id: Mapped[int]
    term: Mapped[str] = mapped_column(Text(collation="C"))
    products: Mapped[int]


class CatalogState(Base):
    """Which state a tenant's catalog is in; what is kept in memory of it is good for one revision."""

    __tablename__ = "catalog_states"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),)

    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[UUID]
    products: Mapped[int]
    index_version: Mapped[int]


class ProductVector(Base):
    """The meaning of a product's text, by one embedding model."""

    __tablename__ = "product_vectors"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "product_id"),
        ForeignKeyConstraint(["tenant_id", "product_id"], TO_PRODUCT, ondelete="CASCADE"),
    )

    tenant_id: Mapped[int]
    product_id: Mapped[int]
    model: Mapped[str]
    dimensions: Mapped[int]
    text: Mapped[str]
    """The text that was embedded; another one needs another vector."""
    vector: Mapped[str] = mapped_column(HalfVector())


class CustomerPart(Tenanted, Base):
    """A customer's own number for a product, confirmed by a person."""

    __tablename__ = "customer_parts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "customer_id", "number_key"),
        ForeignKeyConstraint(["tenant_id", "product_id"], TO_PRODUCT, ondelete="CASCADE"),
        Index("ix_customer_parts_product", "tenant_id", "product_id"),
    )

    customer_id: Mapped[int]
    number: Mapped[str]
    """As the customer writes it."""
    number_key: Mapped[str]
    product_id: Mapped[int]
    confirmed_by: Mapped[int | None]
    confirmed_at: Mapped[datetime] = mapped_column(default=clock.now)


class ProductImport(Tenanted, Timestamps, Base):
    """One file of products being taken in, and what came of it."""

    __tablename__ = "product_imports"

    filename: Mapped[str]
    storage_key: Mapped[str] = mapped_column(default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[ImportStatus] = mapped_column(enum_column(ImportStatus, "status"), default=ImportStatus.PENDING)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[list[Any]] = mapped_column(default=list)
    """`{line, sku, reason}` of each row that was not taken, up to a limit."""
    rejected_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    """Why the file as a whole was not taken."""
    created_by: Mapped[int | None]


on_constraint(
    "fk_customer_parts_tenant_id_customer_id", UnknownCustomer, "There is no such customer, or it is not yours."
)
on_constraint("uq_products_tenant_id_sku", SkuTaken, "A product with this SKU exists already; change that one instead.")
