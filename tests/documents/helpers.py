"""What the tests of documents are written with: files of our own making, uploading, waiting for the reading."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Any

import httpx2
from openpyxl import Workbook

ENOUGH_SECONDS = 180

CSV = b"Pos;Part No;Description;Qty;Unit\n10;AX-100;Hex bolt M8x25, zinc plated;500;pcs\n20;BX-200;Washer M8;1200;pcs\n"


def text_pdf(*lines: str, pages: int = 1) -> bytes:
    """Return a PDF with these lines on each of its pages; `|` parts the columns of a line."""
    shown = b"".join(
        b"1 0 0 1 %d %d Tm (%s) Tj " % (50 + 110 * column, 780 - 18 * row, _escaped(text.strip()))
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
    )
    stream = b"BT /F1 10 Tf " + shown + b"ET"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    return _assembled(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(stream), stream),
        *[page] * pages,
    )


def rfq_pdf(number: str = "RFQ-7001") -> bytes:
    """Return a request for quotation of one page with two lines."""
    return text_pdf(
        "Request for Quotation",
        f"RFQ number: {number}",
        "Customer: Larkfield Instruments Ltd",
        "Please quote the following items:",
        "Pos|Part number|Description|Quantity|Unit",
        "10|AX-100|Hex bolt M8x25|500|pcs",
        "20|BX-200|Washer M8|1200|pcs",
    )


def sheet(*rows: tuple[object, ...]) -> bytes:
    """Return an XLSX file with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def mail_with(*files: bytes, kind: str = "pdf") -> bytes:
    """Return a mail with these files attached."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@larkfield.example", "sales@us.example", "RFQ 77"
    message.set_content("Please quote what is attached.")
    for number, content in enumerate(files, 1):
        message.add_attachment(content, maintype="application", subtype=kind, filename=f"{number}.{kind}")
    return message.as_bytes()


async def upload(
    client: httpx2.AsyncClient, content: bytes, filename: str = "rfq.csv", path: str = "/api/v1/files", **fields: str
) -> httpx2.Response:
    """Send a file as a form does."""
    return await client.post(path, files={"file": (filename, content)}, data=fields)


async def uploaded(client: httpx2.AsyncClient, content: bytes, filename: str = "rfq.csv", **fields: str) -> int:
    """Send a file that is taken in and return its document's id."""
    answer = await upload(client, content, filename, **fields)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def eventually(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so; TimeoutError when it does not come."""
    async with asyncio.timeout(ENOUGH_SECONDS):
        while not await is_so():  # noqa: ASYNC110 - what is waited for happens in the worker
            await asyncio.sleep(0.03)


async def settled(client: httpx2.AsyncClient, id: int) -> dict[str, Any]:
    """Return the document once it is completed or failed."""
    document: dict[str, Any] = {}

    async def is_settled() -> bool:
        document.update((await client.get(f"/api/v1/documents/{id}")).json())
        return document["status"] in {"completed", "failed"}

    await eventually(is_settled)
    return document


def _escaped(text: str) -> bytes:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("latin-1")


def _assembled(*objects: bytes) -> bytes:
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)
