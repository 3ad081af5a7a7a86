"""Uploads: what is taken in, what is refused and why, and that refused files leave nothing behind."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.documents.rules.names import LONGEST, clean_name, disposition
from nexus.documents.schemas import UploadedOut
from nexus.identity.public import TenantId
from nexus.platform.ground import Ground
from tests.documents.helpers import CSV, eventually, rfq_pdf, settled, text_pdf, upload, uploaded

pytestmark = pytest.mark.anyio

BOUNDARY = "a1b2c3"
_CUT_SHORT = b'--a1b2c3\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na;b'
AS_FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.mark.parametrize("path", ["/api/v1/files", "/api/files/upload", "/v1/files"])
async def test_a_file_is_taken_in_on_every_path(client: httpx2.AsyncClient, path: str) -> None:
    answer = await upload(client, rfq_pdf(), "Anfrage 12.pdf", path, document_type="rfq")
    assert answer.status_code == 201
    document = UploadedOut.model_validate_json(answer.content)
    assert (document.name, document.filename) == ("Anfrage 12.pdf", "Anfrage 12.pdf")
    assert (document.type, document.document_type) == ("rfq", "rfq")
    assert (document.content_type, document.mime_type) == ("application/pdf", "application/pdf")
    assert (document.size, document.file_size) == (len(rfq_pdf()), len(rfq_pdf()))
    assert (document.status, document.ai_status, document.duplicate) == ("pending", "pending", False)
    assert document.upload_date == document.uploaded_at
    assert answer.headers["location"] == f"/api/v1/documents/{document.id}"


async def test_what_is_said_of_a_file_is_kept(client: httpx2.AsyncClient) -> None:
    said = {"document_type": "Purchase Order", "category": "spares", "name": "Bolts", "metadata": '{"lane": [1, "b"]}'}
    document = (await upload(client, CSV, "x.csv", **said)).json()
    assert {name: document[name] for name in ("document_type", "category", "name", "metadata")} == {
        "document_type": "order",
        "category": "spares",
        "name": "Bolts",
        "metadata": {"lane": [1, "b"]},
    }


@pytest.mark.usefixtures("running_worker")
async def test_a_document_names_the_customer_its_uploader_said(client: httpx2.AsyncClient) -> None:
    customer = (await client.post("/api/customers", json={"name": "Larkfield Instruments"})).json()["id"]
    made = await uploaded(client, CSV, customer_id=str(customer), document_type="order")

    async def is_named() -> bool:
        return (await client.get(f"/api/documents/{made}")).json()["customer_name"] == "Larkfield Instruments"

    await eventually(is_named)
    assert [found["id"] for found in (await client.get("/api/documents", params={"customer_id": customer})).json()] == [
        made
    ]


async def test_a_customer_that_is_not_there_is_refused(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient, tenant: TenantId, ground: Ground
) -> None:
    theirs = (await stranger.post("/api/customers", json={"name": "Theirs"})).json()["id"]
    answers = [await upload(client, CSV, customer_id=str(customer)) for customer in (theirs, 999_999)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json()["type"] == "/problems/unknown-customer"
    assert await _nothing_is_left(client, ground, tenant)


async def test_fields_may_follow_the_file_and_unknown_ones_are_left_out(client: httpx2.AsyncClient) -> None:
    body = _form(("file", "x.csv", CSV), ("folder", None, b"inbox"), ("document_type", None, b"rfq"))
    answer = await client.post("/api/v1/files", content=body, headers=AS_FORM)
    assert (answer.status_code, answer.json()["document_type"]) == (201, "rfq")


async def test_the_same_content_is_the_same_document(client: httpx2.AsyncClient) -> None:
    first = await uploaded(client, CSV, "first.csv")
    again = await upload(client, CSV, "second.csv")
    assert (again.status_code, again.json()["id"], again.json()["duplicate"]) == (200, first, True)
    assert again.json()["name"] == "first.csv"


@pytest.mark.usefixtures("running_worker")
async def test_a_file_uploaded_many_times_at_once_is_one_document_read_once(client: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(upload(client, rfq_pdf(), "rfq.pdf") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    document = await settled(client, answers[0].json()["id"])
    assert [run["number"] for run in document["runs"]] == [1]
    assert len((await client.get("/api/v1/documents")).json()) == 1


async def test_another_tenant_with_the_same_file_has_a_document_of_its_own(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    mine, theirs = await upload(client, CSV), await upload(stranger, CSV)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["file_path"] != theirs.json()["file_path"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("invoice.pdf", b"MZ\x90\x00\x03" + bytes(4000), "not read"),
        ("invoice.exe", b"MZ\x90\x00\x03" + bytes(4000), "not read"),
        ("scan.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100), "content is something else"),
        ("list.csv", rfq_pdf(), "content is something else"),
        ("noise.txt", b"RFQ\x00 with \x01\x02\x03 noise", "not read"),
        ("all.zip", b"ZIP", "Archives are not read"),
        ("broken.docx", b"PK\x03\x04 and then nothing", "damaged"),
    ],
)
async def test_content_that_is_not_read_or_not_what_its_name_says_is_refused(
    client: httpx2.AsyncClient, tenant: TenantId, ground: Ground, name: str, content: bytes, says: str
) -> None:
    answer = await upload(client, _zip() if content == b"ZIP" else content, name)
    assert answer.status_code == 415
    assert says in answer.json()["detail"]
    assert await _nothing_is_left(client, ground, tenant)


@pytest.mark.parametrize(
    ("status", "code", "parts"),
    [
        (422, "empty-file", [("file", "empty.pdf", b"")]),
        (422, "no-file", [("document_type", None, b"rfq")]),
        (422, "no-file", [("file", "", b"")]),
        (422, "invalid", [("file", "a.csv", CSV), ("file", "b.csv", CSV)]),
        (422, "invalid", [("file", "a.csv", CSV), ("customer_id", None, b"many")]),
        (422, "invalid", [("file", "a.csv", CSV), ("customer_id", None, b"99999999999999999999")]),
        (422, "invalid", [("file", "a.csv", CSV), ("metadata", None, b"[1]")]),
        (422, "invalid", [("file", "a.csv", CSV), ("metadata", None, b"{NaN")]),
        (422, "invalid", [("file", "a.csv", CSV), ("metadata", None, b'{"a": "\\u0000"}')]),
        (422, "invalid", [("file", "a.csv", CSV), ("name", None, b"a\x00b")]),
        (400, "malformed", [("file", "a.csv", CSV), ("name", None, b"\xff\xfe")]),
        (413, "too-large", [("file", "a.csv", CSV), ("category", None, b"x" * 70_000)]),
        (400, "malformed", [("f", None, b"x")] * 50),
    ],
)
async def test_an_upload_that_is_not_right_says_what_is_wrong_and_leaves_nothing(
    client: httpx2.AsyncClient,
    tenant: TenantId,
    ground: Ground,
    status: int,
    code: str,
    parts: list[tuple[str, str | None, bytes]],
) -> None:
    answer = await client.post("/api/v1/files", content=_form(*parts), headers=AS_FORM)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}"), answer.text
    assert await _nothing_is_left(client, ground, tenant)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("application/pdf", b"%PDF-1.4", 415),
        ("multipart/form-data", b"", 400),
        (AS_FORM["content-type"], b"", 400),
        (AS_FORM["content-type"], b"--other--\r\n", 400),
        (AS_FORM["content-type"], b"--a1b2c3\r\n\r\nno headers\r\n--a1b2c3--", 400),
        (
            AS_FORM["content-type"],
            b'--a1b2c3\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na;b',
            400,
        ),
    ],
)
async def test_a_body_that_is_no_whole_form_is_refused(
    client: httpx2.AsyncClient, tenant: TenantId, ground: Ground, kind: str, body: bytes, status: int
) -> None:
    answer = await client.post("/api/v1/files", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert await _nothing_is_left(client, ground, tenant)


async def test_a_file_that_is_too_large_is_refused_while_it_comes(
    client: httpx2.AsyncClient, tenant: TenantId, ground: Ground
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield _form_start("file", "big.txt")
        for _ in range(200):
            yield b"All work and no play. " * 8192

    answer = await client.post("/api/v1/files", content=endless(), headers=AS_FORM)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/file-too-large")
    assert await _nothing_is_left(client, ground, tenant)


async def test_a_declared_length_that_is_too_large_is_refused_before_anything_is_read(
    client: httpx2.AsyncClient,
) -> None:
    async def never() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    headers = {**AS_FORM, "content-length": str(30 * 1024 * 1024)}
    assert (await client.post("/api/v1/files", content=never(), headers=headers)).status_code == 413


async def test_strangers_are_turned_away_before_the_body_is_read(guest: httpx2.AsyncClient) -> None:
    async def never() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    assert (await guest.post("/v1/files", content=never(), headers=AS_FORM)).status_code == 401


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\me\\Bolts.csv", "Bolts.csv"),
        ("a\u202efdp.csv", "afdp.csv"),
        ("a\u200b\U000e0041b\x07.csv", "ab.csv"),
        ("درخواست\u200cها.csv", "درخواست\u200cها.csv"),
        ("Größe \U0001f600.csv", "Größe \U0001f600.csv"),
        ("....", "document"),
        ("a" * 300 + ".csv", "a" * (LONGEST - 4) + ".csv"),
    ],
)
async def test_hostile_names_are_made_safe_to_show(client: httpx2.AsyncClient, given: str, shown: str) -> None:
    body = _form(("file", given, CSV))
    answer = await client.post("/api/v1/files", content=body, headers=AS_FORM)
    assert (answer.status_code, answer.json()["name"]) == (201, shown)


async def test_the_name_in_the_older_spelling_is_understood(client: httpx2.AsyncClient) -> None:
    part = b"Content-Disposition: form-data; name=\"file\"; filename*=utf-8''Gr%C3%B6%C3%9Fe.csv"
    body = b"--a1b2c3\r\n" + part + b"\r\n\r\n" + CSV + b"\r\n--a1b2c3--\r\n"
    answer = await client.post("/api/v1/files", content=body, headers=AS_FORM)
    assert (answer.status_code, answer.json()["name"]) == (201, "Größe.csv")


@given(st.text())
def test_a_clean_name_is_short_visible_and_clean_already(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= LONGEST
    assert cleaned == clean_name(cleaned)
    assert not set(cleaned) & set("/\\\x00\n\r\u202e")


@given(st.text())
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    header = disposition(clean_name(name), inline=False)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


def _form(*parts: tuple[str, str | None, bytes]) -> bytes:
    body = b"".join(_form_start(name, filename) + content + b"\r\n" for name, filename, content in parts)
    return body + f"--{BOUNDARY}--\r\n".encode()


def _form_start(name: str, filename: str | None) -> bytes:
    of_file = "" if filename is None else '; filename="' + filename.replace("\\", "\\\\") + '"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'
    return head.encode("utf-8", "surrogatepass")


def _zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("rfq.pdf", text_pdf("RFQ"))
    return content.getvalue()


async def _nothing_is_left(client: httpx2.AsyncClient, ground: Ground, tenant: TenantId) -> bool:
    """Whether the tenant has no document, and no file lies in the store for it."""
    folder = Path(ground.settings.home) / "files" / str(tenant)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return (await client.get("/api/v1/documents")).json() == [] and files == []
