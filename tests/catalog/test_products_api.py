"""The product rows of the contract, with the old clients' exact paths and bodies."""

import csv
import io

import httpx2
import pytest
from openpyxl import load_workbook

from nexus.identity.public import Actor, Role
from nexus.platform.ground import Ground
from tests.catalog import make
from tests.conftest import SignIn, counted_queries

pytestmark = pytest.mark.anyio

BOLT = {
    "sku": "BOLT-1",
    "name": "Hex head bolt DIN 933 M8x25 zinc plated",
    "description": "Full thread",
    "manufacturer": "Boltwerk",
    "mpn": "HB933-M8X25-ZN",
    "category": "Fasteners > Hex bolts",
    "unit": "pcs",
    "list_price": 0.125,
    "currency": "EUR",
    "price_breaks": [{"from_quantity": 100, "unit_price": 0.11}, {"from_quantity": 1000, "unit_price": 0.0975}],
    "stock_quantity": 250,
    "lead_time_days": 14,
    "packing": "bag of 50",
    "attributes": {"standard": "DIN 933"},
}


async def test_a_product_is_made_and_read_again(client: httpx2.AsyncClient) -> None:
    made = await client.post("/api/v1/products", json=BOLT)
    assert made.status_code == 201
    read = await client.get(f"/api/v1/products/{made.json()['id']}")
    assert read.json() == made.json()
    assert {name: read.json()[name] for name in BOLT} == BOLT
    assert read.json()["in_stock"] is True
    assert read.json()["is_active"] is True
    assert read.headers["etag"] == '"1"'


async def test_the_tenants_currency_is_taken_when_none_is_given(client: httpx2.AsyncClient) -> None:
    made = await client.post("/api/v1/products", json={"sku": "X", "name": "Thing"})
    assert made.json()["currency"] == "USD"
    assert made.json()["list_price"] is None


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_leaves_alone_what_it_does_not_name(client: httpx2.AsyncClient, method: str) -> None:
    made = (await client.post("/api/v1/products", json=BOLT)).json()
    path = f"/api/v1/products/{made['id']}"
    changed = (await client.request(method, path, json={"name": "Hex bolt M8x25", "price_breaks": []})).json()
    assert changed["name"] == "Hex bolt M8x25"
    assert changed["price_breaks"] == []
    assert changed["list_price"] == BOLT["list_price"]
    assert changed["version"] == 2


async def test_what_was_read_can_be_sent_back(client: httpx2.AsyncClient) -> None:
    made = (await client.post("/api/v1/products", json=BOLT)).json()
    again = await client.put(f"/api/v1/products/{made['id']}", json=made)
    assert again.status_code == 200
    assert again.json()["price_breaks"] == BOLT["price_breaks"]


async def test_a_stale_change_is_refused(client: httpx2.AsyncClient) -> None:
    made = (await client.post("/api/v1/products", json=BOLT)).json()
    path = f"/api/v1/products/{made['id']}"
    await client.put(path, json={"unit": "box"})
    stale = await client.put(path, json={"unit": "kg"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_a_product_is_deleted(client: httpx2.AsyncClient) -> None:
    made = (await client.post("/api/v1/products", json=BOLT)).json()
    assert (await client.delete(f"/api/v1/products/{made['id']}")).status_code == 204
    assert (await client.get(f"/api/v1/products/{made['id']}")).status_code == 404
    assert (await client.get("/api/v1/products", params={"search": "bolt"})).json() == []


async def test_a_product_that_a_quote_refers_to_is_not_deleted(client: httpx2.AsyncClient) -> None:
    made = (await client.post("/api/v1/products", json=BOLT)).json()
    customer = (await client.post("/api/v1/customers", json={"name": "Larkfield"})).json()
    line = {"product_id": made["id"], "quantity": 5}
    quote = await client.post("/api/v1/quotes", json={"customer_id": customer["id"], "title": "Bolts", "items": [line]})
    assert quote.status_code == 201
    refused = await client.delete(f"/api/v1/products/{made['id']}")
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/product-in-use"
    assert "is_active" in refused.json()["detail"]


async def test_the_same_sku_twice_is_a_conflict(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/products", json=BOLT)
    again = await client.post("/api/v1/products", json=BOLT)
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/sku-taken"


async def test_one_request_sent_twice_makes_one_product(client: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "bolt"}
    first = await client.post("/api/v1/products", json=BOLT, headers=key)
    second = await client.post("/api/v1/products", json=BOLT, headers=key)
    assert second.status_code == 201
    assert second.json() == first.json()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": "", "name": "x"},
        {"sku": "a\x00b", "name": "x"},
        {"sku": "a", "name": "x\x00"},
        {"sku": "a", "name": "x", "list_price": -1},
        {"sku": "a", "name": "x", "list_price": "NaN"},
        {"sku": "a", "name": "x", "stock_quantity": -5},
        {"sku": "a", "name": "x", "currency": "EURO"},
        {"sku": "a", "name": "x", "colour": "red"},
        {"sku": "a", "name": "x", "price_breaks": [{"from_quantity": 0, "unit_price": 1}]},
        {
            "sku": "a",
            "name": "x",
            "price_breaks": [{"from_quantity": 5, "unit_price": 1}, {"from_quantity": 5, "unit_price": 2}],
        },
        {"name": "x"},
    ],
)
async def test_a_wrong_field_is_named(client: httpx2.AsyncClient, wrong: dict[str, object]) -> None:
    assert (await client.post("/api/v1/products", json=wrong)).status_code == 422


@pytest.mark.parametrize("price", ["1e400", "-1e400", "1e13"])
async def test_a_price_beyond_all_measure_is_refused(client: httpx2.AsyncClient, price: str) -> None:
    body = f'{{"sku": "a", "name": "x", "list_price": {price}}}'
    answer = await client.post("/api/v1/products", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


async def test_another_tenants_product_is_not_there(client: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    made = (await client.post("/api/v1/products", json=BOLT)).json()
    path = f"/api/v1/products/{made['id']}"
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.put(path, json={"name": "mine"})).status_code == 404
    assert (await stranger.delete(path)).status_code == 404
    assert (await stranger.get("/api/v1/products")).json() == []


async def test_who_only_quotes_may_not_change_the_catalog(sign_in: SignIn) -> None:
    quality = (await sign_in(Role.QUALITY)).client
    assert (await quality.get("/api/v1/products")).status_code == 200
    assert (await quality.post("/api/v1/products", json=BOLT)).status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"search": "hex bolt m8x25"}, {"B-M8-25-ZN", "B-M8-25-A2"}),
        ({"search": "hexx bollt M8x30"}, {"B-M8-30-ZN"}),
        ({"search": "Sechskantschraube M8x30"}, {"B-M8-30-ZN"}),
        ({"search": "hb933 m8x25 a2"}, {"B-M8-25-A2"}),
        ({"search": "CT-100"}, {"C-100-BK", "C-100-NT"}),
        ({"search": "2n39o4ap"}, {"T-NPN"}),
        ({"sku": "R-10K"}, {"R-10K"}),
        ({"search": "water pump"}, set()),
    ],
)
async def test_search_forgives_typing_and_languages(
    ground: Ground, actor: Actor, client: httpx2.AsyncClient, asked: dict[str, str], found: set[str]
) -> None:
    await make.catalog(ground, actor)
    answer = await client.get("/api/v1/products", params=asked)
    assert {row["sku"] for row in answer.json()} == found


async def test_lists_are_filtered(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/products", json=BOLT)
    await client.post(
        "/api/v1/products", json={"sku": "NUT", "name": "Nut", "category": "Fasteners", "is_active": False}
    )

    async def skus(**asked: str) -> list[str]:
        return [row["sku"] for row in (await client.get("/api/v1/products", params=asked)).json()]

    assert await skus(category="Fasteners") == ["NUT", "BOLT-1"]
    assert await skus(category="Fasteners > Hex bolts") == ["BOLT-1"]
    assert await skus(manufacturer="boltwerk") == ["BOLT-1"]
    assert await skus(in_stock="false") == ["NUT"]
    assert await skus(is_active="true") == ["BOLT-1"]


async def test_pages_follow_each_other(client: httpx2.AsyncClient) -> None:
    for number in range(5):
        await client.post("/api/v1/products", json={"sku": f"S{number}", "name": "Thing"})
    first = await client.get("/api/v1/products", params={"limit": 3})
    rest = await client.get(first.headers["link"].split(">")[0].strip("<"))
    assert [row["sku"] for row in (*first.json(), *rest.json())] == ["S4", "S3", "S2", "S1", "S0"]
    assert "x-next-cursor" not in rest.headers


async def test_an_export_holds_no_formula_and_can_be_taken_in_again(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/products", json={**BOLT, "name": '=HYPERLINK("http://bad")', "description": "@SUM(A1)"})
    answer = await client.get("/api/v1/products/export")
    row = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert row["name"].startswith("'=")
    assert row["description"].startswith("'@")
    assert row["price_breaks"] == "100=0.11; 1000=0.0975"
    again = await make.send(client, answer.content)
    assert again.json()["rejected"] == []
    assert again.json()["updated"] == 1


async def test_an_export_as_a_sheet_holds_texts(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/products", json={**BOLT, "name": "+1+1"})
    answer = await client.get("/api/v1/products/export", params={"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet["B2"].value == "'+1+1"
    assert sheet["B2"].data_type == "s"


async def test_the_number_of_queries_of_a_list_does_not_grow(ground: Ground, client: httpx2.AsyncClient) -> None:
    counts: list[int] = []
    for number in range(6):
        await client.post("/api/v1/products", json={**BOLT, "sku": f"S{number}"})
        async with counted_queries(ground) as seen:
            await client.get("/api/v1/products", params={"limit": 200})
        counts.append(len(seen))
    assert len(set(counts)) == 1


async def test_a_customers_own_number_is_remembered_and_forgotten(client: httpx2.AsyncClient) -> None:
    made = (await client.post("/api/v1/products", json=BOLT)).json()
    path = f"/api/v1/products/{made['id']}/customer-parts"
    customer = (await client.post("/api/v1/customers", json={"name": "Larkfield"})).json()
    part = await client.post(path, json={"customer_id": customer["id"], "number": "MAT-4711"})
    assert part.status_code == 201
    assert (await client.post(path, json={"customer_id": 10**15, "number": "MAT-4711"})).status_code == 422
    assert [row["number"] for row in (await client.get(path)).json()] == ["MAT-4711"]
    assert (await client.delete(f"{path}/{part.json()['id']}")).status_code == 204
    assert (await client.get(path)).json() == []
