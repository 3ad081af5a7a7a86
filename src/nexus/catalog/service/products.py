"""Products: made, changed, deleted; what they are found by goes with them."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.errors import ProductInUse
from nexus.catalog.events import ProductChanged, ProductDeleted
from nexus.catalog.ids import ProductId
from nexus.catalog.matching.index import INDEX_VERSION
from nexus.catalog.models import PriceBreak, Product
from nexus.catalog.queries.indexing import turn_revision
from nexus.catalog.schemas import NewProduct, PriceBreakIn, ProductPatch
from nexus.catalog.service.indexing import Texts, drop_one, index_one
from nexus.catalog.work import EmbedProducts
from nexus.identity.public import Actor, trade_of
from nexus.platform import audit
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound
from nexus.platform.events import publish
from nexus.platform.http.conditions import must_match
from nexus.platform.jobs import enqueue

FOREIGN_KEY_VIOLATION = "23503"


async def open_product(session: AsyncSession, actor: Actor, new: NewProduct) -> Product:
    """Make a product; SkuTaken (409) when the tenant has that SKU already."""
    actor.must("products:write")
    values = new.model_dump(exclude={"price_breaks", "currency"})
    currency = new.currency or (await trade_of(session, actor.tenant)).currency
    product = Product(tenant_id=actor.tenant, currency=currency, **values)
    session.add(product)
    await session.flush()  # a SKU that is taken is told here; the breaks name the id
    _lay_breaks(session, product, new.price_breaks)
    await _told(session, actor, product)
    return product


async def change_product(
    session: AsyncSession, actor: Actor, id: ProductId, patch: ProductPatch, if_match: str | None
) -> Product:
    """Change what the patch names of a product."""
    actor.must("products:write")
    product = await owned_product(session, actor, id, lock=True)
    must_match(if_match, product.version)
    given: dict[str, Any] = patch.model_dump(exclude_unset=True, exclude={"price_breaks"})
    if given.get("currency", "") is None:
        del given["currency"]
    for field, value in given.items():
        setattr(product, field, value)
    if "price_breaks" in patch.model_fields_set:
        mine = (PriceBreak.tenant_id == actor.tenant, PriceBreak.product_id == id)
        await session.execute(delete(PriceBreak).where(*mine))
        _lay_breaks(session, product, patch.price_breaks)
    await _told(session, actor, product)
    return product


async def delete_product(session: AsyncSession, actor: Actor, id: ProductId, if_match: str | None) -> None:
    """Delete a product; ProductInUse (409) while a quote or request refers to it: deactivate it instead."""
    actor.must("products:write")
    product = await owned_product(session, actor, id, lock=True)
    must_match(if_match, product.version)
    driver = await driver_of(session)
    await drop_one(driver, actor.tenant, id)
    await session.delete(product)
    try:
        await session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == FOREIGN_KEY_VIOLATION:
            raise ProductInUse(
                "Quotes or requests refer to this product. Set is_active to false instead of deleting it."
            ) from error
        raise
    await turn_revision(driver, actor.tenant, INDEX_VERSION)
    publish(session, ProductDeleted(tenant=actor.tenant, product=id))
    audit.note(session, actor, "product.deleted", ("product", id), sku=product.sku)


async def owned_product(session: AsyncSession, actor: Actor, id: ProductId, *, lock: bool = False) -> Product:
    """Return a product of the actor's tenant; NotFound otherwise."""
    wanted = select(Product).where(Product.tenant_id == actor.tenant, Product.id == id)
    product = await session.scalar(wanted.with_for_update() if lock else wanted)
    if product is None:
        raise NotFound("product")
    return product


def _lay_breaks(session: AsyncSession, product: Product, steps: list[PriceBreakIn]) -> None:
    session.add_all(
        PriceBreak(tenant_id=product.tenant_id, product_id=product.id, **step.model_dump()) for step in steps
    )


async def _told(session: AsyncSession, actor: Actor, product: Product) -> None:
    """Let everything that follows from a product know of its change."""
    driver = await driver_of(session)
    made = ProductId(product.id)
    texts = Texts(
        made, product.sku, product.mpn, product.name, product.description, product.category, product.manufacturer
    )
    await index_one(driver, actor.tenant, texts)
    publish(session, ProductChanged(tenant=actor.tenant, product=made))
    await enqueue(session, EmbedProducts(tenant=actor.tenant))
