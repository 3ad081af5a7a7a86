"""The whole job over a folder of RFQs, through the product itself: `python -m benchmarks.rfq FOLDER`.

FOLDER holds documents and `catalog.csv`. A Nexus of its own is started in a temporary home, the catalog imported, each
document uploaded over HTTP, read, matched and quoted by the worker. What came of it is left in FOLDER as
`predictions.jsonl` (in the working folder where FOLDER cannot be written), and measured where there is a `truth.jsonl`.
"""

import argparse
import asyncio
import json
import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks.scoring import Tally, summary, tally
from nexus.cli.calls import Nexus, calls
from nexus.cli.handing import draft_of
from nexus.cli.refusals import Refused
from nexus.cli.signing import administrator_token
from nexus.cli.up import House, served
from nexus.platform.settings import Settings

AT_ONCE = 2
TIMED = 5
NOT_REQUESTS = {"catalog.csv", "truth.jsonl", "predictions.jsonl", "README.md", "SOURCE.txt", "score.py"}
HEADER = ("customer_name", "rfq_number", "due_date", "currency")

Prediction = dict[str, Any]


def documents(folder: Path) -> list[Path]:
    """Return the requests in the folder."""
    return sorted(file for file in folder.iterdir() if file.is_file() and file.name not in NOT_REQUESTS)


def predict(folder: Path, console: Console) -> tuple[list[Prediction], dict[str, float]]:
    """Do the job for every document; return what came of each, and seconds and megabytes."""
    with TemporaryDirectory(prefix="nexus-bench-") as home:
        Path(home).chmod(0o755)
        os.environ["NEXUS_HOME"] = home  # noqa: TID251 - the processes it starts read their settings there
        with served(Settings.load(), "127.0.0.1", 0, aside=True) as house:
            return house.meanwhile(lambda: _predict(folder, house, console))


def _predict(folder: Path, house: House, console: Console) -> tuple[list[Prediction], dict[str, float]]:
    with calls(house.address, asyncio.run(administrator_token(house.settings))) as nexus:
        return _measured(folder, nexus, console)


def _measured(folder: Path, nexus: Nexus, console: Console) -> tuple[list[Prediction], dict[str, float]]:
    spent = {}
    started = time.perf_counter()
    nexus.send("/api/v1/products/import", folder / "catalog.csv")
    spent["import"] = time.perf_counter() - started
    alone = _of_thirty_lines(folder)
    predictions = [_job(nexus, file) for file in alone]
    if alone:
        spent["upload to draft, text PDF of 30 lines"] = median(prediction["seconds"] for prediction in predictions)
    files = [file for file in documents(folder) if file not in alone]
    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as beside:
        each = beside.map(lambda file: _job(nexus, file), files)
        predictions += track(each, "documents", len(files), console=console)
    spent["documents"] = time.perf_counter() - started
    spent["slowest"] = max(prediction["seconds"] for prediction in predictions)
    spent["largest child, MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return predictions, spent


def _of_thirty_lines(folder: Path) -> list[Path]:
    """Return some text PDFs of about thirty lines, to be timed with nothing beside them."""
    if not (folder / "truth.jsonl").exists():
        return []
    about = [truth for truth in _truths(folder) if truth["format"] == "pdf" and abs(len(truth["lines"]) - 30) <= 8]
    about.sort(key=lambda truth: abs(len(truth["lines"]) - 30))
    return [folder / truth["file"] for truth in about[:TIMED]]


def _job(nexus: Nexus, file: Path) -> Prediction:
    started = time.perf_counter()
    try:
        draft = draft_of(nexus, file, lambda _percent, _word: None)
    except Refused as refused:
        return {"file": file.name, "lines": [], "refused": str(refused), "seconds": time.perf_counter() - started}
    lines = sorted([*draft["matched_products"], *draft["missing_products"]], key=lambda line: line["rfq_line_id"])
    return {
        "file": file.name,
        **{name: (draft["header"].get(name) or {}).get("value") for name in HEADER},
        "lines": [_line(line) for line in lines],
        "seconds": round(time.perf_counter() - started, 3),
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    found = line["evidence"]
    number = line["requested_line_number"]
    return {
        "line_number": int(number) if number.isdecimal() else line["line_number"],
        "description": (found.get("description") or {}).get("value"),
        "quantity": line["requested_quantity"],
        "unit": line["requested_unit"] or None,
        "part_number": line["part_number"] or None,
        "sku": line["product_code"] or None if line["status"] != "missing" else None,
        "confidence": line["confidence"],
    }


def measured(folder: Path, predictions: list[Prediction]) -> dict[str, dict[str, Any]]:
    """Return the measures over all documents, by format and by language."""
    found = {prediction["file"]: prediction for prediction in predictions}
    groups: dict[str, list[Tally]] = {}
    for truth in _truths(folder):
        each = tally(truth, found.get(truth["file"], {"lines": []}))
        kind = "scan" if truth["format"] == "scan" else "text"
        for group in dict.fromkeys(("all", kind, truth["format"], truth["language"])):
            groups.setdefault(group, []).append(each)
    return {group: summary(tallies) for group, tallies in groups.items()}


def _truths(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def leave(folder: Path, predictions: list[Prediction]) -> Path:
    """Write `predictions.jsonl` beside the documents, or here when that folder is read-only; return where."""
    place = folder if os.access(folder, os.W_OK) else Path.cwd()
    file = place / "predictions.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in predictions), encoding="utf-8")
    return file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    console = Console()
    predictions, spent = predict(folder, console)
    console.print(f"{leave(folder, predictions)} holds what came of {len(predictions)} documents.")
    for prediction in predictions:
        if "refused" in prediction:
            console.print(f"  {prediction['file']}: {prediction['refused']}")
    if (folder / "truth.jsonl").exists():
        for group, each in measured(folder, predictions).items():
            console.print(f"{group:6} {json.dumps(each, ensure_ascii=False)}", soft_wrap=True)
    console.print(", ".join(f"{name} {value:.1f}" for name, value in spent.items()))


if __name__ == "__main__":
    main()
