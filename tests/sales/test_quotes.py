"""Quotes over HTTP: each row of the contract with the old client's path and body."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import httpx2
import pytest
from sqlalchemy import update

from nexus.identity.public import Actor, Role
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.sales.jobs import expire_quotes
from nexus.sales.models import Quote
from nexus.sales.schemas.quotes import MoveOut, QuoteOut, QuoteRow, RevisionOut
from tests.conftest import SignIn, counted_queries
from tests.sales import make

pytestmark = pytest.mark.anyio


async def test_a_quote_is_drafted_with_the_totals_of_its_lines(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client, tax_rate=20)
    body = {
        "customer_id": customer["id"],
        "title": "Sensor board",
        "description": "Pilot series",
        "notes": "Deliver in one lot",
        "currency": "EUR",
        "items": [{**line, "line_total": 1} for line in make.LINES],
        "subtotal": 1,
        "tax_amount": 2,
        "total_amount": 3,
        "quote_number": "mine",
        "status": "approved",
    }
    answer = await client.post("/api/quotes", json=body)
    assert answer.status_code == 201, answer.text
    quote = QuoteOut.model_validate(answer.json())
    assert [line.line_total for line in quote.items] == [Decimal("281.25"), Decimal("18.9")]
    assert (quote.subtotal, quote.tax_amount, quote.total_amount) == (
        Decimal("300.15"),
        Decimal("60.03"),
        Decimal("360.18"),
    )
    assert quote.quote_number == f"Q-{clock.today().year}-00001"
    assert quote.status == "draft"


async def test_a_quote_carries_both_names_of_every_doubled_field(client: httpx2.AsyncClient) -> None:
    quote = await make.quote(client)
    assert quote["items"] == quote["line_items"]
    assert quote["created_date"] == quote["created_at"]
    assert quote["expiry_date"] == quote["valid_until"] == (clock.today() + timedelta(days=30)).isoformat()


async def test_every_hot_read_fits_the_model_it_declares(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client)
    quote = await make.moved(client, await make.quote(client, customer_id=customer["id"]), "pending", "approved")
    path = f"/api/quotes/{quote['id']}"
    read = (await client.get(path)).json()
    QuoteOut.model_validate(read)
    assert set(read) == set(QuoteOut.model_fields)
    (row,) = (await client.get("/api/quotes")).json()
    QuoteRow.model_validate(row)
    assert set(row) == set(QuoteRow.model_fields)
    for move in (await client.get(f"{path}/history")).json():
        MoveOut.model_validate(move)


async def test_reading_and_listing_are_one_statement_each(client: httpx2.AsyncClient, ground: Ground) -> None:
    quotes = [await make.quote(client) for _ in range(3)]
    async with counted_queries(ground) as seen:
        await client.get(f"/api/quotes/{quotes[0]['id']}")
        await client.get("/api/quotes")
    assert seen == []


async def test_a_quote_can_be_sent_back_as_it_was_read(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client)
    quote = await make.quote(client, customer_id=customer["id"])
    answer = await client.put(f"/api/quotes/{quote['id']}", json={**quote, "title": "Changed"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["title"] == "Changed"
    assert answer.json()["total_amount"] == quote["total_amount"]


async def test_what_is_left_out_of_a_change_stays(client: httpx2.AsyncClient) -> None:
    quote = await make.quote(client, notes="Keep me")
    path = f"/api/quotes/{quote['id']}"
    changed = (await client.put(path, json={"valid_until": "2030-01-31T00:00:00Z", "tax_rate": 10})).json()
    assert (changed["notes"], changed["expiry_date"]) == ("Keep me", "2030-01-31")
    assert [line["id"] for line in changed["items"]] == [line["id"] for line in quote["items"]]
    assert changed["total_amount"] == 330.17
    replaced = (
        await client.put(path, json={"line_items": [{"product_name": "Bolt", "quantity": 3, "unit_price": 2}]})
    ).json()
    assert [(line["product_name"], line["line_number"]) for line in replaced["items"]] == [("Bolt", 1)]
    assert replaced["subtotal"] == 6


@pytest.mark.parametrize(
    ("currency", "price", "total"), [("JPY", 0.5, 1), ("USD", 0.005, 0.01), ("KWD", 0.0005, 0.001), ("EUR", 0.0049, 0)]
)
async def test_a_total_is_rounded_half_up_to_the_currencys_minor_unit(
    client: httpx2.AsyncClient, currency: str, price: float, total: float
) -> None:
    line = {"product_name": "Bead", "quantity": 1, "unit_price": price}
    assert (await make.quote(client, currency=currency, line_items=[line]))["total_amount"] == total


@pytest.mark.parametrize(
    "line",
    [
        {"product_name": "Bolt"},
        {"product_name": "Bolt", "quantity": 0},
        {"product_name": "Bolt", "quantity": -5},
        {"product_name": "Bolt", "quantity": "NaN"},
        {"product_name": "Bolt", "quantity": "1e400"},
        {"product_name": "Bolt", "quantity": "1.234.567,00"},
        {"product_name": "Bolt", "quantity": 1, "unit_price": -1},
        {"product_name": "Bolt", "quantity": 1, "discount_percent": 100.5},
        {"product_name": "", "quantity": 1},
        {"product_name": "Bolt", "quantity": 10**12, "unit_price": 10**6},
        {"product_name": "Bolt", "quantity": 1, "product_id": 2**62},
    ],
)
async def test_a_line_that_cannot_be_is_refused(client: httpx2.AsyncClient, line: dict[str, object]) -> None:
    answer = await client.post("/api/quotes", json={"title": "No", "line_items": [line]})
    assert answer.status_code == 422, answer.text
    assert (await client.get("/api/quotes")).json() == []


async def test_a_quote_for_a_customer_that_is_not_there_is_refused(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    foreign = await make.customer(stranger)
    answer = await client.post("/api/quotes", json={"title": "No", "customer_id": foreign["id"]})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown-customer")


async def test_quotes_are_filtered_by_status_customer_and_search(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client, name="Brunnhof Maschinenbau GmbH")
    first = await make.quote(client, customer_id=customer["id"], title="Hydraulic press")
    second = await make.moved(client, await make.quote(client, title="Conveyor"), "pending")

    async def ids(**filters: object) -> list[int]:
        return [quote["id"] for quote in (await client.get("/api/quotes", params=filters)).json()]

    assert await ids() == [second["id"], first["id"]]
    assert await ids(status="pending") == [second["id"]]
    assert await ids(customer_id=customer["id"]) == [first["id"]]
    assert await ids(search="brunhof") == [first["id"]]
    assert await ids(search="hydraulik press") == [first["id"]]
    assert await ids(search=second["quote_number"]) == [second["id"]]
    assert await ids(search="TB-3") == [second["id"], first["id"]]
    assert await ids(limit=1, skip=1) == [first["id"]]
    assert (await client.get("/api/quotes", params={"status": "lost"})).status_code == 422


async def test_pages_follow_each_other_without_gap_or_repeat(client: httpx2.AsyncClient) -> None:
    made = [(await make.quote(client))["id"] for _ in range(5)]
    seen: list[int] = []
    answer = await client.get("/api/quotes", params={"limit": 2})
    seen += [quote["id"] for quote in answer.json()]
    answer = await client.get(answer.headers["link"].split(">")[0].lstrip("<"))
    seen += [quote["id"] for quote in answer.json()]
    answer = await client.get(answer.headers["link"].split(">")[0].lstrip("<"))
    seen += [quote["id"] for quote in answer.json()]
    assert seen == made[::-1]
    assert "link" not in answer.headers
    assert (await client.get("/api/quotes", params={"cursor": "rubbish"})).status_code == 400


@pytest.mark.parametrize(
    ("path", "to", "allowed"),
    [
        ((), "approved", ["pending"]),
        ((), "rejected", ["pending"]),
        ((), "expired", ["pending"]),
        ((), "draft", ["pending"]),
        (("pending",), "draft", ["approved", "expired", "rejected"]),
        (("pending", "approved"), "pending", []),
        (("pending", "rejected"), "approved", []),
        (("pending", "expired"), "approved", []),
    ],
)
async def test_a_move_that_is_not_listed_is_409_and_names_the_allowed(
    client: httpx2.AsyncClient, path: tuple[str, ...], to: str, allowed: list[str]
) -> None:
    quote = await make.moved(client, await make.quote(client), *path)
    answer = await client.put(f"/api/quotes/{quote['id']}/status", json={"status": to})
    assert answer.status_code == 409
    assert answer.json()["allowed"] == allowed


async def test_every_move_is_remembered(client: httpx2.AsyncClient, actor: Actor) -> None:
    quote = await make.moved(client, await make.quote(client), "pending")
    path = f"/api/quotes/{quote['id']}"
    await client.put(f"{path}/status", json={"status": "rejected", "reason": "Too dear"})
    moves = [MoveOut.model_validate(move) for move in (await client.get(f"{path}/history")).json()]
    assert [(move.from_status, move.to_status, move.reason) for move in moves] == [
        (None, "draft", ""),
        ("draft", "pending", ""),
        ("pending", "rejected", "Too dear"),
    ]
    assert {move.by_id for move in moves} == {actor.user}


async def test_only_a_draft_is_changed_or_deleted(client: httpx2.AsyncClient) -> None:
    draft = await make.quote(client)
    assert (await client.delete(f"/api/quotes/{draft['id']}")).status_code == 204
    assert (await client.get(f"/api/quotes/{draft['id']}")).status_code == 404
    sent = await make.moved(client, await make.quote(client), "pending")
    path = f"/api/quotes/{sent['id']}"
    assert (await client.put(path, json={"title": "Other"})).status_code == 409
    assert (await client.delete(path)).status_code == 409
    assert (await client.get(path)).json()["title"] == sent["title"]


async def test_a_quote_with_open_prices_or_without_lines_is_not_sent(client: httpx2.AsyncClient) -> None:
    lines = [{"product_name": "Bolt", "quantity": 1, "unit_price": 1}, {"product_name": "Nut", "quantity": 1}]
    quote = await make.quote(client, line_items=lines)
    refused = await client.put(f"/api/quotes/{quote['id']}/status", json={"status": "pending"})
    assert (refused.status_code, refused.json()["lines"]) == (409, [2])
    lines[1]["kind"] = "no_quote"
    await client.put(f"/api/quotes/{quote['id']}", json={"items": lines})
    await make.moved(client, quote, "pending")
    empty = await make.quote(client, line_items=[])
    assert (await client.put(f"/api/quotes/{empty['id']}/status", json={"status": "pending"})).status_code == 409


async def test_a_pending_quote_past_its_last_day_is_expired_at_once_and_for_good(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    quote = await make.moved(client, await make.quote(client), "pending")
    path = f"/api/quotes/{quote['id']}"
    async with ground.database.transaction(actor.tenant) as session:
        yesterday = clock.today() - timedelta(days=1)
        await session.execute(update(Quote).where(Quote.id == quote["id"]).values(expiry_date=yesterday))
    assert (await client.get(path)).json()["status"] == "expired"
    assert len((await client.get("/api/quotes", params={"status": "expired"})).json()) == 1
    assert (await client.get("/api/quotes", params={"status": "pending"})).json() == []
    refused = await client.put(f"{path}/status", json={"status": "approved"})
    assert refused.status_code == 409
    await expire_quotes(ground)
    await expire_quotes(ground)
    assert (await client.get(path)).json()["status"] == "expired"
    moves = (await client.get(f"{path}/history")).json()
    assert [move["to_status"] for move in moves] == ["draft", "pending", "expired"]


async def test_fifty_quotes_made_at_once_have_fifty_numbers(client: httpx2.AsyncClient) -> None:
    quotes = await asyncio.gather(*(make.quote(client) for _ in range(50)))
    numbers = sorted(quote["quote_number"] for quote in quotes)
    assert numbers == [f"Q-{clock.today().year}-{count:05d}" for count in range(1, 51)]


async def test_a_key_makes_a_quote_once_even_when_sent_at_once(client: httpx2.AsyncClient) -> None:
    key = {"Idempotency-Key": "order-of-monday"}
    body = {"title": "Once", "line_items": make.LINES}
    answers = await asyncio.gather(*(client.post("/api/quotes", json=body, headers=key) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = await client.post("/api/quotes", json={**body, "title": "Other"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_a_stale_change_is_refused(client: httpx2.AsyncClient) -> None:
    quote = await make.quote(client)
    path = f"/api/quotes/{quote['id']}"
    seen = (await client.get(path)).headers["etag"]
    changed = await client.put(path, json={"title": "First"}, headers={"If-Match": seen})
    assert changed.status_code == 200
    assert (await client.put(path, json={"title": "Second"}, headers={"If-Match": seen})).status_code == 412
    stale_move = await client.put(f"{path}/status", json={"status": "pending"}, headers={"If-Match": seen})
    assert stale_move.status_code == 412
    assert (await client.delete(path, headers={"If-Match": changed.headers["etag"]})).status_code == 204


async def test_a_foreign_quote_is_not_there(client: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    quote = await make.quote(client)
    path = f"/api/quotes/{quote['id']}"
    answers = [
        await stranger.get(path),
        await stranger.put(path, json={"title": "Mine"}),
        await stranger.put(f"{path}/status", json={"status": "pending"}),
        await stranger.delete(path),
        await stranger.get(f"{path}/pdf"),
        await stranger.get(f"{path}/history"),
        await stranger.get(f"{path}/revisions"),
        await stranger.post(f"{path}/revisions"),
        await stranger.get(f"{path}/export"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert (await stranger.get("/api/quotes")).json() == []


async def test_only_those_who_may_approve_decide(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    quote = await make.moved(client, await make.quote(client), "pending")
    path = f"/api/quotes/{quote['id']}/status"
    operator = (await sign_in(Role.OPERATOR)).client
    assembly = (await sign_in(Role.ASSEMBLY)).client
    assert (await operator.put(path, json={"status": "approved"})).status_code == 403
    assert (await assembly.post("/api/quotes", json={"title": "No"})).status_code == 403
    assert (await client.put(path, json={"status": "approved"})).status_code == 200


async def test_a_revision_leaves_what_was_sent_and_shows_what_differs(client: httpx2.AsyncClient) -> None:
    quote = await make.moved(client, await make.quote(client), "pending", "rejected")
    path = f"/api/quotes/{quote['id']}"
    revision = (await client.post(f"{path}/revisions")).json()
    assert revision["quote_number"] == f"{quote['quote_number']}-R2"
    assert (revision["revision"], revision["previous_id"], revision["status"]) == (2, quote["id"], "draft")
    lines = [{**revision["items"][0], "quantity": 300}]
    await client.put(f"/api/quotes/{revision['id']}", json={"title": "Cheaper", "items": lines})
    after = (await client.get(path)).json()
    assert after == {**quote, "superseded_by": revision["id"]}
    told = [RevisionOut.model_validate(row) for row in (await client.get(f"{path}/revisions")).json()]
    assert [row.quote_number for row in told] == [quote["quote_number"], revision["quote_number"]]
    changes = {(change.what, change.field, change.line) for change in told[1].differences}
    assert {("changed", "title", None), ("changed", "quantity", 1), ("removed", "line", 2)} <= changes
    third = await make.moved(client, revision, "pending", "approved")
    assert (await client.post(f"/api/quotes/{third['id']}/revisions")).json()["quote_number"].endswith("-R3")


async def test_a_draft_is_not_revised_and_a_revision_is_made_once(client: httpx2.AsyncClient) -> None:
    quote = await make.quote(client)
    path = f"/api/quotes/{quote['id']}"
    assert (await client.post(f"{path}/revisions")).status_code == 409
    await make.moved(client, quote, "pending")
    key = {"Idempotency-Key": "second"}
    answers = await asyncio.gather(*(client.post(f"{path}/revisions", headers=key) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = await make.moved(client, await make.quote(client), "pending")
    at_once = await asyncio.gather(*(client.post(f"/api/quotes/{other['id']}/revisions") for _ in range(4)))
    assert sorted(answer.status_code for answer in at_once) == [201, 409, 409, 409]


async def test_a_price_that_is_left_out_is_looked_up(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client)
    relay = await make.product(
        client, price_breaks=[{"from_quantity": 100, "unit_price": 3.5}, {"from_quantity": 1000, "unit_price": 3}]
    )
    euro = await make.product(client, currency="EUR")
    agreed = {"product_id": relay, "from_quantity": 500, "unit_price": 2.9, "currency": "USD"}
    await client.post(f"/api/v1/customers/{customer['id']}/prices", json=agreed)
    lines = [{"product_id": relay, "quantity": quantity} for quantity in (10, 100, 500)]
    quote = await make.quote(
        client, customer_id=customer["id"], line_items=[*lines, {"product_id": euro, "quantity": 1}]
    )
    found = [(line["unit_price"], line["price_source"]) for line in quote["items"]]
    assert found == [(4, "list"), (3.5, "quantity_break"), (2.9, "customer"), (None, "none")]
    assert quote["items"][0]["quantity_breaks"] == [
        {"quantity": 100, "unit_price": 3.5},
        {"quantity": 1000, "unit_price": 3},
    ]
    assert quote["items"][0]["product_name"] == "Relay 24 V"
    assert "EUR" in quote["items"][3]["price_note"]


async def test_tax_is_the_customers_else_the_tenants(client: httpx2.AsyncClient) -> None:
    export = await make.customer(client, tax_rate=0)
    usual = await make.customer(client)
    assert (await make.quote(client, customer_id=export["id"], tax_rate=None))["tax_rate"] == 0
    assert (await make.quote(client, customer_id=usual["id"]))["tax_rate"] == 0
    assert (await make.quote(client, customer_id=usual["id"], tax_rate=7.5))["tax_rate"] == 7.5


async def test_optional_lines_are_offered_but_not_counted(client: httpx2.AsyncClient) -> None:
    lines = [
        {"product_name": "Bolt", "quantity": 1, "unit_price": 5},
        {"product_name": "Nut", "quantity": 1, "unit_price": 7},
    ]
    quote = await make.quote(client, line_items=[lines[0], {**lines[1], "kind": "optional"}])
    assert [line["line_total"] for line in quote["items"]] == [5, 7]
    assert quote["subtotal"] == 5
