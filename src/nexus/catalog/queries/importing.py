"""Taking in many products at once: one statement for a batch, whichever columns the file has."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from nexus.catalog.ids import ProductId
from nexus.identity.public import TenantId
from nexus.platform.db import ReadConnection

KINDS = {
    "name": "text", "description": "text", "manufacturer": "text", "mpn": "text", "category": "text", "unit": "text",
    "list_price": "numeric", "currency": "text", "stock_quantity": "numeric", "lead_time_days": "bigint",
    "packing": "text", "is_active": "boolean",
}  # fmt: skip
DEFAULTS = {
    "name": "''", "description": "''", "manufacturer": "''", "mpn": "''", "category": "''", "unit": "'pcs'",
    "list_price": "null", "currency": "$4", "stock_quantity": "0", "lead_time_days": "null", "packing": "''",
    "is_active": "true",
}  # fmt: skip

KNOWN = "select sku, id from products where tenant_id = $1 and sku = any($2::text[])"

BREAKS_OF = """
select product_id, array_agg(from_quantity order by from_quantity) as quantities,
    array_agg(unit_price order by from_quantity) as prices
from product_price_breaks where tenant_id = $1 and product_id = any($2::bigint[]) group by product_id
"""

DROP_BREAKS = "delete from product_price_breaks where tenant_id = $1 and product_id = any($2::bigint[])"

LAY_BREAKS = """
insert into product_price_breaks (tenant_id, product_id, from_quantity, unit_price)
select $1, product_id, from_quantity, unit_price
from unnest($2::bigint[], $3::numeric[], $4::numeric[]) as given (product_id, from_quantity, unit_price)
"""

TEXTS = """
select id, sku, mpn, name, description, category, manufacturer from products
where tenant_id = $1 and id = any($2::bigint[])
"""


class Stored(NamedTuple):
    """A product that a batch made or changed."""

    id: ProductId
    sku: str
    made: bool


async def upsert(
    driver: ReadConnection, tenant: TenantId, rows: Sequence[Mapping[str, Any]], currency: str, now: datetime
) -> list[Stored]:
    """Make or change products by SKU, only in the columns that the rows have; what does not change is left out."""
    columns = [name for name in KINDS if name in rows[0]]
    arrays = [[row[name] for row in rows] for name in columns]
    found = await driver.fetch(_statement(tuple(columns)), tenant, [row["sku"] for row in rows], now, currency, *arrays)
    return [Stored(ProductId(row["id"]), row["sku"], row["made"]) for row in found]


def _statement(columns: tuple[str, ...]) -> str:
    given = {name: f"given.{name}" for name in columns}
    if "currency" in given:
        given["currency"] = "coalesce(nullif(given.currency, ''), $4)"
    values = ", ".join(given.get(name, default) for name, default in DEFAULTS.items())
    arrays = ", ".join(f"${at + 5}::{KINDS[name]}[]" for at, name in enumerate(columns))
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns)
    changed = " or ".join(f"known.{name} is distinct from excluded.{name}" for name in columns)
    return f"""
        insert into products as known
            (tenant_id, sku, {", ".join(DEFAULTS)}, attributes, version, created_at, updated_at)
        select $1, given.sku, {values}, '{{}}'::jsonb, 1, $3, $3
        from unnest($2::text[], {arrays}) as given (sku, {", ".join(columns)})
        where $4::text is not null
        order by given.sku
        on conflict (tenant_id, sku) do update
            set {sets}, version = known.version + 1, updated_at = excluded.updated_at
        where {changed}
        returning id, sku, xmax = 0 as made
    """  # noqa: S608 - names of columns from the table above


async def ids_of(driver: ReadConnection, tenant: TenantId, skus: Sequence[str]) -> dict[str, ProductId]:
    """Return the products that have these SKUs."""
    return {row["sku"]: ProductId(row["id"]) for row in await driver.fetch(KNOWN, tenant, skus)}


async def lay_breaks(
    driver: ReadConnection, tenant: TenantId, given: Mapping[ProductId, Sequence[tuple[Any, Any]]]
) -> set[ProductId]:
    """Give products these quantity breaks; return those whose breaks were others before."""
    rows = await driver.fetch(BREAKS_OF, tenant, list(given))
    known = {ProductId(row["product_id"]): list(zip(row["quantities"], row["prices"], strict=True)) for row in rows}
    changed = {product: steps for product, steps in given.items() if known.get(product, []) != list(steps)}
    if changed:
        await driver.execute(DROP_BREAKS, tenant, list(changed))
        laid = [(product, *step) for product, steps in changed.items() for step in steps]
        await driver.execute(LAY_BREAKS, tenant, *([row[at] for row in laid] for at in range(3)))
    return set(changed)


async def texts_of(driver: ReadConnection, tenant: TenantId, ids: Sequence[ProductId]) -> Sequence[Any]:
    """Return what products are indexed by."""
    return await driver.fetch(TEXTS, tenant, ids)
