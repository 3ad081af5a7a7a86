"""The reads of matching: a fixed number of statements, however many lines are asked for."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from nexus.catalog.ids import ProductId
from nexus.identity.public import TenantId
from nexus.platform.db import Readable

STATE = "select revision, products from catalog_states where tenant_id = $1"

WORDS = """
select substr(term, 3) as word, products from catalog_terms where tenant_id = $1 and left(term, 2) = 'w:'
"""

MAKERS = "select distinct manufacturer from products where tenant_id = $1 and manufacturer <> ''"

COUNTS = "select term, products from catalog_terms where tenant_id = $1 and term = any($2::text[])"

HOLDERS = "select term, product_id from product_terms where tenant_id = $1 and term = any($2::text[]) limit 20000"

BEST = """
select line, product_id from (
    select asked.line, held.product_id,
        row_number() over (partition by asked.line order by sum(asked.weight) desc, held.product_id) as place
    from unnest($2::int[], $3::text[], $4::float8[]) as asked (line, term, weight)
    join product_terms held on held.tenant_id = $1 and held.term = asked.term
    group by asked.line, held.product_id
) ranked where place <= $5
"""

PRODUCTS = """
select id, sku, name, description, manufacturer, mpn, category, unit, packing, stock_quantity
from products where tenant_id = $1 and id = any($2::bigint[]) and is_active
"""

REMEMBERED = """
select number_key, product_id from customer_parts
where tenant_id = $1 and customer_id = $2 and number_key = any($3::text[])
"""

COSINES = """
select asked.line, meant.product_id, 1 - (meant.vector <=> asked.vector::halfvec) as cosine
from unnest($2::int[], $3::bigint[], $4::text[]) as asked (line, product_id, vector)
join product_vectors meant
    on meant.tenant_id = $1 and meant.product_id = asked.product_id and meant.model = $5 and meant.dimensions = $6
"""

NEAREST = """
select asked.line, near.product_id from unnest($2::int[], $3::text[]) as asked (line, vector)
cross join lateral (
    select product_id from product_vectors where tenant_id = $1 and model = $4 and dimensions = $5
    order by vector <=> asked.vector::halfvec limit $6
) near
"""


class Model(NamedTuple):
    """An embedding model; only its own vectors are compared."""

    name: str
    dimensions: int


class State(NamedTuple):
    """Revision of a catalog and how many products it has."""

    revision: UUID
    products: int


async def state_of(driver: Readable, tenant: TenantId) -> State | None:
    """Return the state of the tenant's catalog; None while it is empty."""
    row = await driver.fetchrow(STATE, tenant)
    return State(row["revision"], row["products"]) if row else None


async def words_of(driver: Readable, tenant: TenantId) -> dict[str, int]:
    """Return all words of the catalog and in how many products each stands."""
    return {row["word"]: row["products"] for row in await driver.fetch(WORDS, tenant)}


async def makers_of(driver: Readable, tenant: TenantId) -> list[str]:
    """Return the names of all manufacturers."""
    return [row["manufacturer"] for row in await driver.fetch(MAKERS, tenant)]


async def counts_of(driver: Readable, tenant: TenantId, terms: Sequence[str]) -> dict[str, int]:
    """Return in how many products each term stands; terms of no product are left out."""
    return {row["term"]: row["products"] for row in await driver.fetch(COUNTS, tenant, terms)}


async def holders_of(driver: Readable, tenant: TenantId, terms: Sequence[str]) -> dict[str, list[ProductId]]:
    """Return the products that hold each of the terms."""
    held: dict[str, list[ProductId]] = {}
    for row in await driver.fetch(HOLDERS, tenant, terms):
        held.setdefault(row["term"], []).append(ProductId(row["product_id"]))
    return held


async def best_of(
    driver: Readable, tenant: TenantId, asked: Sequence[tuple[int, str, float]], most: int
) -> dict[int, list[ProductId]]:
    """Return for each line the products that share the most weight of its terms (line, term, weight)."""
    lines, terms, weights = ([part[at] for part in asked] for at in range(3))
    found: dict[int, list[ProductId]] = {}
    for row in await driver.fetch(BEST, tenant, lines, terms, weights, most):
        found.setdefault(row["line"], []).append(ProductId(row["product_id"]))
    return found


async def products_by_id(driver: Readable, tenant: TenantId, ids: Sequence[ProductId]) -> Sequence[Mapping[str, Any]]:
    """Return the rows of products that matching looks at."""
    return await driver.fetch(PRODUCTS, tenant, ids)


async def remembered_of(
    driver: Readable, tenant: TenantId, customer_id: int, keys: Sequence[str]
) -> dict[str, ProductId]:
    """Return the products that were confirmed for this customer's own numbers."""
    rows = await driver.fetch(REMEMBERED, tenant, customer_id, keys)
    return {row["number_key"]: ProductId(row["product_id"]) for row in rows}


async def cosines_of(
    driver: Readable, tenant: TenantId, asked: Sequence[tuple[int, ProductId, str]], model: Model
) -> dict[tuple[int, ProductId], float]:
    """Return the likeness of meaning of (line, product, vector of the line)."""
    lines, products, vectors = ([part[at] for part in asked] for at in range(3))
    rows = await driver.fetch(COSINES, tenant, lines, products, vectors, *model)
    return {(row["line"], ProductId(row["product_id"])): row["cosine"] for row in rows}


async def nearest_of(
    driver: Readable, tenant: TenantId, asked: Sequence[tuple[int, str]], model: Model, most: int
) -> dict[int, list[ProductId]]:
    """Return for each (line, vector) the products whose meaning is nearest, exactly, inside the tenant."""
    lines, vectors = ([part[at] for part in asked] for at in range(2))
    found: dict[int, list[ProductId]] = {}
    for row in await driver.fetch(NEAREST, tenant, lines, vectors, *model, most):
        found.setdefault(row["line"], []).append(ProductId(row["product_id"]))
    return found
