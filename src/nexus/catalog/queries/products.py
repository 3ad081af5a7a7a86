"""Reading products: one, a page of them, a search that forgives typing errors, and what a quote needs of many."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from nexus.catalog.ids import ProductId
from nexus.identity.public import TenantId
from nexus.platform.db import Readable
from nexus.platform.pages import PageRequest
from nexus.platform.statement import Found, Statement

COLUMNS = """
p.id, p.sku, p.name, p.description, p.manufacturer, p.mpn, p.category, p.unit, trim_scale(p.list_price) as list_price,
p.currency,
coalesce((select json_agg(json_build_object('from_quantity', trim_scale(b.from_quantity),
    'unit_price', trim_scale(b.unit_price)) order by b.from_quantity)
    from product_price_breaks b where b.tenant_id = p.tenant_id and b.product_id = p.id), '[]') as price_breaks,
trim_scale(p.stock_quantity) as stock_quantity, p.stock_quantity > 0 as in_stock, p.lead_time_days, p.packing,
p.is_active, p.attributes, p.version, p.created_at, p.updated_at
"""

ONE = """
select r.version, to_json(r)::text as body
from (select COLUMNS from products p where p.tenant_id = $1 and p.id = $2) r
""".replace("COLUMNS", COLUMNS)

PAGE = """
select p.id, to_json(r)::text as row
from products p cross join lateral (select COLUMNS) r
where p.tenant_id = {0}
""".replace("COLUMNS", COLUMNS)

FITTING = """
select held.product_id from unnest({1}::int[], {2}::text[]) as asked (place, term)
join product_terms held on held.tenant_id = {0} and held.term = asked.term
group by held.product_id having count(distinct asked.place) >= {3}
"""

WITH_LETTERS = """
and (starts_with(lower(p.sku), {0}) or starts_with(lower(p.mpn), {0}) or strpos(lower(p.name), {0}) > 0)
"""

SOME = """
select p.id, p.sku, p.name, p.description, p.manufacturer, p.mpn, p.unit, p.list_price, p.currency, p.stock_quantity,
p.lead_time_days, p.packing, p.is_active,
array(select row(b.from_quantity, b.unit_price) from product_price_breaks b
    where b.tenant_id = p.tenant_id and b.product_id = p.id order by b.from_quantity) as breaks
from products p where p.tenant_id = $1 and p.id = any($2::bigint[])
"""


class Filter(NamedTuple):
    """Which products are asked for."""

    sku: str = ""
    manufacturer: str = ""
    category: str = ""
    in_stock: bool | None = None
    is_active: bool | None = None


class Searched(NamedTuple):
    """What products are searched by: letters as typed, or terms of the index."""

    letters: str = ""
    terms: Sequence[Sequence[str]] = ()
    """Groups of terms, any one of each group."""
    least: int = 0
    """How many groups a product must hold one of."""


async def read_product(driver: Readable, tenant: TenantId, product: ProductId) -> tuple[int, str] | None:
    """Return the product's version and JSON; None when there is none."""
    row = await driver.fetchrow(ONE, tenant, product)
    return None if row is None else (row["version"], row["body"])


async def list_products(
    driver: Readable, tenant: TenantId, page: PageRequest, wanted: Filter, searched: Searched | None = None
) -> Found:
    """Return a page of products, newest first."""
    statement = Statement(PAGE, tenant)
    if searched is not None:
        _search(statement, tenant, searched)
    _filter(statement, wanted)
    if (after := page.key(int)) is not None:
        statement.add("and p.id < {0}", *after)
    statement.add("order by p.id desc limit {0} offset {1}", page.limit + 1, page.skip)
    return await statement.page(driver, page.limit)


def _search(statement: Statement, tenant: TenantId, searched: Searched) -> None:
    if searched.letters:
        statement.add(WITH_LETTERS, searched.letters)
    if searched.terms:
        asked = [(place, term) for place, group in enumerate(searched.terms) for term in group]
        places, terms = [place for place, _ in asked], [term for _, term in asked]
        statement.add(f"and p.id in ({FITTING})", tenant, places, terms, searched.least)


def _filter(statement: Statement, wanted: Filter) -> None:
    if wanted.sku:
        statement.add("and p.sku = {0}", wanted.sku)
    if wanted.manufacturer:
        statement.add("and lower(p.manufacturer) = lower({0})", wanted.manufacturer)
    if wanted.category:
        statement.add("and (p.category = {0} or starts_with(p.category, {0} || ' > '))", wanted.category)
    if wanted.in_stock is not None:
        statement.add("and (p.stock_quantity > 0) = {0}", wanted.in_stock)
    if wanted.is_active is not None:
        statement.add("and p.is_active = {0}", wanted.is_active)


async def some_products(driver: Readable, tenant: TenantId, ids: Sequence[int]) -> Sequence[Any]:
    """Return the rows of products by id, with their quantity breaks; unknown ids are left out."""
    return await driver.fetch(SOME, tenant, ids)
