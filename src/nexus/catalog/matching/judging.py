"""From evidence to a score, and from a score and its rivals to the probability of being right."""

import math
from collections.abc import Mapping, Sequence

from nexus.catalog.matching.calibration import MEANING_WEIGHTS, TEXT_WEIGHTS
from nexus.catalog.matching.comparing import Evidence, Weights
from nexus.catalog.matching.reading import Reading
from nexus.catalog.matching.shapes import Judged, Rung

NUMBER_RUNGS = (Rung.EXACT, Rung.NORMALISED, Rung.PACKING, Rung.BEGINNING, Rung.NEAR)
_AGREED = {
    Rung.REMEMBERED: 0.99,
    Rung.EXACT: 0.995,
    Rung.NORMALISED: 0.985,
    Rung.PACKING: 0.93,
    Rung.BEGINNING: 0.86,
    Rung.NEAR: 0.86,
}
_ALONE = {Rung.BEGINNING: 0.6, Rung.NEAR: 0.55}
"""A number that is not quite the product's needs a description that agrees."""
_CONTRADICTED = {
    Rung.REMEMBERED: 0.8,
    Rung.EXACT: 0.72,
    Rung.NORMALISED: 0.68,
    Rung.PACKING: 0.45,
    Rung.BEGINNING: 0.2,
    Rung.NEAR: 0.15,
}
MEANING_SCORE = 10.0
"""What a cosine of 1 adds to a score; found best on descriptions with words that no vocabulary has."""


def score(evidence: Evidence) -> float:
    """Return how well a product fits what was asked; only good for comparing products of one line."""
    return (
        3.0 * evidence.covered
        + 2.0 * evidence.said
        + 2.0 * evidence.alike
        + 0.5 * min(len(evidence.agreed), 3)
        - 2.0 * len(evidence.conflicts)
        - 0.7 * len(evidence.unmet)
        - 0.15 * len(evidence.unsaid)
        - 1.5 * len(evidence.clashes)
        - 0.4 * evidence.foreign
        + 1.0 * evidence.thing
        + 1.0 * evidence.maker
    )


def is_contradicted(evidence: Evidence) -> bool:
    """Say whether the description speaks against a product that was found by its number."""
    other_thing = evidence.thing < 0 and evidence.covered < 0.5
    return bool(evidence.conflicts or evidence.clashes or other_thing)


def number_confidence(rung: Rung, evidence: Evidence, *, described: bool, telling: bool) -> float:
    """Return the confidence in a product found by a number.

    `described`: there is a description beside it; `telling`: the number is too long to be anything else.
    """
    if is_contradicted(evidence):
        return _CONTRADICTED[rung] if telling else 0.3
    agrees = described and evidence.covered >= 0.6
    return _AGREED[rung] if agrees else _ALONE.get(rung, _AGREED[rung])


def features(asked: Reading, best: Judged, gap: float, weights: Weights, *, foreign_number: bool) -> dict[str, float]:
    """Return what the confidence in the best product of a line is computed from, each about 0 to 1.

    `gap` is how far the second best is behind; `foreign_number`: a maker's number is printed that nobody here has.
    """
    found = best.evidence
    told = sum(weights.weigh(word) for word in (*asked.tokens, *asked.words, *asked.codes)) + len(asked.facts)
    values = {
        "covered": found.covered,
        "said": found.said,
        "foreign": min(found.foreign, 3) / 3,
        "same_thing": float(found.thing > 0),
        "other_thing": float(found.thing < 0),
        "agreed": min(len(found.agreed), 4) / 4,
        "conflict": float(bool(found.conflicts)),
        "conflicts": min(len(found.conflicts), 3) / 3,
        "unmet": min(len(found.unmet), 3) / 3,
        "unsaid": min(len(found.unsaid), 4) / 4,
        "clash": float(bool(found.clashes)),
        "alike": found.alike,
        "maker": float(found.maker > 0),
        "other_maker": float(found.maker < 0),
        "foreign_number": float(foreign_number),
        "told": min(told, 6) / 6,
        "gap": min(max(gap, 0), 2) / 2,
    }
    if best.cosine is not None:
        values["cosine"] = (best.cosine - 0.8) * 5
    return values


def text_confidence(values: Mapping[str, float]) -> float:
    """Return the probability that the best product of a line is right, by the fitted weights."""
    weights = MEANING_WEIGHTS if "cosine" in values else TEXT_WEIGHTS
    total = weights["bias"] + sum(weights[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def ordered(judged: Sequence[Judged], unit: str = "") -> list[Judged]:
    """Return the offers best first; equals by unit asked for, then by stock, then by age in the catalog."""
    return sorted(
        judged,
        key=lambda item: (-round(item.score, 6), item.offer.unit != unit, item.offer.stock <= 0, item.offer.id),
    )
