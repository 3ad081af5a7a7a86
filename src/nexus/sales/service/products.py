"""Products as a quote needs them, asked at the door of the catalog."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.sales.rules.prices import Break


@dataclass(frozen=True, slots=True)
class Product:
    """A product as a quote needs it."""

    id: int
    code: str
    name: str
    description: str
    unit: str
    currency: str
    list_price: Decimal | None
    breaks: tuple[Break, ...]
    stock: Decimal | None
    lead_time: str


_SQL = text(
    "select p.*, (select array_agg((b.from_quantity, b.unit_price)) from product_price_breaks b where b.tenant_id=p.tenant_id and b.product_id=p.id) as breaks from products p where tenant_id=:t and id = any(:ids)"
)


async def products_of(session: AsyncSession, actor: Actor, ids: Iterable[int]) -> dict[int, Product]:
    """Return the products with these ids; those that are not there, or not the tenant's, are left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = (await session.execute(_SQL, {"t": actor.tenant, "ids": wanted})).mappings()
    return {
        r["id"]: Product(
            r["id"],
            r["sku"],
            r["name"],
            r["description"],
            r["unit"],
            r["currency"],
            r["list_price"],
            tuple(sorted((Break(*b) for b in r["breaks"] or ()), key=lambda b: b.quantity)),
            r["stock_quantity"],
            f"{r['lead_time_days']} days" if r["lead_time_days"] else "",
        )
        for r in rows
    }
