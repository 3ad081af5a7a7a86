"""Travelers: drafted, released once, revised with a chain of hashes, held, and changed by nobody else."""

import asyncio

import asyncpg
import httpx2
import pytest

from nexus.identity.public import Role
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.service.revisions import broken
from nexus.platform.db import driver_of
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.conftest import SignedIn, SignIn
from tests.manufacturing.shop import post, put, released_traveler, scan_of, scanned

pytestmark = pytest.mark.anyio


async def test_a_type_brings_its_operations_with_estimates_for_the_quantity(client: httpx2.AsyncClient) -> None:
    types = (await client.get("/api/v1/travelers/types")).json()
    assert [each["code"] for each in types] == ["PCB", "PARTS", "ASSEMBLY", "CABLE"]
    made = await post(client, "/api/v1/travelers", {"type": "PCB", "quantity": 100})
    library = types[0]["steps"]
    assert [step["step_name"] for step in made["operations"]] == [step["name"] for step in library]
    assert made["operations"][2]["estimated_hours"] == library[2]["setup_hours"] + 100 * library[2]["hours"]
    assert [step["predecessors"] for step in made["operations"]][:3] == [[], [10], [20]]


async def test_an_engineer_edits_the_library_and_nobody_below(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    body = {"name": "Harness", "color": "#123ABC", "steps": [{"number": 5, "name": "Crimp", "hours": "0.5"}]}
    engineer, worker = (await sign_in(Role.ENGINEER)).client, (await sign_in(Role.ASSEMBLY)).client
    assert (await worker.put("/api/v1/travelers/types/CABLE", json=body)).status_code == 403
    changed = await put(engineer, "/api/v1/travelers/types/cable", body)
    assert (changed["name"], changed["color"], changed["steps"][0]["hours"]) == ("Harness", "#123abc", 0.5)
    made = await post(client, "/api/v1/travelers", {"type": "CABLE", "quantity": 4})
    assert [(step["step_name"], step["estimated_hours"]) for step in made["operations"]] == [("Crimp", 2)]
    assert made["type"]["name"] == "Harness"


async def test_two_who_release_at_once_make_one_revision(client: httpx2.AsyncClient) -> None:
    made = await post(client, "/api/v1/travelers", {"type": "PARTS"})
    path = f"/api/v1/travelers/{made['id']}/status"
    answers = await asyncio.gather(*(client.put(path, json={"status": "released"}) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    now = (await client.get(f"/api/v1/travelers/{made['id']}")).json()
    assert [each["revision"] for each in now["revisions"]] == [1]
    assert now["hash"] == now["revisions"][0]["hash"]


async def test_a_change_on_the_floor_makes_the_next_revision_and_old_paper_is_refused(
    client: httpx2.AsyncClient, ground: Ground, admin: SignedIn
) -> None:
    traveler = await released_traveler(client)
    own, paper = traveler["id"], traveler["operations"][0]["barcode"]
    refused = await client.put(f"/api/v1/travelers/{own}", json={"quantity": 6})
    assert refused.json()["type"] == "/problems/is-released"
    revised = await post(client, f"/api/v1/travelers/{own}/revisions", {"quantity": 6, "reason": "Customer wants six."})
    assert revised["revision"] == 2
    last = revised["revisions"][1]
    assert (last["changes"], last["reason"]) == (
        [{"where": "quantity", "before": "5", "after": "6"}], "Customer wants six.",
    )  # fmt: skip
    old = await client.post("/api/v1/scans", json=scan_of(paper, action="start"))
    assert (old.status_code, old.json()["type"], old.json()["current"]) == (409, "/problems/old-paper", 2)
    assert (await scanned(client, revised["operations"][0]["barcode"]))["what"] == "operation"
    nothing = await client.post(f"/api/v1/travelers/{own}/revisions", json={"quantity": 6, "reason": "Again."})
    assert nothing.json()["type"] == "/problems/nothing-changed"
    async with ground.database.transaction(admin.actor.tenant) as session:
        assert await broken(session, admin.actor, TravelerId(own)) == []


async def test_sabotage_a_revision_that_was_altered_is_found(
    client: httpx2.AsyncClient, ground: Ground, admin: SignedIn, settings: Settings
) -> None:
    traveler = await released_traveler(client)
    await post(client, f"/api/v1/travelers/{traveler['id']}/revisions", {"quantity": 6, "reason": "Six."})
    async with ground.database.transaction(admin.actor.tenant) as session:
        driver = await driver_of(session)
        with pytest.raises(Exception, match="permission denied"):
            await driver.execute("update traveler_revisions set reason = 'x'")
    assert settings.migrator_url is not None
    powerful = await asyncpg.connect(settings.migrator_url.get_secret_value())
    await powerful.execute(
        "update traveler_revisions set content = replace(encode(content, 'escape'), '\"5\"', '\"4\"')::bytea"
        " where traveler_id = $1 and revision = 1", traveler["id"],
    )  # fmt: skip
    await powerful.close()
    async with ground.database.transaction(admin.actor.tenant) as session:
        assert await broken(session, admin.actor, TravelerId(traveler["id"])) == [1]


async def test_a_bom_item_is_added_by_the_old_path_and_makes_a_revision(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    item = {"part_number": "R-1", "description": "Resistor", "quantity": 10, "unit_price": 0.02,
            "supplier": "Parts Inc", "notes": ""}  # fmt: skip
    made = await post(client, f"/travelers/{traveler['id']}/bom", item)
    assert (made["part_number"], made["traveler_id"], made["unit_price"]) == ("R-1", traveler["id"], 0.02)
    now = (await client.get(f"/travelers/{traveler['id']}")).json()
    assert (now["revision"], now["status"], now["bom_cost"]) == (2, "created", 0.2)
    assert now["revisions"][1]["changes"][0]["where"].startswith("bom.1.")


async def test_what_has_begun_is_neither_left_out_nor_made_into_another(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    await scanned(client, traveler["operations"][0]["barcode"], action="start")
    path = f"/api/v1/travelers/{traveler['id']}/revisions"
    steps = [{"step_number": 20, "step_name": "Step 2"}]
    gone = await client.post(path, json={"operations": steps, "reason": "Shorter."})
    assert gone.json()["type"] == "/problems/has-begun"
    more = [*({"step_number": 10 * n, "step_name": f"Step {n}", "estimated_hours": 1} for n in (1, 2, 3)),
            {"step_number": 25, "step_name": "Rework", "predecessors": [20]}]  # fmt: skip
    revised = await post(client, path, {"operations": more, "reason": "A loop for rework."})
    assert [step["step_number"] for step in revised["operations"]] == [10, 20, 25, 30]


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ([{"step_number": 10, "step_name": "A", "predecessors": [20]}], "does not exist"),
        ([{"step_number": 10, "step_name": "A", "predecessors": [20]},
          {"step_number": 20, "step_name": "B", "predecessors": [10]}], "wait for each other"),
        ([{"step_number": 10, "step_name": "A"}, {"step_number": 10, "step_name": "B"}], "number of its own"),
    ],
)  # fmt: skip
async def test_a_routing_that_cannot_be_worked_is_refused(
    client: httpx2.AsyncClient, steps: list[object], what: str
) -> None:
    answer = await client.post("/api/v1/travelers", json={"type": "PARTS", "operations": steps})
    assert (answer.status_code, what in answer.json()["detail"]) == (422, True)


async def test_a_hold_says_why_and_stops_everything_printed_from_it(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    path = f"/api/v1/travelers/{traveler['id']}/status"
    assert (await client.put(path, json={"status": "on_hold"})).status_code == 409
    await put(client, path, {"status": "on_hold", "reason": "Wrong laminate."})
    refused = await client.post("/api/v1/scans", json=scan_of(traveler["operations"][0]["barcode"], action="start"))
    assert (refused.status_code, "Wrong laminate." in refused.json()["detail"]) == (409, True)
    assert (await scanned(client, traveler["barcode"]))["actions"] == []
    assert (await put(client, path, {"status": "in_progress"}))["status"] == "released"
    assert (await scanned(client, traveler["operations"][0]["barcode"], action="start"))["did"] == "start"


async def test_one_traveler_for_each_part_of_a_line_and_no_more_than_ordered(client: httpx2.AsyncClient) -> None:
    customer = await post(client, "/api/v1/customers", {"name": "Works"})
    lines = [{"name": "Bracket", "quantity": 10}]
    order = await post(client, "/api/v1/orders", {"customer_id": customer["id"], "lines": lines})
    line = order["lines"][0]["id"]
    await post(client, "/api/v1/travelers", {"type": 2, "order_line_id": line, "quantity": 4})
    rest = await post(client, "/api/v1/travelers", {"traveler_type": "parts", "order_line_id": line})
    assert (rest["quantity"], rest["part_name"], rest["po_id"]) == (6, "Bracket", order["id"])
    full = await client.post("/api/v1/travelers", json={"type": "PARTS", "order_line_id": line})
    assert full.json()["type"] == "/problems/does-not-add-up"
    found = (await client.get("/travelers/", params={"po_id": order["id"]})).json()
    assert [each["status"] for each in found] == ["created", "created"]


async def test_a_list_of_travelers_takes_as_many_queries_however_long(client: httpx2.AsyncClient) -> None:
    for _ in range(3):
        await post(client, "/api/v1/travelers", {"type": "PARTS"})
    found = await client.get("/api/v1/travelers", params={"limit": 2})
    assert len(found.json()) == 2
    rest = await client.get("/api/v1/travelers", params={"limit": 2, "cursor": found.headers["x-next-cursor"]})
    assert len(rest.json()) == 1


async def test_quality_holds_and_lifts_a_hold_and_releases_nothing(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    inspector = (await sign_in(Role.QUALITY)).client
    draft = await post(client, "/api/v1/travelers", {"type": "PARTS"})
    refused = await inspector.put(f"/api/v1/travelers/{draft['id']}/status", json={"status": "released"})
    assert refused.status_code == 403
    traveler = await released_traveler(client)
    held = await scanned(inspector, traveler["barcode"], action="hold", reason="Look at the solder.")
    assert (held["did"], "Look at the solder." in held["message"]) == ("hold", True)
    lifted = await put(inspector, f"/api/v1/travelers/{traveler['id']}/status", {"status": "released"})
    assert lifted["status"] == "released"
    worker = (await sign_in(Role.PURCHASING)).client
    assert (await worker.post("/api/v1/scans", json=scan_of(traveler["barcode"], action="hold"))).status_code == 403
