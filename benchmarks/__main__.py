"""Measure everything and print it beside the last committed figures: `python -m benchmarks [--keep]`.

The data sets are found by NEXUS_DATA. Without them requests drawn by `benchmarks.variants` are measured instead, and
that is said. `--keep` writes what was measured to `benchmarks/figures.json`.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import floor, identity, invoices, quotes, reading, rfq
from benchmarks.variants.__main__ import write
from nexus.platform.settings import Settings

FIGURES = Path(__file__).parent / "figures.json"
INVOICES = Path("invoices") / "zugferd"

Figures = dict[str, float]

TARGETS: Figures = {
    "lines F1, text documents": 0.97, "lines F1, scans": 0.90, "quantity right": 0.995, "header customer_name": 0.95,
    "header rfq_number": 0.95, "header due_date": 0.95, "header currency": 0.95, "match exact_mpn": 0.99,
    "match mpn_with_noise": 0.98, "match description_only": 0.95, "match typo": 0.95, "match paraphrase": 0.85,
    "match confusable": 0.92, "match customer_part_no": 0.90, "missing precision": 0.90, "missing recall": 0.90,
    "calibration error": 0.05, "documents all right": 0.60, "invoice lines, XML hidden": 0.85,
    "invoice lines, XML read": 1.0, "seconds, upload to draft, text PDF of 30 lines": 2.0,
    "pages/s and core, text PDF": 150, "quote, times the floor: get one": 2.0, "quote, times the floor: list 50": 2.0,
    "quote, times the floor: create with 5 lines": 4.0, "quote, times the usual way: get one": 3.0,
    "quote, times the usual way: list 50": 3.0, "quote, times the usual way: create with 5 lines": 3.0,
    "sign-in, share of the hashing pool's own rate": 0.9, "refresh, times the rate of signing in": 20,
    "check of a token, ms of processor time": 0.3, "row-level security, ms of a read": 0.15,
    **floor.TARGETS,
}  # fmt: skip


def of_requests(folder: Path, console: Console) -> Figures:
    """Do the whole job over a folder of RFQs and return its figures."""
    predictions, spent = rfq.predict(folder, console)
    groups = rfq.measured(folder, predictions)
    whole, text, scans = groups["all"], groups["text"], groups.get("scan")
    figures = {
        "lines F1, text documents": text["line_f1"],
        "quantity right": whole["quantity_accuracy"],
        **{f"header {name}": share for name, share in whole["header"].items()},
        **{f"match {kind}": share for kind, share in whole["match_by_kind"].items() if kind != "missing"},
        "missing precision": whole["missing_precision"],
        "missing recall": whole["missing_recall"],
        "calibration error": whole["calibration_error"],
        "documents all right": whole["documents_all_lines_right"],
        **{f"seconds, {name}": seconds for name, seconds in spent.items()},
    }
    return figures | ({"lines F1, scans": scans["line_f1"]} if scans else {})


def of_invoices(folder: Path) -> Figures:
    """Return how well the lines of invoices are read, with their XML hidden and with it."""
    figures: Figures = {}
    for name, xml in (("invoice lines, XML hidden", False), ("invoice lines, XML read", True)):
        whole: Counter[str] = Counter()
        for counts in invoices.measure(folder, xml=xml).values():
            whole.update(counts)
        figures[name] = invoices.f1(whole, "right")
    return figures


def of_reading(folder: Path) -> Figures:
    """Return how fast text PDFs are read, words with boxes."""
    files = [file for file in sorted(folder.glob("*.pdf")) if "scan" not in file.name]
    rates = (reading.text_pages(files)[2] for _ in range(reading.ROUNDS))
    return {"pages/s and core, text PDF": max(rates)}


def of_quotes() -> Figures:
    """Return what quotes cost, as ratios within one run."""
    with quotes.house() as settings:
        costs = asyncio.run(quotes.measure(settings, quotes.ROUNDS, []))["costs"]
    floor = {f"quote, times the floor: {name}": ways["ours"][0] / ways["floor"][0] for name, ways in costs.items()}
    usual = {f"quote, times the usual way: {name}": ways["ours"][1] / ways["usual"][1] for name, ways in costs.items()}
    return floor | usual


def show(figures: Figures, console: Console) -> None:
    """Print the figures beside the last committed ones and what is to be reached."""
    before: Figures = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    table = Table("", "now", "committed", "to reach")
    for name, value in figures.items():
        cells = [f"{value:.3f}" if value is not None else "-"]
        cells += [f"{each[name]:.3f}" if each.get(name) is not None else "" for each in (before, TARGETS)]
        table.add_row(name, *cells)
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="commit to these figures")
    keep = parser.parse_args().keep
    console = Console(file=sys.stdout)
    data = Settings.load().data
    if data is None:
        console.print("NEXUS_DATA names no folder of data sets: requests drawn at random are measured instead.")
        with tempfile.TemporaryDirectory() as drawn:
            write(Path(drawn), documents=60, seed=7)
            show(of_requests(Path(drawn), console), console)
        return
    figures = of_requests(data / "rfq", console) | of_invoices(data / INVOICES) | of_reading(data / "rfq") | of_quotes()
    figures |= identity.figures() | floor.figures()
    show(figures, console)
    if keep:
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
