"""Customers, products and quotes for tests: plain functions with defaults, through the doors that clients use."""

import secrets
from typing import Any

import httpx2
import msgspec

from nexus.documents.evidence import Box, ExtractedLine, Extraction, Value
from nexus.documents.ids import DocumentId
from nexus.documents.models import Document
from nexus.documents.rules.statuses import DocumentStatus
from nexus.identity.public import Actor
from nexus.identity.service.tenants import open_tenant
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


async def product(client: httpx2.AsyncClient, **over: Any) -> int:
    """Put a product into the catalog."""
    body = {"sku": f"V-{secrets.token_hex(4)}", "name": "Relay 24 V", "currency": "USD", "list_price": 4, **over}
    answer = await client.post("/api/v1/products", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def value(text: str, **over: Any) -> Value:
    """A value as reading finds it."""
    return Value(**{"value": text, "text": text, "page": 1, "box": Box(50, 100, 120, 110), "confidence": 0.97,
                    "verified": True, **over})  # fmt: skip


def asked(position: int, description: str, quantity: str | None = "10", **over: Any) -> ExtractedLine:
    """A requested line as reading finds it; texts stand for values."""
    values = {name: value(text) if isinstance(text, str) else text for name, text in over.items()}
    amount = None if quantity is None else value(quantity)
    return ExtractedLine(position, description=value(description), quantity=amount, **values)


async def document(ground: Ground, actor: Actor, *lines: ExtractedLine, **header: str) -> DocumentId:
    """Put a document there that was read, and asks for these lines."""
    found = Extraction("rfq", 0.99, "en", {name: value(text) for name, text in header.items()}, list(lines))
    digest = secrets.token_hex(32)
    async with ground.database.transaction(actor.tenant) as session:
        made = Document(
            tenant_id=actor.tenant,
            name="rfq.pdf",
            media_type="application/pdf",
            size=1,
            sha256=digest,
            storage_key=f"{actor.tenant}/{digest}",
            document_type="rfq",
            status=DocumentStatus.COMPLETED,
            extraction=msgspec.to_builtins(found),
        )
        session.add(made)
        await session.flush()
        return DocumentId(made.id)


async def read_again(ground: Ground, actor: Actor, id: DocumentId, *lines: ExtractedLine, **header: str) -> None:
    """Let another reading of the document have found these lines."""
    found = Extraction("rfq", 0.99, "en", {name: value(text) for name, text in header.items()}, list(lines))
    async with ground.database.transaction(actor.tenant) as session:
        made = await session.get_one(Document, (actor.tenant, id))
        made.extraction = msgspec.to_builtins(found)


async def default_tenant(ground: Ground) -> None:
    """Make the tenant of those who name none."""
    async with ground.database.transaction(None) as session:
        await open_tenant(session, ground.settings.default_tenant, "Main")
