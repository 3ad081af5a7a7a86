"""Measures invoice lines over real invoices whose embedded XML is the truth: `python -m benchmarks.invoices FOLDER`.

FOLDER holds `ground_truth.jsonl`: one object per invoice, `items` from its XML, each with what is `visible` of it.
By default the XML is hidden from the extraction; `--xml` lets it read it.
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from benchmarks.scoring import plain
from nexus.documents.evidence import ExtractedLine, Value
from nexus.documents.extraction.extract import extract
from nexus.documents.reading.files import read_file

Item = Mapping[str, Any]
_NUMBERS = (("quantity", "quantity"), ("net_price", "unit_price"), ("line_total", "line_total"))
"""The numbers of a line: their names in the truth and in an extraction."""
_SAME_TEXT = 0.7


def compare(items: Sequence[Item], lines: Sequence[ExtractedLine]) -> Counter[str]:
    """Count true lines, found lines, and those with the right numbers and the right text.

    Only what the page shows can be asked for: a number that is not visible is not compared.
    """
    counts: Counter[str] = Counter(true=len(items), found=len(lines))
    if not items or not lines:
        return counts
    worth = np.array([[_worth(item, line) for line in lines] for item in items])
    for i, j in zip(*linear_sum_assignment(-worth), strict=True):
        item, line = items[i], lines[j]
        numbers = [_same(item.get(name), getattr(line, ours)) for name, ours in _NUMBERS if item["visible"].get(name)]
        text = not item["visible"].get("name") or _likeness(item, line) >= _SAME_TEXT
        counts["numbers"] += all(numbers) and bool(numbers)
        counts["text"] += text
        counts["right"] += all(numbers) and text
        for name, ours in _NUMBERS:
            if item["visible"].get(name):
                counts[f"{name}_of"] += 1
                counts[name] += _same(item.get(name), getattr(line, ours))
    return counts


def _worth(item: Item, line: ExtractedLine) -> float:
    numbers = sum(_same(item.get(name), getattr(line, ours)) for name, ours in _NUMBERS)
    return numbers + _likeness(item, line)


def _same(true: str | None, found: Value | None) -> bool:
    if true is None or found is None:
        return False
    one, other = abs(float(true)), abs(float(found.value))
    return abs(one - other) <= max(0.006, 1e-4 * one)


def _likeness(item: Item, line: ExtractedLine) -> float:
    """0-1; a page may print the name alone, or name and description, or part numbers with them."""
    name, more = plain(item.get("name")), plain(item.get("description"))
    found = plain(line.description.value if line.description else "")
    return (
        max(
            fuzz.token_sort_ratio(name, found),
            fuzz.token_sort_ratio(f"{name} {more}", found),
            fuzz.partial_ratio(name, found),
        )
        / 100
    )


def f1(counts: Counter[str], right: str) -> float:
    """Harmonic mean of precision and recall."""
    return 2 * counts[right] / max(counts["true"] + counts["found"], 1)


def measure(folder: Path, *, xml: bool) -> dict[str, Counter[str]]:
    """Counts per invoice that has items in its XML."""
    results: dict[str, Counter[str]] = {}
    for row in (folder / "ground_truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(row)
        items = [item for item in truth["items"] if item.get("name") or item.get("quantity")]
        if not items:
            continue
        reading = read_file(folder / truth["file"])
        if not xml:
            reading.xml = []
        results[truth["file"]] = compare(items, extract(reading).lines)
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--xml", action="store_true", help="let the extraction read the XML")
    parser.add_argument("--each", action="store_true", help="print every invoice that is not wholly right")
    arguments = parser.parse_args()
    results = measure(arguments.folder, xml=arguments.xml)
    whole: Counter[str] = Counter()
    for file, counts in results.items():
        whole.update(counts)
        if arguments.each and not counts["true"] == counts["found"] == counts["right"]:
            shown = " ".join(f"{name} {counts[name]}" for name in ("true", "found", "numbers", "right"))
            print(f"{file[-70:]:70} {shown}")
    print(f"invoices {len(results)}, lines {whole['true']}, found {whole['found']}")
    print(f"numbers F1 {f1(whole, 'numbers'):.3f}, text and numbers F1 {f1(whole, 'right'):.3f}")
    for name, _ in _NUMBERS:
        print(f"{name} {whole[name] / max(whole[f'{name}_of'], 1):.3f}")


if __name__ == "__main__":
    main()
