"""Files of bills of materials: which format they are, what their lines become, and what is told about them."""

import csv
import io
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from nexus.manufacturing.importing.preview import MOST_LINES, preview_bom
from nexus.manufacturing.importing.shapes import BomItem, BomPreview
from nexus.platform.tables.errors import NotATable, UnknownColumn, UnreadableTable

KICAD = """"Reference","Value","Footprint","Datasheet","Qty","DNP"
"C1-C3,C5","100n","Capacitor_SMD:C_0603_1608Metric","~","4",""
"R1,R2","10k","Resistor_SMD:R_0603_1608Metric","~","2",""
"J1","USB-C","Connector_USB:USB_C","https://example.org/j1.pdf","1","DNP"
"""
KICAD_LEGACY = """"Id";"Designator";"Package";"Quantity";"Designation";"Supplier and ref";
1;"C1,C2";"C_0603";2;"100n";"LCSC C14663";
2;"U1";"SOIC-8";1;"LM358";"";
"""
ALTIUM = """Comment,Description,Designator,Footprint,LibRef,Quantity,Manufacturer 1,Manufacturer Part Number 1
10k,Resistor 10k 1%,"R1, R2",RES0603,RES,2,Yageo,RC0603FR-0710KL
MCU,Microcontroller,U1,LQFP48,STM32,1,ST,STM32F103C8T6
"""
DIGIKEY = """Index,DigiKey Part #,Manufacturer Part Number,Description,Customer Reference,Quantity,Backorder,\
Unit Price,Extended Price
1,296-6501-1-ND,LM358DR,IC OPAMP,OP-1,10,0,"$0.45","$4.50"
2,311-10KGRCT-ND,RC0603JR-0710KL,RES 10K,,"1,000",0,$0.0041,$4.10
,,,,,,,Subtotal,$8.60
"""
OLD_DIGIKEY = """Index,Quantity,Part Number,Manufacturer Part Number,Description,Customer Reference,Backorder,\
Unit Price,Extended Price
1,10,296-6501-1-ND,LM358DR,IC OPAMP,OP-1,0,0.45,4.50
"""
MOUSER = """Mouser #:,Mfr. #:,Manufacturer:,Customer #:,Description:,RoHS:,Lifecycle:,Order Qty.,Price (USD),Ext.: (USD)
667-ERJ-3EKF1002V,ERJ-3EKF1002V,Panasonic,OUR-10K,Thick Film Resistors,Compliant,,100,$0.012,$1.20
,,,,,,,,Merchandise Total:,$1.20
"""
LCSC = """LCSC Part Number,Manufacture Part Number,Manufacturer,Customer NO.,Package,Description,RoHS,\
Order Qty.,Min\\Mult Order Qty.,Unit Price($),Order Price($)
C14663,CC0603KRX7R9BB104,YAGEO,,0603,100nF 50V,YES,100,100\\100,0.0037,0.37
"""
PLAIN = "Part number,Description,Qty,Unit,Price\nP-1,Bolt,4,pcs,0.12\nP-2,Wire,2.5,m,1.10\n"


def read(text: str, encoding: str = "utf-8", **options: object) -> BomPreview:
    return preview_bom(text.encode(encoding), "bom.csv", **options)  # pyright: ignore[reportArgumentType]


def messages(preview: BomPreview) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.severity.value, problem.message) for problem in preview.problems]


def test_kicad_is_read() -> None:
    preview = read(KICAD)
    assert (preview.format, preview.file_kind, preview.header_line) == ("kicad", "csv", 1)
    assert preview.ignored == ["Datasheet"]
    assert [(item.part_number, item.quantity, item.dnp) for item in preview.items] == [
        ("100n C_0603_1608Metric", 4, False),
        ("10k R_0603_1608Metric", 2, False),
        ("USB-C USB_C", 0, True),
    ]
    assert preview.items[0].reference_designators == ("C1", "C2", "C3", "C5")
    assert [(line, severity) for line, severity, _ in messages(preview)] == [(1, "warning")]


def test_the_older_kicad_is_read() -> None:
    preview = read(KICAD_LEGACY)
    assert preview.format == "kicad-legacy"
    first, second = preview.items
    assert (first.part_number, first.supplier, first.supplier_part_number) == ("C14663", "LCSC", "C14663")
    assert (second.part_number, second.description, second.quantity) == ("LM358 SOIC-8", "LM358", 1)
    assert [problem.line for problem in preview.warnings] == [3]


def test_altium_is_read() -> None:
    preview = read(ALTIUM)
    assert (preview.format, preview.problems) == ("altium", [])
    assert preview.items[0] == BomItem(
        line=2,
        part_number="RC0603FR-0710KL",
        description="Resistor 10k 1%",
        quantity=Decimal(2),
        manufacturer="Yageo",
        mpn="RC0603FR-0710KL",
        reference_designators=("R1", "R2"),
    )


@pytest.mark.parametrize(
    ("text", "kind", "supplier", "number", "ours"),
    [
        (DIGIKEY, "digikey", "Digi-Key", "296-6501-1-ND", "OP-1"),
        (OLD_DIGIKEY, "digikey", "Digi-Key", "296-6501-1-ND", "OP-1"),
        (MOUSER, "mouser", "Mouser", "667-ERJ-3EKF1002V", "OUR-10K"),
        (LCSC, "lcsc", "LCSC", "C14663", "CC0603KRX7R9BB104"),
    ],
)
def test_part_lists_of_distributors_are_read(text: str, kind: str, supplier: str, number: str, ours: str) -> None:
    preview = read(text)
    assert (preview.format, preview.problems) == (kind, [])
    item = preview.items[0]
    assert (item.supplier, item.supplier_part_number, item.part_number) == (supplier, number, ours)
    assert item.mpn
    assert item.quantity > 1
    assert item.unit_price is not None


def test_totals_are_skipped_and_told() -> None:
    preview = read(DIGIKEY)
    assert [item.quantity for item in preview.items] == [10, 1000]
    assert [(skip.line, skip.reason, skip.text) for skip in preview.skipped][1:] == [(4, "total", "Subtotal | $8.60")]
    assert [skip.reason for skip in read(MOUSER).skipped] == ["header", "total"]


def test_a_column_named_for_a_distributor_says_who_supplies() -> None:
    preview = read("Designator,Comment,Footprint,LCSC Part #\nR1,10k,0603,C25804\n")
    assert (preview.items[0].supplier, preview.items[0].supplier_part_number) == ("LCSC", "C25804")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Artikelnummer;Bezeichnung;Menge;Einheit;Einzelpreis\nP-1;Kühlkörper;2,5;Stk;1.200,50\n", "cp1252"),
        ("Artikelnummer\tBezeichnung\tMenge\tEinheit\tEinzelpreis\nP-1\tKühlkörper\t2,5\tStk\t1.200,50\n", "utf-16"),
        ("Código;Descrição;Quantidade;Unidade;Preço unitário\nP-1;Dissipador;2,5;un;1.200,50\n", "utf-8-sig"),
        ("کد قطعه,شرح,تعداد,واحد,قیمت\nP-1,هیت‌سینک,۲٫۵,عدد,۱٬۲۰۰٫۵۰\n", "utf-8"),
    ],
)
def test_languages_encodings_and_decimal_commas_are_understood(text: str, encoding: str) -> None:
    preview = read(text, encoding)
    assert preview.problems == []
    item = preview.items[0]
    assert (item.part_number, item.quantity, item.unit_price) == ("P-1", Decimal("2.5"), Decimal("1200.5"))
    assert item.description
    assert item.unit != "pcs"


def test_a_sheet_is_read_with_the_values_of_its_formulas() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [
        ["Bill of materials"],
        [],
        ["P/N", "Qty", "Price", 2026],
        [4711, 3, 0.125],
        ["P-2", "=1+2", 1.5],
        ["P-3", 1, 2],
    ]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    preview = preview_bom(content.getvalue(), "bom.xlsx")
    assert (preview.file_kind, preview.header_line, preview.ignored) == ("xlsx", 3, ["2026"])
    assert msgspec.json.decode(msgspec.json.encode(preview), type=BomPreview) == preview
    assert [(item.part_number, item.unit_price) for item in preview.items] == [("4711", Decimal("0.125")), ("P-3", 2)]
    assert [(error.line, error.column) for error in preview.errors] == [(5, "Qty")]
    assert "save the sheet" in preview.errors[0].message
    assert [(skip.line, skip.reason) for skip in preview.skipped] == [
        (1, "before the header"),
        (2, "blank"),
        (3, "header"),
    ]


def test_sheets_that_are_not_read_are_told() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["P/N", "Qty"])
    sheet.append(["P-1", 1])
    book.create_sheet("Empty")
    book.create_sheet("Cables").append(["P-2", 1])
    content = io.BytesIO()
    book.save(content)
    preview = preview_bom(content.getvalue(), "bom.xlsx")
    assert [(warning.line, "not Cables;" in warning.message) for warning in preview.warnings] == [(1, True)]


def test_without_a_quantity_the_designators_are_counted() -> None:
    preview = read('Part number,Designators\nP-1,"R1-R4, R7"\nP-2,\n')
    assert preview.items[0].quantity == 5
    assert [(error.line, error.column) for error in preview.errors] == [(3, "Designators")]


def test_designators_that_do_not_fit_the_quantity_are_warned_about() -> None:
    preview = read('Part number,Qty,Designators\nP-1,4,"R1-R4, R7"\nP-2,2,"R7, R7, C1"\n')
    assert preview.errors == []
    assert [item.quantity for item in preview.items] == [4, 2]
    assert [(warning.line, warning.column) for warning in preview.warnings] == [
        (2, "Qty"),
        (3, "Designators"),
        (3, "Designators"),
    ]


@pytest.mark.parametrize(
    ("header", "row", "warned"),
    [
        ("DNP", "P-1,4,DNP", 0),
        ("DNP", "P-1,4,x", 0),
        ("Fitted", "P-1,4,no", 0),
        ("Fitted", "P-1,4,Not Fitted", 0),
        ("bestücken", "P-1,4,nein", 0),
        ("Notes", "P-1,DNF,", 0),
        ("Notes", "P-1,4,do not fit", 1),
        ("Notes", "P-1,4,nicht bestücken", 1),
        ("Description", "P-1,4,10k DNP", 1),
    ],
)
def test_what_is_not_to_be_fitted_stays_with_quantity_zero(header: str, row: str, warned: int) -> None:
    preview = read(f"Part number,Qty,{header}\n{row}\n")
    assert preview.errors == []
    assert [(item.dnp, item.quantity) for item in preview.items] == [(True, 0)]
    assert len(preview.warnings) == warned


@pytest.mark.parametrize("cell", ["yes", "Fitted", "1", "ja"])
def test_what_is_to_be_fitted_is_counted(cell: str) -> None:
    assert [item.dnp for item in read(f"Part number,Qty,Fitted\nP-1,4,{cell}\n").items] == [False]


@pytest.mark.parametrize("cell", ["maybe", ""])
def test_a_column_that_says_neither_is_an_error(cell: str) -> None:
    assert [error.column for error in read(f"Part number,Qty,Fitted\nP-1,4,{cell}\n").errors] == ["Fitted"]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("P-9,-1,1", "Qty", "less than zero"),
        ("P-9,0,1", "Qty", "is zero"),
        ("P-9,0.0000001,1", "Qty", "is zero"),
        ("P-9,NaN,1", "Qty", "not a number"),
        ("P-9,inf,1", "Qty", "not a number"),
        ("P-9,1000000001,1", "Qty", "larger than"),
        ("P-9,1e400,1", "Qty", "larger than"),
        ("P-9,1_000,1", "Qty", "not a number"),
        ("P-9,many,1", "Qty", "not a number"),
        ("P-9,,1", "Qty", "no quantity"),
        ('P-9,"1,5",1', "Qty", "decimal points"),
        ("P-9,1,-0.01", "Price", "less than zero"),
        ("P-9,1,dear", "Price", "not a number"),
        (",1,1", "Part number", "no part number"),
        ("#N/A,1,1", "Part number", "shows the error"),
        ("X" * 101 + ",1,1", "Part number", "longer than 100"),
    ],
)
def test_an_error_names_its_line_and_column(row: str, column: str, message: str) -> None:
    preview = read(f"Part number,Qty,Price\nP-1,1.5,1.25\n{row}\n")
    assert [item.part_number for item in preview.items] == ["P-1"]
    assert [(error.line, error.column) for error in preview.errors] == [(3, column)]
    assert message in preview.errors[0].message


def test_a_number_that_may_be_read_two_ways_is_warned_about() -> None:
    preview = read("Part number,Qty\nP-1,1.250\n")
    assert (preview.items[0].quantity, len(preview.warnings)) == (Decimal("1.25"), 1)
    assert read("Part number,Qty\nP-1,1.250\nP-2,1.5\n").warnings == []


def test_a_number_that_a_spreadsheet_rounded_is_warned_about() -> None:
    assert [warning.column for warning in read("Part number,Qty\n4.00638E+12,1\n").warnings] == ["Part number"]


REPEATED = (
    'Part number,Description,Qty,Designators,Unit\nP-1,Bolt,2,"R1,R2",\np-1,Bolt,1,R3,\nP-1,Screw,1,R4,\nP-1,,3,,m\n'
)


def test_repeated_part_numbers_are_warned_about() -> None:
    preview = read(REPEATED)
    assert [item.line for item in preview.items] == [2, 3, 4, 5]
    assert [warning.line for warning in preview.warnings] == [3, 4]


def test_repeated_part_numbers_are_added_up_when_said() -> None:
    preview = read(REPEATED, merge=True)
    first, metres = preview.items
    assert (first.quantity, first.reference_designators) == (4, ("R1", "R2", "R3", "R4"))
    assert (first.merged_lines, metres.quantity) == ((3, 4), 3)
    assert [(warning.line, "description" in warning.message) for warning in preview.warnings] == [(4, True)]


def test_what_adds_up_to_too_much_is_an_error() -> None:
    preview = read("Part number,Qty\nP-1,900000000\nP-1,900000000\n", merge=True)
    assert (preview.items, [error.line for error in preview.errors]) == ([], [2])


def test_a_mapping_goes_before_the_guess() -> None:
    text = "Column A,Column B,Qty,Price\nP-1,4,9,1\n"
    with pytest.raises(UnreadableTable, match="part number"):
        read(text)
    preview = read(text, mapping={"part_number": "Column A", "quantity": "column b", "unit_price": ""})
    assert preview.mapping == {"part_number": "Column A", "quantity": "Column B"}
    assert preview.ignored == ["Qty", "Price"]
    assert preview.items[0].quantity == 4
    for mapping in ({"part_number": "Column Z"}, {"colour": "Qty"}):
        with pytest.raises(UnknownColumn):
            read(text, mapping=mapping)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", UnreadableTable),
        (b"\n\n,,,\n", UnreadableTable),
        (b"%PDF-1.7", NotATable),
        (b"\x00\x01\x02\x03", NotATable),
        (b"PK\x03\x04 broken", UnreadableTable),
        (b"just a line", UnreadableTable),
        (b"Part number,Description\nP-1,Bolt\n", UnreadableTable),
        (b"Qty,Price\n1,2\n", UnreadableTable),
    ],
)
def test_what_is_no_bill_of_materials_is_refused(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        preview_bom(content, "bom.csv")


def test_nul_and_a_million_columns_do_no_harm() -> None:
    assert read("Part number,Qty\nP-\x001,1\n" + " " * 200).items[0].part_number == "P-1"
    preview = read("Part number,Qty" + ",x" * 1_000_000 + "\nP-1,1\n")
    assert len(preview.items) == 1
    assert "columns" in preview.warnings[0].message


def test_ranges_of_designators_cannot_fill_the_memory() -> None:
    rows = "".join(f"P-{n},R1-R9999\n" for n in range(200))
    preview = read(f"Part number,Designators\n{rows}")
    assert sum(len(item.reference_designators) for item in preview.items) < 110_000
    assert "more than 100,000" in preview.errors[-1].message


def lines(count: int) -> list[str]:
    row = 'P{n},Resistor {n} 10k 0603,4,0.0{k},Yageo,RC0603-{n},"R{a}-R{b}",note'
    made = [row.format(n=n, k=n % 9 + 1, a=4 * n + 1, b=4 * n + 4) for n in range(count)]
    return ["Part number,Description,Qty,Unit price,Manufacturer,MPN,Designators,Notes", *made]


def test_twenty_thousand_lines_are_read_whole() -> None:
    content = "\n".join(lines(MOST_LINES)).encode()
    preview = preview_bom(content, "bom.csv", merge=True)
    assert (len(preview.items), preview.problems) == (MOST_LINES, [])


def test_a_sheet_of_twenty_thousand_lines_is_read_whole() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in csv.reader(lines(MOST_LINES)):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    assert len(preview_bom(content.getvalue(), "bom.xlsx").items) == MOST_LINES


@pytest.mark.parametrize("more", [1, 1000])
def test_more_lines_are_refused(more: int) -> None:
    with pytest.raises(UnreadableTable, match="more than 20,"):
        preview_bom("\n".join(lines(MOST_LINES + more)).encode(), "bom.csv")


cells = st.sampled_from(
    ["", "P-1", "4", "0", "-1", "DNP", "Total", "R1-R3", "R3", "1,5", "1.5", "NaN", "#N/A", "نصب نشود", "Part number"]
) | st.text(max_size=8)


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=5, max_size=5), max_size=8), st.booleans())
def test_each_line_is_an_item_or_skipped_or_has_an_error(rows: list[list[str]], merge: bool) -> None:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows([["Part number", "Qty", "Designators", "Notes", "Price"], *rows])
    preview = preview_bom(written.getvalue().encode("utf-8", "replace"), "bom.csv", merge=merge)
    accounted = {item.line for item in preview.items} | {line for item in preview.items for line in item.merged_lines}
    accounted |= {skip.line for skip in preview.skipped} | {error.line for error in preview.errors}
    table = csv.reader(io.StringIO(written.getvalue(), newline=""))
    begins = [1, *[table.line_num + 1 for _ in table]][:-1]
    assert accounted == set(begins)
    assert all(0 <= item.quantity <= 10**9 and (item.quantity > 0) != item.dnp for item in preview.items)
