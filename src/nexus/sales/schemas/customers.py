"""Customers as they go over the wire."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from nexus.platform.pages import PageAsked
from nexus.platform.types import (
    Day,
    Email,
    Empty,
    Id,
    JsonNumber,
    Locale,
    Name,
    Percent,
    Quantity,
    Remark,
    Roundtrip,
    Search,
    ShortText,
    UnitPrice,
    Wire,
)
from nexus.sales.rules.customers import CustomerStatus
from nexus.sales.schemas.words import Currency

Domain = Annotated[str, StringConstraints(to_lower=True, max_length=253, pattern=r"^[^@\s\x00]+\.[^@\s\x00.]+$")]
MaybeEmail = Annotated[Email | Literal[""], Empty]
MaybeStatus = Annotated[CustomerStatus, BeforeValidator(lambda given: given or CustomerStatus.ACTIVE)]


class CustomersAsked(PageAsked):
    """Which customers are to be listed."""

    search: Search = Field("", description="Name, contact, e-mail or address; typing errors are forgiven")
    status: CustomerStatus | None = None


class CustomerFields(Roundtrip):
    """What can be said of a customer, all of it optional."""

    only_answered: ClassVar = frozenset({"id", "created_at", "updated_at", "version"})

    type: ShortText = ""
    industry: ShortText = ""
    primary_contact: ShortText = ""
    email: MaybeEmail = ""
    phone: ShortText = ""
    billing_address: Remark = ""
    status: MaybeStatus = CustomerStatus.ACTIVE
    tax_rate: Percent | None = Field(None, description="Percent; null: the tenant's own rate")
    currency: Currency | None = Field(None, description="Null: the tenant's own currency")
    locale: Locale | None = Field(None, description="Language of the customer's quotes; null: the tenant's own")
    payment_terms: Remark = ""
    delivery_terms: Remark = ""
    email_domains: list[Domain] = Field([], max_length=50, description="Senders from here belong to this customer")


class NewCustomer(CustomerFields):
    """A customer to be made."""

    name: Name


class CustomerPatch(CustomerFields):
    """What is to change of a customer; what is left out stays."""

    name: Name = ""


class CustomerOut(Wire):
    """A customer."""

    id: int
    name: str
    type: str
    industry: str
    primary_contact: str
    email: str
    phone: str
    billing_address: str
    status: CustomerStatus
    tax_rate: JsonNumber | None
    currency: str | None
    locale: str | None
    payment_terms: str
    delivery_terms: str
    email_domains: list[str]
    version: int
    created_at: datetime
    updated_at: datetime


class NewCustomerPrice(Wire):
    """A price agreed with a customer for a product, from a quantity, between two days (both included)."""

    product_id: Id
    from_quantity: Quantity = Field(1, validate_default=True)
    unit_price: UnitPrice
    currency: Currency
    valid_from: Day | None = None
    valid_to: Day | None = None


class CustomerPriceOut(Wire):
    """A price agreed with a customer."""

    id: int
    customer_id: int
    product_id: int
    from_quantity: JsonNumber
    unit_price: JsonNumber
    currency: str
    valid_from: date | None
    valid_to: date | None
