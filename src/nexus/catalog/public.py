"""What other contexts may ask of the catalog: products by id, and which product a requested line means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.errors import ProductInUse
from nexus.catalog.events import ProductChanged, ProductDeleted
from nexus.catalog.ids import ProductId
from nexus.catalog.matching import ladder
from nexus.catalog.matching.shapes import Alternative, Rung, Status, Verdict, Wanted
from nexus.catalog.queries.products import some_products
from nexus.catalog.schemas import ImportPreview, ImportResult, RejectedRow
from nexus.catalog.service.imports import import_products
from nexus.catalog.service.parts import forget_part, remember_part
from nexus.identity.public import Actor
from nexus.platform.db import driver_of
from nexus.platform.embeddings import Embedder
from nexus.platform.settings import Matching

__all__ = [
    "Alternative",
    "Break",
    "ImportPreview",
    "ImportResult",
    "Product",
    "ProductChanged",
    "ProductDeleted",
    "ProductId",
    "ProductInUse",
    "RejectedRow",
    "Rung",
    "Status",
    "Verdict",
    "Wanted",
    "forget_part",
    "import_products",
    "match_lines",
    "products_of",
    "remember_part",
]


@dataclass(frozen=True, slots=True)
class Break:
    """From this quantity on, one unit costs this much."""

    from_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """A product as other contexts know it. Prices are in its currency, for one of its unit."""

    id: ProductId
    sku: str
    name: str
    description: str
    manufacturer: str
    mpn: str
    unit: str
    list_price: Decimal | None
    currency: str
    breaks: tuple[Break, ...]
    """By quantity, smallest first."""
    stock: Decimal
    lead_time_days: int | None
    packing: str
    is_active: bool


async def products_of(session: AsyncSession, actor: Actor, ids: Iterable[int]) -> dict[ProductId, Product]:
    """Return the products with these ids, in one statement; those that are not the tenant's are left out."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await some_products(await driver_of(session), actor.tenant, wanted)
    return {
        ProductId(row["id"]): Product(
            id=ProductId(row["id"]),
            breaks=tuple(Break(*step) for step in row["breaks"]),
            stock=row["stock_quantity"],
            **{name: row[name] for name in _SAME},
        )
        for row in rows
    }


_SAME = (
    "sku", "name", "description", "manufacturer", "mpn", "unit", "list_price", "currency", "lead_time_days", "packing",
    "is_active",
)  # fmt: skip


async def match_lines(
    session: AsyncSession,
    actor: Actor,
    wanted: Sequence[Wanted],
    customer_id: int | None,
    *,
    thresholds: Matching | None = None,
    embedder: Embedder | None = None,
) -> list[Verdict]:
    """Say for each line which product it means, how sure that is, and what else it could be.

    A fixed number of statements, however many lines. With an embedder (`ground.embedder`) the meaning of descriptions
    is asked for where words and sizes leave a line open; without one all else works.
    """
    actor.must("products:read")
    if not wanted:
        return []
    asking = ladder.Asking(await driver_of(session), actor.tenant, customer_id, thresholds or Matching(), embedder)
    return await ladder.match(asking, wanted)
