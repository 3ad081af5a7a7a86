"""Products for tests."""

from pathlib import Path
from typing import Any

import httpx2

from nexus.catalog.ids import ProductId
from nexus.catalog.public import Verdict, Wanted, match_lines
from nexus.catalog.schemas import NewProduct
from nexus.catalog.service.products import open_product
from nexus.identity.public import Actor
from nexus.platform.ground import Ground


async def product(ground: Ground, actor: Actor, **over: Any) -> ProductId:
    """Make a product and return its id."""
    values = {"sku": "B-M8-25", "name": "Hex head bolt DIN 933 M8x25 zinc plated", "mpn": "HB933-M8X25-ZN", **over}
    async with ground.database.transaction(actor.tenant) as session:
        return ProductId((await open_product(session, actor, NewProduct(**values))).id)


BOLTS = {
    "B-M8-25-ZN": ("Hex head bolt DIN 933 M8x25 zinc plated", "HB933-M8X25-ZN"),
    "B-M8-30-ZN": ("Hex head bolt DIN 933 M8x30 zinc plated", "HB933-M8X30-ZN"),
    "B-M8-25-A2": ("Hex head bolt DIN 933 M8x25 stainless A2", "HB933-M8X25-A2"),
    "N-M8-ZN": ("Hex nut DIN 934 M8 zinc plated", "HN934-M8-ZN"),
    "C-100-BK": ("Cable tie 100x2.5 mm, black, PA66, pack of 100", "CT-100X2.5-BK"),
    "C-100-NT": ("Cable tie 100x2.5 mm, natural, PA66, pack of 100", "CT-100X2.5-NT"),
    "T-NPN": ("TRANS NPN 40V 0.2A TO92", "2N3904-AP"),
    "R-10K": ("Chip resistor 10k ohm 1 % 0603", "ARC0603F10K0T5"),
}


async def catalog(ground: Ground, actor: Actor) -> dict[str, ProductId]:
    """Make a small catalog of things that are easily taken for each other; return ids by SKU."""
    return {sku: await product(ground, actor, sku=sku, name=name, mpn=mpn) for sku, (name, mpn) in BOLTS.items()}


async def match(ground: Ground, actor: Actor, *wanted: Wanted, customer: int | None = None) -> list[Verdict]:
    """Match lines without asking for meanings."""
    async with ground.database.transaction(actor.tenant) as session:
        return await match_lines(session, actor, wanted, customer)


async def send(
    client: httpx2.AsyncClient, content: bytes, name: str = "products.csv", **fields: str
) -> httpx2.Response:
    """Upload a file of products."""
    return await client.post("/api/v1/products/import", data=fields, files={"file": (name, content)})


def text_file(folder: Path, text: str) -> Path:
    """Write a file and return its path."""
    path = folder / "products.csv"
    path.write_text(text, encoding="utf-8")
    return path
