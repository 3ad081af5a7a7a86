"""Customers, products and quotes for tests: plain functions with defaults, through the doors that clients use."""

import secrets
from decimal import Decimal
from typing import Any

import httpx2

from nexus.catalog.models import PriceBreak, Product
from nexus.identity.public import Actor
from nexus.platform.ground import Ground

LINES = [
    {"product_name": "Terminal block", "product_code": "TB-3", "quantity": 250, "unit_price": 1.125},
    {"product_name": "Hex screw M8x25", "quantity": 2.5, "unit": "kg", "unit_price": 8.4, "discount_percent": 10},
]


async def customer(client: httpx2.AsyncClient, **over: Any) -> dict[str, Any]:
    """Make a customer as the old client does."""
    answer = await client.post("/api/customers", json={"name": f"Acme {secrets.token_hex(3)}", **over})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def quote(client: httpx2.AsyncClient, **over: Any) -> dict[str, Any]:
    """Draft a quote of two lines as the old client does."""
    answer = await client.post("/api/quotes", json={"title": "Sensor board", "line_items": LINES, **over})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def moved(client: httpx2.AsyncClient, quote: dict[str, Any], *path: str) -> dict[str, Any]:
    """Move a quote along these statuses."""
    for status in path:
        answer = await client.put(f"/api/quotes/{quote['id']}/status", json={"status": status})
        assert answer.status_code == 200, answer.text
        quote = answer.json()
    return quote


async def product(ground: Ground, actor: Actor, **over: Any) -> int:
    """Put a product into the catalog."""
    breaks = over.pop("breaks", {})
    values: dict[str, Any] = {"sku": f"V-{secrets.token_hex(4)}", "name": "Relay 24 V", "currency": "USD", **over}
    values.setdefault("list_price", Decimal("4.00"))
    async with ground.database.transaction(actor.tenant) as session:
        made = Product(tenant_id=actor.tenant, **values)
        session.add(made)
        await session.flush()
        for quantity, price in breaks.items():
            step = {"product_id": made.id, "from_quantity": Decimal(quantity), "unit_price": Decimal(price)}
            session.add(PriceBreak(tenant_id=actor.tenant, **step))
        return made.id
