"""RFQ in, quote out: what a document asks for becomes a priced draft, once, and what people decide of it stays."""

import asyncio
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from nexus.documents.public import DocumentId, DocumentRead
from nexus.identity.public import Actor
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.sales.jobs import quote_rfq
from nexus.sales.schemas.rfqs import QuotedRfq, RfqRow
from tests.documents.helpers import eventually, rfq_pdf, uploaded
from tests.sales import make

pytestmark = pytest.mark.anyio

BOLT = {
    "sku": "FB-0825",
    "name": "Hex bolt M8x25 zinc plated",
    "mpn": "AX-100",
    "stock_quantity": 1000,
    "list_price": 0.2,
}
RELAY = {
    "sku": "RL-24",
    "name": "Power relay 24 V DC 10 A",
    "mpn": "RX-24-10",
    "stock_quantity": 3,
    "list_price": 5,
    "lead_time_days": 14,
}
SENDER = {
    "customer_name": "Larkfield Instruments Ltd",
    "contact_email": "h.osgood@larkfield.example",
    "rfq_number": "LI-7",
    "project": "Sensor board",
}


async def catalog(client: httpx2.AsyncClient) -> dict[str, int]:
    return {"bolt": await make.product(client, **BOLT), "relay": await make.product(client, **RELAY)}


async def quoted(client: httpx2.AsyncClient, document: DocumentId) -> QuotedRfq:
    answer = await client.post(f"/api/v1/documents/{document}/quote")
    assert answer.status_code == 200, answer.text
    return QuotedRfq.model_validate(answer.json())


async def told(ground: Ground, actor: Actor, document: DocumentId, run: int = 1, kind: str = "rfq") -> None:
    await quote_rfq(ground, DocumentRead(tenant=actor.tenant, document=document, document_type=kind, run=run))


async def review(client: httpx2.AsyncClient, quote: QuotedRfq, item: int | None, **said: Any) -> httpx2.Response:
    return await client.post(f"/api/v1/quotes/{quote.quote_id}/items/{item}/review", json=said)


def rfq_lines() -> list[Any]:
    return [
        make.asked(1, "Hex bolt M8x25", "500", part_number="AX-100", unit="pcs"),
        make.asked(
            2, "Power relay 24 V DC", "10", part_number="RX-24-10", quantity_breaks=[make.value("10"), make.value("50")]
        ),
        make.asked(3, "Left-handed flux capacitor 1.21 GW", "2", part_number="FLUX-121"),
    ]


async def test_an_rfq_becomes_a_priced_draft_with_its_evidence(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    products = await catalog(client)
    document = await make.document(ground, actor, *rfq_lines(), **SENDER)
    found = await quoted(client, document)
    counts = (
        found.items_requested,
        found.items_matched,
        found.perfect_matches,
        found.partial_matches,
        found.missing_items,
    )
    assert counts == (3, 2, 2, 0, 1)
    assert found.out_of_stock_items == 1
    bolt, relay = found.matched_products
    assert (bolt.product_id, bolt.unit_price, bolt.line_total, bolt.in_stock) == (
        products["bolt"],
        Decimal("0.2"),
        100,
        True,
    )
    assert (relay.product_id, relay.in_stock, relay.lead_time) == (products["relay"], False, "14 days")
    assert [step.quantity for step in relay.quantity_breaks] == [50]
    evidence = bolt.evidence["part_number"]
    assert not isinstance(evidence, list)
    assert (evidence.page, evidence.box, evidence.text) == (1, (50, 100, 120, 110), "AX-100")
    (missing,) = found.missing_products
    assert (missing.requested, missing.product_id, missing.unit_price) == (
        "FLUX-121 Left-handed flux capacitor 1.21 GW",
        None,
        None,
    )
    summary = found.pricing_summary
    assert summary is not None
    assert (summary.subtotal, summary.priced_items, summary.unpriced_items) == (150, 2, 1)
    quote = (await client.get(f"/api/quotes/{found.quote_id}")).json()
    assert (quote["document_id"], quote["rfq_id"], quote["status"]) == (document, found.rfq_id, "draft")
    assert (quote["title"], quote["customer_reference"]) == ("Sensor board", "LI-7")


async def test_document_rfq_and_quote_know_each_other(client: httpx2.AsyncClient, ground: Ground, actor: Actor) -> None:
    document = await make.document(ground, actor, *rfq_lines(), **SENDER)
    found = await quoted(client, document)
    shown = (await client.get(f"/api/documents/{document}")).json()
    assert (shown["quote_id"], shown["customer_name"]) == (found.quote_id, "Larkfield Instruments Ltd")
    assert [quote["id"] for quote in (await client.get("/api/quotes", params={"document_id": document})).json()] == [
        found.quote_id
    ]
    assert (await client.get(f"/api/v1/rfqs/{found.rfq_id}")).json() == found.model_dump(mode="json")
    (row,) = (await client.get("/api/v1/rfqs", params={"search": "sensor larkfield"})).json()
    assert RfqRow.model_validate(row).quote_id == found.quote_id
    assert (await client.delete(f"/api/documents/{document}")).status_code == 409
    assert (await client.delete(f"/api/quotes/{found.quote_id}")).status_code == 204
    assert (await client.delete(f"/api/documents/{document}")).status_code == 204


async def test_an_event_seen_twice_makes_one_quote(client: httpx2.AsyncClient, ground: Ground, actor: Actor) -> None:
    await catalog(client)
    document = await make.document(ground, actor, *rfq_lines(), **SENDER)
    await asyncio.gather(*(told(ground, actor, document) for _ in range(4)))
    await told(ground, actor, document)
    (quote,) = (await client.get("/api/quotes")).json()
    assert quote["version"] == 1
    assert len((await client.get("/api/customers")).json()) == 1


async def test_only_a_request_is_quoted(client: httpx2.AsyncClient, ground: Ground, actor: Actor) -> None:
    document = await make.document(ground, actor, *rfq_lines())
    empty = await make.document(ground, actor)
    await told(ground, actor, document, kind="invoice")
    await told(ground, actor, empty)
    await told(ground, actor, DocumentId(document + 10_000))
    assert (await client.get("/api/quotes")).json() == []
    answer = await client.post(f"/api/v1/documents/{empty}/quote")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/nothing-to-quote")


async def test_a_known_customer_is_found_and_a_new_one_proposed_once(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    known = await make.customer(client, name="Larkfield Instruments", email="office@larkfield.example", locale="de-DE")
    first = await quoted(client, await make.document(ground, actor, *rfq_lines(), **SENDER))
    assert first.customer is not None
    assert (first.customer.id, first.customer.is_new) == (known["id"], False)
    new = {
        "customer_name": "Ostermere Robotics Inc.",
        "contact_name": "Dana",
        "contact_email": "dana@ostermere.example",
    }
    documents = [await make.document(ground, actor, *rfq_lines(), **new) for _ in range(3)]
    await asyncio.gather(*(told(ground, actor, document) for document in documents))
    prospects = (await client.get("/api/customers", params={"status": "prospect"})).json()
    assert [(one["name"], one["primary_contact"]) for one in prospects] == [("Ostermere Robotics Inc.", "Dana")]


async def test_a_corrected_name_finds_the_right_customer_and_their_terms(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    right = await make.customer(client, name="Brunnhof Maschinenbau GmbH", tax_rate=19, payment_terms="14 days")
    document = await make.document(ground, actor, *rfq_lines(), **SENDER)
    wrong = await quoted(client, document)
    assert wrong.customer is not None
    assert wrong.customer.is_new
    change = {"header": {"customer_name": "Brunnhof Maschinenbau"}}
    assert (await client.patch(f"/api/v1/documents/{document}/extraction", json=change)).status_code == 200
    found = await quoted(client, document)
    assert found.customer is not None
    assert (found.customer.id, found.quote_id) == (right["id"], wrong.quote_id)
    quote = (await client.get(f"/api/quotes/{found.quote_id}")).json()
    assert (quote["customer_id"], quote["tax_rate"], quote["payment_terms"]) == (right["id"], 19, "14 days")
    assert (await client.get(f"/api/documents/{document}")).json()["customer_id"] == right["id"]


async def test_quotes_have_thirty_days_and_the_customers_terms(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    await make.customer(client, name=SENDER["customer_name"], tax_rate=19, payment_terms="14 days", locale="de-DE")
    found = await quoted(client, await make.document(ground, actor, *rfq_lines(), **SENDER))
    quote = (await client.get(f"/api/quotes/{found.quote_id}")).json()
    assert (quote["tax_rate"], quote["payment_terms"], quote["locale"]) == (19, "14 days", "de-DE")
    assert found.valid_until is not None
    assert (found.valid_until - clock.today()).days == 30


async def test_the_currency_asked_for_is_taken_only_where_products_are_priced_in_it(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    await make.product(client, **{**BOLT, "currency": "EUR"})
    in_euro = await quoted(client, await make.document(ground, actor, *rfq_lines(), **SENDER, currency="EUR"))
    in_real = await quoted(client, await make.document(ground, actor, *rfq_lines(), **SENDER, currency="BRL"))
    assert in_euro.pricing_summary is not None
    assert in_real.pricing_summary is not None
    assert (in_euro.pricing_summary.currency, in_real.pricing_summary.currency) == ("EUR", "USD")
    assert in_real.matched_products[0].unit_price is None
    assert "EUR" in in_real.matched_products[0].price_note


async def test_doubts_are_said(client: httpx2.AsyncClient, ground: Ground, actor: Actor) -> None:
    await catalog(client)
    line = make.asked(1, "Hex bolt M8x25", None, part_number="AX-100", unit="box")
    found = (await quoted(client, await make.document(ground, actor, line))).matched_products[0]
    assert found.requested_quantity is None
    assert "No quantity was read" in found.price_note
    assert "Asked in box, priced per pcs" in found.price_note


async def test_what_a_person_decided_stays_when_the_quote_is_made_again(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    products = await catalog(client)
    lines = rfq_lines()
    document = await make.document(ground, actor, *lines, **SENDER)
    first = await quoted(client, document)
    bolt, relay = first.matched_products
    flux = first.missing_products[0]
    assert (await review(client, first, bolt.item_id, decision="change", unit_price=0.15)).status_code == 200
    assert (
        await review(client, first, flux.item_id, decision="change", product_id=products["relay"])
    ).status_code == 200
    assert (await review(client, first, relay.item_id, decision="reject", reason="Obsolete")).status_code == 200
    again = await quoted(client, document)
    assert again.quote_id == first.quote_id
    by_line = {line.rfq_line_id: line for line in (*again.matched_products, *again.missing_products)}
    assert (by_line[bolt.rfq_line_id].unit_price, by_line[bolt.rfq_line_id].review) == (Decimal("0.15"), "changed")
    assert by_line[flux.rfq_line_id].product_id == products["relay"]
    assert (by_line[relay.rfq_line_id].kind, by_line[relay.rfq_line_id].review) == ("no_quote", "rejected")
    assert (again.items_matched, again.missing_items) == (2, 1)
    await make.read_again(ground, actor, document, lines[2], make.asked(2, "Hex bolt M8x25 longer text", "7"), **SENDER)
    await told(ground, actor, document, run=5)
    last = QuotedRfq.model_validate((await client.get(f"/api/v1/documents/{document}/quote")).json())
    decided = {line.review for line in (*last.matched_products, *last.missing_products)}
    assert last.items_requested == 4
    assert decided == {"changed", "rejected", "open"}


async def test_lines_asked_no_longer_leave_the_draft_and_new_ones_come(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    await catalog(client)
    lines = rfq_lines()
    document = await make.document(ground, actor, *lines, **SENDER)
    first = await quoted(client, document)
    own = {"product_name": "Express delivery", "quantity": 1, "unit_price": 25}
    quote = (await client.get(f"/api/quotes/{first.quote_id}")).json()
    await client.put(f"/api/quotes/{first.quote_id}", json={"items": [*quote["items"], own]})
    await make.read_again(ground, actor, document, lines[0], **SENDER)
    again = await quoted(client, document)
    assert again.items_requested == 1
    items = (await client.get(f"/api/quotes/{first.quote_id}")).json()["items"]
    assert [(item["line_number"], item["product_name"]) for item in items] == [
        (1, BOLT["name"]),
        (2, "Express delivery"),
    ]


async def test_a_line_changed_by_hand_counts_as_decided(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    await catalog(client)
    document = await make.document(ground, actor, *rfq_lines(), **SENDER)
    first = await quoted(client, document)
    items = (await client.get(f"/api/quotes/{first.quote_id}")).json()["items"]
    items[0]["unit_price"] = 0.11
    await client.put(f"/api/quotes/{first.quote_id}", json={"items": items[:2]})
    again = await quoted(client, document)
    reviews = [line.review for line in (*again.matched_products, *again.missing_products)]
    assert reviews == ["changed", "open", "rejected"]
    assert again.matched_products[0].unit_price == Decimal("0.11")


async def test_a_quote_that_was_sent_stays_and_its_revision_answers_anew(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    await catalog(client)
    document = await make.document(ground, actor, *rfq_lines()[:2], **SENDER)
    await told(ground, actor, document)
    (sent,) = (await client.get("/api/quotes")).json()
    await make.moved(client, sent, "pending")
    await told(ground, actor, document, run=2)
    assert len((await client.get("/api/quotes")).json()) == 1
    before = (await client.get(f"/api/quotes/{sent['id']}")).json()
    again = await quoted(client, document)
    assert again.quote_number == f"{sent['quote_number']}-R2"
    after = (await client.get(f"/api/quotes/{sent['id']}")).json()
    assert after == {**before, "superseded_by": again.quote_id}


async def test_a_confirmed_part_number_is_known_the_next_time(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    products = await catalog(client)
    line = make.asked(1, "Part as per drawing", "5", customer_part_number="LI-40-2213")
    first = await quoted(client, await make.document(ground, actor, line, **SENDER))
    assert first.missing_items == 1
    item = first.missing_products[0].item_id
    assert (await review(client, first, item, decision="accept")).status_code == 409
    assert (await review(client, first, item, decision="change", product_id=products["bolt"])).status_code == 200
    second = await quoted(client, await make.document(ground, actor, line, **SENDER))
    assert (second.perfect_matches, second.matched_products[0].product_id) == (1, products["bolt"])
    stranger = await quoted(client, await make.document(ground, actor, line, customer_name="Somebody Else"))
    assert stranger.perfect_matches == 0


@pytest.mark.parametrize(
    "said",
    [
        {"decision": "change"},
        {"decision": "accept", "unit_price": 3},
        {"decision": "perhaps"},
        {"decision": "change", "quantity": 0},
        {"decision": "change", "product_id": 2**60},
    ],
)
async def test_a_decision_that_says_nothing_sensible_is_refused(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor, said: dict[str, Any]
) -> None:
    await catalog(client)
    found = await quoted(client, await make.document(ground, actor, *rfq_lines(), **SENDER))
    assert (await review(client, found, found.matched_products[0].item_id, **said)).status_code == 422


async def test_a_foreign_rfq_is_not_there(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    document = await make.document(ground, actor, *rfq_lines(), **SENDER)
    found = await quoted(client, document)
    answers = [
        await stranger.get(f"/api/v1/rfqs/{found.rfq_id}"),
        await stranger.get(f"/api/v1/documents/{document}/quote"),
        await stranger.post(f"/api/v1/documents/{document}/quote"),
        await review(stranger, found, found.missing_products[0].item_id, decision="reject"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (await stranger.get("/api/v1/rfqs")).json() == []


async def test_an_uploaded_request_is_quoted_by_itself(client: httpx2.AsyncClient, running_worker: None) -> None:
    await catalog(client)
    document = await uploaded(client, rfq_pdf(), "rfq.pdf", document_type="rfq")

    async def is_quoted() -> bool:
        return (await client.get(f"/api/v1/documents/{document}/quote")).status_code == 200

    await eventually(is_quoted)
    found = QuotedRfq.model_validate((await client.get(f"/api/v1/documents/{document}/quote")).json())
    assert [line.product_code for line in found.matched_products] == ["FB-0825"]
    assert found.customer is not None
    assert found.customer.name == "Larkfield Instruments Ltd"
