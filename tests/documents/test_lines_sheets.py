"""Spreadsheets, CSV and Word tables: headings anywhere, titles, notes, sums, and cells that hold several things."""

import pytest

from nexus.documents.evidence import Page, Reading
from nexus.documents.extraction.lines import read_lines
from tests.documents.pages import flow
from tests.documents.tables import sheet, told

BODY = (("1", "AB-1", "Bolt M8x30", 500.0, "pcs"), ("2", "AB-2", "Cable 25 mm", 12.5, "m"))
WANTED = [("Bolt M8x30", "500"), ("Cable 25 mm", "12.5")]
HEADS = ("No.", "MPN", "Description", "Qty", "Unit")


def test_a_header_block_above_and_notes_below_are_no_items() -> None:
    above = [("Customer", "Acme 24 Ltd", "", "", ""), ("Date", "2027-01-03", "", "", ""), ("",) * 5]
    below = [("",) * 5, ("Notes: 5 pcs of each for inspection, payment net 45.", "", "", "", "")]
    assert told(sheet(*above, HEADS, *BODY, *below)) == WANTED


def test_groups_over_the_headings_are_seen_through() -> None:
    assert told(sheet(("Item data", "", "", "Requirement", ""), HEADS, *BODY)) == WANTED


def test_titles_and_subtotals_between_items_are_left_out() -> None:
    between = [("", "", "Cabinet 2", "", ""), BODY[1], ("", "", "Subtotal", 512.5, "")]
    assert told(sheet(HEADS, ("", "", "Cabinet 1", "", ""), BODY[0], *between)) == WANTED


def test_a_table_without_headings_is_read_by_its_cells() -> None:
    assert told(sheet(*BODY, ("3", "AB-3", "Ferrite bead", 40.0, "pcs"))) == [*WANTED, ("Ferrite bead", "40")]


def test_the_unit_in_the_heading_is_the_unit() -> None:
    line = read_lines(sheet(("Description", "Length [m]", "Qty (pcs)"), ("Tube", "2", 7.0), ("Rod", "3", 9.0)))[0]
    assert line.unit is not None
    assert line.unit.value == "pcs"
    assert line.quantity is not None
    assert line.quantity.value == "7"
    assert line.quantity.ref == "C2"


def test_several_sheets_are_read_in_order() -> None:
    pages = [sheet(HEADS, row).pages[0] for row in BODY]
    assert (
        told(Reading("text/csv", [Page(n, source="sheet", blocks=page.blocks) for n, page in enumerate(pages, 1)]))
        == WANTED
    )


def test_several_quantity_columns_are_quantities_to_be_quoted() -> None:
    line = read_lines(
        sheet(("Description", "Qty 1", "Qty 2", "Qty 3"), ("Bolt", 10.0, 100.0, 500.0), ("Nut", 5.0, 50.0, 80.0))
    )[0]
    assert [value.value for value in line.quantity_breaks] == ["10", "100", "500"]


def test_a_cell_with_a_line_for_each_item_is_taken_apart() -> None:
    reading = flow(table=[HEADS, ("1\n2", "AB-1\nAB-2", "Bolt M8x30\nCable 25 mm", "500\n12.5", "pcs\nm")])
    assert told(reading) == WANTED


@pytest.mark.parametrize("cell", ["500 pcs", "500 Stk.", "500 pç", "۵۰۰ عدد", "pcs 500"])
def test_quantity_and_unit_may_share_a_cell(cell: str) -> None:
    line = read_lines(flow(table=[("Article", "Quantity"), ("Bolt M8x30", cell), ("Nut M8", "20 m")]))[0]
    assert line.quantity
    assert line.unit
    assert (line.quantity.value, line.unit.value) == ("500", "pcs")


def test_labelled_lines_inside_a_cell_are_values_of_their_own() -> None:
    cell = "Bolt M8x30\nPrice breaks: 5 / 50 / 500\nRequired date: 2027-05-04"
    line = read_lines(flow(table=[("MPN / Description", "Qty"), (f"AB-1\n{cell}", "5"), ("AB-2\nNut", "7")]))[0]
    assert line.description
    assert line.part_number
    assert line.needed_by
    assert (line.part_number.value, line.description.value) == ("AB-1", "Bolt M8x30")
    assert [value.value for value in line.quantity_breaks] == ["5", "50", "500"]
    assert line.needed_by.value == "2027-05-04"


def test_negative_and_absurd_quantities_are_no_quantities() -> None:
    rows = [
        ("1", "AB-1", "Bolt", "-5", "pcs"),
        ("2", "AB-2", "Nut", "NaN", "pcs"),
        ("3", "AB-3", "Rod", "1e400", "pcs"),
    ]
    assert "-5" not in [quantity for _, quantity in told(sheet(HEADS, *BODY, *rows))]


def test_credit_notes_keep_their_negative_quantities() -> None:
    heads = ("Description", "Quantity", "Unit price", "Total")
    rows = [("Nougat", "-5", "4.10", "-20.50"), ("Oil", "-10", "19.80", "-198.00")]
    assert told(sheet(heads, *rows)) == [("Nougat", "-5"), ("Oil", "-10")]
