"""What is printed scans: codes are read back from the rendered pages, whatever stands beside them."""

import io

import httpx2
import pytest

from tests.manufacturing.printing.make import scanned, texts
from tests.manufacturing.shop import post, put, released_traveler


@pytest.mark.anyio
async def test_a_traveler_and_its_labels_are_printed_over_http(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    of = f"/api/v1/travelers/{traveler['id']}"
    pdf = (await client.get(f"{of}/pdf")).content
    codes = {step["barcode"] for step in traveler["operations"]}
    assert set(scanned(pdf, 300)) == {traveler["barcode"], *codes}
    assert set(scanned((await client.get(f"{of}/labels", params={"of": "operations"})).content, 300)) == codes
    zpl = await client.get(f"{of}/labels", params={"format": "zpl"})
    assert (zpl.headers["content-type"].split(";")[0], zpl.text[:3]) == ("application/vnd.zebra.zpl", "^XA")
    commands = set(scanned((await client.get("/api/v1/labels/commands")).content, 300))
    assert any(code.startswith("NXC|START") for code in commands)
    me = (await client.get("/api/v1/auth/me")).json()["id"]
    badge = set(scanned((await client.get(f"/api/v1/labels/badges/{me}")).content, 300))
    assert {code.split("|")[1] for code in badge} == {str(me)}
    await put(client, f"{of}/status", {"status": "on_hold", "reason": "Wrong laminate."})
    assert "On hold" in texts((await client.get(f"{of}/pdf")).content)[0]


@pytest.mark.anyio
async def test_a_bom_file_is_looked_at_then_taken_in_whole_or_refused_with_its_lines(
    client: httpx2.AsyncClient,
) -> None:
    made = await post(client, "/api/v1/travelers", {"type": "PCB", "quantity": 10})
    table = "Reference,Value,Footprint,Datasheet,Qty\nR1-R4,10k,0805,,4\nC1,100n,0603,,1\n"
    form = {"traveler_id": str(made["id"])}
    looked = await client.post(
        "/api/v1/travelers/bom-import", data={"preview": "true"}, files={"file": ("b.csv", table)}
    )
    assert (looked.json()["format"], looked.json()["imported"]) == ("kicad", 0), looked.text
    taken = await client.post("/api/v1/travelers/bom-import", data=form, files={"file": ("b.csv", table)})
    assert taken.json()["imported"] == 2, taken.text
    bom = (await client.get(f"/api/v1/travelers/{made['id']}")).json()["bom_items"]
    assert [(item["quantity"], item["reference_designators"]) for item in bom] == [(40, "R1, R2, R3, R4"), (10, "C1")]
    wrong = "Part number,Quantity\nA-1,1\nA-2,-3\nA-3,NaN\n"
    refused = await client.post("/api/v1/travelers/bom-import", data=form, files={"file": ("b.csv", wrong)})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/bad-bom")
    assert [problem["line"] for problem in refused.json()["problems"]] == [3, 4]
    assert len((await client.get(f"/api/v1/travelers/{made['id']}")).json()["bom_items"]) == 2


@pytest.mark.anyio
async def test_a_bom_of_twenty_thousand_lines_is_taken_in(client: httpx2.AsyncClient) -> None:
    made = await post(client, "/api/v1/travelers", {"type": "PCB"})
    table = io.StringIO("Part number,Quantity\n" + "".join(f"P-{n},{n % 7 + 1}\n" for n in range(20_000)))
    form = {"traveler_id": str(made["id"])}
    taken = await client.post("/api/v1/travelers/bom-import", data=form, files={"file": ("b.csv", table.getvalue())})
    assert taken.json()["imported"] == 20_000, taken.text[:500]
