"""Work on the floor: guards, pieces, labor, scans that come late or twice, and what each role may do."""

import asyncio
import itertools
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from nexus.identity.public import Role
from nexus.manufacturing.jobs import close_forgotten_clocks
from nexus.manufacturing.scanning.codes import Action, badge_code, command_code, traveler_code, unit_code
from nexus.platform import clock
from nexus.platform.ground import Ground
from tests.conftest import SignedIn, SignIn
from tests.manufacturing.shop import post, put, released_traveler, scan_of, scanned

pytestmark = pytest.mark.anyio


def ago(minutes: float) -> str:
    return (clock.now() - timedelta(minutes=minutes)).isoformat()


async def refused(client: httpx2.AsyncClient, path: str, body: dict[str, Any], status: int, kind: str) -> Any:
    answer = await client.post(path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}"), answer.text
    return answer.json()


def work_on(traveler: dict[str, Any], step: int) -> str:
    return f"/api/v1/operations/{traveler['operations'][step]['id']}/work"


async def labor_of(client: httpx2.AsyncClient, traveler: dict[str, Any]) -> list[dict[str, Any]]:
    found = (await client.get("/api/v1/labor", params={"traveler_id": traveler["id"], "current": True})).json()
    return sorted(found, key=lambda entry: entry["start_time"])


async def test_pieces_flow_from_step_to_step_and_always_add_up(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    await refused(client, work_on(traveler, 1), {"act": "start"}, 409, "not-ready")
    first = await post(client, work_on(traveler, 0), {"act": "start", "good": 3})
    assert (first["quantity_good"], first["quantity_at_hand"], first["status"]) == (3, 2, "running")
    second = await post(client, work_on(traveler, 1), {"act": "start", "good": 2})
    assert (second["quantity_in"], second["quantity_at_hand"]) == (3, 1)
    await refused(client, work_on(traveler, 1), {"good": 2}, 409, "does-not-add-up")
    await refused(client, work_on(traveler, 0), {"scrap": 1}, 422, "invalid")
    scrapped = await post(client, work_on(traveler, 0), {"scrap": 1, "reason": "Scratched"})
    assert scrapped["quantity_in"] == sum(
        scrapped[f"quantity_{what}"] for what in ("good", "scrap", "rework", "at_hand")
    )
    told = await refused(client, work_on(traveler, 1), {"act": "finish"}, 409, "not-finished")
    assert told["missing"] == ["operation 10 before it is open.", "1 pieces are at hand; say how many are good."]
    await post(client, work_on(traveler, 0), {"act": "finish", "good": 1})
    assert (await post(client, work_on(traveler, 1), {"act": "finish", "good": 2}))["quantity_good"] == 4


@pytest.mark.parametrize("quantity", [-1, "NaN", 10**12, "Infinity"])
async def test_an_impossible_quantity_is_refused(client: httpx2.AsyncClient, quantity: object) -> None:
    traveler = await released_traveler(client)
    answer = await client.post(work_on(traveler, 0), json={"good": quantity})
    assert answer.status_code == 422


async def test_a_role_that_a_step_asks_for_is_asked_for(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    step = {"step_number": 10, "step_name": "Test", "required_role": "quality"}
    traveler = await released_traveler(client, step)
    worker, inspector = (await sign_in(Role.ASSEMBLY)).client, (await sign_in(Role.QUALITY)).client
    await refused(worker, work_on(traveler, 0), {"act": "start"}, 403, "not-allowed")
    assert (await post(inspector, work_on(traveler, 0), {"act": "finish", "good": 5}))["is_completed"]


async def test_a_step_is_finished_when_checks_have_passed_and_quality_has_approved(client: httpx2.AsyncClient) -> None:
    checks = [{"name": "Height", "unit": "mm", "minimum": 9.9, "maximum": 10.1}, {"name": "No burrs"}]
    step = {"step_number": 10, "step_name": "Mill", "checks": checks, "needs_approval": True, "first_article": True}
    traveler = await released_traveler(client, step)
    operation = traveler["operations"][0]
    path, height, burrs = f"/api/v1/operations/{operation['id']}", *(check["id"] for check in operation["checks"])
    await refused(client, f"{path}/work", {"good": 2}, 409, "not-ready")
    await refused(client, f"{path}/approval", {"what": "first_article"}, 409, "not-ready")
    await post(client, f"{path}/work", {"good": 1})
    await post(client, f"{path}/approval", {"what": "first_article"})
    await post(client, f"{path}/work", {"good": 4})
    told = await refused(client, f"{path}/work", {"act": "finish"}, 409, "not-finished")
    assert len(told["missing"]) == 3
    await refused(client, f"{path}/results", {"check_id": height, "passed": True}, 422, "invalid")
    failed = await post(client, f"{path}/results", {"check_id": height, "value": 10.2, "passed": True})
    assert failed["checks"][0]["passed"] is False
    await post(client, f"{path}/results", {"check_id": height, "value": 10.1})
    await post(client, f"{path}/results", {"check_id": burrs, "passed": True})
    await post(client, f"{path}/approval", {})
    assert (await post(client, f"{path}/work", {"act": "finish"}))["is_completed"]
    assert (await client.get(f"/api/v1/travelers/{traveler['id']}")).json()["status"] == "completed"


@pytest.mark.parametrize(
    ("disposition", "good", "scrap"),
    [("use_as_is", 5, 0), ("rework", 5, 0), ("repair", 5, 0), ("scrap", 3, 2), ("return", 3, 2)],
)
async def test_what_becomes_of_pieces_that_do_not_conform(
    client: httpx2.AsyncClient, disposition: str, good: int, scrap: int
) -> None:
    traveler = await released_traveler(client, {"step_number": 10, "step_name": "Solder"})
    path = f"/api/v1/operations/{traveler['operations'][0]['id']}"
    raised = await post(client, f"{path}/nonconformances", {"defect": "Short", "quantity": 2})
    assert (raised["status"], raised["number"][:4]) == ("open", "NCR-")
    await post(client, f"{path}/work", {"good": 3})
    await refused(client, f"{path}/work", {"act": "finish"}, 409, "not-finished")
    of = f"/api/v1/nonconformances/{raised['id']}"
    decided = await put(client, f"{of}/disposition", {"disposition": disposition, "reason": "MRB"})
    if decided["status"] == "dispositioned":
        decided = await post(client, f"{of}/close", {})
    assert decided["status"] == "closed"
    assert (await client.post(f"{of}/close")).status_code == 409
    done = await post(client, f"{path}/work", {"act": "finish"})
    assert (done["quantity_good"], done["quantity_scrap"], done["quantity_rework"]) == (good, scrap, 0)


async def test_several_people_work_on_one_operation_and_one_on_one_job(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    traveler = await released_traveler(client, {"step_number": 10, "step_name": "A"},
                                       {"step_number": 20, "step_name": "B", "predecessors": []})  # fmt: skip
    ann, ben = (await sign_in(Role.ASSEMBLY)).client, (await sign_in(Role.ASSEMBLY)).client
    first, second = (step["barcode"] for step in traveler["operations"])
    await scanned(ann, first, action="start", at=ago(60))
    await scanned(ben, first, action="start", at=ago(50))
    await scanned(ann, second, action="start", at=ago(30))
    assert (await scanned(ben, first))["operation"]["status"] == "running"
    assert (await scanned(ben, first, action="pause", at=ago(20)))["operation"]["status"] == "paused"
    entries = await labor_of(client, traveler)
    assert [(e["step_number"], round((e["hours_logged"] or 0) * 60)) for e in entries] == [(10, 30), (10, 30), (20, 0)]
    assert entries[2]["end_time"] is None


async def test_time_on_several_jobs_is_shared_where_the_tenant_allows_it(client: httpx2.AsyncClient) -> None:
    policy = (await client.get("/api/v1/tenant")).json()["policy"]
    await put(client, "/api/v1/tenant", {"policy": {**policy, "parallel_jobs": True}})
    traveler = await released_traveler(client, {"step_number": 10, "step_name": "A"},
                                       {"step_number": 20, "step_name": "B", "predecessors": []})  # fmt: skip
    first, second = (step["barcode"] for step in traveler["operations"])
    for text, action, minutes in (
        (first, "start", 60),
        (second, "start", 30),
        (first, "pause", 0.1),
        (second, "pause", 0),
    ):
        await scanned(client, text, action=action, at=ago(minutes))
    hours = [entry["hours_logged"] for entry in await labor_of(client, traveler)]
    assert sum(hours) == pytest.approx(1, abs=0.001)
    assert hours == [pytest.approx(0.75, abs=0.01), pytest.approx(0.25, abs=0.01)]


async def test_scans_that_come_late_and_in_any_order_give_the_same_labor(client: httpx2.AsyncClient) -> None:
    told = [("start", 0, 50), ("pause", 0, 40), ("start", 0, 35), ("start", 1, 30), ("pause", 1, 10)]
    seen = []
    for order in itertools.islice(itertools.permutations(range(5)), 0, 120, 17):
        traveler = await released_traveler(client, {"step_number": 10, "step_name": "A"},
                                           {"step_number": 20, "step_name": "B", "predecessors": []})  # fmt: skip
        base = clock.now() - timedelta(days=len(seen) + 1)
        for which in order:
            action, step, minutes = told[which]
            at = (base - timedelta(minutes=minutes)).isoformat()
            await scanned(client, traveler["operations"][step]["barcode"], action=action, at=at, device="gun-1")
        entries = await labor_of(client, traveler)
        seen.append([(e["step_number"], round((e["hours_logged"] or 0) * 60)) for e in entries])
    assert seen == [[(10, 10), (10, 5), (20, 20)]] * len(seen)


async def test_what_was_done_before_the_end_is_told_after_it_and_nothing_that_came_later(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    traveler = await released_traveler(client, {"step_number": 10, "step_name": "A"})
    code, ann = traveler["operations"][0]["barcode"], (await sign_in(Role.ASSEMBLY)).client
    ben, cid = (await sign_in(Role.ASSEMBLY)).client, (await sign_in(Role.ASSEMBLY)).client
    await scanned(cid, code, action="start", at=ago(8))
    await scanned(ann, code, action="finish", quantity=5, at=ago(10))
    assert await labor_of(client, traveler) == []
    await scanned(ben, code, action="start", at=ago(30))
    await refused(ben, "/api/v1/scans", scan_of(code, action="start", at=ago(9)), 409, "not-on-the-floor")
    entries = await labor_of(client, traveler)
    assert [round(entry["hours_logged"] * 60) for entry in entries] == [20]
    assert (await client.get(f"/api/v1/travelers/{traveler['id']}")).json()["status"] == "completed"


async def test_a_scan_sent_twice_counts_once(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    body = scan_of(traveler["operations"][0]["barcode"], action="good", quantity=2)
    first, again = await post(client, "/api/v1/scans", body), await post(client, "/api/v1/scans", body)
    assert first == again
    now = (await client.get(f"/api/v1/operations/{traveler['operations'][0]['id']}")).json()
    assert now["quantity_good"] == 2


async def test_the_same_scan_at_once_counts_once(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    body = scan_of(traveler["operations"][0]["barcode"], action="start")
    answers = await asyncio.gather(*(client.post("/api/v1/scans", json=body) for _ in range(6)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert (await client.post("/api/v1/scans", json=body)).status_code == 200
    assert len(await labor_of(client, traveler)) == 1


@pytest.mark.parametrize("action", ["good", "scrap", "rework", "move"])
async def test_the_same_scan_of_pieces_at_once_counts_once(client: httpx2.AsyncClient, action: str) -> None:
    traveler = await released_traveler(client)
    body = scan_of(traveler["operations"][0]["barcode"], action=action)
    answers = await asyncio.gather(*(client.post("/api/v1/scans", json=body) for _ in range(6)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    told = (await post(client, "/api/v1/scans", body))["operation"]
    now = (await client.get(f"/api/v1/operations/{told['id']}")).json()
    assert now["quantity_at_hand"] == told["quantity_at_hand"] == (0 if action == "move" else 4)


async def test_a_queue_of_scans_is_taken_by_the_devices_clock_each_by_itself(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    code = traveler["operations"][0]["barcode"]
    queue = [scan_of(code, action="finish", quantity=3, at=ago(1)), scan_of(code, action="start", at=ago(9)),
             scan_of("NX1|NOBODY|1|10|00", at=ago(5)), scan_of(code, action="good", quantity=2, at=ago(5))]  # fmt: skip
    told = (await post(client, "/api/v1/scans", {"scans": queue}))["scans"]
    assert [each["ok"] for each in told] == [True, True, False, True]
    assert told[2]["problem"] == "/problems/wrong-check-character"
    assert told[0]["operation"]["is_completed"] is True
    assert round((await labor_of(client, traveler))[0]["hours_logged"] * 60) == 8


async def test_a_wedge_scanner_works_with_badges_and_commands_alone(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    worker = await sign_in(Role.ASSEMBLY)
    traveler = await released_traveler(client)
    badge = await scanned(client, badge_code(worker.actor.user, "7"), device="bench-3")
    assert (badge["what"], badge["user_id"]) == ("badge", worker.actor.user)
    await scanned(client, traveler["operations"][0]["barcode"], device="bench-3")
    for command in (command_code(Action.START), command_code(Action.GOOD, 4), command_code(Action.SCRAP)):
        told = await scanned(client, command, device="bench-3")
    assert (told["operation"]["quantity_good"], told["operation"]["quantity_scrap"]) == (4, 1)
    done = await scanned(client, command_code(Action.FINISH), device="bench-3")
    assert (done["operation"]["completed_by"], done["user_id"]) == (worker.actor.name, worker.actor.user)
    await refused(client, "/api/v1/scans", scan_of(command_code(Action.START), device="bench-4"), 422, "unknown-code")


async def test_what_else_is_scanned_is_told(client: httpx2.AsyncClient) -> None:
    label = await scanned(client, "[)>\x1e06\x1dPRC0805\x1d1PRC0805FR-07\x1dQ500\x1d1TLOT7\x1e\x04")
    assert (label["what"], label["part"]["lot"], label["actions"]) == ("part", "LOT7", ["use"])
    assert (await scanned(client, unit_code("SN-1")))["what"] == "unit"
    whole = (await released_traveler(client))["barcode"]
    await refused(client, "/api/v1/scans", scan_of(whole, action="start"), 422, "unknown-code")
    await refused(client, "/api/v1/scans", scan_of("hello"), 422, "unknown-code")
    good = traveler_code("T-1", "1", 10)
    await refused(client, "/api/v1/scans", scan_of(f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}"), 422,
                  "wrong-check-character")  # fmt: skip


async def test_a_foreign_tenants_code_and_a_completed_traveler_are_refused(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    traveler = await released_traveler(client, {"step_number": 10, "step_name": "A"})
    code = traveler["operations"][0]["barcode"]
    await refused(stranger, "/api/v1/scans", scan_of(code), 422, "unknown-code")
    assert (await stranger.post(work_on(traveler, 0), json={"act": "start"})).status_code == 404
    await scanned(client, code, action="finish", quantity=5)
    await refused(client, "/api/v1/scans", scan_of(code, action="start"), 409, "not-on-the-floor")


async def test_time_written_by_hand_never_overlaps_and_is_corrected_by_a_new_entry(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    operation = traveler["operations"][0]["id"]
    entry = {"operation_id": operation, "start_time": ago(120), "end_time": ago(60), "kind": "setup"}
    made = await post(client, "/api/v1/labor", entry)
    assert (round(made["hours_logged"], 2), made["kind"]) == (1, "setup")
    await refused(client, "/api/v1/labor", {**entry, "start_time": ago(90), "end_time": ago(30)}, 409, "overlaps")
    for wrong in ({"start_time": ago(10), "end_time": ago(20)}, {"start_time": ago(10), "end_time": ago(-60)}):
        await refused(client, "/api/v1/labor", {**entry, **wrong}, 422, "wrong-time")
    path = f"/api/v1/labor/{made['id']}/corrections"
    corrected = await post(client, path, {"end_time": ago(90), "reason": "Left early."})
    assert (corrected["corrects_id"], corrected["notes"]) == (made["id"], "Left early.")
    assert round(corrected["hours_logged"], 2) == 0.5
    await refused(client, path, {"end_time": ago(80), "reason": "Again."}, 409, "overlaps")
    listed = (await client.get("/api/v1/labor", params={"traveler_id": traveler["id"]})).json()
    assert [(each["id"], each["is_current"]) for each in listed] == [(corrected["id"], True), (made["id"], False)]
    indirect = await post(client, "/api/v1/labor", {"start_time": ago(30), "end_time": ago(15), "notes": "Sweeping"})
    assert (indirect["kind"], indirect["traveler_id"]) == ("indirect", None)


async def test_only_overseers_write_down_the_time_of_others(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    worker, other = await sign_in(Role.ASSEMBLY), await sign_in(Role.ASSEMBLY)
    entry = {"start_time": ago(60), "end_time": ago(30), "user_id": other.actor.user}
    await refused(worker.client, "/api/v1/labor", entry, 403, "not-allowed")
    assert (await post(client, "/api/v1/labor", entry))["user_id"] == other.actor.user


async def test_a_forgotten_clock_is_ended_by_policy_and_flagged(
    client: httpx2.AsyncClient, ground: Ground, admin: SignedIn
) -> None:
    traveler = await released_traveler(client)
    await scanned(client, traveler["operations"][0]["barcode"], action="start", at=ago(13 * 60))
    await close_forgotten_clocks(ground)
    await close_forgotten_clocks(ground)
    entry = (await labor_of(client, traveler))[0]
    assert (entry["flag"], entry["hours_logged"]) == ("forgotten", 12)
    assert (await client.get(f"/api/v1/operations/{traveler['operations'][0]['id']}")).json()["status"] == "paused"


async def test_coating_is_sent_received_and_inspected_within_its_limits(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    new = {"traveler_id": traveler["id"], "coating_type": "AR", "quantity": 5, "lot": "L1", "cure": "80 C, 30 min",
           "minimum": 30, "maximum": 130, "supplier": "Coaters Ltd", "tracking_number": "1Z99"}  # fmt: skip
    job = await post(client, "/api/v1/coating", new)
    assert (job["status"], job["is_inside"]) == ("sent", False)
    path = f"/api/v1/coating/{job['id']}/status"
    assert (await client.put(path, json={"status": "inspected"})).status_code == 409
    await put(client, path, {"status": "received"})
    thin = await client.put(path, json={"status": "inspected", "readings": [{"thickness": 50}, {"thickness": 12}]})
    assert (thin.status_code, thin.json()["type"]) == (409, "/problems/out-of-limits")
    assert (await client.get("/api/v1/coating")).json()[0]["readings"] == []
    none = await client.put(path, json={"status": "inspected"})
    assert none.json()["type"] == "/problems/out-of-limits"
    done = await put(client, path, {"status": "inspected", "readings": [{"thickness": 50, "place": "corner"}]})
    assert (done["status"], done["readings"][0]["in_limits"]) == ("inspected", True)
    expired = await client.post("/api/v1/coating", json={**new, "lot_expires": "2020-01-01"})
    assert expired.status_code == 422


async def test_lots_are_followed_both_ways_through_what_was_made_of_them(client: httpx2.AsyncClient) -> None:
    board = await released_traveler(client)
    box = await released_traveler(client)
    part = {"part_number": "C-100N", "lot": "LOT-9", "quantity": 20, "unit": "SN-1"}
    await post(client, f"/api/v1/travelers/{board['id']}/lots", part)
    unit = {"part_number": "A-1", "lot": "SN-1", "quantity": 1, "unit": "BOX-1"}
    await post(client, f"/api/v1/travelers/{box['id']}/lots", unit)
    used = (await client.get("/api/v1/genealogy/where-used", params={"lot": "LOT-9"})).json()
    assert [(each["unit"], each["depth"]) for each in used] == [("SN-1", 1), ("BOX-1", 2)]
    inside = (await client.get("/api/v1/genealogy/contents", params={"unit": "BOX-1"})).json()
    assert [(each["lot"], each["depth"]) for each in inside] == [("SN-1", 1), ("LOT-9", 2)]
    assert (await client.get("/api/v1/genealogy/where-used", params={"lot": "NONE"})).json() == []
