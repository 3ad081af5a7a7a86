"""Tables are read whole or refused: what they claim to unpack to, what their numbers mean, where their lines are."""

import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from nexus.platform.tables.cells import Figure, Row
from nexus.platform.tables.errors import BadCell, NotATable, UnreadableTable
from nexus.platform.tables.numbers import amount, decimals
from nexus.platform.tables.reading import MOST_COLUMNS, read_table

MOST = Decimal(10) ** 9
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book_of(**cells: str | int) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for place, value in cells.items():
        sheet[place] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_sheet(xml: str, *texts: str) -> bytes:
    """A book whose first sheet is this XML, with these texts shared by its cells."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book_of(A1="x"))) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            sheet = part.filename == "xl/worksheets/sheet1.xml"
            new.writestr(part.filename, xml if sheet else old.read(part))
        shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{shared}</sst>')
    return content.getvalue()


def sheet_xml(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "content",
    [
        book_of(A1="sku", XFD1048576="x"),
        with_sheet(sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')),
        with_sheet(
            sheet_xml("<row r='1048576'><c r = 'A1048576'><v>1</v></c></row><row r='1'><c r='ALL1'><v>1</v></c></row>")
        ),
        with_sheet(sheet_xml("<row><c><v>1</v></c></row>" * 50_000 + "<row>" + "<c><v>1</v></c>" * 500 + "</row>")),
    ],
    ids=["far corner", "lying row", "apostrophes", "no places"],
)
def test_a_small_file_that_spans_billions_of_cells_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableTable, match="far to the right"):
        read_table(content, "a.xlsx")


def test_a_sheet_that_gives_no_places_is_read() -> None:
    content = with_sheet(sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert [row.cells for row in read_table(content, "a.xlsx").rows] == [["1", "2"], ["3", ""]]


def test_a_bomb_is_refused() -> None:
    with pytest.raises(UnreadableTable, match="unpacks to more"):
        read_table(with_sheet(sheet_xml(" " * (401 * 1024 * 1024))), "a.xlsx")


def test_a_long_text_that_many_cells_share_is_refused() -> None:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(1, 10_000))
    with pytest.raises(UnreadableTable, match="unpacks to more"):
        read_table(with_sheet(sheet_xml(cells), "short", "x" * 1_000_000), "a.xlsx")
    assert len(read_table(with_sheet(sheet_xml(cells), "x" * 1_000_000, "short"), "a.xlsx").rows) == 9_999


@pytest.mark.parametrize("at", [0, 1000, 2000, 3000, 4000])
def test_a_broken_book_is_refused(at: int) -> None:
    content = bytearray(book_of(A1="sku", B2=1))
    content[at + 4 : at + 60] = b"\xff" * 56
    with pytest.raises((UnreadableTable, NotATable)):
        read_table(bytes(content), "a.xlsx")


def test_rows_are_found_at_the_line_they_begin_on_and_blank_ones_are_counted() -> None:
    table = read_table(b'a,b\n"x\ny",1\n\n,,\nz,2\n', "a.csv")
    assert [(row.line, row.cells) for row in table.rows] == [(1, ["a", "b"]), (2, ["x\ny", "1"]), (6, ["z", "2"])]
    assert table.blank == [4, 5]


def test_columns_that_are_not_read_are_told() -> None:
    table = read_table(b"a," * 1_000_000 + b"b\nc,d\n", "a.csv")
    assert [(len(row.cells), row.cut) for row in table.rows] == [(MOST_COLUMNS, True), (2, False)]


def test_the_point_of_a_figure_is_a_decimal_point_among_commas() -> None:
    rows = [Row(1, ["1.200,50"]), Row(2, ["3,5"]), Row(3, [Figure("0.125")]), Row(4, ["1.250"])]
    style = decimals(rows, {"price": 0})["price"]
    assert style == (True, True)
    read = [amount(row.cell(0), "price", comma=style.comma, most=MOST) for row in rows]
    assert read == [Decimal("1200.5"), Decimal("3.5"), Decimal("0.125"), Decimal(1250)]


@pytest.mark.parametrize("text", ["1_000", "1,2345", "1.2.3", "--1", "e5", "NaN", "inf", "0x10", ".", "12 pieces"])
def test_what_only_looks_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        amount(text, "quantity", comma=False, most=MOST)


@given(st.text(max_size=40) | st.text("0123456789.,-+e€ ", max_size=20), st.booleans())
def test_an_amount_is_bounded_or_refused(text: str, comma: bool) -> None:
    try:
        value = amount(text, "quantity", comma=comma, most=MOST)
    except BadCell:
        return
    assert value is None or 0 <= value <= MOST


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    for file in (content, b"PK\x03\x04" + content):
        try:
            read_table(file, "a.csv")
        except (NotATable, UnreadableTable):
            continue


@pytest.mark.parametrize(("text", "comma"), [("0,125", True), ("0.125", False), ("12,5", True), ("1.234,5", True)])
def test_a_number_that_can_be_read_one_way_decides_for_its_column(text: str, comma: bool) -> None:
    assert decimals([Row(1, [text])], {"price": 0})["price"] == (comma, True)
