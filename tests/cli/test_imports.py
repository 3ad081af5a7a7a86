"""`nexus import products`: what a person gives, and what comes of it."""

import csv
from pathlib import Path

import pytest

from tests.cli.terminal import Nexus

EXAMPLES = Path(__file__).parents[2] / "examples"
MIXED = "Artikel;Bezeichnung;Preis;Bestand\nA-1;Schraube M3;0,12;100\n;Ohne Nummer;0,05;10\nA-2;Scheibe;teuer;1\n"


def test_the_example_catalog_is_taken_in_whole_and_a_second_time_changes_nothing(nexus: Nexus) -> None:
    first = nexus("import", "products", EXAMPLES / "catalog.csv")
    second = nexus("import", "products", EXAMPLES / "catalog.csv")
    assert "395 rows: 395 new, 0 changed, 0 unchanged, 0 not taken." in first.output
    assert "395 rows: 0 new, 0 changed, 395 unchanged, 0 not taken." in second.output


def test_a_preview_shows_the_columns_and_changes_nothing(nexus: Nexus) -> None:
    seen = nexus("import", "products", EXAMPLES / "catalog.csv", "--preview")
    assert "list_price" in seen.output
    assert "395 new" in nexus("import", "products", EXAMPLES / "catalog.csv").output


def test_rows_that_are_not_taken_are_written_aside_with_their_reasons(nexus: Nexus, tmp_path: Path) -> None:
    (tmp_path / "parts.csv").write_text(MIXED, "utf-8")
    done = nexus("import", "products", "parts.csv", "--map", "sku=Artikel")
    with (tmp_path / "parts.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "3 rows: 1 new, 0 changed, 0 unchanged, 2 not taken." in done.output
    assert [(row["Bezeichnung"], row["reason"]) for row in rows] == [
        ("Ohne Nummer", "There is no SKU."),
        ("Scheibe", "The price 'teuer' is not a number."),
    ]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [("Artikel", "FIELD=COLUMN"), ("sku=Nummer", "no column Nummer"), ("colour=Artikel", "no field colour")],
)
def test_a_wrong_mapping_is_told_with_what_there_is(nexus: Nexus, tmp_path: Path, mapping: str, said: str) -> None:
    (tmp_path / "parts.csv").write_text(MIXED, "utf-8")
    refused = nexus("import", "products", "parts.csv", "--map", mapping)
    assert refused.exit_code == 1
    assert said in refused.output
