"""Customers, how they are recognised, and the prices agreed with them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.sales.rules.customers import CustomerStatus, company_domain, name_key, search_text


class Customer(Tenanted, Timestamps, Base):
    """A company that asks for quotes."""

    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_name_key", "tenant_id", "name_key"),)

    name: Mapped[str]
    name_key: Mapped[str]
    """What identifies the name in any spelling."""
    search: Mapped[str]
    """All that the customer is looked for by, without case and accents."""
    type: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    primary_contact: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    billing_address: Mapped[str] = mapped_column(default="")
    status: Mapped[CustomerStatus] = mapped_column(enum_column(CustomerStatus, "status"), default=CustomerStatus.ACTIVE)
    tax_rate: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    """Percent; None: the tenant's own rate."""
    currency: Mapped[str | None]
    locale: Mapped[str | None]
    payment_terms: Mapped[str] = mapped_column(default="")
    delivery_terms: Mapped[str] = mapped_column(default="")
    email_domains: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Domains whose senders belong to this customer."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts changes; the customer's ETag."""

    def recognise(self) -> None:
        """Derive what the customer is found by from what is known of it."""
        self.name_key = name_key(self.name)
        self.search = search_text(self.name, self.primary_contact, self.email, self.industry, self.billing_address)
        own = company_domain(self.email)
        if own and own not in self.email_domains:
            self.email_domains = [*self.email_domains, own]


class CustomerPrice(Tenanted, Timestamps, Base):
    """What was agreed with one customer for one product."""

    __tablename__ = "customer_prices"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "customer_id"], ["customers.tenant_id", "customers.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", "product_id"], ["products.tenant_id", "products.id"], ondelete="CASCADE"),
        Index("ix_customer_prices_of", "tenant_id", "customer_id", "product_id"),
    )

    customer_id: Mapped[int]
    product_id: Mapped[int]
    from_quantity: Mapped[Decimal] = mapped_column(default=Decimal(1))
    unit_price: Mapped[Decimal]
    currency: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
