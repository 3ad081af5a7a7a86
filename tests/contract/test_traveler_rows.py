"""The rows of the traveler backend, each with its former clients' exact path and body, and the matrix of its roles."""

from typing import Any

import httpx2
import pytest

from nexus.identity.public import Role
from tests.conftest import SignedIn, SignIn
from tests.manufacturing.shop import post, put, released_traveler

pytestmark = pytest.mark.anyio

TRAVELER = {
    "id", "traveler_number", "po_id", "job_number", "barcode", "status", "revision", "created_by", "bom_items",
    "process_steps", "labor_logs", "coating_logs", "revisions",
}  # fmt: skip
STEP = {"step_number", "step_name", "description", "estimated_hours", "required_role", "is_completed", "completed_by",
        "completed_at"}  # fmt: skip
LABOR = {"id", "operation_id", "user_id", "start_time", "end_time", "hours_logged", "notes"}
COATING = {"coating_type", "sent_date", "received_date", "inspected_date", "tracking_number", "status"}
PO = {"po_number", "customer_name", "job_number", "created_date", "due_date", "status"}


async def purchase_order(client: httpx2.AsyncClient) -> Any:
    customer = await post(client, "/api/v1/customers", {"name": "Works"})
    body = {"customer_id": customer["id"], "po_number": "PO-1", "job_number": "JOB-1", "due_date": "2027-01-31",
            "lines": [{"name": "Board", "quantity": 5}]}  # fmt: skip
    return await post(client, "/api/v1/orders", body)


async def test_a_traveler_is_made_listed_and_read_with_everything_on_it(
    client: httpx2.AsyncClient, admin: SignedIn
) -> None:
    order = await purchase_order(client)
    assert order.keys() >= PO
    step = {
        "step_number": 1,
        "step_name": "Solder",
        "description": "",
        "estimated_hours": 2,
        "required_role": "assembly",
    }
    body = {"po_id": order["id"], "traveler_type_id": 1, "job_number": "JOB-1", "process_steps": [step]}
    made = await client.post("/travelers/", json=body)
    assert made.status_code == 201, made.text
    traveler = made.json()
    assert traveler.keys() >= TRAVELER
    assert traveler["process_steps"][0].keys() >= STEP
    assert (traveler["status"], traveler["revision"], traveler["po_id"]) == ("created", 1, order["id"])
    assert (traveler["traveler_type"], traveler["created_by"]) == ("PCB", admin.actor.user)
    listed = (await client.get("/travelers/")).json()
    assert [(each["id"], each["status"]) for each in listed] == [(traveler["id"], "created")]
    read = (await client.get(f"/travelers/{traveler['id']}")).json()
    assert read == (await client.get(f"/api/v1/travelers/{traveler['id']}", params={"names": "old"})).json()


async def test_a_bom_item_is_added(client: httpx2.AsyncClient) -> None:
    traveler = await post(client, "/travelers/", {"type": "Cable"})
    item = {"part_number": "W-18", "description": "Wire 18 AWG", "quantity": 2.5, "unit_price": 0.4,
            "supplier": "Wires Ltd", "notes": "blue"}  # fmt: skip
    made = await client.post(f"/travelers/{traveler['id']}/bom", json=item)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in item} == item


async def test_the_four_types_have_their_colours(client: httpx2.AsyncClient) -> None:
    types = (await client.get("/travelers/types/")).json()
    assert [(each["id"], each["name"]) for each in types] == [(1, "PCB"), (2, "Parts"), (3, "Assembly"), (4, "Cable")]
    assert len({each["color_code"] for each in types}) == 4


async def test_statuses_go_by_their_former_names(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    path = f"/travelers/{traveler['id']}"
    assert (await client.get(path)).json()["status"] == "created"
    begun = f"/api/v1/operations/{traveler['operations'][0]['id']}/work"
    await post(client, begun, {"act": "start"})
    assert (await client.get(path)).json()["status"] == "in_progress"
    await put(client, f"{path}/status", {"status": "on_hold", "reason": "Wait."})
    assert (await client.get(path)).json()["status"] == "on_hold"
    assert len((await client.get("/travelers/", params={"status": "created"})).json()) == 0


async def test_labor_coating_and_revisions_are_on_the_traveler(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    begun = f"/api/v1/operations/{traveler['operations'][0]['id']}/work"
    await post(client, begun, {"act": "start"})
    await post(client, begun, {"act": "pause"})
    await post(client, "/api/v1/coating", {"traveler_id": traveler["id"], "coating_type": "AR", "quantity": 1})
    now = (await client.get(f"/travelers/{traveler['id']}")).json()
    assert now["labor_logs"][0].keys() >= LABOR
    assert now["coating_logs"][0].keys() >= COATING
    assert now["revisions"][0].keys() >= {"revision", "changes", "by_name", "at", "reason"}


async def test_the_reports_answer_what_they_did(client: httpx2.AsyncClient) -> None:
    await released_traveler(client)
    days = {"start_date": "2020-01-01", "end_date": "2030-12-31"}
    wanted = {
        "dashboard-stats": {"total_travelers", "active_travelers", "completed_today", "total_users"},
        "traveler-completion": {"completion_rate", "by_type"},
        "labor-efficiency": {"total_hours_logged", "average_hours_per_traveler", "efficiency_by_user",
                             "estimated_hours", "actual_hours"},
        "coating-status": {"total_coating_jobs", "status_breakdown"},
    }  # fmt: skip
    for name, fields in wanted.items():
        answer = await client.get(f"/reports/{name}", params=days)
        assert answer.status_code == 200
        assert answer.json().keys() >= fields


MATRIX = """
                 admin manager operator quality purchasing assembly engineer
create users       x
create travelers   x      x       x
update BOM         x      x       x                 x                  x
log labor          x      x                x                  x        x
quality approval   x      x                x                           x
view reports       x      x       x        x        x         x        x
"""


def matrix() -> list[tuple[str, Role, bool]]:
    head, *rows = MATRIX.strip("\n").splitlines()
    starts = {role: head.index(role.value) for role in Role}
    return [
        (row[:17].strip(), role, "x" in row[at : at + len(role.value)]) for row in rows for role, at in starts.items()
    ]


@pytest.mark.parametrize(("may", "role", "allowed"), matrix())
async def test_each_cell_of_the_matrix_holds(
    client: httpx2.AsyncClient, sign_in: SignIn, may: str, role: Role, allowed: bool
) -> None:
    traveler = await released_traveler(client, {"step_number": 10, "step_name": "A", "needs_approval": True})
    person = (await sign_in(role)).client
    operation = f"/api/v1/operations/{traveler['operations'][0]['id']}"
    calls = {
        "create users": ("/users/", {"email": f"x{traveler['id']}@test.example", "username": f"x{traveler['id']}",
                                     "password": "Corr3ct!horse-battery"}),
        "create travelers": ("/travelers/", {"type": "PCB"}),
        "update BOM": (f"/travelers/{traveler['id']}/bom", {"part_number": "R-1", "quantity": 1}),
        "log labor": (f"{operation}/work", {"act": "start"}),
        "quality approval": (f"{operation}/approval", {}),
    }  # fmt: skip
    if may in calls:
        path, body = calls[may]
        answer = await person.post(path, json=body)
    else:
        answer = await person.get("/reports/dashboard-stats")
    assert (answer.is_success, answer.status_code == 403) == (allowed, not allowed), answer.text
