"""What is printed scans: codes are read back from the rendered pages, whatever stands beside them."""

import io
from datetime import UTC, datetime

import httpx2
import pypdfium2 as pdfium
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus.manufacturing.printing.barcodes import Symbology, barcode_svg
from nexus.manufacturing.printing.sheet import Label, SheetItem, SheetStep, TravelerSheet
from nexus.manufacturing.printing.typesetting import label_pdf, label_zpl, traveler_pdf
from nexus.manufacturing.scanning.codes import traveler_code
from tests.manufacturing.shop import post, put, released_traveler

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOSTILE = '#set text(red) $x^2$ *b* "q" `r` \\ <b> @ref [x] — 😀 ' + "W" * 90 + " متن فارسی ^XA^FDx^FS ~JA"


def seen(pdf: bytes, dpi: int) -> set[str]:
    """Return the codes that a reader finds on the pages, printed at so many dots an inch."""
    pages = (
        page.render(scale=dpi / 72, grayscale=True).to_pil()  # pyright: ignore[reportArgumentType]
        for page in pdfium.PdfDocument(pdf)
    )
    return {code.text for page in pages for code in zxingcpp.read_barcodes(page)}


def text_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf)]


def sheet(steps: int, items: int = 3, said: str = "Look twice.", **over: object) -> TravelerSheet:
    code = traveler_code("T-2026-00042", "2")
    told = {
        "locale": "en", "company": "Larkfield", "number": "T-2026-00042", "revision": 2, "hash": "ab12" * 16,
        "type": "PCB", "color": "#2e7d32", "code": code, "facts": (("part", "B-1"), ("name", said)), "notes": said,
        "items": tuple(SheetItem(n, f"R-{n}", said, "100", "pcs", "R1, R2", "Parts Inc", said) for n in range(items)),
        "steps": tuple(
            SheetStep(10 * n, said, traveler_code("T-2026-00042", "2", 10 * n), said, "quality", "1.5", n == 1, n == 2,
                      (("Height", "9.9 – 10.1 mm"),))
            for n in range(1, steps + 1)
        ),
    }  # fmt: skip
    return TravelerSheet(**{**told, **over})  # type: ignore[arg-type]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("said", ["Look twice.", HOSTILE])
def test_every_code_of_a_traveler_is_read_back(dpi: int, said: str) -> None:
    printed = sheet(12, said=said)
    assert seen(traveler_pdf(printed, NOW), dpi) == {printed.code, *(step.code for step in printed.steps)}


@pytest.mark.parametrize("locale", ["en", "de-AT", "pt-BR", "xx"])
def test_each_page_says_which_paper_it_is(locale: str) -> None:
    pages = text_of(traveler_pdf(sheet(60, 200, locale=locale), NOW))
    assert len(pages) > 5
    for page in pages:
        assert "2026-00042" in page
        assert "ab12ab12ab12ab12" in page
        assert str(len(pages)) in page.splitlines()[-1]


def test_a_persian_traveler_has_its_pages_and_its_codes() -> None:
    printed = sheet(12, said="برد کنترل موتور", locale="fa")
    assert seen(traveler_pdf(printed, NOW), 203) == {printed.code, *(step.code for step in printed.steps)}


def test_sabotage_codes_that_are_too_small_are_found_unreadable() -> None:
    printed = sheet(3)
    assert seen(traveler_pdf(printed, NOW), 40) < {printed.code, *(step.code for step in printed.steps)}


@pytest.mark.parametrize(("width", "height"), [(100, 50), (57, 32)])
def test_labels_are_read_back(width: int, height: int) -> None:
    labels = [Label("T-1", ("B-1", "25 pcs", HOSTILE), traveler_code("T-1", "1", step)) for step in (10, 20)]
    assert seen(label_pdf(labels, NOW, width, height), 300) == {label.code for label in labels}


@given(st.text(max_size=60))
def test_nothing_that_stands_on_a_label_is_a_command(said: str) -> None:
    zpl = label_zpl([Label(said, (said,), "NX1|T-1|1|-|AB")])
    plain = label_zpl([Label("", ("",), "NX1|T-1|1|-|AB")])
    assert [zpl.count(sign) for sign in "^~"] == [plain.count(sign) for sign in "^~"]


@settings(max_examples=50)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40))
def test_a_code_of_ascii_is_drawn_and_read(text: str) -> None:
    for symbology in Symbology:
        _, modules = barcode_svg(text, symbology)
        assert modules > 0


@pytest.mark.anyio
async def test_a_traveler_and_its_labels_are_printed_over_http(client: httpx2.AsyncClient) -> None:
    traveler = await released_traveler(client)
    of = f"/api/v1/travelers/{traveler['id']}"
    pdf = (await client.get(f"{of}/pdf")).content
    codes = {step["barcode"] for step in traveler["operations"]}
    assert seen(pdf, 300) == {traveler["barcode"], *codes}
    assert seen((await client.get(f"{of}/labels", params={"of": "operations"})).content, 300) == codes
    zpl = await client.get(f"{of}/labels", params={"format": "zpl"})
    assert (zpl.headers["content-type"].split(";")[0], zpl.text[:3]) == ("application/vnd.zebra.zpl", "^XA")
    commands = seen((await client.get("/api/v1/labels/commands")).content, 300)
    assert any(code.startswith("NXC|START") for code in commands)
    me = (await client.get("/api/v1/auth/me")).json()["id"]
    badge = seen((await client.get(f"/api/v1/labels/badges/{me}")).content, 300)
    assert {code.split("|")[1] for code in badge} == {str(me)}
    await put(client, f"{of}/status", {"status": "on_hold", "reason": "Wrong laminate."})
    assert "ON HOLD" in text_of((await client.get(f"{of}/pdf")).content)[0]


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
