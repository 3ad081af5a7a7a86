"""A quote as its customer and other programs get it: the PDF, CSV and XLSX."""

import csv
import io

import httpx2
import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from nexus.identity.models import Tenant
from nexus.identity.public import Actor
from nexus.platform.ground import Ground
from tests.sales import make

pytestmark = pytest.mark.anyio


async def test_a_quote_is_printed_in_the_customers_language(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client, name="Öttinger & Söhne", locale="de-DE", billing_address="Große Straße 1")
    quote = await make.quote(client, customer_id=customer["id"], currency="EUR")
    answer = await client.get(f"/api/quotes/{quote['id']}/pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    document = pdfium.PdfDocument(answer.content)
    text_page = document[0].get_textpage()
    text = text_page.get_text_bounded()
    text_page.close()
    document.close()
    assert all(said in text for said in ("Angebot", quote["quote_number"], "Öttinger & Söhne", "300,15", "Entwurf"))


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


@pytest.mark.parametrize(
    ("logo", "status"),
    [
        (SQUARE, 200),
        (f"data:image/png;base64,{PIXEL}", 200),
        ("", 200),
        ("<svg", 503),
        ("data:image/png;base64,A", 503),
        ("logo.svg", 200),
    ],
)
async def test_the_tenants_logo_is_printed_and_a_broken_one_is_named(
    client: httpx2.AsyncClient, ground: Ground, actor: Actor, logo: str, status: int
) -> None:
    async with ground.database.transaction(actor.tenant) as session:
        await session.execute(update(Tenant).where(Tenant.id == actor.tenant).values(profile={"logo": logo}))
    answer = await client.get(f"/api/quotes/{(await make.quote(client))['id']}/pdf")
    assert answer.status_code == status
    assert ("logo" in answer.text) == (status == 503)


async def test_a_sent_quote_keeps_the_buyer_as_he_was(client: httpx2.AsyncClient) -> None:
    customer = await make.customer(client, name="Old Name Ltd")
    quote = await make.moved(client, await make.quote(client, customer_id=customer["id"]), "pending")
    await client.put(f"/api/customers/{customer['id']}", json={"name": "New Name Ltd"})
    assert (await client.get(f"/api/quotes/{quote['id']}")).json()["customer_name"] == "Old Name Ltd"


async def test_exports_hold_no_formula(client: httpx2.AsyncClient) -> None:
    lines = [{"product_name": "=HYPERLINK(1)", "description": "@SUM(A1)", "quantity": 2, "unit_price": 1.5}]
    quote = await make.quote(client, title="+cmd|' /C calc'!A0", line_items=lines)
    table = await client.get(f"/api/quotes/{quote['id']}/export")
    (row,) = csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    assert (row["product_name"], row["description"], row["line_total"]) == ("'=HYPERLINK(1)", "'@SUM(A1)", "3.0")
    book = await client.get("/api/quotes/export", params={"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    header, first = (list(values) for values in sheet.iter_rows(values_only=True))
    told = dict(zip(header, first, strict=True))
    assert (told["title"], told["total_amount"]) == ("'+cmd|' /C calc'!A0", 3)
