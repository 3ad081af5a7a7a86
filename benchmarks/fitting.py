"""Fitting the confidence of matching by description: logistic regressions on what the comparison found.

Each line is seen as it is, and once more with its product taken out of the catalog: the best of what is left is wrong.
All is seen again with a part of the vocabulary forgotten, so that words nobody foresaw weigh what they are worth.
"""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from benchmarks.matching import Line
from nexus.catalog.matching import ladder, reading, settling, vocabulary
from nexus.catalog.matching.knowledge import knowledge_of
from nexus.catalog.matching.settling import Settled
from nexus.catalog.matching.shapes import Judged, Rung
from nexus.catalog.service.indexing import index_all
from nexus.identity.public import Actor
from nexus.platform.db import driver_of
from nexus.platform.ground import Ground

FORGOTTEN = (0.0, 0.2, 0.35, 0.5)
TAKEN_OUT_WEIGHT = 0.35
PENALTY = 0.3
BOUNDS = {
    "covered": (1, 8), "said": (0, 8), "foreign": (-8, -1), "same_thing": (0, 3), "other_thing": (-8, -1),
    "agreed": (0, 8), "conflict": (-12, -4), "conflicts": (-8, 0), "unmet": (-8, 0), "unsaid": (-8, 0),
    "clash": (-12, -4), "alike": (0, 8), "maker": (0, 3), "other_maker": (-8, -1), "foreign_number": (-8, -1),
    "gap": (0, 8), "cosine": (0, 8),
}  # fmt: skip
"""What a weight may be whatever the samples say: agreement never speaks against a product, difference never for it."""
WHOLE = vocabulary._entries  # noqa: SLF001


class Sample(NamedTuple):
    """What the comparison found about the best product of a line, whether it is right, and how much that counts."""

    values: dict[str, float]
    right: bool
    weight: float


def forget(share: float, seed: int) -> None:
    """Let the vocabulary be without a share of its phrases from here on."""
    chance = random.Random(seed)

    def part() -> Iterator[tuple[str, bool, tuple[str, ...], str]]:
        return (entry for entry in WHOLE() if chance.random() >= share)

    vocabulary._entries = part  # noqa: SLF001 - measured from outside, never in use
    for cached in (vocabulary.vocabulary, reading.read, reading.compound):
        cached.cache_clear()


async def fit(ground: Ground, actor: Actor, lines: Sequence[Line]) -> None:
    """Print the fitted weights."""
    by_text: list[Sample] = []
    by_meaning: list[Sample] = []
    for seed, share in enumerate(FORGOTTEN):
        forget(share, seed)
        async with ground.database.transaction(actor.tenant) as session:
            await index_all(await driver_of(session), actor.tenant)
        text, meaning = await _samples(ground, actor, lines, 1.0 if share == 0 else 0.5)
        by_text += text
        by_meaning += meaning
        print(f"{share:.0%} forgotten: {len(text)} samples, {len(meaning)} of meaning")
    for name, samples in (("TEXT_WEIGHTS", by_text), ("MEANING_WEIGHTS", by_meaning)):
        weights = _fitted(samples)
        print(f"{name} = {{", *(f'    "{key}": {value:.2f},' for key, value in weights.items()), "}", sep="\n")


async def _samples(
    ground: Ground, actor: Actor, lines: Sequence[Line], weight: float
) -> tuple[list[Sample], list[Sample]]:
    by_text: list[Sample] = []
    by_meaning: list[Sample] = []
    for start in range(0, len(lines), 50):
        batch = lines[start : start + 50]
        async with ground.database.transaction(actor.tenant) as session:
            asking = ladder.Asking(await driver_of(session), actor.tenant)
            knowledge = await knowledge_of(asking.driver, actor.tenant)
            assert knowledge is not None
            settled = await ladder.settle_all(asking, [line.wanted for line in batch], knowledge)
            weights = knowledge.weights({})
            open_ = [at for at, one in enumerate(settled) if _is_open(one)]
            meant = await ladder.ask_meaning(asking, ground.embedder, settled, open_, weights)
        for at, line in enumerate(batch):
            by_text += _seen(line, settled[at], weights, weight)
            if at in open_:
                by_meaning += _seen(line, meant[at], weights, weight)
    return by_text, by_meaning


def _is_open(settled: Settled) -> bool:
    best = settled.best
    clear = best is not None and not best.evidence.conflicts and not best.evidence.clashes
    return clear and best is not None and best.rung is Rung.TEXT and 0.01 < settled.confidence < 0.95


def _seen(line: Line, settled: Settled, weights: object, weight: float) -> Iterator[Sample]:
    if settled.best is None or settled.best.rung not in {Rung.TEXT, Rung.MEANING}:
        return
    yield _sample(settled, settled.ranked, line.sku, weights, weight)
    left = [item for item in settled.ranked if item.offer.sku != line.sku]
    if line.sku is not None and left and not _same(left[0], settled.ranked, line.sku):
        yield _sample(settled, left, line.sku, weights, weight * TAKEN_OUT_WEIGHT)


def _same(item: Judged, ranked: Sequence[Judged], sku: str) -> bool:
    """Say whether nothing but its number tells the product from the right one."""
    right = next((other for other in ranked if other.offer.sku == sku), None)
    return right is not None and right.offer.described.name.features() == item.offer.described.name.features()


def _sample(settled: Settled, ranked: Sequence[Judged], sku: str | None, weights: object, weight: float) -> Sample:
    values = settling.features_of(settled.line, ranked, ranked[:1], weights)
    return Sample(values, ranked[0].offer.sku == sku, weight)


def _fitted(samples: Sequence[Sample]) -> dict[str, float]:
    names = list(samples[0].values)
    found = np.array([[1.0, *(sample.values[name] for name in names)] for sample in samples])
    right = np.array([sample.right for sample in samples], float)
    weight = np.array([sample.weight for sample in samples])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logit = found @ weights
        wrong = weight * (1 / (1 + np.exp(-logit)) - right)
        penalty = np.r_[0.0, weights[1:]]
        value = (weight * (np.logaddexp(0, logit) - right * logit)).sum() + PENALTY * (penalty**2).sum() / 2
        return float(value), found.T @ wrong + PENALTY * penalty

    bounds = [(None, None), *(BOUNDS.get(name, (None, None)) for name in names)]
    begin = [0.0, *(min(max(0.0, BOUNDS.get(name, (0, 0))[0]), BOUNDS.get(name, (0, 0))[1]) for name in names)]
    best = minimize(loss, np.array(begin, float), jac=True, method="L-BFGS-B", bounds=bounds).x
    return dict(zip(["bias", *names], best.tolist(), strict=True))
