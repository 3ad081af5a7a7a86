"""Keeping what products are found by in step with what is known of them."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from nexus.catalog.ids import ProductId
from nexus.catalog.matching.index import INDEX_VERSION, described, terms
from nexus.catalog.queries import indexing as queries
from nexus.identity.public import TenantId
from nexus.platform.db import ReadConnection

BATCH = 1000
MANY = 50
"""From so many products on, reading their texts is left to a thread."""


class Texts(NamedTuple):
    """What is read of a product to find it by."""

    id: ProductId
    sku: str
    mpn: str
    name: str
    description: str
    category: str
    manufacturer: str


async def index(driver: ReadConnection, tenant: TenantId, products: Sequence[Texts]) -> set[str]:
    """Index products anew; return all terms whose counts may have changed."""
    before = await queries.forget_terms(driver, tenant, [product.id for product in products])
    held = _held(products) if len(products) < MANY else await asyncio.to_thread(_held, products)
    await queries.hold_terms(driver, tenant, held)
    return {*before, *(term for term, _ in held)}


def _held(products: Sequence[Texts]) -> list[tuple[str, ProductId]]:
    return [(term, product.id) for product in products for term in _terms(product)]


def _terms(product: Texts) -> list[str]:
    read = described(product.name, product.description, product.category, product.manufacturer)
    return terms(read, product.sku, product.mpn)


async def index_all(driver: ReadConnection, tenant: TenantId) -> None:
    """Index the whole catalog anew, as after a change of the vocabulary."""
    texts = [Texts(*row) for row in await queries.all_texts(driver, tenant)]
    for start in range(0, len(texts), BATCH):
        await index(driver, tenant, texts[start : start + BATCH])
    await queries.recount(driver, tenant, None)
    await queries.turn_revision(driver, tenant, INDEX_VERSION)


async def index_one(driver: ReadConnection, tenant: TenantId, product: Texts) -> None:
    """Index one product and note that the catalog changed."""
    changed = await index(driver, tenant, [product])
    await queries.recount(driver, tenant, changed)
    await queries.turn_revision(driver, tenant, INDEX_VERSION)


async def drop_one(driver: ReadConnection, tenant: TenantId, product: ProductId) -> None:
    """Take one product out of the index and note that the catalog changed; call it before the product is deleted."""
    changed = await queries.forget_terms(driver, tenant, [product])
    await queries.recount(driver, tenant, changed)
