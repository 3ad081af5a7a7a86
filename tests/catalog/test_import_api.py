"""Taking in files of products: guesses, previews, rejected rows, repetition."""

import io
from pathlib import Path

import httpx2
import pytest
from openpyxl import Workbook

from nexus.catalog.public import import_products
from nexus.identity.public import Actor
from nexus.platform.ground import Ground
from tests.catalog import make

pytestmark = pytest.mark.anyio

PLAIN = """sku,name,description,manufacturer,mpn,category,unit,list_price,currency,stock_quantity
A1,Hex bolt M8x25,Full thread,Boltwerk,HB-M8,Fasteners,pcs,0.12,EUR,100
A2,Hex nut M8,,Boltwerk,HN-M8,Fasteners,pcs,0.05,EUR,0
"""


async def skus(client: httpx2.AsyncClient) -> set[str]:
    return {row["sku"] for row in (await client.get("/api/v1/products")).json()}


async def test_a_csv_is_taken_in_and_twice_changes_nothing(client: httpx2.AsyncClient) -> None:
    first = (await make.send(client, PLAIN.encode())).json()
    assert (first["rows"], first["created"], first["rejected"]) == (2, 2, [])
    second = (await make.send(client, PLAIN.encode())).json()
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 2)
    assert await skus(client) == {"A1", "A2"}


async def test_a_changed_row_changes_only_its_product(client: httpx2.AsyncClient) -> None:
    await make.send(client, PLAIN.encode())
    again = (await make.send(client, PLAIN.replace("0.12", "0.15").encode())).json()
    assert (again["updated"], again["unchanged"]) == (1, 1)


async def test_columns_the_file_does_not_have_stay_as_they_are(client: httpx2.AsyncClient) -> None:
    await make.send(client, PLAIN.encode())
    await make.send(client, b"sku,name,stock\nA1,Hex bolt M8x25,7\n")
    found = (await client.get("/api/v1/products", params={"sku": "A1"})).json()[0]
    assert (found["stock_quantity"], found["list_price"], found["manufacturer"]) == (7, 0.12, "Boltwerk")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "Artikelnummer;Bezeichnung;Hersteller;Preis;Lagerbestand\nA1;Sechskantschraube;Boltwerk;12,50;1.200\n",
            "utf-8",
        ),
        ("Código;Descrição;Fabricante;Preço;Estoque\nA1;Parafuso;Boltwerk;12,50;1.200\n", "cp1252"),
        ("Item No\tDescription\tMfr\tUnit Price\tQty on hand\nA1\tBolt\tBoltwerk\t12.50\t1,200\n", "utf-16"),
        ("کد کالا,نام کالا,سازنده,قیمت,موجودی\nA1,پیچ,Boltwerk,12.50,1200\n", "utf-8"),
        ("Price list 2026,,,,\n,,,,\nSKU,Name,Brand,List price,Stock\nA1,Bolt,Boltwerk,€ 12.50,1200\n", "utf-8"),
    ],
)
async def test_headers_and_numbers_of_several_languages_are_understood(
    client: httpx2.AsyncClient, text: str, encoding: str
) -> None:
    result = await make.send(client, text.encode(encoding))
    assert result.json()["rejected"] == []
    found = (await client.get("/api/v1/products")).json()[0]
    assert (found["sku"], found["list_price"], found["stock_quantity"]) == ("A1", 12.5, 1200)
    assert found["manufacturer"] == "Boltwerk"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Nameless,1", "There is no SKU."),
        ("B,,1", "There is no name."),
        ("B,Bolt,-5", "less than zero"),
        ("B,Bolt,NaN", "is not a number"),
        ("B,Bolt,1e400", "larger than anything"),
        ("B,Bolt,dear", "is not a number"),
        ('B,Bolt,"12,5"', "decimal points"),
        ("A,Bolt,2.5", "stands already in line 2"),
    ],
)
async def test_a_row_that_is_not_right_is_told_with_its_line(client: httpx2.AsyncClient, row: str, reason: str) -> None:
    result = (await make.send(client, f"sku,name,price\nA,Bolt,1.25\n{row}\n".encode())).json()
    assert (result["created"], result["rejected_count"]) == (1, 1)
    assert result["rejected"][0]["line"] == 3
    assert reason in result["rejected"][0]["reason"]


async def test_a_preview_takes_nothing_in(client: httpx2.AsyncClient) -> None:
    result = (
        await make.send(client, PLAIN.replace("sku,name", "sku,title").encode() + b"A1,,\n", preview="true")
    ).json()
    assert result["mapping"]["name"] == "title"
    assert [row["sku"] for row in result["sample"]] == ["A1", "A2"]
    assert result["rejected_count"] == 1
    assert await skus(client) == set()


async def test_a_mapping_goes_before_the_guess(client: httpx2.AsyncClient) -> None:
    text = b"Column A,Column B,Column C\nX1,Bolt,3.5\n"
    assert (await make.send(client, text)).status_code == 422
    mapped = '{"sku": "Column A", "name": "Column B", "list_price": "column c"}'
    assert (await make.send(client, text, mapping=mapped)).json()["created"] == 1
    wrong = await make.send(client, text, mapping='{"sku": "Column Z"}')
    assert wrong.json()["type"] == "/problems/unknown-column"


async def test_a_sheet_is_taken_in(client: httpx2.AsyncClient) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["SKU", "Name", "Price", "Stock", "Price breaks"])
    sheet.append([4711, "Bolt", 1.25, 10, "100=1.10; 500=0.95"])
    content = io.BytesIO()
    book.save(content)
    assert (await make.send(client, content.getvalue(), "products.xlsx")).json()["created"] == 1
    found = (await client.get("/api/v1/products")).json()[0]
    assert (found["sku"], found["list_price"]) == ("4711", 1.25)
    assert found["price_breaks"][1] == {"from_quantity": 500, "unit_price": 0.95}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"%PDF-1.7 something", 415),
        (b"MZ\x90\x00", 415),
        (b"PK\x03\x04 broken", 422),
        (b"\x00\x01\x02\x03", 415),
        (b"just one line without any header", 422),
    ],
)
async def test_what_is_no_table_of_products_is_refused(client: httpx2.AsyncClient, content: bytes, status: int) -> None:
    assert (await make.send(client, content)).status_code == status


async def test_nul_and_lone_surrogates_do_no_harm(client: httpx2.AsyncClient) -> None:
    result = await make.send(client, b"sku,name\nA1,Bo\x00lt \xed\xa0\x80\n")
    assert result.json()["created"] == 1


async def test_a_large_file_is_taken_in_by_the_worker(client: httpx2.AsyncClient, running_worker: None) -> None:
    rows = "".join(f"S{n},Hex bolt M8x{n % 90 + 10} zinc plated,{'very ' * 200}long,{n}.50\n" for n in range(1200))
    answer = await make.send(client, f"sku,name,description,price\n{rows}".encode())
    assert answer.status_code == 202
    state = answer.json()
    while state["status"] in {"pending", "running"}:
        state = (await client.get(answer.headers["location"])).json()
    assert (state["status"], state["created"]) == ("completed", 1200)


async def test_progress_is_told(ground: Ground, actor: Actor, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = "".join(f"S{n},Bolt {n}\n" for n in range(2500))
    path = make.text_file(tmp_path, f"sku,name\n{rows}")
    async with ground.database.transaction(actor.tenant) as session:
        await import_products(session, actor, path, path.name, progress=lambda done, of: told.append((done, of)))
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]
