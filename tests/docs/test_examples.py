"""The examples: what is in the folder is what the script makes, and it hangs together."""

import csv
import json
import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def catalog() -> dict[str, dict[str, str]]:
    with (EXAMPLES / "catalog.csv").open(encoding="utf-8", newline="") as file:
        return {row["sku"]: row for row in csv.DictReader(file)}


@pytest.fixture
def expected() -> dict[str, dict]:
    return json.loads((EXAMPLES / "expected.json").read_text("utf-8"))


def test_the_catalog_in_the_folder_is_what_the_script_makes(
    catalog: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    made = runpy.run_path(str(EXAMPLES / "making" / "catalog.py"))["products"]()
    assert {row["sku"]: row for row in made} == catalog


def test_part_numbers_and_names_of_the_catalog_are_unique(catalog: dict[str, dict[str, str]]) -> None:
    assert len({row["mpn"] for row in catalog.values()}) == len(catalog)
    assert len({row["name"] for row in catalog.values()}) == len(catalog)


def test_every_request_is_there_and_every_expected_product_is_in_the_catalog(
    catalog: dict[str, dict[str, str]], expected: dict[str, dict]
) -> None:
    assert {file.name for file in (EXAMPLES / "rfqs").iterdir()} == set(expected)
    asked = {line["sku"] for request in expected.values() for line in request["lines"]}
    assert asked - {None} <= set(catalog)


def test_every_request_comes_from_a_customer_of_the_list(expected: dict[str, dict]) -> None:
    with (EXAMPLES / "customers.csv").open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    assert {request["customer"] for request in expected.values()} <= names


def test_each_request_asks_for_something_that_is_not_in_the_catalog(expected: dict[str, dict]) -> None:
    assert all(None in [line["sku"] for line in request["lines"]] for request in expected.values())
