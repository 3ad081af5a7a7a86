"""On the reference sets the lines are found as well as promised, and our measures are those of the set's own scorer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.extraction import as_prediction
from benchmarks.invoices import f1, measure
from benchmarks.scoring import Tally, summary, tally

from nexus.documents.extraction.extract import extract
from nexus.documents.reading.files import read_file

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def truths(data: Path) -> list[dict[str, object]]:
    """What the RFQs ask for, those that need no recognition."""
    rows = (data / "rfq" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [truth for row in rows if (truth := json.loads(row))["format"] != "scan"]


@pytest.fixture(scope="module")
def predictions(data: Path, truths: list[dict[str, object]]) -> list[dict[str, object]]:
    """What we read in them."""
    return [as_prediction(str(t["file"]), extract(read_file(data / "rfq" / str(t["file"])))) for t in truths]


def test_lines_quantities_and_units_are_found_as_promised(
    truths: list[dict[str, object]], predictions: list[dict[str, object]]
) -> None:
    found = summary(tally(truth, prediction) for truth, prediction in zip(truths, predictions, strict=True))
    assert found["line_f1"] >= 0.97
    assert found["quantity_accuracy"] >= 0.995
    assert found["unit_accuracy"] >= 0.99


def test_our_measures_are_those_of_the_scorer(
    data: Path, tmp_path: Path, truths: list[dict[str, object]], predictions: list[dict[str, object]]
) -> None:
    spoiled = [{**each, "lines": each["lines"][place % 3 :]} for place, each in enumerate(predictions)]  # type: ignore[index]  # a list of lines
    truth, prediction, result = tmp_path / "truth.jsonl", tmp_path / "predictions.jsonl", tmp_path / "result.json"
    truth.write_text("".join(f"{json.dumps(each)}\n" for each in truths), encoding="utf-8")
    prediction.write_text("".join(f"{json.dumps(each)}\n" for each in spoiled), encoding="utf-8")
    scorer = str(data / "rfq" / "score.py")
    subprocess.run(
        [sys.executable, scorer, truth, prediction, "--json", result, "--brief"], check=True, capture_output=True
    )
    theirs = json.loads(result.read_text(encoding="utf-8"))["overall"]
    ours = summary(tally(one, other) for one, other in zip(truths, spoiled, strict=True))
    for name in ("line_precision", "line_recall", "line_f1", "text_recall", "quantity_accuracy", "unit_accuracy"):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-4), name
    assert ours["header"] == pytest.approx(theirs["header"], abs=1e-4)
    assert ours["missing_precision"] == pytest.approx(theirs["missing_precision"], abs=1e-4)


def test_invoice_lines_are_read_by_layout_as_promised(data: Path) -> None:
    counts = measure(data / "invoices" / "zugferd", xml=False)
    whole = Tally()
    for each in counts.values():
        whole.counts.update(each)
    assert f1(whole.counts, "numbers") >= 0.85
