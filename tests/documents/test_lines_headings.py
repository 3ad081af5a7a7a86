"""Headings are understood in several languages, in part, compounded and with letters wrong."""

import pytest

from nexus.documents.extraction.lines.headings import best, label_roles, roles_of


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("QTY REQ'D", "quantity"),
        ("Bestellmenge", "quantity"),
        ("Qtde. solicitada", "quantity"),
        ("تعداد درخواستی", "quantity"),
        ("Cantidad", "quantity"),
        ("Quantité", "quantity"),
        ("U/M", "unit"),
        ("Mengeneinheit", "unit"),
        ("واحد", "unit"),
        ("Mfr. P/N", "part"),
        ("Hersteller-Teilenummer", "part"),
        ("شماره فنی", "part"),
        ("Our Part No.", "customer_part"),
        ("Kundenteilenummer", "customer_part"),
        ("Cód. interno", "customer_part"),
        ("Item Description", "description"),
        ("Artikelbezeichnung", "description"),
        ("شرح کالا", "description"),
        ("Lfd. Nr.", "line"),
        ("ردیف", "line"),
        ("Price breaks", "breaks"),
        ("Staffelmengen", "breaks"),
        ("Need by", "needed_by"),
        ("Wunschtermin", "needed_by"),
        ("Prix unitaire HT", "unit_price"),
        ("Gesamtpreis", "total"),
        ("Your lead time", "other"),
    ],
)
def test_a_heading_names_its_column(heading: str, role: str) -> None:
    assert best(roles_of(heading))[0] == role


@pytest.mark.parametrize(
    ("misread", "role"), [("Descripti0n", "description"), ("Quantlty", "quantity"), ("PartNo", "part")]
)
def test_a_letter_wrong_or_a_space_lost_does_no_harm(misread: str, role: str) -> None:
    assert best(roles_of(misread))[0] == role


def test_a_heading_of_two_things_names_both() -> None:
    assert {"part", "description"} <= roles_of("MPN / Item Description").keys()


def test_sentences_and_values_are_no_headings() -> None:
    assert not roles_of("Please state price and delivery time for each of the items listed below, net.")
    assert not roles_of("25 / 250 / 2500")
    assert not roles_of("")


def test_words_before_a_value_mean_more_than_over_a_column() -> None:
    assert best(label_roles("spätestens"))[0] == "needed_by"
    assert not roles_of("spätestens")
