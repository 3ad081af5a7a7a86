"""Customers over HTTP: each row of the contract with the old client's path and body."""

import httpx2
import pytest

from nexus.identity.public import Actor
from nexus.platform.ground import Ground
from nexus.sales.schemas.customers import CustomerOut
from nexus.sales.service.customers import find_customer
from tests.sales import make

pytestmark = pytest.mark.anyio

OLD_BODY = {
    "name": "Larkfield Instruments Ltd",
    "type": "manufacturer",
    "industry": "Instruments",
    "primary_contact": "Hannah Osgood",
    "email": "H.Osgood@larkfield.example",
    "phone": "+44 1904 555 0147",
    "billing_address": "Unit 6, Foss Mill Lane\nYork YO31 9ZZ",
}


async def test_a_customer_is_made_read_changed_and_deleted(client: httpx2.AsyncClient) -> None:
    made = await client.post("/api/customers", json=OLD_BODY)
    assert made.status_code == 201
    customer = CustomerOut.model_validate(made.json())
    assert customer.status == "active"
    assert customer.email == "h.osgood@larkfield.example"
    path = f"/api/customers/{customer.id}"
    assert (await client.get(path)).json() == made.json()
    changed = await client.put(path, json={"phone": "+44 1904 555 0148", "status": "inactive"})
    assert changed.status_code == 200
    assert changed.json() == {
        **made.json(),
        "phone": "+44 1904 555 0148",
        "status": "inactive",
        "version": 2,
        "updated_at": changed.json()["updated_at"],
    }
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_a_customer_can_be_sent_back_as_it_was_read(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client, **OLD_BODY)
    answer = await client.put(f"/api/customers/{customer['id']}", json={**customer, "name": "Larkfield"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["name"] == "Larkfield"


async def test_nulls_of_old_clients_are_taken_for_nothing(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client, type=None, industry=None, email=None, phone=None, billing_address=None)
    assert (customer["type"], customer["email"], customer["billing_address"]) == ("", "", "")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 256},
        {"name": "a\u0000b"},
        {"name": "Acme", "email": "nobody"},
        {"name": "Acme", "currency": "XYZ"},
        {"name": "Acme", "tax_rate": 101},
        {"name": "Acme", "colour": "red"},
    ],
)
async def test_a_wrong_field_is_refused_and_named(client: httpx2.AsyncClient, body: dict[str, object]) -> None:
    answer = await client.post("/api/customers", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "search", ["Larkfield", "larkfeld", "LARKFIELD inst", "osgood", "automacao", "AUTOMAÇÃO", "صنايع پارس", "Strasse"]
)
async def test_search_forgives_case_accents_and_typing_errors(client: httpx2.AsyncClient, search: str) -> None:
    await make.customer(client, name="Zebra Corp")
    names = {"larkf": "Larkfield Instruments", "osgo": "Larkfield Instruments"}
    await make.customer(client, **{**OLD_BODY, "name": "Larkfield Instruments"})
    await make.customer(client, name="Serralva Automação Lda")
    await make.customer(client, name="شرکت صنایع پارس آوا")
    await make.customer(client, name="Bauer", billing_address="Große Straße 1")
    found = (await client.get("/api/customers", params={"search": search})).json()
    assert len(found) == 1, [names, found]


async def test_lists_are_filtered_by_status_and_paged_newest_first(client: httpx2.AsyncClient) -> None:
    made = [await make.customer(client, status=status) for status in ("active", "blocked", "active", "active")]
    active = [customer["id"] for customer in reversed(made) if customer["status"] == "active"]
    first = await client.get("/api/customers", params={"status": "active", "limit": 2})
    assert [customer["id"] for customer in first.json()] == active[:2]
    cursor = first.headers["x-next-cursor"]
    rest = await client.get("/api/customers", params={"status": "active", "limit": 2, "cursor": cursor})
    assert [customer["id"] for customer in rest.json()] == active[2:]
    assert "x-next-cursor" not in rest.headers
    skipped = await client.get("/api/customers", params={"status": "active", "skip": 1})
    assert [customer["id"] for customer in skipped.json()] == active[1:]


async def test_a_customer_with_quotes_is_not_deleted(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client)
    await make.quote(client, customer_id=customer["id"])
    answer = await client.delete(f"/api/customers/{customer['id']}")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/customer-in-use"
    assert (await client.get(f"/api/customers/{customer['id']}")).status_code == 200


async def test_a_foreign_customer_is_not_there(client: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    customer = await make.customer(client)
    path = f"/api/customers/{customer['id']}"
    answers = [
        await stranger.get(path),
        await stranger.put(path, json={"name": "Mine"}),
        await stranger.delete(path),
        await stranger.get(f"{path}/prices"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await stranger.get("/api/customers")).json() == []


async def test_a_stale_change_is_refused(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client)
    path = f"/api/customers/{customer['id']}"
    seen = (await client.get(path)).headers["etag"]
    assert (await client.put(path, json={"phone": "1"}, headers={"If-Match": seen})).status_code == 200
    assert (await client.put(path, json={"phone": "2"}, headers={"If-Match": seen})).status_code == 412
    assert (await client.delete(path, headers={"If-Match": seen})).status_code == 412


async def test_a_key_makes_a_customer_once(client: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "one"}
    first = await client.post("/api/customers", json={"name": "Once"}, headers=key)
    again = await client.post("/api/customers", json={"name": "Once"}, headers=key)
    other = await client.post("/api/customers", json={"name": "Twice"}, headers=key)
    assert (first.status_code, again.json(), other.status_code) == (201, first.json(), 422)
    assert len((await client.get("/api/customers")).json()) == 1


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("", "somebody.else@larkfield.example"),
        ("LARKFIELD INSTRUMENTS LIMITED", ""),
        ("Larkfield Instrumnts", "buyer@gmail.com"),
    ],
)
async def test_a_sender_is_recognised(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor, name: str, email: str
) -> None:
    customer = await make.customer(client, **OLD_BODY)
    await make.customer(client, name="Larkspur Gardens")
    async with ground.database.transaction(actor.tenant) as session:
        assert await find_customer(session, actor, name, email) == customer["id"]


@pytest.mark.parametrize(("name", "email"), [("", ""), ("Somebody New", "x@new.example"), ("", "buyer@gmail.com")])
async def test_a_stranger_is_not_taken_for_a_customer(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor, name: str, email: str
) -> None:
    await make.customer(client, **OLD_BODY)
    async with ground.database.transaction(actor.tenant) as session:
        assert await find_customer(session, actor, name, email) is None


async def test_prices_are_agreed_with_a_customer_for_products_that_exist(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client)
    path = f"/api/v1/customers/{customer['id']}/prices"
    relay = await make.product(client)
    price = {"product_id": relay, "from_quantity": 100, "unit_price": 3.2, "currency": "USD", "valid_to": "2030-12-31"}
    made = await client.post(path, json=price)
    assert made.status_code == 201, made.text
    assert (await client.get(path)).json() == [made.json()]
    unknown = await client.post(path, json={**price, "product_id": relay + 10_000})
    assert (unknown.status_code, unknown.json()["type"]) == (422, "/problems/unknown-product")
    assert (await client.delete(f"{path}/{made.json()['id']}")).status_code == 204
    assert (await client.get(path)).json() == []
