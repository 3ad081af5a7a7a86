"""Documents as clients ask for them: lists, one, its bytes, reading again, deleting."""

import io
from urllib.parse import urlsplit

import httpx2
import pytest
from PIL import Image, ImageChops
from pydantic import TypeAdapter

from nexus.documents.ids import DocumentId
from nexus.documents.public import link, set_customer
from nexus.documents.schemas import DocumentOut, DocumentSummary, ExtractionOut
from nexus.identity.public import Actor
from nexus.identity.service.tenants import open_tenant
from nexus.platform.errors import NotFound
from nexus.platform.ground import Ground
from tests.conftest import SignIn, counted_queries, make_tenant
from tests.documents.helpers import CSV, eventually, mail_with, rfq_pdf, settled, text_pdf, uploaded

pytestmark = pytest.mark.anyio

LIST = TypeAdapter(list[DocumentSummary])
BYTES = bytes(range(32, 127)) * 40
STRANGE = [
    ("GET", ""),
    ("GET", "/content"),
    ("GET", "/extraction"),
    ("GET", "/pages/1.png"),
    ("POST", "/process"),
    ("DELETE", ""),
]


@pytest.mark.parametrize("path", ["/api/v1/documents", "/api/documents"])
async def test_documents_are_listed_newest_first(client: httpx2.AsyncClient, path: str) -> None:
    made = [await uploaded(client, CSV + b"%d" % number, f"{number}.csv") for number in range(3)]
    answer = await client.get(path)
    assert [document.id for document in LIST.validate_json(answer.content)] == made[::-1]


async def test_lists_are_filtered(client: httpx2.AsyncClient, ground: Ground, actor: Actor) -> None:
    order = await uploaded(client, CSV, "Bestellung Schrauben.csv", document_type="order")
    invoice = await uploaded(client, CSV + b"1", "rechnung.csv", document_type="invoice", category="spares")
    async with ground.database.transaction(actor.tenant) as session:
        await set_customer(session, actor, DocumentId(invoice), None, "Larkfield Instruments Ltd")

    async def found(**asked: str) -> list[int]:
        answer = await client.get("/api/documents", params=asked)
        assert answer.status_code == 200, answer.text
        return [document["id"] for document in answer.json()]

    assert await found(document_type="order") == [order]
    assert await found(document_type="Purchase Order") == [order]
    assert await found(status="pending") == [invoice, order]
    assert await found(status="failed") == []
    assert await found(customer_id="7") == []
    assert await found(search="schrauben") == [order]
    assert await found(search="Larkfeild Instruments") == [invoice]
    assert await found(search="100%") == []
    assert await found(search="spares", document_type="order") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "lost"},
        {"limit": 0},
        {"limit": 201},
        {"customer_id": "x"},
        {"search": "\x00"},
        {"customer_id": 2**64},
    ],
)
async def test_a_filter_that_is_not_right_is_refused(client: httpx2.AsyncClient, asked: dict[str, object]) -> None:
    assert (await client.get("/api/v1/documents", params=asked)).status_code == 422


async def test_pages_follow_each_other_by_cursor_and_by_skip(client: httpx2.AsyncClient) -> None:
    made = [await uploaded(client, CSV + b"%d" % number) for number in range(5)][::-1]
    first = await client.get("/api/v1/documents", params={"limit": 2})
    second = await client.get("/api/v1/documents", params={"limit": 2, "cursor": first.headers["x-next-cursor"]})
    link_to_third = urlsplit(second.headers["link"].split(">")[0].strip("<"))
    third = await client.get(f"{link_to_third.path}?{link_to_third.query}")
    assert [document["id"] for page in (first, second, third) for document in page.json()] == made
    assert "x-next-cursor" not in third.headers
    skipped = await client.get("/api/documents", params={"limit": 2, "skip": 3})
    assert [document["id"] for document in skipped.json()] == made[3:]


@pytest.mark.parametrize(
    "cursor", ["x", "WzFd", "WyJhIiwxXQ", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwWiIsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"]
)
async def test_a_foreign_cursor_is_refused(client: httpx2.AsyncClient, cursor: str) -> None:
    assert (await client.get("/api/v1/documents", params={"cursor": cursor})).status_code == 400


@pytest.mark.parametrize("path", ["/api/v1/documents/recent", "/api/documents/recent"])
async def test_the_newest_documents_are_shown(client: httpx2.AsyncClient, path: str) -> None:
    made = [await uploaded(client, CSV + b"%d" % number) for number in range(3)]
    answer = await client.get(path, params={"limit": 2})
    assert [document.id for document in LIST.validate_json(answer.content)] == [made[2], made[1]]


async def test_guests_see_the_newest_documents_of_the_default_tenant_and_nothing_else(
    guest: httpx2.AsyncClient, sign_in: SignIn, ground: Ground
) -> None:
    async with ground.database.transaction(None) as session:
        default = await open_tenant(session, ground.settings.default_tenant, "Default")
    host = (await sign_in(tenant=default)).client
    shown = await uploaded(host, rfq_pdf("GUESTS"), "rfq.pdf")
    answer = await guest.get("/api/documents/recent")
    assert (answer.status_code, answer.json()[0]["id"]) == (200, shown)
    assert (await guest.get("/api/documents")).status_code == 401
    assert (await guest.get(f"/api/documents/{shown}")).status_code == 401


@pytest.mark.usefixtures("running_worker")
async def test_one_document_tells_all_that_became_of_it(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, rfq_pdf(), "rfq.pdf")
    await settled(client, id_)
    document = DocumentOut.model_validate_json((await client.get(f"/api/documents/{id_}")).content)
    assert (document.status, document.ai_status, document.progress) == ("completed", "completed", 100)
    assert (document.pages, document.pages_read, document.pages_failed) == (1, 1, 0)
    assert [move.after for move in document.history] == ["pending", "processing", "completed"]
    assert document.ai_extracted_data
    assert document.ai_extracted_data["line_count"] == len(document.ai_extracted_data["line_items"]) == 2
    assert document.ai_confidence_score
    assert 0 < document.ai_confidence_score <= 1
    listed = LIST.validate_json((await client.get("/api/documents")).content)[0]
    assert listed.ai_extracted_data
    assert set(document.ai_extracted_data) - set(listed.ai_extracted_data) == {"line_items"}


@pytest.mark.usefixtures("running_worker")
async def test_an_extraction_shows_where_each_value_stands(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, rfq_pdf("RFQ-7009"), "rfq.pdf")
    await settled(client, id_)
    answer = await client.get(f"/api/documents/{id_}/extraction")
    extraction = ExtractionOut.model_validate_json(answer.content)
    assert answer.headers["etag"] == f'"{extraction.version}"'
    assert extraction.header["rfq_number"].value == "RFQ-7009"
    assert [line.quantity and line.quantity.value for line in extraction.lines] == ["500", "1200"]
    quantity = extraction.lines[0].quantity
    assert quantity
    assert (quantity.page, quantity.source) == (1, "layout")
    assert quantity.box
    assert quantity.box[0] == pytest.approx(380, abs=2)


@pytest.mark.usefixtures("running_worker")
async def test_a_page_is_drawn_with_the_place_of_a_value_marked(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, mail_with(rfq_pdf()), "rfq.eml", name="Not what it is.xlsx")
    await settled(client, id_)
    extraction = (await client.get(f"/api/v1/documents/{id_}/extraction")).json()
    assert [page["source"] for page in extraction["pages"]] == ["flow", "text"]
    path = f"/api/v1/documents/{id_}/pages/2.png"
    plain = await client.get(path, params={"width": 595})
    assert (plain.status_code, plain.headers["content-type"]) == (200, "image/png")
    box = extraction["lines"][0]["quantity"]["box"]
    marked = await client.get(path, params={"width": 595, "box": ",".join(map(str, box))})
    assert marked.headers["etag"] != plain.headers["etag"]
    before, after = (Image.open(io.BytesIO(answer.content)) for answer in (plain, marked))
    assert before.size == after.size == (595, 842)
    left, top, right, bottom = ImageChops.difference(before, after).getbbox() or (0, 0, 0, 0)
    assert (left, top, right, bottom) == pytest.approx(box, abs=6)
    again = await client.get(path, params={"width": 595}, headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("running_worker")
async def test_what_has_no_picture_says_so(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, CSV)
    assert (await client.get(f"/api/v1/documents/{id_}/pages/9.png")).status_code == 404
    await settled(client, id_)
    answer = await client.get(f"/api/v1/documents/{id_}/pages/1.png")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-picture")
    for box in ("1,2,3", "a,b,c,d", "nan,1,2,3", "1e9,0,0,0"):
        assert (await client.get(f"/api/v1/documents/{id_}/pages/1.png", params={"box": box})).status_code == 422
    assert (await client.get(f"/api/v1/documents/{id_}/pages/1.png", params={"width": 99_999})).status_code == 422


async def test_before_it_is_read_an_extraction_is_empty(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, CSV)
    extraction = ExtractionOut.model_validate_json((await client.get(f"/api/v1/documents/{id_}/extraction")).content)
    assert (extraction.header, extraction.lines, extraction.run) == ({}, [], None)


@pytest.mark.parametrize(("method", "path"), STRANGE)
async def test_a_document_of_another_tenant_is_not_there(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient, method: str, path: str
) -> None:
    id_ = await uploaded(client, CSV)
    answers = [
        await stranger.request(method, f"/api/v1/documents/{id_}{path}"),
        await client.request(method, f"/api/v1/documents/999999999{path}"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await stranger.patch(f"/api/v1/documents/{id_}/extraction", json={})).status_code == 404
    assert (await client.get(f"/api/v1/documents/{id_}")).status_code == 200


async def test_content_is_the_file_as_it_was_sent(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, BYTES, "Größe.txt")
    answer = await client.get(f"/api/documents/{id_}/content")
    assert answer.content == BYTES
    assert (
        answer.headers["content-disposition"]
        == "attachment; filename=\"Groe.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt"
    )
    assert (answer.headers["x-content-type-options"], answer.headers["accept-ranges"]) == ("nosniff", "bytes")
    assert "sandbox" in answer.headers["content-security-policy"]
    unchanged = await client.get(f"/api/documents/{id_}/content", headers={"if-none-match": answer.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "shown", "part"),
    [
        ("bytes=0-9", "bytes 0-9/3800", BYTES[:10]),
        ("bytes=3790-", "bytes 3790-3799/3800", BYTES[3790:]),
        ("bytes=-5", "bytes 3795-3799/3800", BYTES[-5:]),
        ("bytes=3795-9999", "bytes 3795-3799/3800", BYTES[-5:]),
        ("bytes=-99999", "bytes 0-3799/3800", BYTES),
    ],
)
async def test_a_range_of_bytes_is_sent_alone(client: httpx2.AsyncClient, asked: str, shown: str, part: bytes) -> None:
    id_ = await uploaded(client, BYTES, "a.txt")
    answer = await client.get(f"/api/v1/documents/{id_}/content", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"], answer.content) == (206, shown, part)
    assert answer.headers["content-length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=x-y", "bytes=-"])
async def test_a_range_that_is_not_understood_gets_the_whole_file(client: httpx2.AsyncClient, asked: str) -> None:
    id_ = await uploaded(client, BYTES, "a.txt")
    answer = await client.get(f"/api/v1/documents/{id_}/content", headers={"range": asked})
    assert (answer.status_code, answer.content) == (200, BYTES)


async def test_a_range_of_another_version_gets_the_whole_file(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, BYTES, "a.txt")
    headers = {"range": "bytes=0-1", "if-range": '"older"'}
    assert (await client.get(f"/api/v1/documents/{id_}/content", headers=headers)).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=3800-", "bytes=9-3", "bytes=-0"])
async def test_bytes_that_are_not_there_are_refused(client: httpx2.AsyncClient, asked: str) -> None:
    id_ = await uploaded(client, BYTES, "a.txt")
    answer = await client.get(f"/api/v1/documents/{id_}/content", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */3800")


async def test_only_what_cannot_carry_scripts_is_shown_in_place(client: httpx2.AsyncClient) -> None:
    page = await uploaded(client, b"<html><script>alert(1)</script></html>", "a.html")
    paper = await uploaded(client, rfq_pdf(), "a.pdf")
    shown = [await client.get(f"/api/v1/documents/{id_}/content", params={"inline": True}) for id_ in (page, paper)]
    assert [answer.headers["content-disposition"].split(";")[0] for answer in shown] == ["attachment", "inline"]


async def test_a_document_that_a_quote_refers_to_cannot_be_deleted(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor
) -> None:
    id_ = await uploaded(client, CSV)
    async with ground.database.transaction(actor.tenant) as session:
        await link(session, actor, DocumentId(id_), kind="quote", target=41, label="Q-2026-00041")
        await link(session, actor, DocumentId(id_), kind="quote", target=42, label="Q-2026-00042")
    answer = await client.delete(f"/api/documents/{id_}")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/document-in-use")
    assert "Q-2026-00041" in answer.json()["detail"]
    document = (await client.get(f"/api/documents/{id_}")).json()
    assert (document["quote_id"], [made["label"] for made in document["links"]]) == (
        42,
        ["Q-2026-00041", "Q-2026-00042"],
    )


@pytest.mark.usefixtures("running_worker")
async def test_a_deleted_document_is_gone_with_its_files_and_may_come_again(
    client: httpx2.AsyncClient, ground: Ground
) -> None:
    # Nothing is made of an invoice, so that nothing stands in the way.
    id_ = await uploaded(client, rfq_pdf(), "a.pdf", document_type="invoice")
    key = (await settled(client, id_))["file_path"]
    assert (await client.delete(f"/api/v1/documents/{id_}")).status_code == 204
    assert (await client.get(f"/api/v1/documents/{id_}")).status_code == 404
    await eventually(lambda: _is_gone(ground, key))
    again = await settled(client, await uploaded(client, rfq_pdf(), "a.pdf", document_type="invoice"))
    assert again["status"] == "completed"


@pytest.mark.usefixtures("running_worker")
async def test_deleting_one_document_leaves_the_file_of_another_tenant(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient, ground: Ground
) -> None:
    # Nothing is made of an invoice, so that nothing stands in the way.
    mine = await uploaded(client, CSV, document_type="invoice")
    theirs = await uploaded(stranger, CSV, document_type="invoice")
    key = (await settled(client, mine))["file_path"]
    assert (await client.delete(f"/api/v1/documents/{mine}")).status_code == 204
    await eventually(lambda: _is_gone(ground, key))
    assert (await stranger.get(f"/api/v1/documents/{theirs}/content")).content == CSV


async def test_reading_documents_sends_no_statement_through_the_writing_connections(
    client: httpx2.AsyncClient, ground: Ground
) -> None:
    id_ = await uploaded(client, CSV)
    async with counted_queries(ground) as seen:
        for path in ("", "/recent", f"/{id_}", f"/{id_}/extraction", f"/{id_}/content"):
            assert (await client.get(f"/api/v1/documents{path}")).status_code == 200
    assert seen == []


async def test_taking_a_file_in_costs_the_same_however_large_it_is(client: httpx2.AsyncClient, ground: Ground) -> None:
    async with counted_queries(ground) as small:
        await uploaded(client, CSV)
    async with counted_queries(ground) as large:
        await uploaded(client, text_pdf("RFQ", pages=400), "large.pdf")
    assert len(small) == len(large) <= 8


async def test_a_tenant_without_documents_gets_an_empty_list(sign_in: SignIn, ground: Ground) -> None:
    client = (await sign_in(tenant=await make_tenant(ground))).client
    assert (await client.get("/api/documents")).json() == []
    assert (await client.get("/api/documents/recent")).json() == []


async def _is_gone(ground: Ground, key: str) -> bool:
    try:
        await ground.storage.size(key)
    except NotFound:
        return True
    return False
