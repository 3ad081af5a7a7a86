"""Reports: what they tell of a floor on which something happened, in each form."""

import csv
import io

import httpx2
import pytest
from openpyxl import load_workbook

from nexus.reports.definitions import REPORTS
from tests.manufacturing.shop import post, released_traveler, scanned

pytestmark = pytest.mark.anyio


async def worked(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client, due_date="2020-01-01")
    first = traveler["operations"][0]["barcode"]
    await scanned(client, first, action="start")
    await scanned(client, first, action="scrap", quantity=1, reason="=Short")
    await scanned(client, first, action="finish", quantity=4)
    coat = {"traveler_id": traveler["id"], "coating_type": "AR", "quantity": 4}
    await post(client, "/api/v1/coating", coat)


@pytest.mark.parametrize("name", REPORTS)
async def test_each_report_tells_the_same_as_json_csv_and_xlsx(client: httpx2.AsyncClient, name: str) -> None:
    await worked(client)
    answer = await client.get(f"/api/v1/reports/{name}")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    rows = told[REPORTS[name].rows_as]
    table = (await client.get(f"/api/v1/reports/{name}", params={"format": "csv"})).content.decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(table)))
    assert len(read) == len(rows)
    assert tuple(read[0]) == REPORTS[name].columns if read else not rows
    book = await client.get(f"/api/v1/reports/{name}", params={"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert sheet.max_row == len(rows) + 1
    assert told["formulas"] == dict(REPORTS[name].formulas)


async def test_the_former_clients_find_their_figures(client: httpx2.AsyncClient) -> None:
    await worked(client)
    stats = (await client.get("/reports/dashboard-stats")).json()
    assert (stats["total_travelers"], stats["active_travelers"], stats["completed_today"]) == (1, 1, 0)
    assert stats["total_users"] == 1
    completion = (await client.get("/reports/traveler-completion", params={"start_date": "2020-01-01"})).json()
    assert completion["completion_rate"] == 0
    assert [each["type"] for each in completion["by_type"]] == ["ASSEMBLY"]
    labor = (await client.get("/reports/labor-efficiency")).json()
    assert labor["total_hours_logged"] >= 0
    assert len(labor["efficiency_by_user"]) == 1
    coating = (await client.get("/reports/coating-status")).json()
    assert coating["total_coating_jobs"] == 1
    assert coating["status_breakdown"] == [{"status": "sent", "count": 1, "quantity": 4.0}]


async def test_a_report_of_scrap_names_the_reason_and_runs_nothing(client: httpx2.AsyncClient) -> None:
    await worked(client)
    told = (await client.get("/api/v1/reports/scrap")).json()
    assert (told["scrap"], told["good"], told["scrap_rate"]) == (1, 4, 20)
    table = (await client.get("/api/v1/reports/scrap", params={"format": "csv"})).text
    assert "'=Short" in table


async def test_days_are_both_included_and_in_order(client: httpx2.AsyncClient) -> None:
    await worked(client)
    past = {"start_date": "2020-01-01", "end_date": "2020-01-02"}
    assert (await client.get("/api/v1/reports/scrap", params=past)).json()["scrap"] == 0
    wrong = {"start_date": "2020-01-02", "end_date": "2020-01-01"}
    assert (await client.get("/api/v1/reports/scrap", params=wrong)).status_code == 422
    assert (await client.get("/api/v1/reports/none")).status_code == 404
