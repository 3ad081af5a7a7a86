"""Orders: out of a quote, by hand, out of a customer's purchase order; nothing is ordered twice."""

import asyncio

import httpx2
import pytest

from tests.documents.helpers import settled, text_pdf, upload
from tests.manufacturing.shop import approved_quote, post, put

pytestmark = pytest.mark.anyio


async def test_an_order_is_all_of_the_quote_and_confirmed_in_one_call(client: httpx2.AsyncClient) -> None:
    quote = await approved_quote(client)
    order = await post(client, "/api/v1/orders", {"quote_id": quote["id"], "po_number": "4500017"})
    assert (order["status"], order["total_amount"], order["customer_id"]) == ("confirmed", 80, quote["customer_id"])
    assert [(line["part_number"], line["quantity"]) for line in order["lines"]] == [("C-12", 4), ("C-13", 10)]
    assert order["order_number"].startswith("SO-")
    assert order["job_number"].startswith("J-")
    assert order["differences"] == []


async def test_however_many_clicks_a_quote_is_ordered_once(client: httpx2.AsyncClient) -> None:
    quote = await approved_quote(client)
    answers = await asyncio.gather(*(client.post("/api/v1/orders", json={"quote_id": quote["id"]}) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    refused = next(answer for answer in answers if answer.status_code == 409).json()
    assert refused["type"] == "/problems/order-exists"
    assert "SO-" in refused["detail"]


async def test_a_quote_can_be_ordered_in_parts_up_to_what_was_quoted(client: httpx2.AsyncClient) -> None:
    quote = await approved_quote(client)
    line = quote["items"][0]["id"]
    part = {"quote_id": quote["id"], "lines": [{"quote_line_id": line, "quantity": 3}]}
    first = await post(client, "/api/v1/orders", part)
    assert first["status"] == "draft"
    told = {(each["field"], each["quoted"], each["ordered"]) for each in first["differences"]}
    assert told == {("quantity", "4", "3"), ("line", "C-13", None)}
    path = f"/api/v1/orders/{first['id']}/status"
    refused = await client.put(path, json={"status": "confirmed"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/has-differences")
    assert len(refused.json()["differences"]) == 2
    assert (await put(client, path, {"status": "confirmed", "accept_differences": True}))["status"] == "confirmed"
    again = await post(client, "/api/v1/orders", part)
    beyond = await client.put(
        f"/api/v1/orders/{again['id']}/status", json={"status": "confirmed", "accept_differences": True}
    )
    assert beyond.json()["type"] == "/problems/too-much-ordered"
    await put(client, f"/api/v1/orders/{again['id']}/status", {"status": "cancelled"})
    rest = await post(client, "/api/v1/orders", {"quote_id": quote["id"]})
    assert [(each["part_number"], each["quantity"]) for each in rest["lines"]] == [("C-12", 1), ("C-13", 10)]


async def test_only_an_approved_quote_is_ordered(client: httpx2.AsyncClient) -> None:
    customer = await post(client, "/api/v1/customers", {"name": "Works"})
    items = [{"product_name": "X", "quantity": 1, "unit_price": 1}]
    draft = await post(client, "/api/v1/quotes", {"customer_id": customer["id"], "items": items})
    refused = await client.post("/api/v1/orders", json={"quote_id": draft["id"]})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-accepted")


async def test_an_order_by_hand_and_a_purchase_order_entered_once(client: httpx2.AsyncClient) -> None:
    customer = await post(client, "/api/v1/customers", {"name": "Works"})
    lines = [{"name": "Bracket", "part_number": "B-1", "quantity": 2.5, "unit_price": "3.30"}]
    body = {"customer_id": customer["id"], "po_number": "PO-7", "lines": lines, "due_date": "2027-01-31"}
    order = await post(client, "/api/v1/orders", body)
    assert (order["status"], order["total_amount"], order["lines"][0]["due_date"]) == ("draft", 8.25, "2027-01-31")
    twice = await client.post("/api/v1/orders", json=body)
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/order-exists")
    found = (await client.get("/api/v1/orders", params={"search": "po-7"})).json()
    assert [each["id"] for each in found] == [order["id"]]


@pytest.mark.usefixtures("running_worker")
async def test_a_purchase_order_is_compared_with_the_quote_line_by_line(client: httpx2.AsyncClient) -> None:
    quote = await approved_quote(client)
    content = text_pdf(
        "Purchase Order",
        "PO number: PO-88",
        "Pos|Part number|Description|Quantity|Unit price",
        "1|C-12|Cable 12|4|12.50",
        "2|C-13|Cable 13|12|2.90",
        "3|C-99|Cable 99|1|7.00",
    )
    document = (await upload(client, content, "po.pdf", document_type="purchase_order")).json()
    assert (await settled(client, document["id"]))["status"] == "completed"
    body = {"quote_id": quote["id"], "document_id": document["id"], "po_number": "PO-88"}
    order = await post(client, "/api/v1/orders", body)
    told = {(each["line"], each["field"], each["quoted"], each["ordered"]) for each in order["differences"]}
    assert told == {(2, "quantity", "10", "12"), (2, "unit_price", "3", "2.9"), (3, "line", None, "C-99")}
    assert order["status"] == "draft"


async def test_nothing_of_another_tenant_is_ordered(client: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    quote = await approved_quote(client)
    assert (await stranger.post("/api/v1/orders", json={"quote_id": quote["id"]})).status_code == 404
    order = await post(client, "/api/v1/orders", {"quote_id": quote["id"]})
    assert (await stranger.get(f"/api/v1/orders/{order['id']}")).status_code == 404


@pytest.mark.parametrize("quantity", [-1, 0, "NaN", 10**12])
async def test_an_impossible_quantity_is_refused(client: httpx2.AsyncClient, quantity: object) -> None:
    customer = await post(client, "/api/v1/customers", {"name": "Works"})
    lines = [{"name": "X", "quantity": quantity}]
    answer = await client.post("/api/v1/orders", json={"customer_id": customer["id"], "lines": lines})
    assert answer.status_code == 422
