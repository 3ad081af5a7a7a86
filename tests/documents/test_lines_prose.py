"""Lists, sentences and labelled blocks of mails and letters are read as items."""

import pytest

from nexus.documents.extraction.lines import read_lines
from tests.documents.pages import flow
from tests.documents.tables import told

BOLT = ("Hex bolt DIN 933 M8x30", "25", "pcs")
WIRE = ("Control cable 5G1.5 mm2", "100", "m")


@pytest.mark.parametrize(
    "form",
    [
        "- {quantity} {unit} {text}",
        "* {text} - {quantity} {unit}",
        "{text}: {quantity} {unit}",
        "{text} ({quantity} {unit})",
        "• {text}, qty {quantity} {unit}",
        "{quantity} {unit} of {text}",
        "{text} .......... {quantity} {unit}",
    ],
)
def test_lists_are_read_whichever_way_they_are_written(form: str) -> None:
    lines = [form.format(text=text, quantity=quantity, unit=unit) for text, quantity, unit in (BOLT, WIRE)]
    reading = flow("Dear all,\nplease quote:", "\n".join(lines), "Phone: +44 20 7946 0018\nPayment 30 days net.")
    assert told(reading) == [BOLT[:2], WIRE[:2]]


def test_numbered_lines_keep_their_number_and_sizes_are_no_quantities() -> None:
    lines = read_lines(
        flow("1. 2 pcs Drill bit 8.5 mm, box of 10\n2. 40 x M8x30 bolt\n3. 3 box Cable tie 200x4.8 mm, pack of 100")
    )
    assert [(line.line_number.value, line.quantity.value) for line in lines if line.line_number and line.quantity] == [
        ("1", "2"), ("2", "40"), ("3", "3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Please quote 250 pcs of hex nut M8, 100 m of control cable and 3 rolls of solder wire.", ["250", "100", "3"]),
        ("Wir benötigen 250 Stück Sechskantmutter M8 und 100 m Steuerleitung.", ["250", "100"]),
        ("Solicitamos cotação de 250 pç de porca M8 e 100 m de cabo.", ["250", "100"]),
        (
            "Please quote the hex nut M8 (250 pcs), control cable (100 m) and solder wire (3 rolls).",
            ["250", "100", "3"],
        ),
    ],
)
def test_a_sentence_may_ask_for_several_things(sentence: str, wanted: list[str]) -> None:
    assert [quantity for _, quantity in told(flow("Hello,", sentence, "Regards\nJo"))] == wanted


def test_dates_and_further_quantities_behind_an_item_are_taken_off() -> None:
    text = "- 25 pcs Hex bolt M8 (please also price 25 / 250 / 1,250), needed by 04/05/2027\n- 10 pcs Nut M8"
    line = read_lines(flow(text), order="dmy", style="point")[0]
    assert line.description
    assert line.needed_by
    assert line.description.value == "Hex bolt M8"
    assert line.needed_by.value == "2027-05-04"
    assert [value.value for value in line.quantity_breaks] == ["25", "250", "1250"]


def test_a_named_part_number_is_told() -> None:
    line = read_lines(flow("- 3 pcs WiFi module, P/N ESP32-WROOM-1\n- 4 pcs Fuse 5x20"))[0]
    assert line.part_number is not None
    assert line.part_number.value == "ESP32-WROOM-1"


def test_labelled_blocks_are_items() -> None:
    card = "Item {0}\nPart number: AB-{0}\nDescription: Bolt M{0}\nQuantity: {0}0 pcs\nRequired date: 2027-05-04"
    lines = read_lines(flow("Reference: RF-1\nPhone: 555", card.format(3), card.format(4)))
    assert [(line.part_number.value, line.quantity.value) for line in lines if line.part_number and line.quantity] == [
        ("AB-3", "30"), ("AB-4", "40"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "| Pos | Article | Qty |\n|---|---|---|\n| 1 | Bolt M8 | 5 pcs |\n| 2 | Nut M8 | 7 pcs |",
        "Article        Qty  Unit\nBolt M8          5  pcs\nNut M8           7  pcs",
        "Bolt M8\t5\tpcs\nNut M8\t7\tpcs",
    ],
)
def test_tables_typed_into_a_mail_are_tables(text: str) -> None:
    assert told(flow("Hello,", text, "Regards")) == [("Bolt M8", "5"), ("Nut M8", "7")]


def test_letters_without_items_have_none() -> None:
    text = "please find attached our request. We look forward to your offer by 2 July 2027.\nRegards\nJo\n+65 6860 0277"
    assert told(flow("Dear Sales Team,", text)) == []
