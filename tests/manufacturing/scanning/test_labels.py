"""Labels of distributors, as scanners type them: whole, or with their separators mangled."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.manufacturing.scanning.codes import Unknown, read_code
from nexus.manufacturing.scanning.gs1 import has_right_check_digit
from nexus.manufacturing.scanning.labels import PartLabel, read_label

GS, RS, EOT = "\x1d", "\x1e", "\x04"
DIGIKEY = (
    f"[)>{RS}06{GS}P296-6501-1-ND{GS}1PLM358DR{GS}K{GS}1K72991337{GS}10K85781337{GS}11K1{GS}4LPH{GS}Q10{GS}11ZPICK"
    f"{GS}12Z15221337{GS}13Z361337{GS}20Z0000000000"
)
NEW_DIGIKEY = (
    f"[)>{RS}06{GS}POUR-77{GS}1PCRCW06031K00{GS}30P541-1.0KCT-ND{GS}KPO-9{GS}1K72991337{GS}10K85781337{GS}9D2231"
    f"{GS}1TE12345{GS}11K1{GS}4LIL{GS}Q1000{GS}11ZPICK{GS}12Z844134{GS}13Z999999{GS}20Z0000{RS}{EOT}"
)
MOUSER = f">[)>06{GS}KPO-77{GS}14K011{GS}1PMC34063ADR{GS}Q25{GS}11K075664337{GS}4LUS{GS}1VTexas Instruments"
MAKER = (
    f"[)>{RS}06{GS}PC-100{GS}1PGRM188R71H104{GS}Q4000{GS}9D2231{GS}10D2231{GS}1TLOT 7{GS}SPK55{GS}4LJP{GS}KPO1"
    f"{GS}4K20{GS}14D20291231{GS}1VMURATA{GS}{RS}{EOT}"
)
NAMES = ["{GS}", "<GS>", "[GS]", "^]", "␝", "]", "\\x1d", "<gs>"]


def test_a_digikey_label_is_read() -> None:
    assert read_label(DIGIKEY) == PartLabel(
        kind="iso15434",
        part_number="LM358DR",
        manufacturer_part_number="LM358DR",
        supplier_part_number="296-6501-1-ND",
        supplier="Digi-Key",
        supplier_order="72991337",
        packing_slip="1",
        country="PH",
        quantity=Decimal(10),
    )


def test_a_newer_digikey_label_is_read() -> None:
    label = read_label(NEW_DIGIKEY)
    assert label is not None
    assert (label.part_number, label.customer_part_number) == ("OUR-77", "OUR-77")
    assert (label.supplier_part_number, label.supplier) == ("541-1.0KCT-ND", "Digi-Key")
    assert (label.date_code, label.lot, label.purchase_order) == ("2231", "E12345", "PO-9")


def test_a_mouser_label_is_read_in_spite_of_its_stray_mark() -> None:
    assert read_label(MOUSER) == PartLabel(
        kind="iso15434",
        part_number="MC34063ADR",
        manufacturer_part_number="MC34063ADR",
        manufacturer="Texas Instruments",
        supplier="Mouser",
        quantity=Decimal(25),
        purchase_order="PO-77",
        purchase_order_line="011",
        packing_slip="075664337",
        country="US",
    )


def test_a_label_of_a_maker_is_read() -> None:
    assert read_label(MAKER) == PartLabel(
        kind="iso15434",
        part_number="C-100",
        customer_part_number="C-100",
        manufacturer_part_number="GRM188R71H104",
        manufacturer="MURATA",
        quantity=Decimal(4000),
        lot="LOT 7",
        serial="PK55",
        date_code="2231",
        expires=date(2029, 12, 31),
        purchase_order="PO1",
        purchase_order_line="20",
        country="JP",
    )


@pytest.mark.parametrize("label", [DIGIKEY, NEW_DIGIKEY, MOUSER, MAKER])
@pytest.mark.parametrize("name", NAMES)
def test_names_for_the_separators_are_understood(label: str, name: str) -> None:
    typed = label.replace(GS, name).replace(RS, "{RS}").replace(EOT, "{EOT}")
    assert read_label(typed) == read_label(label)
    assert read_label(label.replace(GS, name).replace(RS, "").replace(EOT, "")) == read_label(label)
    assert read_label(f"]d1{typed}\r\n") == read_label(label)


@pytest.mark.parametrize("label", [DIGIKEY, NEW_DIGIKEY, MOUSER])
@pytest.mark.parametrize("lost", [" ", ""])
def test_lost_separators_are_guessed_and_told(label: str, lost: str) -> None:
    whole, guessed = read_label(label), read_label(re.sub(f"[{RS}{EOT}]", "", label).replace(GS, lost))
    assert whole is not None
    assert guessed is not None
    assert not guessed.certain
    told = ("part_number", "quantity", "supplier", "manufacturer", "purchase_order", "lot")
    assert [getattr(guessed, name) for name in told] == [getattr(whole, name) for name in told]


def test_an_lcsc_code_is_read() -> None:
    text = "{pbn:PICK2009291337,on:SO2009291337,pc:C312270,pm:ST-1-102-A01,qty:10,mc:,cc:1,pdi:34421807,hp:0}"
    assert read_label(text) == PartLabel(
        kind="lcsc",
        part_number="ST-1-102-A01",
        manufacturer_part_number="ST-1-102-A01",
        supplier_part_number="C312270",
        supplier="LCSC",
        quantity=Decimal(10),
        supplier_order="SO2009291337",
        packing_slip="PICK2009291337",
    )
    ours = read_label("{pc:C1,pm:RC0603,10K,qty:x,mc:OUR-1}")
    assert ours is not None
    assert (ours.part_number, ours.manufacturer_part_number, ours.quantity) == ("OUR-1", "RC0603,10K", None)


@pytest.mark.parametrize(
    "text",
    [
        f"]C1010950600013435217260131240LM358{GS}10AB-12{GS}3024{GS}400PO9",
        f"010950600013435217260131240LM358{GS}10AB-12{GS}3024{GS}400PO9",
        "010950600013435217260131240LM358{GS}10AB-12{GS}3024{GS}400PO9",
        "(01)09506000134352(17)260131(240)LM358(10)AB-12(30)24(400)PO9",
        f"[)>{RS}05{GS}010950600013435217260131240LM358{GS}10AB-12{GS}3024{GS}400PO9{RS}{EOT}",
    ],
)
def test_gs1_element_strings_are_read(text: str) -> None:
    assert read_label(text) == PartLabel(
        kind="gs1",
        part_number="LM358",
        manufacturer_part_number="LM358",
        gtin="09506000134352",
        lot="AB-12",
        quantity=Decimal(24),
        expires=date(2026, 1, 31),
        purchase_order="PO9",
    )


def test_day_zero_is_the_last_of_the_month() -> None:
    label = read_label("(01)09506000134352(17)280200(21)S1(241)OUR")
    assert label is not None
    assert (label.expires, label.serial, label.part_number) == (date(2028, 2, 29), "S1", "OUR")


@pytest.mark.parametrize(
    "text",
    [
        "(01)09506000134353(10)A",
        "(01)9506000134352",
        "(01)09506000134352(17)261301",
        "(01)09506000134352(01)09506000134352",
        "]C19912345",
        "]C13012x",
        "]C117260131",
        "0109506000134353",
        "1234567890123456789012",
        "[)>06",
        f"[)>{RS}06{GS}Q10",
        f"[)>{RS}06{GS}",
        f"[)>{RS}07{GS}PX",
        "{}",
        "{qty:1}",
        "",
        "LM358",
        "[)>06PX1PYQ1",
    ],
)
def test_what_is_no_label_is_none(text: str) -> None:
    assert read_label(text) is None
    assert isinstance(read_code(text), Unknown)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1234567890123456789012", "old Digi-Key"),
        ("(01)09506000134353(10)A", "check digit"),
        ("[)>06PX1PYQ1", "separators"),
        ("hello", "neither"),
    ],
)
def test_the_reason_is_told_why_a_code_is_unknown(text: str, reason: str) -> None:
    answer = read_code(text)
    assert isinstance(answer, Unknown)
    assert reason in answer.reason


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("25", Decimal(25)), ("25PCS", Decimal(25)), ("2.5", Decimal("2.5")), ("0", None), ("many", None), ("-3", None)],
)
def test_a_quantity_is_a_number_above_zero_or_not_told(text: str, quantity: Decimal | None) -> None:
    label = read_label(f"[)>{RS}06{GS}1PX{GS}Q{text}")
    assert label is not None
    assert label.quantity == quantity


@given(st.text("0123456789", min_size=13, max_size=13))
def test_one_of_ten_check_digits_is_right(number: str) -> None:
    assert sum(has_right_check_digit(number + digit) for digit in "0123456789") == 1


pieces = st.sampled_from(
    [GS, RS, EOT, *" ]^PKQ{}", "1P", "30P", "Q1", "14K", "11K", "1K", "4LUS", "9D", "20Z", "(01)", "17"]
)


@given(st.lists(pieces | st.text(max_size=5), max_size=40).map("".join))
def test_nothing_a_scanner_types_raises(text: str) -> None:
    for scanned in (text, f"[)>{RS}06{text}", f">[)>06{text}", f"]C1{text}", f"{{pc:{text}}}", f"01{text}", f"({text}"):
        read_label(scanned)


def test_a_hostile_text_ends() -> None:
    for text in ("[)>06" + "P1P30PK1K10K9D1T11K" * 100, "[)>06" + "1K" * 147, "[)>06P1P" + "1K" * 140, "^" * 10**6):
        read_label(text)
