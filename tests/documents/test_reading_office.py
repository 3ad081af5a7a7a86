"""What is read from spreadsheets and Word files."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from nexus.documents.evidence import Paragraph, Table
from nexus.documents.reading.files import read_bytes
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from tests.documents.files import WORD, letter, package, paragraph, workbook


def rows_of(content: bytes, name: str) -> list[list[str]]:
    block = read_bytes(content, name=name).pages[0].blocks[0]
    assert isinstance(block, Table)
    return [[cell.text for cell in row] for row in block.rows]


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_keep_reference_number_and_date():
    book = Workbook()
    book.active.append(["Part", "Qty", "Need by"])
    book.active.append(["E154487", 2.5, date(2027, 5, 3)])
    table = read_bytes(saved(book), name="rfq.xlsx").pages[0].blocks[0]
    assert isinstance(table, Table)
    part, quantity, needed = table.rows[1]
    assert (part.text, part.ref) == ("E154487", "A2")
    assert (quantity.text, quantity.number) == ("2.5", 2.5)
    assert (needed.text, needed.date) == ("2027-05-03", "2027-05-03")


def test_whole_and_long_numbers_are_written_plainly():
    book = Workbook()
    book.active.append([6003271485, 1e16, 0.1, 10.0])
    assert rows_of(saved(book), "rfq.xlsx") == [["6003271485", "10000000000000000", "0.1", "10"]]


def test_the_used_range_is_trimmed_and_gaps_become_one_row():
    book = Workbook()
    book.active["C3"] = "Part"
    book.active["C9"] = "E154487"
    table = read_bytes(saved(book), name="rfq.xlsx").pages[0].blocks[0]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [["Part"], [""], ["E154487"]]
    assert table.rows[0][0].ref == "C3"


def test_hidden_sheets_are_left_out_and_told():
    reading = read_bytes(workbook('<row r="1"><c r="A1" t="str"><v>Trap</v></c></row>', state="hidden"), name="a.xlsx")
    assert [page.name for page in reading.pages] == ["Terms"]
    assert reading.flags == ["hidden-sheet: BOM"]


def test_a_million_empty_rows_do_no_harm():
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(1, 1_000_001))
    reading = read_bytes(workbook(rows), name="rfq.xlsx")
    assert [len(page.blocks) for page in reading.pages] == [0, 1]


def test_cells_over_the_limit_are_refused():
    book = Workbook()
    for _ in range(20):
        book.active.append(list(range(20)))
    with pytest.raises(Unreadable) as refused:
        read_bytes(saved(book), limits=ReadingLimits(cells=300), name="rfq.xlsx")
    assert refused.value.code == "bomb"


def test_paragraphs_lists_and_tables_come_in_order():
    body = (
        paragraph("Please quote:")
        + paragraph("Hex nut", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + paragraph("Washer", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + f"<w:tbl><w:tr><w:tc>{paragraph('Item')}</w:tc><w:tc>{paragraph('Qty')}</w:tc></w:tr></w:tbl>"
        + paragraph("Regards")
    )
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    blocks = read_bytes(letter(body, numbering=numbering), name="rfq.docx").pages[0].blocks
    told = [block.text if isinstance(block, Paragraph) else [cell.text for cell in block.rows[0]] for block in blocks]
    assert told == ["Please quote:", "1. Hex nut", "2. Washer", ["Item", "Qty"], "Regards"]


def test_merged_cells_leave_empty_ones_behind():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Section A")}</w:tc>'
    tall = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("10")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
    rows = [wide, tall + f"<w:tc>{paragraph('Nut')}</w:tc>", below + f"<w:tc>{paragraph('zinc')}</w:tc>"]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert rows_of(letter(table), "rfq.docx") == [["Section A", ""], ["10", "Nut"], ["", "zinc"]]


def test_headers_content_controls_and_insertions_are_read_but_deletions_and_hidden_runs_are_not():
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('In a control')}</w:sdtContent></w:sdt>"
        f"<w:p><w:ins><w:r><w:t>new </w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>"
        + paragraph("PWNED", run="<w:vanish/>")
    )
    header = f'<w:hdr xmlns:w="{WORD}">{paragraph("ACME Ltd")}</w:hdr>'
    reading = read_bytes(letter(body, header1=header), name="rfq.docx")
    assert [block.text for block in reading.pages[0].blocks if isinstance(block, Paragraph)] == [
        "ACME Ltd",
        "In a control",
        "new",
    ]
    assert reading.flags == ["hidden-text"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word/document.xml": "<!DOCTYPE x []><x/>"}, "unsafe-xml"),
        ({"word/document.xml": "<!DOCTYPE x []><x/>".encode("utf-16")}, "unsafe-xml"),
        ({"word/document.xml": "<x/>", "../../etc/cron": "x"}, "archive"),
        ({"word/document.xml": "<x/>", "word/media/a.bin": b"\0" * 20_000_000}, "bomb"),
        ({"word/document.xml": "<x>"}, "unreadable"),
        ({"a.zip": "PK"}, "archive"),
    ],
)
def test_packages_are_checked_before_they_are_parsed(parts: dict[str, str | bytes], code: str):
    with pytest.raises(Unreadable) as refused:
        read_bytes(package(parts), limits=ReadingLimits(expanded_bytes=10_000_000), name="rfq.docx")
    assert refused.value.code == code


def test_a_damaged_package_is_refused_kindly():
    with pytest.raises(Unreadable) as refused:
        read_bytes(workbook("")[:300], name="rfq.xlsx")
    assert refused.value.code == "unreadable"
