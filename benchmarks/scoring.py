"""The measures of the RFQ set: how many requested items, quantities, units and header fields were read right.

A document is a mapping with `lines` and the header fields; a line is a mapping with `line_number`, `part_number`,
`description`, `quantity`, `unit` and, once matched, `sku` and `confidence`.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

Line = Mapping[str, Any]
Document = Mapping[str, Any]

HEADER = ("customer_name", "rfq_number", "due_date", "currency")
SAME_TEXT = 0.80
"""Similarity from which two texts are the same item."""
_ALIGNED = 0.45
_SAME_PART = 0.90
_BINS = 10
_LETTERS = str.maketrans({"ي": "ی", "ك": "ک", "\u200c": " "})


def plain(value: object) -> str:
    """Text for comparing: lower case, ASCII digits, one form per letter, words and single spaces only."""
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    shown = (c for c in digits.translate(_LETTERS).lower() if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join(re.findall(r"\w+", "".join(shown)))


@dataclass(frozen=True)
class _Text:
    whole: str
    description: str
    part: str


def _text(line: Line) -> _Text:
    part, description = line.get("part_number") or "", line.get("description") or ""
    return _Text(plain(f"{part} {description}"), plain(description), plain(part).replace(" ", ""))


def similarity(one: _Text, other: _Text) -> float:
    """0-1: part number and description together, the description alone, or an equal part number."""
    if not one.whole or not other.whole:
        return 0.0
    best = fuzz.token_sort_ratio(one.whole, other.whole) / 100
    if one.description and other.description:
        best = max(best, fuzz.ratio(one.description, other.description) / 100)
        best = max(best, fuzz.token_sort_ratio(one.description, other.description) / 100)
    if one.part and one.part == other.part:
        best = max(best, _SAME_PART)
    return best


def same_quantity(one: object, other: object) -> bool:
    """Whether two quantities are the same number."""
    try:
        a, b = float(str(one)), float(str(other))
    except ValueError:
        return False
    return abs(a - b) <= 1e-6 * max(1.0, abs(a))


def align(truth: Sequence[Line], found: Sequence[Line]) -> list[tuple[int, int, float]]:
    """The best assignment of found lines to true lines: (true index, found index, similarity of text)."""
    if not truth or not found:
        return []
    left, right = [_text(line) for line in truth], [_text(line) for line in found]
    likeness = np.array([[similarity(a, b) for b in right] for a in left])
    bonus = np.array(
        [
            [
                0.25 * same_quantity(a.get("quantity"), b.get("quantity"))
                + 0.02 * (a.get("line_number") == b.get("line_number"))
                for b in found
            ]
            for a in truth
        ]
    )
    worth = np.where(likeness >= _ALIGNED, likeness + bonus, 0.0)
    rows, columns = linear_sum_assignment(-worth)
    return [(int(i), int(j), float(likeness[i, j])) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0]


@dataclass
class Tally:
    """Counts over documents; adding two gives the tally of both."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in the counts of another tally."""
        self.counts.update(other.counts)
        for kind, (right, of) in other.kinds.items():
            self.kinds[kind][0] += right
            self.kinds[kind][1] += of
        self.confidences += other.confidences

    def share(self, part: str, of: str) -> float | None:
        """One count as a share of another; None where there is nothing to share."""
        return self.counts[part] / self.counts[of] if self.counts[of] else None

    @property
    def line_f1(self) -> float:
        """Lines with the right text and quantity."""
        found, true = self.counts["found"], self.counts["true"]
        return 2 * self.counts["right"] / (found + true) if found + true else 0.0

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error over ten bins."""
        if not self.confidences:
            return None
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for confidence, right in self.confidences:
            bins[min(_BINS - 1, int(confidence * _BINS))].append((confidence, right))
        gaps = (abs(sum(c for c, _ in each) - sum(r for _, r in each)) for each in bins.values())
        return sum(gaps) / len(self.confidences)


def same_header(name: str, truth: object, found: object) -> bool:
    """Whether a header field is right; what is not printed must not be found."""
    if truth is None or found in (None, ""):
        return truth is None and found in (None, "")
    one, other = plain(truth), plain(found)
    return fuzz.ratio(one, other) >= 95 if name == "customer_name" else one.replace(" ", "") == other.replace(" ", "")


def tally(truth: Document, found: Document) -> Tally:
    """The counts of one document."""
    result = Tally()
    counts = result.counts
    true_lines, found_lines = truth["lines"], found.get("lines") or []
    pairs = align(true_lines, found_lines)
    counts.update(documents=1, true=len(true_lines), found=len(found_lines))
    for name in HEADER:
        counts[f"header.{name}"] += same_header(name, truth.get(name), found.get(name))
    matched = [_tally_pair(result, true_lines[i], found_lines[j], likeness) for i, j, likeness in pairs]
    whole = len(true_lines) == len(found_lines) == len(pairs) and all(matched)
    counts["whole"] += whole
    counts["whole_with_header"] += whole and all(counts[f"header.{name}"] for name in HEADER)
    _tally_rest(result, true_lines, found_lines, {j for _, j, _ in pairs})
    return result


def _tally_pair(result: Tally, true: Line, found: Line, likeness: float) -> bool:
    """Count one aligned pair; whether all of it is right."""
    counts = result.counts
    text, quantity = likeness >= SAME_TEXT, same_quantity(true["quantity"], found.get("quantity"))
    matched = (found.get("sku") or None) == true.get("match")
    counts["text"] += text
    counts["right"] += text and quantity
    if text and true.get("unit") is not None:
        counts["units"] += 1
        counts["units_right"] += plain(found.get("unit")) in (plain(true["unit"]), plain(true.get("unit_text")))
    result.kinds[true.get("match_kind", "")][0] += matched
    counts["matched"] += matched
    if not found.get("sku"):
        counts["said_missing"] += 1
        counts["said_missing_rightly"] += true.get("match") is None
    else:
        counts["matched_missing"] += true.get("match") is None
        if found.get("confidence") is not None:
            result.confidences.append((min(1.0, max(0.0, float(found["confidence"]))), matched))
    return text and quantity and matched


def _tally_rest(result: Tally, true_lines: Sequence[Line], found_lines: Sequence[Line], aligned: set[int]) -> None:
    """Count true lines by kind, and found lines that are none."""
    for line in true_lines:
        result.kinds[line.get("match_kind", "")][1] += 1
        result.counts["missing"] += line.get("match") is None
    for index, line in enumerate(found_lines):
        if index in aligned:
            continue
        if not line.get("sku"):
            result.counts["said_missing"] += 1
        elif line.get("confidence") is not None:
            result.confidences.append((min(1.0, max(0.0, float(line["confidence"]))), False))


def summary(tallies: Iterable[Tally]) -> dict[str, Any]:
    """The measures over documents, as shares of 1."""
    whole = Tally()
    for each in tallies:
        whole.add(each)
    share = whole.share
    return {
        "documents": whole.counts["documents"],
        "lines": whole.counts["true"],
        "header": {name: share(f"header.{name}", "documents") for name in HEADER},
        "line_precision": share("right", "found"),
        "line_recall": share("right", "true"),
        "line_f1": whole.line_f1,
        "text_recall": share("text", "true"),
        "quantity_accuracy": share("right", "text"),
        "unit_accuracy": share("units_right", "units"),
        "match_top1": share("matched", "true"),
        "match_by_kind": {kind: right / of for kind, (right, of) in sorted(whole.kinds.items()) if of},
        "missing_precision": share("said_missing_rightly", "said_missing"),
        "missing_recall": share("said_missing_rightly", "missing"),
        "false_match_rate": share("matched_missing", "missing"),
        "calibration_error": whole.calibration_error,
        "documents_all_lines_right": share("whole", "documents"),
        "documents_all_right_with_header": share("whole_with_header", "documents"),
    }
