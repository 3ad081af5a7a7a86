"""Measures reading and extraction over RFQs with `truth.jsonl`: `python -m benchmarks.extraction FOLDER`."""

import argparse
import hashlib
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.scoring import Tally, align, same_quantity, tally
from nexus.documents.evidence import Extraction, Reading, Value
from nexus.documents.extraction.extract import extract
from nexus.documents.reading.files import read_file

_GROUPS = ("format", "language", "layout_family")
_SLOW_TO_READ = "scan"


def read(path: Path, cache: Path) -> Reading:
    """Read a file; what was recognised in a scan is kept for the next run."""
    if _SLOW_TO_READ not in path.name:
        return read_file(path)
    kept = cache / f"{hashlib.sha256(path.read_bytes()).hexdigest()[:24]}.msgpack"
    if kept.exists():
        return msgspec.msgpack.decode(kept.read_bytes(), type=Reading)
    reading = read_file(path)
    if any(page.words for page in reading.pages):
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(msgspec.msgpack.encode(reading))
    return reading


def as_prediction(file: str, extraction: Extraction) -> dict[str, Any]:
    """An extraction in the format of the set's predictions."""
    header = {name: value.value for name, value in extraction.header.items()}
    lines = [
        {
            "line_number": _number(line.line_number),
            "description": line.description.value if line.description else None,
            "part_number": line.part_number.value if line.part_number else None,
            "quantity": float(line.quantity.value) if line.quantity else None,
            "unit": line.unit.value if line.unit else None,
            "needed_by": line.needed_by.value if line.needed_by else None,
            "quantity_breaks": [float(value.value) for value in line.quantity_breaks] or None,
        }
        for line in extraction.lines
    ]
    return {"file": file, **header, "lines": lines}


def _number(value: Value | None) -> int | str | None:
    if value is None:
        return None
    return int(value.value) if value.value.isdecimal() else value.value


def report(groups: Mapping[tuple[str, str], Tally], seconds: Mapping[str, float]) -> None:
    """Print one line per format, language and layout."""
    print(
        f"{'':34}{'docs':>5}{'lines':>6}{'F1':>7}{'text':>7}{'qty':>7}{'unit':>7}{'dates':>7}{'breaks':>7}{'name':>7}{'rfq':>7}{'due':>7}{'curr':>7}"
    )
    for (group, name), each in sorted(groups.items(), key=lambda item: (item[0][0] != "all", item[0])):
        cells = [
            each.line_f1,
            each.share("text", "true"),
            each.share("right", "text"),
            each.share("units_right", "units"),
        ]
        cells += [each.share("dates_right", "dates"), each.share("breaks_right", "breaks")]
        cells += [
            each.share(f"header.{field}", "documents")
            for field in ("customer_name", "rfq_number", "due_date", "currency")
        ]
        shown = "".join(f"{'-' if cell is None else f'{cell:.3f}':>7}" for cell in cells)
        print(f"{f'{group} {name}':34}{each.counts['documents']:5}{each.counts['true']:6}{shown}")
    print(", ".join(f"{name} {value:.2f} s" for name, value in seconds.items()))


def _more(truth: Mapping[str, Any], found: Mapping[str, Any], counts: Tally) -> None:
    """Dates and quantity breaks of the lines found."""
    for i, j, likeness in align(truth["lines"], found["lines"]):
        if likeness < 0.8:
            continue
        true, line = truth["lines"][i], found["lines"][j]
        counts.counts["dates"] += 1
        counts.counts["dates_right"] += true.get("needed_by") == line["needed_by"]
        counts.counts["breaks"] += 1
        one, other = true.get("quantity_breaks") or [], line["quantity_breaks"] or []
        counts.counts["breaks_right"] += len(one) == len(other) and all(map(same_quantity, one, other))


def main() -> None:
    """Read, extract, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--out", type=Path, help="write the predictions there")
    arguments = parser.parse_args()
    cache = Path(tempfile.gettempdir()) / "nexus-bench-readings"
    groups: dict[tuple[str, str], Tally] = defaultdict(Tally)
    seconds: dict[str, float] = defaultdict(float)
    predictions: list[dict[str, Any]] = []
    for row in (arguments.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(row)
        if arguments.only not in truth["file"]:
            continue
        started = time.perf_counter()
        reading = read(arguments.folder / truth["file"], cache)
        seconds["reading"] += time.perf_counter() - started
        started = time.perf_counter()
        found = as_prediction(truth["file"], extract(reading))
        took = time.perf_counter() - started
        seconds["extraction"] += took
        seconds["slowest"] = max(seconds["slowest"], took)
        predictions.append(found)
        counts = tally(truth, found)
        _more(truth, found, counts)
        for key in [("all", ""), *((group, str(truth[group])) for group in _GROUPS)]:
            groups[key].add(counts)
    report(groups, seconds)
    if arguments.out:
        arguments.out.write_text(
            "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in predictions), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
