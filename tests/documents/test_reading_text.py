"""What is read from text, CSV and HTML, in whatever encoding, without what nobody can see."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.documents.evidence import Paragraph, Table
from nexus.documents.reading.files import read_bytes
from nexus.documents.reading.plain import decode
from nexus.documents.reading.text import clean


def blocks(content: bytes, name: str) -> list[Paragraph | Table]:
    return read_bytes(content, name=name).pages[0].blocks


def rows(content: bytes, name: str = "a.csv") -> list[list[str]]:
    table = blocks(content, name)[0]
    assert isinstance(table, Table)
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_german_text_is_decoded(encoding: str):
    assert decode("Stückzahl größer als fünf".encode(encoding)) == "Stückzahl größer als fünf"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_arabic_script_is_decoded(encoding: str):
    assert decode("طلب عرض أسعار لقطع".encode(encoding)) == "طلب عرض أسعار لقطع"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str):
    lines = [["Item", "Qty", "Need by"], ["Hex nut", "5", "2027-05-03"], ["Washer", "1.000", ""]]
    assert rows("\n".join(delimiter.join(line) for line in lines).encode()) == lines


def test_a_comma_in_numbers_is_no_delimiter():
    assert rows(b"Teil;Menge\nDraht;2,5\nRohr;7,5\n") == [["Teil", "Menge"], ["Draht", "2,5"], ["Rohr", "7,5"]]


def test_lines_before_the_table_are_kept_and_cells_are_named():
    content = b"RFQ;AN-1\n\nItem;Qty;Unit\nNut;5;pcs\nWasher;6;pcs\n"
    table = blocks(content, "a.csv")[0]
    assert isinstance(table, Table)
    assert table.rows[0][1].ref == "B1"
    assert table.rows[-1][0].ref == "A5"
    assert {len(row) for row in table.rows} == {3}


def test_quoted_cells_may_hold_delimiters_and_line_breaks():
    assert rows(b'Item,Qty\n"Nut, M4\nzinc",5\n') == [["Item", "Qty"], ["Nut, M4\nzinc", "5"]]


def test_paragraphs_of_text_keep_their_lines_and_spaces():
    found = blocks(b"Dear all,\n\nNut     5\nWasher  6\n\n\n> old\n> lines\n", "a.txt")
    assert [(block.text, block.style, block.ref) for block in found if isinstance(block, Paragraph)] == [
        ("Dear all,", "", "line 1"),
        ("Nut     5\nWasher  6", "", "line 3"),
        ("> old\n> lines", "quote", "line 7"),
    ]


def test_html_gives_paragraphs_lists_and_tables_in_order():
    html = b"<h1>RFQ</h1><p>Please <b>quote</b>:</p><ul><li>Nut</li></ul><table><tr><td>a<td>b</table>bye"
    found = blocks(html, "a.html")
    told = [(block.text, block.style) for block in found if isinstance(block, Paragraph)]
    assert told == [("RFQ", "heading"), ("Please quote:", ""), ("Nut", "list"), ("bye", "")]
    assert isinstance(found[3], Table)


def test_html_tables_have_even_rows_whatever_spans():
    html = b"<table><tr><td rowspan=2>1<td colspan=2>Nut<tr><td>a<td>b<tr><td>2<td>c<td>d</table>"
    assert rows(html, "a.html") == [["1", "Nut", ""], ["", "a", "b"], ["2", "c", "d"]]


def test_a_table_that_only_lays_out_the_page_is_looked_through():
    html = b"<table><tr><td><p>Hello</p></td></tr><tr><td><table><tr><td>Nut<td>5</table></td></tr></table>"
    found = blocks(html, "a.html")
    assert isinstance(found[0], Paragraph)
    assert isinstance(found[1], Table)


@pytest.mark.parametrize("style", ["display:none", "font-size:0", "visibility: hidden", "mso-hide:all"])
def test_html_that_is_not_shown_is_not_read(style: str):
    reading = read_bytes(f'<p>Nut</p><p style="{style}">PWNED</p>'.encode(), name="a.html")
    assert [block.text for block in reading.pages[0].blocks if isinstance(block, Paragraph)] == ["Nut"]
    assert reading.flags == ["hidden-text"]


def test_invisible_characters_go_and_are_told_of():
    reading = read_bytes("Nut\u202e5 \U000e0041x\u200b".encode(), name="a.txt")
    assert reading.flags == ["hidden-characters"]
    assert [block.text for block in reading.pages[0].blocks if isinstance(block, Paragraph)] == ["Nut5 x"]


def test_joiners_stay_in_persian_and_go_elsewhere():
    assert clean("می\u200cشود N\u200cut") == "می\u200cشود Nut"


@given(st.text())
def test_clean_text_can_be_encoded_and_is_clean_already(text: str):
    once = clean(text)
    once.encode("utf-8")
    assert "\0" not in once
    assert clean(once) == once


@given(st.binary(max_size=300))
def test_any_bytes_decode(content: bytes):
    assert isinstance(decode(content), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_utf_8_is_never_mistaken(text: str):
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
