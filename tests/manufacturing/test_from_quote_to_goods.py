"""The whole way: an approved quote, its order, a traveler, a shift of work, and the finished goods."""

import httpx2
import pytest

from nexus.identity.public import Role
from tests.conftest import SignIn
from tests.manufacturing.shop import approved_quote, scanned

pytestmark = pytest.mark.anyio


async def test_an_approved_quote_becomes_a_finished_traveler(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    quote = await approved_quote(client)
    order = (await client.post("/api/v1/orders", json={"quote_id": quote["id"], "po_number": "PO-1"})).json()
    assert (order["status"], order["quote_number"], len(order["lines"])) == ("confirmed", quote["quote_number"], 2)
    new = {"type": "CABLE", "order_line_id": order["lines"][0]["id"]}
    traveler = (await client.post("/api/v1/travelers", json=new)).json()
    assert traveler["status"] == "draft", traveler
    released = await client.put(f"/api/v1/travelers/{traveler['id']}/status", json={"status": "released"})
    assert released.json()["status"] == "released", released.text
    worker = (await sign_in(Role.ASSEMBLY)).client
    inspector = (await sign_in(Role.QUALITY)).client
    for step in released.json()["operations"]:
        who = inspector if step["required_role"] == "quality" else worker
        started = await scanned(who, step["barcode"], action="start")
        assert started["operation"]["status"] == "running", started
        assert (await scanned(who, step["barcode"], action="move"))["operation"]["quantity_at_hand"] == 0
        assert (await scanned(who, step["barcode"], action="finish"))["operation"]["is_completed"]
    done = (await client.get(f"/api/v1/travelers/{traveler['id']}")).json()
    assert (done["status"], done["operations_done"]) == ("completed", 5)
    assert all(entry["hours_logged"] is not None for entry in done["labor_logs"])
    assert (await client.get(f"/api/v1/orders/{order['id']}")).json()["status"] == "in_production"
