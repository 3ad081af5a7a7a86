"""Reading documents in the background: what becomes of each kind of file, and that nothing is ever left hanging."""

import asyncio
import dataclasses
import io
import os
import signal
import zipfile
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from nexus.documents import jobs
from nexus.documents.evidence import Extraction, Page, Reading, Value
from nexus.documents.ids import DocumentId
from nexus.documents.models import Document, DocumentRun
from nexus.documents.rules.accounts import account_of, confidence_of, pages_of, plain_view
from nexus.documents.rules.statuses import DOCUMENT_FLOW, DocumentStatus, document_type_of
from nexus.documents.service import readings
from nexus.documents.service.readings import Result
from nexus.documents.work import ReadDocument
from nexus.identity.public import Actor
from nexus.platform.events import OutboxRow
from nexus.platform.ground import Ground, open_ground
from nexus.platform.jobs import enqueue
from tests.documents.helpers import CSV, eventually, mail_with, rfq_pdf, settled, sheet, text_pdf, upload, uploaded

pytestmark = pytest.mark.anyio

TEXT = "Please quote:\n\n10 x AX-100 Hex bolt M8x25\n20 x BX-200 Washer M8\n"


def docx(document: str, **parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        package.writestr("word/document.xml", document)
    return content.getvalue()


@pytest.mark.usefixtures("running_worker")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rfq.pdf", rfq_pdf()),
        ("rfq.csv", CSV),
        ("rfq.txt", TEXT.encode()),
        ("rfq.html", b"<html><body><p>RFQ</p><table><tr><td>AX-100</td><td>5</td></tr></table></body></html>"),
        ("rfq.xlsx", sheet(("Part number", "Description", "Quantity"), ("AX-100", "Hex bolt M8x25", 500))),
        ("rfq.eml", mail_with(rfq_pdf())),
    ],
)
async def test_each_kind_of_file_is_read_and_every_page_accounted_for(
    client: httpx2.AsyncClient, name: str, content: bytes
) -> None:
    document = await settled(client, await uploaded(client, content, name))
    assert (document["status"], document["reason"], document["progress"]) == ("completed", None, 100)
    assert document["pages"] == document["pages_read"] + document["pages_failed"] > 0
    extraction = (await client.get(f"/api/v1/documents/{document['id']}/extraction")).json()
    assert [page["number"] for page in extraction["pages"]] == list(range(1, document["pages"] + 1))


@pytest.mark.usefixtures("running_worker")
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("truncated.pdf", rfq_pdf()[:300], "unreadable"),
        ("501.pdf", text_pdf("RFQ", pages=501), "pages"),
        ("laughs.docx", docx('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "unsafe-xml"),
        ("bomb.docx", docx("<a>" + "x" * 200_000_000 + "</a>"), "bomb"),
    ],
)
async def test_a_file_that_cannot_be_read_is_kept_and_says_why(
    client: httpx2.AsyncClient, name: str, content: bytes, code: str
) -> None:
    document = await settled(client, await uploaded(client, content, name, document_type="rfq"))
    assert (document["status"], document["ai_status"], document["reason_code"]) == ("failed", "failed", code)
    assert document["reason"].endswith((".", "!"))
    assert document["history"][-1]["reason"] == document["reason"]
    assert (await client.get(f"/api/v1/documents/{document['id']}/content")).content == content
    assert (await client.get("/health")).status_code == 200
    assert (await client.get("/api/v1/documents", params={"status": "failed"})).json()[0]["id"] == document["id"]


@pytest.mark.usefixtures("running_worker")
async def test_a_failed_document_can_be_read_again(client: httpx2.AsyncClient) -> None:
    document = await settled(client, await uploaded(client, rfq_pdf()[:300], "truncated.pdf"))
    again = await client.post(f"/api/v1/documents/{document['id']}/process")
    assert (again.status_code, again.json()["reason"]) == (202, None)
    moves = (await settled(client, document["id"]))["history"]
    assert [move["after"] for move in moves] == ["pending", "processing", "failed"] * 2


async def test_a_document_that_is_being_read_is_not_asked_for_twice(
    client: httpx2.AsyncClient, waiting: ReadDocument
) -> None:
    answer = await client.post(f"/api/v1/documents/{waiting.document}/process")
    assert (answer.status_code, answer.json()["allowed"]) == (409, ["failed", "processing"])


@pytest.mark.usefixtures("running_worker")
async def test_reading_tells_the_type_unless_a_person_said_it(client: httpx2.AsyncClient) -> None:
    said = await settled(client, await uploaded(client, CSV, "a.csv", document_type="drawing"))
    told = await settled(client, await uploaded(client, CSV + b"30;CX;Nut;1;pcs\n", "b.csv"))
    assert said["document_type"] == "drawing"
    assert told["document_type"] in {"rfq", "order", "quote", "invoice", "other"}


@pytest.mark.usefixtures("running_worker")
async def test_a_mail_with_forty_attachments_is_read_and_says_what_was_left_out(client: httpx2.AsyncClient) -> None:
    content = mail_with(*[CSV] * 40, kind="csv")
    document = await settled(client, await uploaded(client, content, "many.eml"))
    assert document["status"] == "completed"
    assert len([flag for flag in document["flags"] if flag.startswith("attachment-refused")]) == 20


@pytest.fixture
async def waiting(ground: Ground, actor: Actor) -> ReadDocument:
    """A document that no worker takes up, with the job that would read it."""
    stored = await ground.storage.put(actor.tenant, _once(CSV), limit=1000)
    async with ground.database.transaction(actor.tenant) as session:
        document = Document(
            tenant_id=actor.tenant,
            name="a.csv",
            media_type="text/csv",
            size=len(CSV),
            sha256=stored.sha256,
            storage_key=stored.key,
        )
        session.add(document)
        await session.flush()
        return ReadDocument(tenant=actor.tenant, document=DocumentId(document.id), asked=1)


@pytest.fixture
async def working_ground(ground: Ground) -> AsyncGenerator[Ground]:
    """What a worker stands on: the role of background work."""
    async with open_ground(ground.settings, "worker") as opened:
        yield opened


async def test_a_reading_that_was_cut_short_is_taken_up_again(
    client: httpx2.AsyncClient, ground: Ground, waiting: ReadDocument
) -> None:
    async with ground.database.transaction(waiting.tenant) as session:
        await readings.begin(session, waiting)
    await jobs.read(ground, waiting)
    document = (await client.get(f"/api/v1/documents/{waiting.document}")).json()
    assert (document["status"], [move["after"] for move in document["history"]]) == (
        "completed",
        ["processing", "completed"],
    )


async def test_a_job_that_runs_twice_leaves_one_run_and_one_event(ground: Ground, waiting: ReadDocument) -> None:
    await jobs.read(ground, waiting)
    await jobs.read(ground, waiting)
    async with ground.database.transaction(waiting.tenant) as session:
        runs = list(await session.scalars(select(DocumentRun).where(DocumentRun.document_id == waiting.document)))
        told = list(await session.scalars(select(OutboxRow).where(OutboxRow.tenant_id == waiting.tenant)))
    assert [run.number for run in runs] == [1]
    assert [event.kind for event in told] == ["DocumentRead"]
    assert told[0].payload["document"] == waiting.document


async def test_two_workers_at_once_leave_one_run(ground: Ground, waiting: ReadDocument) -> None:
    await asyncio.gather(jobs.read(ground, waiting), jobs.read(ground, waiting))
    async with ground.database.transaction(waiting.tenant) as session:
        runs = list(await session.scalars(select(DocumentRun).where(DocumentRun.document_id == waiting.document)))
    assert len(runs) == 1


@pytest.mark.usefixtures("running_worker")
async def test_a_document_whose_job_is_gone_is_asked_for_again(
    client: httpx2.AsyncClient, working_ground: Ground, waiting: ReadDocument
) -> None:
    async with working_ground.database.transaction(waiting.tenant) as session:
        await readings.begin(session, waiting)
    await jobs.resume_left_behind(working_ground)
    assert (await settled(client, waiting.document))["status"] == "completed"
    await jobs.resume_left_behind(working_ground)
    assert len((await client.get(f"/api/v1/documents/{waiting.document}")).json()["runs"]) == 1


async def test_a_job_of_an_earlier_asking_changes_nothing(
    client: httpx2.AsyncClient, ground: Ground, waiting: ReadDocument
) -> None:
    late = ReadDocument(tenant=waiting.tenant, document=waiting.document, asked=7)
    await jobs.read(ground, late)
    await jobs.give_up(ground, late, "It is late.")
    assert (await client.get(f"/api/v1/documents/{waiting.document}")).json()["status"] == "pending"


async def test_a_job_for_a_deleted_document_ends_quietly(
    client: httpx2.AsyncClient, ground: Ground, waiting: ReadDocument
) -> None:
    await client.delete(f"/api/v1/documents/{waiting.document}")
    await jobs.read(ground, waiting)
    await jobs.give_up(ground, waiting, "It is gone.")


async def test_a_reading_that_is_given_up_fails_its_document(
    client: httpx2.AsyncClient, ground: Ground, waiting: ReadDocument
) -> None:
    async with ground.database.transaction(waiting.tenant) as session:
        await readings.begin(session, waiting)
    await jobs.give_up(ground, waiting, "The work was started 3 times and ended the process each time.")
    await jobs.give_up(ground, waiting, "The work was started 3 times and ended the process each time.")
    document = (await client.get(f"/api/v1/documents/{waiting.document}")).json()
    assert (document["status"], document["reason_code"]) == ("failed", "given-up")
    assert "started 3 times" in document["reason"]


@pytest.mark.usefixtures("running_worker")
async def test_a_document_whose_file_is_lost_fails_and_says_so(
    client: httpx2.AsyncClient, ground: Ground, waiting: ReadDocument
) -> None:
    key = (await client.get(f"/api/v1/documents/{waiting.document}")).json()["file_path"]
    await ground.storage.delete(key)
    async with ground.database.transaction(waiting.tenant) as session:
        await enqueue(session, waiting)
    document = await settled(client, waiting.document)
    assert (document["status"], document["reason_code"]) == ("failed", "given-up")
    assert "no such file" in document["reason"]


async def test_a_model_server_that_is_away_is_told_of_and_stops_nothing(
    client: httpx2.AsyncClient, ground: Ground, waiting: ReadDocument
) -> None:
    named = {"openai_base_url": "http://127.0.0.1:9/v1", "openai_model": "reader-1"}
    await jobs.read(dataclasses.replace(ground, settings=ground.settings.model_copy(update=named)), waiting)
    assert (await client.get(f"/api/v1/documents/{waiting.document}")).json()["status"] == "completed"
    path = f"/api/v1/documents/{waiting.document}/extraction"
    corrected = await client.patch(path, json={"header": {"project": "P7"}})
    for extraction in ((await client.get(path)).json(), corrected.json()):
        assert [check["passed"] for check in extraction["checks"] if check["name"] == "model"] == [False]
        assert len(extraction["lines"]) == 2


@pytest.mark.parametrize(
    ("pages", "status", "says"),
    [
        ([Page(1), Page(2, source="unread", note="Install tesseract to read scans.")], "completed", None),
        ([Page(1, source="unread", note="Install tesseract to read scans.")], "failed", "Install tesseract"),
        ([Page(1), Page(3)], "failed", "1 of 3 pages are missing"),
        ([], "failed", "Nothing to read"),
    ],
)
async def test_a_document_is_completed_only_when_every_page_is_accounted_for(
    client: httpx2.AsyncClient, ground: Ground, waiting: ReadDocument, pages: list[Page], status: str, says: str | None
) -> None:
    reading = Reading("application/pdf", pages)
    account = account_of(reading)
    result = Result("1", "key", Extraction(), account, pages_of(reading), account.flags(), 0.1)
    async with ground.database.transaction(waiting.tenant) as session:
        await readings.begin(session, waiting)
        await readings.finish(session, waiting, result)
    document = (await client.get(f"/api/v1/documents/{waiting.document}")).json()
    assert document["status"] == status
    assert (says or "") in (document["reason"] or "")
    assert document["pages_failed"] == sum(page.source == "unread" for page in pages)
    assert [flag.split(":")[0] for flag in document["flags"]] == ["page-unread"] * document["pages_failed"]


def test_an_xml_file_without_pages_is_complete() -> None:
    from nexus.documents.evidence import EmbeddedXml

    assert account_of(Reading("application/xml", xml=[EmbeddedXml("a.xml", b"<a/>")])).complete


def test_the_confidence_is_the_mean_of_all_values_and_none_without_any() -> None:
    assert confidence_of(Extraction()) is None
    header = {"project": Value("a", "a", 1, confidence=0.5), "currency": Value("EUR", "EUR", 1, confidence=1.2)}
    assert confidence_of(Extraction(header=header)) == 0.75
    assert plain_view(Extraction("rfq", header=header))["currency"] == "EUR"


@pytest.mark.parametrize(
    ("said", "type_"),
    [("RFQ", "rfq"), ("purchase-order", "order"), ("Bill", "invoice"), ("Drawing set", "drawing_set")],
)
def test_a_type_has_one_word_however_people_call_it(said: str, type_: str) -> None:
    assert document_type_of(said) == type_


def test_every_status_can_be_reached_and_only_reading_again_leads_back() -> None:
    assert set(DOCUMENT_FLOW.moves) == set(DocumentStatus)
    assert {after for moves in DOCUMENT_FLOW.moves.values() for after in moves} == set(DocumentStatus)
    assert [status for status in DocumentStatus if DocumentStatus.PENDING in DOCUMENT_FLOW.moves[status]] == [
        "completed",
        "failed",
    ]


@pytest.mark.crash
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the reader's process in /proc")
@pytest.mark.usefixtures("running_worker")
async def test_a_reader_that_is_killed_fails_its_document_alone(client: httpx2.AsyncClient) -> None:
    beside = await uploaded(client, CSV)
    await settled(client, beside)

    async def killed(number: int) -> tuple[tuple[str, str | None], int]:
        rows = [f"Hex bolt M8x25|AX-{number}|500|pcs"] * 40
        long = await uploaded(client, text_pdf(*rows, pages=30), f"long-{number}.pdf")

        async def is_killed() -> bool:
            for reader in _readers():
                with suppress(ProcessLookupError):
                    os.kill(reader, signal.SIGKILL)
            return (await client.get(f"/api/v1/documents/{long}")).json()["status"] in {"completed", "failed"}

        await eventually(is_killed)
        found = await settled(client, long)
        return (found["status"], found["reason_code"]), long

    # The worker of another test process may take one or the other; its readers are not ours to kill.
    ended = dict([await killed(number) for number in range(8)])
    assert set(ended) <= {("failed", "memory"), ("completed", None)}
    long = ended["failed", "memory"]
    assert (await settled(client, beside))["status"] == "completed"
    assert (await client.get("/health")).status_code == 200
    assert (await client.post(f"/api/v1/documents/{long}/process")).status_code == 202
    assert (await settled(client, long))["status"] == "completed"


@pytest.mark.data
@pytest.mark.usefixtures("running_worker")
async def test_the_hostile_set_gets_clear_verdicts_and_disturbs_nothing(client: httpx2.AsyncClient, data: Path) -> None:
    verdicts: dict[str, Any] = {}
    for path in sorted((data / "hostile/generated/files").iterdir()):
        answer = await upload(client, path.read_bytes(), path.name)
        assert (await client.get("/health")).status_code == 200
        verdicts[path.name] = answer.status_code
        if answer.status_code == 201:
            document = await settled(client, answer.json()["id"])
            verdicts[path.name] = document["status"] if document["status"] == "completed" else document["reason_code"]
            assert document["status"] == "completed" or len(document["reason"]) > 20
        assert (await client.get("/health")).status_code == 200
    refused = {name for name, verdict in verdicts.items() if verdict in {415, 422}}
    assert refused == {"empty.pdf", "exe_named.pdf", "nested_zip.zip", "png_named.pdf", "zip_slip.xlsx"}
    assert verdicts["pages_500.pdf"] == verdicts["plain.docx"] == verdicts["pdf_zip_polyglot.pdf"] == "completed"
    assert verdicts["pages_501.pdf"] == verdicts["count_lies_1.pdf"] == "pages"
    assert "completed" not in {verdicts[name] for name in ("zip_bomb.docx", "xml_billion_laughs.docx", "truncated.pdf")}


def _readers() -> list[int]:
    """Return the readers among this process's children."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            command = folder.joinpath("cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        if parent == os.getpid() and b"nexus.documents.child" in command:
            found.append(int(folder.name))
    return found


async def _once(content: bytes) -> Any:
    yield content
