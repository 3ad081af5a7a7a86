"""Customers' own part numbers: what a person confirmed once is known from then on."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.ids import ProductId
from nexus.catalog.matching.normal import part_key
from nexus.catalog.models import CustomerPart
from nexus.catalog.service.products import owned_product
from nexus.identity.public import Actor
from nexus.platform import audit, clock
from nexus.platform.errors import Invalid, NotFound


async def remember_part(
    session: AsyncSession, actor: Actor, customer_id: int, number: str, product_id: ProductId
) -> CustomerPart:
    """Remember that this customer calls the product by this number; the last confirmation counts."""
    actor.must("quotes:write")
    key = part_key(number)
    if not key:
        raise Invalid("A part number needs at least one letter or digit.")
    await owned_product(session, actor, product_id)
    told = {"number": number, "product_id": product_id, "confirmed_by": actor.by, "confirmed_at": clock.now()}
    statement = insert(CustomerPart).values(tenant_id=actor.tenant, customer_id=customer_id, number_key=key, **told)
    statement = statement.on_conflict_do_update(index_elements=["tenant_id", "customer_id", "number_key"], set_=told)
    found = await session.scalars(statement.returning(CustomerPart), execution_options={"populate_existing": True})
    return found.one()


async def forget_part(session: AsyncSession, actor: Actor, id: int, product_id: ProductId | None = None) -> None:
    """Forget a customer's number (for that product)."""
    actor.must("quotes:write")
    part = await session.get(CustomerPart, (actor.tenant, id))
    if part is None or product_id not in {None, part.product_id}:
        raise NotFound("customer part number")
    await session.delete(part)
    audit.note(session, actor, "customer_part.deleted", ("product", part.product_id), number=part.number)


async def remembered_parts(session: AsyncSession, actor: Actor, product_id: ProductId) -> Sequence[CustomerPart]:
    """Return the customers' own numbers for a product."""
    actor.must("products:read")
    await owned_product(session, actor, product_id)
    mine = (CustomerPart.tenant_id == actor.tenant, CustomerPart.product_id == product_id)
    return (await session.scalars(select(CustomerPart).where(*mine).order_by(CustomerPart.id))).all()
