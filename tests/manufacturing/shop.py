"""A shop for tests: quotes that were approved, travelers on the floor, and somebody with a scanner."""

import secrets
from typing import Any

import httpx2


async def post(client: httpx2.AsyncClient, path: str, body: dict[str, Any], **headers: str) -> Any:
    """Send something that must be taken, and return the answer."""
    answer = await client.post(path, json=body, headers=headers)
    assert answer.is_success, answer.text
    return answer.json()


async def put(client: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> Any:
    """Change something that must be taken, and return the answer."""
    answer = await client.put(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def approved_quote(client: httpx2.AsyncClient, **over: Any) -> Any:
    """Return a quote of two lines that was approved."""
    customer = await post(client, "/api/v1/customers", {"name": f"Works {secrets.token_hex(4)}"})
    lines = [
        {"product_name": "Cable 12", "product_code": "C-12", "quantity": 4, "unit_price": 12.5},
        {"product_name": "Cable 13", "product_code": "C-13", "quantity": 10, "unit_price": 3},
    ]
    quote = await post(client, "/api/v1/quotes", {"customer_id": customer["id"], "items": lines, **over})
    for status in ("pending", "approved"):
        quote = await put(client, f"/api/v1/quotes/{quote['id']}/status", {"status": status})
    return quote


async def released_traveler(client: httpx2.AsyncClient, *steps: dict[str, Any], **over: Any) -> Any:
    """Return a traveler on the floor, with these operations or three plain ones, for five pieces."""
    plain = [{"step_number": 10 * n, "step_name": f"Step {n}", "estimated_hours": 1} for n in (1, 2, 3)]
    body = {"type": "ASSEMBLY", "part_number": "A-1", "quantity": 5, "operations": list(steps) or plain, **over}
    traveler = await post(client, "/api/v1/travelers", body)
    return await put(client, f"/api/v1/travelers/{traveler['id']}/status", {"status": "released"})


def scan_of(text: str, **said: Any) -> dict[str, Any]:
    """Return what a scanner sends."""
    return {"scan_id": secrets.token_hex(8), "text": text, **said}


async def scanned(client: httpx2.AsyncClient, text: str, **said: Any) -> Any:
    """Scan something that must be taken, and return the answer."""
    return await post(client, "/api/v1/scans", scan_of(text, **said))
