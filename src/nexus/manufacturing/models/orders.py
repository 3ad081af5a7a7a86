"""Orders of customers, their lines, and every move of their status."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKeyConstraint, Index, Integer, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from nexus.manufacturing.errors import OrderExists
from nexus.manufacturing.rules.orders import ORDER_FLOW, OrderStatus
from nexus.platform import clock
from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.platform.errors import on_constraint


class Order(Tenanted, Timestamps, Base):
    """What a customer ordered: by their purchase order, out of a quote, or both."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("tenant_id", "order_number"),
        Index(
            "uq_orders_po_number",
            "tenant_id",
            "customer_id",
            "po_number",
            unique=True,
            postgresql_where=text("po_number <> '' and status <> 'cancelled'"),
        ),
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"]),
        ForeignKeyConstraint(["tenant_id", "quote_id"], ["quotes.tenant_id", "quotes.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["documents.tenant_id", "documents.id"], ondelete="SET NULL (document_id)"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "created_by"], ["users.tenant_id", "users.id"], ondelete="SET NULL (created_by)"
        ),
        Index("ix_orders_customer", "tenant_id", "customer_id", "id"),
        Index("ix_orders_quote", "tenant_id", "quote_id"),
        Index("ix_orders_document", "tenant_id", "document_id"),
        Index("ix_orders_status", "tenant_id", "status", "id"),
    )

    order_number: Mapped[str]
    po_number: Mapped[str] = mapped_column(default="")
    """The customer's own number; empty when none was told."""
    job_number: Mapped[str]
    customer_id: Mapped[int]
    quote_id: Mapped[int | None]
    document_id: Mapped[int | None]
    """The customer's purchase order as it came in."""
    status: Mapped[OrderStatus] = mapped_column(enum_column(OrderStatus, "status"), default=OrderStatus.DRAFT)
    currency: Mapped[str]
    digits: Mapped[int] = mapped_column(SmallInteger)
    total_amount: Mapped[int] = mapped_column(default=0)
    """Net, in minor units."""
    due_date: Mapped[date | None]
    notes: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    def move(self, to: OrderStatus) -> None:
        """Go to another status; raise IllegalMove (409) when the table does not allow it."""
        self.status = ORDER_FLOW.check(self.status, to)
        self.version += 1


class OrderLine(Tenanted, Base):
    """One thing ordered. `line_total` is in minor units of the order's currency; None while there is no price."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("tenant_id", "order_id", "line_number"),
        ForeignKeyConstraint(["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "quote_line_id"], ["quote_lines.tenant_id", "quote_lines.id"]),
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"]),
        Index("ix_order_lines_quote_line", "tenant_id", "quote_line_id"),
        Index("ix_order_lines_product", "tenant_id", "product_id"),
    )

    order_id: Mapped[int]
    line_number: Mapped[int] = mapped_column(Integer)
    quote_line_id: Mapped[int | None]
    product_id: Mapped[int | None]
    part_number: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(default="pcs")
    unit_price: Mapped[Decimal | None]
    line_total: Mapped[int | None]
    due_date: Mapped[date | None]


class OrderMove(Tenanted, Base):
    """One move of an order's status: from, to, who, when, why."""

    __tablename__ = "order_moves"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"], ondelete="CASCADE"),
        Index("ix_order_moves_order", "tenant_id", "order_id", "id"),
    )

    order_id: Mapped[int]
    from_status: Mapped[OrderStatus | None] = mapped_column(enum_column(OrderStatus, "from_status"))
    to_status: Mapped[OrderStatus] = mapped_column(enum_column(OrderStatus, "to_status"))
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(default="")


on_constraint("uq_orders_po_number", OrderExists, "This customer's purchase order has been entered already.")
