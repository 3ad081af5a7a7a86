"""Two tenants that have everything: what one has is marked with words that stand nowhere else, so that it can be found.

Whoever adds a kind of row adds it here; `test_the_world_has_a_row_in_every_table` says so.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2
from fastapi import FastAPI

from nexus.identity.models import RecoveryCode, SecondFactor, Session
from nexus.identity.public import Actor, Role, TenantId
from nexus.platform import clock
from tests.conftest import make_actor, make_tenant
from tests.documents.helpers import eventually, settled, text_pdf, upload

MISSING = 2**40
"""The id of nothing."""


@dataclass
class Side:
    """One tenant: its people, the ids of what it has, and the words that are only there."""

    app: FastAPI
    tenant: TenantId
    actors: dict[Role, Actor] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def word(self) -> str:
        """Return a new word that stands nowhere else; it begins with a letter and has no sign that is ever escaped."""
        self.words.append(f"zq{secrets.token_hex(7)}")
        return self.words[-1]

    def token(self, role: Role = Role.ADMIN) -> str:
        """Return the access token of somebody with that role."""
        actor = self.actors[role]
        return self.app.state.door.tokens.issue(actor.tenant, actor.user, actor.session)

    async def fresh_token(self, role: Role) -> str:
        """Return an access token of a session of its own, which may be ended."""
        actor = self.actors[role]
        async with self.app.state.ground.database.transaction(self.tenant) as session:
            end = clock.now() + timedelta(days=1)
            opened = Session(tenant_id=self.tenant, user_id=actor.user, expires_at=end)
            session.add(opened)
            await session.flush()
        return self.app.state.door.tokens.issue(actor.tenant, actor.user, opened.id)

    def client(self, role: Role = Role.ADMIN) -> httpx2.AsyncClient:
        """Return a client of somebody with that role."""
        headers = {"authorization": f"Bearer {self.token(role)}"}
        transport = httpx2.ASGITransport(app=self.app)
        return httpx2.AsyncClient(transport=transport, base_url="http://nexus", headers=headers)


async def make_side(app: FastAPI) -> Side:
    """Make a tenant with seven people and a row of every kind, through the API and the worker."""
    side = Side(app, await make_tenant(app.state.ground))
    for role in Role:
        side.actors[role] = await make_actor(app.state.ground, side.tenant, role)
    async with side.client() as client:
        await _settings(side, client)
        await _people(side, client)
        await _trade(side, client)
        await _papers(side, client)
        await _floor(side, client)
        await eventually(lambda: _is_quiet(side))
    return side


async def _post(client: httpx2.AsyncClient, path: str, body: Any) -> Any:
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def _settings(side: Side, client: httpx2.AsyncClient) -> None:
    profile = {"address": [side.word()], "phone": side.word(), "terms": side.word()}
    answer = await client.put("/api/v1/tenant", json={"name": side.word(), "profile": profile})
    assert answer.is_success, answer.text
    await client.put("/api/v1/auth/me/preferences", json={side.word(): side.word()})


async def _people(side: Side, client: httpx2.AsyncClient) -> None:
    name = side.word()
    body = {"email": f"{name}@{side.word()}.example", "role": "quality", "first_name": side.word(), "last_name": name}
    side.ids["user"] = (await _post(client, "/api/v1/users/invite", body))["id"]
    key = await _post(client, "/api/v1/keys", {"name": side.word(), "scopes": ["quotes:read"]})
    side.ids["key"] = key["id"]
    side.words.append(key["key"][-30:])
    async with side.app.state.ground.database.transaction(side.tenant) as session:
        of = {"tenant_id": side.tenant, "user_id": side.actors[Role.ENGINEER].user}
        sealed = side.app.state.door.vault.seal(f"{side.tenant}:{of['user_id']}", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        session.add(SecondFactor(**of, sealed=sealed))
        session.add(RecoveryCode(**of, digest=side.word().encode()))
    side.ids["session"] = int(side.actors[Role.QUALITY].session or 0)


async def _trade(side: Side, client: httpx2.AsyncClient) -> None:
    customer = {name: side.word() for name in ("name", "type", "industry", "primary_contact", "phone")}
    customer |= {"email": f"{side.word()}@{side.word()}.example", "billing_address": side.word()}
    side.ids["customer"] = (await _post(client, "/api/v1/customers", customer))["id"]
    product = {name: side.word() for name in ("sku", "name", "description", "manufacturer", "mpn", "category")}
    product |= {"currency": "USD", "list_price": 4.5, "price_breaks": [{"from_quantity": 10, "unit_price": 4}]}
    side.ids["product"] = (await _post(client, "/api/v1/products", product))["id"]
    part = {"customer_id": side.ids["customer"], "number": side.word()}
    side.ids["part"] = (await _post(client, f"/api/v1/products/{side.ids['product']}/customer-parts", part))["id"]
    price = {"product_id": side.ids["product"], "unit_price": 4.25, "from_quantity": 1, "currency": "USD"}
    prices = f"/api/v1/customers/{side.ids['customer']}/prices"
    side.ids["price"] = (await _post(client, prices, price))["id"]
    line = {"product_name": side.word(), "description": side.word(), "quantity": 3, "unit_price": 2}
    quote = {"title": side.word(), "description": side.word(), "notes": side.word(), "items": [line]}
    quote |= {"customer_id": side.ids["customer"]}
    made = await client.post("/api/v1/quotes", json=quote, headers={"idempotency-key": side.word()})
    assert made.is_success, made.text
    side.ids["quote"], side.ids["item"] = made.json()["id"], made.json()["items"][0]["id"]
    sent = await client.put(f"/api/v1/quotes/{side.ids['quote']}/status", json={"status": "pending"})
    assert sent.is_success, sent.text


async def _papers(side: Side, client: httpx2.AsyncClient) -> None:
    rows = [f"{10 * number}|{side.word()}|Nut {side.word()}|{number * 5}|pcs" for number in (1, 2)]
    heading = ("Request for Quotation", f"RFQ number: RFQ-{side.word()}", "Pos|Part number|Description|Quantity|Unit")
    answer = await upload(client, text_pdf(*heading, *rows), f"{side.word()}.pdf", document_type="rfq")
    assert answer.is_success, answer.text
    side.ids["document"] = answer.json()["id"]
    assert (await settled(client, side.ids["document"]))["status"] == "completed"
    drafted = await client.post(f"/api/v1/documents/{side.ids['document']}/quote")
    assert drafted.is_success, drafted.text
    rfqs = (await client.get("/api/v1/rfqs")).json()
    side.ids["rfq"] = rfqs[0]["id"]
    table = f"sku,name\n{side.word()},{side.word()}\n".encode()
    taken = await client.post("/api/v1/products/import", files={"file": (f"{side.word()}.csv", table)})
    assert taken.is_success, taken.text
    async with side.app.state.ground.database.reads(side.tenant) as reads:
        side.ids["import"] = await reads.fetchval("select max(id) from product_imports") or MISSING
    fix = {"header": {"project": side.word()}}
    fixed = await client.patch(f"/api/v1/documents/{side.ids['document']}/extraction", json=fix)
    assert fixed.is_success, fixed.text


async def _floor(side: Side, client: httpx2.AsyncClient) -> None:
    """Let something of every kind happen on the floor: an order, a traveler and all that is done on it."""
    line = {"name": side.word(), "part_number": side.word(), "quantity": 5, "unit_price": 2}
    order = {"customer_id": side.ids["customer"], "po_number": side.word(), "notes": side.word(), "lines": [line]}
    made = await _post(client, "/api/v1/orders", order)
    side.ids["order"] = made["id"]
    step = {"step_number": 10, "step_name": side.word(), "description": side.word(), "checks": [{"name": side.word()}]}
    part = {"part_number": side.word(), "description": side.word(), "quantity": 5, "supplier": side.word()}
    new = {"type": "ASSEMBLY", "order_line_id": made["lines"][0]["id"], "notes": side.word(), "operations": [step]}
    traveler = await _post(client, "/api/v1/travelers", {**new, "bom_items": [part]})
    side.ids["traveler"], operation = traveler["id"], traveler["operations"][0]
    side.ids["operation"], side.ids["check"] = operation["id"], operation["checks"][0]["id"]
    of, at = f"/api/v1/travelers/{traveler['id']}", f"/api/v1/operations/{operation['id']}"
    moved = await client.put(f"{of}/status", json={"status": "released", "reason": side.word()})
    assert moved.is_success, moved.text
    await _post(client, f"{of}/documents", {"document_id": side.ids["document"], "role": "drawing"})
    scan = {"scan_id": side.word(), "text": operation["barcode"], "action": "start", "device": side.word()}
    await _post(client, "/api/v1/scans", scan)
    await _post(client, f"{at}/work", {"scrap": 1, "reason": side.word()})
    await _post(client, f"{at}/results", {"check_id": side.ids["check"], "passed": True, "notes": side.word()})
    raised = {"defect": side.word(), "description": side.word(), "quantity": 1}
    side.ids["nonconformance"] = (await _post(client, f"{at}/nonconformances", raised))["id"]
    lot = {"part_number": side.word(), "lot": side.word(), "quantity": 1, "unit": side.word()}
    await _post(client, f"{of}/lots", lot)
    times = {"start_time": clock.now() - timedelta(hours=3), "end_time": clock.now() - timedelta(hours=2)}
    entry = {name: at.isoformat() for name, at in times.items()} | {"notes": side.word()}
    side.ids["labor"] = (await _post(client, "/api/v1/labor", entry))["id"]
    coat = {"traveler_id": traveler["id"], "coating_type": side.word(), "quantity": 1, "tracking_number": side.word()}
    side.ids["coating"] = (await _post(client, "/api/v1/coating", coat))["id"]
    received = {"status": "received", "readings": [{"thickness": 40, "place": side.word()}]}
    moved = await client.put(f"/api/v1/coating/{side.ids['coating']}/status", json=received)
    assert moved.is_success, moved.text
    library = {"name": side.word(), "color": "#123456", "steps": [{"number": 10, "name": side.word()}]}
    moved = await client.put("/api/v1/travelers/types/CABLE", json=library)
    assert moved.is_success, moved.text


async def _is_quiet(side: Side) -> bool:
    """Whether the worker has done all that came of making this side."""
    async with side.app.state.ground.database.reads(side.tenant) as reads:
        return await reads.fetchval(
            "select not exists(select from outbox where relayed_at is null)"
            " and (select count(*) from products) = (select count(*) from product_vectors)"
        )


async def digest(side: Side, migrator: Any) -> dict[str, str]:
    """Return a digest of every table's rows of this tenant, so that a single changed byte shows."""
    tables = await migrator.fetch(
        "select table_name from information_schema.columns"
        " where table_schema = 'public' and column_name = 'tenant_id' order by 1"
    )
    found: dict[str, str] = {}
    for table in tables:
        name = table["table_name"]
        rows = f"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {name} t where tenant_id = $1"
        found[name] = await migrator.fetchval(rows, side.tenant)
    return found
