"""Customers: made, changed, deleted, priced, and recognised by what stands on an RFQ."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.public import products_of
from nexus.documents.public import rename_customer
from nexus.identity.public import Actor
from nexus.platform import audit
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound
from nexus.platform.http.conditions import must_match
from nexus.sales.errors import UnknownProduct
from nexus.sales.ids import CustomerId
from nexus.sales.models import Customer, CustomerPrice
from nexus.sales.queries.customers import customer_of_domain, customer_of_name
from nexus.sales.rules.customers import CustomerStatus, company_domain, name_key
from nexus.sales.schemas.customers import CustomerPatch, NewCustomer, NewCustomerPrice


async def open_customer(session: AsyncSession, actor: Actor, new: NewCustomer) -> Customer:
    """Make a customer."""
    actor.must("customers:write")
    customer = Customer(tenant_id=actor.tenant, **new.model_dump())
    customer.recognise()
    session.add(customer)
    await session.flush()  # the answer names the id
    return customer


async def change_customer(
    session: AsyncSession, actor: Actor, id: CustomerId, patch: CustomerPatch, if_match: str | None
) -> Customer:
    """Change what the patch names of a customer."""
    actor.must("customers:write")
    customer = await owned_customer(session, actor, id, lock=True)
    must_match(if_match, customer.version)
    for field, value in patch.model_dump(exclude_unset=True).items():
        setattr(customer, field, value)
    customer.recognise()
    customer.version += 1
    if "name" in patch.model_fields_set:
        await rename_customer(session, actor, customer.id, customer.name)
    return customer


async def delete_customer(session: AsyncSession, actor: Actor, id: CustomerId, if_match: str | None) -> None:
    """Delete a customer; 409 while quotes refer to it."""
    actor.must("customers:write")
    customer = await owned_customer(session, actor, id, lock=True)
    must_match(if_match, customer.version)
    await session.delete(customer)
    await session.flush()  # a quote that refers to it is told here
    audit.note(session, actor, "customer.deleted", ("customer", id), name=customer.name)


async def owned_customer(session: AsyncSession, actor: Actor, id: CustomerId, *, lock: bool = False) -> Customer:
    """Return a customer of the actor's tenant; NotFound otherwise."""
    wanted = select(Customer).where(Customer.tenant_id == actor.tenant, Customer.id == id)
    customer = await session.scalar(wanted.with_for_update() if lock else wanted)
    if customer is None:
        raise NotFound("customer")
    return customer


async def agree_price(session: AsyncSession, actor: Actor, id: CustomerId, new: NewCustomerPrice) -> CustomerPrice:
    """Note a price agreed with a customer for a product."""
    actor.must("customers:write")
    await owned_customer(session, actor, id)
    if new.product_id not in await products_of(session, actor, {new.product_id}):
        raise UnknownProduct(f"There is no product {new.product_id}, or it is not yours.")
    price = CustomerPrice(tenant_id=actor.tenant, customer_id=id, **new.model_dump())
    session.add(price)
    await session.flush()  # the answer names the id
    return price


async def drop_price(session: AsyncSession, actor: Actor, id: CustomerId, price_id: int) -> None:
    """Forget a price agreed with a customer."""
    actor.must("customers:write")
    mine = (CustomerPrice.tenant_id == actor.tenant, CustomerPrice.customer_id == id, CustomerPrice.id == price_id)
    price = await session.scalar(select(CustomerPrice).where(*mine))
    if price is None:
        raise NotFound("price")
    await session.delete(price)
    audit.note(session, actor, "price.deleted", ("customer", id), product=price.product_id)


async def find_customer(session: AsyncSession, actor: Actor, name: str, email: str) -> CustomerId | None:
    """Return whom an RFQ comes from: by the sender's domain, else by the name in any spelling; None when unknown."""
    driver = await driver_of(session)
    domain = company_domain(email)
    known = await customer_of_domain(driver, actor.tenant, domain) if domain else None
    if known is None and (key := name_key(name)):
        known = await customer_of_name(driver, actor.tenant, key)
    return known


async def propose_customer(session: AsyncSession, actor: Actor, name: str, contact: str, email: str) -> Customer:
    """Make a prospect out of what stands on an RFQ, for a person to complete."""
    customer = Customer(
        tenant_id=actor.tenant,
        name=name[:255],
        primary_contact=contact[:255],
        email=email[:254],
        industry="",
        billing_address="",
        status=CustomerStatus.PROSPECT,
        email_domains=[],
    )
    customer.recognise()
    session.add(customer)
    await session.flush()  # the RFQ refers to it
    return customer
