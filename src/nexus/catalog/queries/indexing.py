"""Keeping what products are found by up to date, in a few statements for any number of products."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from nexus.catalog.ids import ProductId
from nexus.identity.public import TenantId
from nexus.platform.db import ReadConnection

FORGET = "delete from product_terms where tenant_id = $1 and product_id = any($2::bigint[]) returning term"

HOLD = """
insert into product_terms (tenant_id, term, product_id)
select $1, term, product_id from unnest($2::text[], $3::bigint[]) as held (term, product_id)
"""

RECOUNT = """
with counted as (
    select term, count(*) as products from product_terms
    where tenant_id = $1 and ($2::text[] is null or term = any($2)) and left(term, 2) in ('w:', 'c:', 'f:', 'd:')
    group by term
), gone as (
    delete from catalog_terms known where tenant_id = $1 and ($2::text[] is null or term = any($2))
    and not exists (select 1 from counted where counted.term = known.term)
)
insert into catalog_terms (tenant_id, term, products) select $1, term, products from counted order by term
on conflict (tenant_id, term) do update set products = excluded.products
where catalog_terms.products <> excluded.products
"""

TURN = """
insert into catalog_states as state (tenant_id, revision, products, index_version)
select $1, gen_random_uuid(), count(*), $2 from products where tenant_id = $1
on conflict (tenant_id) do update
    set revision = excluded.revision, products = excluded.products, index_version = excluded.index_version
returning revision
"""

ALL_TEXTS = "select id, sku, mpn, name, description, category, manufacturer from products where tenant_id = $1"

OUTDATED = "select 1 from catalog_states where tenant_id = $1 and index_version <> $2"

UNEMBEDDED = """
select product.id, product.text from (
    select tenant_id, id, left(case when description = '' then name when starts_with(description, name) then description
        else name || ', ' || description end, 500) as text from products where tenant_id = $1
) product
left join product_vectors meant on meant.tenant_id = product.tenant_id and meant.product_id = product.id
where meant.product_id is null or meant.model <> $2 or meant.dimensions <> $3 or meant.text <> product.text
order by product.id limit $4
"""

STORE_VECTORS = """
insert into product_vectors as meant (tenant_id, product_id, model, dimensions, text, vector)
select $1, given.product_id, $2, $3, given.text, given.vector::halfvec
from unnest($4::bigint[], $5::text[], $6::text[]) as given (product_id, text, vector)
join products on products.tenant_id = $1 and products.id = given.product_id
on conflict (tenant_id, product_id) do update
    set model = excluded.model, dimensions = excluded.dimensions, text = excluded.text, vector = excluded.vector
"""


async def forget_terms(driver: ReadConnection, tenant: TenantId, products: Collection[ProductId]) -> list[str]:
    """Take products out of the index; return their terms."""
    return [row["term"] for row in await driver.fetch(FORGET, tenant, list(products))]


async def hold_terms(driver: ReadConnection, tenant: TenantId, held: Sequence[tuple[str, ProductId]]) -> None:
    """Put (term, product) into the index."""
    await driver.execute(HOLD, tenant, [term for term, _ in held], [product for _, product in held])


async def all_texts(driver: ReadConnection, tenant: TenantId) -> Sequence[Any]:
    """Return what all products are indexed by."""
    return await driver.fetch(ALL_TEXTS, tenant)


async def recount(driver: ReadConnection, tenant: TenantId, terms: Collection[str] | None) -> None:
    """Count again in how many products these terms stand; None: all terms."""
    await driver.execute(RECOUNT, tenant, None if terms is None else sorted(set(terms)))


async def turn_revision(driver: ReadConnection, tenant: TenantId, index_version: int) -> UUID:
    """Note that the catalog has changed, and return its new revision."""
    return await driver.fetchval(TURN, tenant, index_version)


async def is_outdated(driver: ReadConnection, tenant: TenantId, index_version: int) -> bool:
    """Say whether the catalog was indexed in another way than it would be now."""
    return await driver.fetchval(OUTDATED, tenant, index_version) is not None


async def without_vectors(
    driver: ReadConnection, tenant: TenantId, model: str, dimensions: int, most: int
) -> list[tuple[ProductId, str]]:
    """Return products whose text has no vector of this model yet, and that text."""
    rows = await driver.fetch(UNEMBEDDED, tenant, model, dimensions, most)
    return [(ProductId(row["id"]), row["text"]) for row in rows]


async def store_vectors(
    driver: ReadConnection, tenant: TenantId, model: str, dimensions: int, given: Sequence[tuple[ProductId, str, str]]
) -> None:
    """Keep (product, text, vector) of this model; products that are gone meanwhile are left out."""
    products, texts, vectors = ([part[at] for part in given] for at in range(3))
    await driver.execute(STORE_VECTORS, tenant, model, dimensions, products, texts, vectors)
