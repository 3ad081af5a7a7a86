"""Tables on pages are read by their headings, their white space and their cells, however they are set."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nexus.documents.extraction.lines import read_lines
from tests.documents.pages import paper, printed
from tests.documents.tables import asked, page, told

PLACES = (40.0, 90.0, 210.0, 430.0, 490.0)
HEADS = ("Pos", "Part No", "Description", "Qty", "Unit")
ROWS = (
    ("10", "AB-1234", "Hex bolt M8x30", "500", "pcs"),
    ("20", "CD-2200", "Cable 3x1.5 mm black", "100", "m"),
    ("30", "EF-0805", "Resistor 0805 25 mW", "25", "pcs"),
)
WANTED = [("Hex bolt M8x30", "500"), ("Cable 3x1.5 mm black", "100"), ("Resistor 0805 25 mW", "25")]


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(5)))
def test_columns_may_stand_in_any_order(order: list[int]) -> None:
    widths = {0: 50.0, 1: 100.0, 2: 200.0, 3: 60.0, 4: 60.0}
    places = [40.0 + sum(widths[column] for column in order[:i]) for i in range(5)]
    mixed = [[row[column] for column in order] for row in ROWS]
    assert asked(page([HEADS[column] for column in order], mixed, places)) == WANTED


@pytest.mark.parametrize(
    "heads",
    [
        ("Nr.", "Bestell-Nr.", "Benennung", "Stückzahl", "EH"),
        ("Seq.", "Modelo", "Especificação", "Qtde.", "Und."),
        ("#", "Catalogue No.", "Particulars", "Reqd Qty", "UoM"),
        ("Zeile", "Zukaufteil", "Gegenstand", "Planwert", "Gebinde"),
    ],
)
def test_other_words_and_unknown_words_over_the_columns_do_no_harm(heads: tuple[str, ...]) -> None:
    assert asked(page(heads, ROWS, PLACES)) == WANTED


def test_every_value_names_its_place_and_how_sure_it_is() -> None:
    line = read_lines(paper(page(HEADS, ROWS, PLACES)))[0]
    assert line.line_number
    assert line.part_number
    assert line.quantity
    assert line.unit
    assert (line.line_number.value, line.part_number.value, line.unit.value) == ("10", "AB-1234", "pcs")
    assert line.quantity.page == 1
    assert line.quantity.box is not None
    assert line.quantity.box.x0 == 430.0
    assert line.quantity.source == "layout"
    assert 0.8 < line.quantity.confidence < 1


@pytest.mark.parametrize("middle", [False, True])
def test_wrapped_descriptions_stay_with_their_item(middle: bool) -> None:
    rows = [
        ("10", "", "Hex bolt M8x30\nzinc plated\nDIN 933", "500", "pcs"),
        *ROWS[1:],
        ("40", "", "Nut\nM8", "7", "pcs"),
    ]
    assert asked(page(HEADS, rows, PLACES, middle=middle)) == [
        ("Hex bolt M8x30 zinc plated DIN 933", "500"), *WANTED[1:], ("Nut M8", "7"),
    ]  # fmt: skip


def test_a_part_number_cut_by_its_column_is_put_together() -> None:
    rows = [("10", "GRM188R71C104KA\n01D", "Capacitor", "5", "pcs"), *ROWS[1:]]
    line = read_lines(paper(page(HEADS, rows, PLACES)))[0]
    assert line.part_number is not None
    assert line.part_number.value == "GRM188R71C104KA01D"


def test_titles_subtotals_terms_and_signatures_are_no_items() -> None:
    rows = [
        ("Section 1: Workshop", "", "", "", ""), ROWS[0], ("Subtotal Section 1 : ____", "", "", "", ""),
        ("Mechanical", "", "", "", ""), *ROWS[1:],
    ]  # fmt: skip
    after = [
        (40.0, 520.0, "Please quote net prices. Payment 30 days; cartons not above 15 kg, pallets 1200 x 800 mm."),
        (40.0, 560.0, "First article inspection on 5 pcs of each new part."),
        (40.0, 600.0, "Jane Doe"),
    ]
    assert asked(page(HEADS, rows, PLACES, more=after)) == WANTED


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_goes_on_over_pages_with_or_without_its_headings(repeated: bool) -> None:
    following = [("40", "GH-1", "Washer M8", "75", "pcs"), ("50", "GH-2", "Washer M10", "80", "pcs")]
    first = page(HEADS, ROWS, PLACES, more=[(40.0, 810.0, "RFQ 4711"), (500.0, 810.0, "Page 1 of 2")])
    heads, body = (HEADS, following) if repeated else (following[0], following[1:])
    second = page(heads, body, PLACES, top=60.0, more=[(40.0, 810.0, "RFQ 4711"), (500.0, 810.0, "Page 2 of 2")])
    assert asked(first, second) == [*WANTED, ("Washer M8", "75"), ("Washer M10", "80")]


def test_headings_over_two_lines_are_read_together() -> None:
    body = [(x, 260.0 + 24 * i, cell) for i, row in enumerate(ROWS) for x, cell in zip(PLACES, row, strict=True)]
    heads = [
        (40.0, 200.0, "Line"),
        (90.0, 200.0, "Manufacturer"),
        (90.0, 212.0, "part number"),
        (210.0, 200.0, "Product"),
    ]
    heads += [(430.0, 200.0, "QTY"), (430.0, 212.0, "REQ'D"), (490.0, 200.0, "U/M")]
    assert told(paper(printed(*heads, *body))) == WANTED


def test_part_number_description_and_maker_in_one_cell_are_taken_apart() -> None:
    cells = ["AB-1234\nHex bolt M8x30\nHaldorf Fasteners", "CD-2200\nHex nut M8\nHaldorf Fasteners"]
    cells += ["EF-0805\nChip resistor 10 kohm\nArdwick Passives", "EF-0603\nChip resistor\nArdwick Passives"]
    rows = [(str(n), cell, str(100 * n)) for n, cell in enumerate(cells, start=1)]
    line = read_lines(paper(page(("No.", "Goods", "Quantity"), rows, (40.0, 90.0, 430.0))))[0]
    assert line.part_number
    assert line.description
    assert line.manufacturer
    assert (line.part_number.value, line.description.value) == ("AB-1234", "Hex bolt M8x30")
    assert line.manufacturer.value == "Haldorf Fasteners"


def test_quantities_to_be_quoted_side_by_side_are_kept() -> None:
    rows = [("1", "Hex bolt", "10", "10 / 100 / 1,000"), ("2", "Hex nut", "25", "25 / 250 / 2,500")]
    line = read_lines(paper(page(("#", "Item Description", "Qty", "Price breaks"), rows, (40.0, 90.0, 300.0, 400.0))))[
        0
    ]
    assert [value.value for value in line.quantity_breaks] == ["10", "100", "1000"]
    assert line.quantity is not None
    assert line.quantity.value == "10"


def test_quantity_price_and_total_are_told_by_arithmetic() -> None:
    rows = [("Bolt", "20", "9.90", "198.00"), ("Nut", "5", "7.00", "35.00"), ("Washer", "12", "0.50", "6.00")]
    lines = read_lines(paper(page(("Description", "Col A", "Col B", "Amount"), rows, (40.0, 250.0, 330.0, 420.0))))
    assert [line.quantity.value for line in lines if line.quantity] == ["20", "5", "12"]
    assert [line.line_total.value for line in lines if line.line_total] == ["198", "35", "6"]
    assert [line.unit_price.confidence >= 0.97 for line in lines if line.unit_price] == [True, True, True]


def test_a_tax_table_below_an_invoice_is_no_item() -> None:
    rows = [("Bolt", "20", "9.90", "198.00"), ("Nut", "5", "7.00", "35.00")]
    taxes = [
        (40.0, 400.0, "VAT %"), (160.0, 400.0, "Net amount"), (300.0, 400.0, "Tax amount"),
        (40.0, 424.0, "19"), (160.0, 424.0, "233.00"), (300.0, 424.0, "44.27"),
    ]  # fmt: skip
    heads = ("Description", "Qty", "Unit price", "Total")
    assert asked(page(heads, rows, (40.0, 250.0, 330.0, 420.0), more=taxes)) == [("Bolt", "20"), ("Nut", "5")]


def test_a_misread_quantity_of_a_scan_is_mended_with_doubt() -> None:
    lines = [(x, 200.0, head) for x, head in zip(PLACES, HEADS, strict=True)]
    rows = [*ROWS, ("40", "GH-1", "Washer M8", "l2", "pos"), ("50", "GH-2", "Washer M10", "1O", "pcs")]
    lines += [(x, 224.0 + 24 * i, cell) for i, row in enumerate(rows) for x, cell in zip(PLACES, row, strict=True)]
    read = read_lines(paper(printed(*lines, source="ocr")))
    assert [line.quantity.value for line in read if line.quantity] == ["500", "100", "25", "12", "10"]
    assert read[3].unit is not None
    assert read[3].unit.value == "pcs"
    assert read[3].quantity is not None
    assert read[0].quantity is not None
    assert read[3].quantity.confidence < read[0].quantity.confidence


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(20, 560), st.floats(20, 800), st.text(max_size=12)), max_size=40))
def test_any_scatter_of_words_is_read_without_an_error(scatter: list[tuple[float, float, str]]) -> None:
    lines = read_lines(paper(page(HEADS, ROWS, PLACES, more=scatter)))
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
