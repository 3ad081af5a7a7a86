"""The ladder for one line: numbers first, then the description; what is best, how sure that is, and what else fits.

Pure: everything the database knows is given.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from rapidfuzz.distance import OSA

from nexus.catalog.ids import ProductId
from nexus.catalog.matching import judging, telling
from nexus.catalog.matching.comparing import Evidence, Weights, compare
from nexus.catalog.matching.knowledge import Knowledge
from nexus.catalog.matching.normal import blurred_key, part_key, stem_key
from nexus.catalog.matching.preparing import Line, without
from nexus.catalog.matching.reading import Reading
from nexus.catalog.matching.shapes import Alternative, Judged, Offer, Rung, Status, Verdict
from nexus.platform.settings import Matching

ALTERNATIVES = 5
FAR_BEHIND = 6
"""Score behind the best from which a product is no alternative."""
_OPEN_END = 6
"""Signs that may follow the beginning of a part number."""
SHORTEST_BEGINNING = 4
SAME_SCORE = 0.05
"""Scores this close do not tell two products apart."""


class Settled(msgspec.Struct, frozen=True):
    """What was found for a line, before it is said in words."""

    line: Line
    weights: Weights
    ranked: Sequence[Judged] = ()
    """Best first."""
    confidence: float = 0.0
    tied: Sequence[Judged] = ()

    @property
    def best(self) -> Judged | None:
        """The product that is probably meant."""
        return self.ranked[0] if self.ranked else None


def settle(
    line: Line, offers: Mapping[ProductId, Offer], remembered: ProductId | None, knowledge: Knowledge, weights: Weights
) -> Settled:
    """Climb the ladder: a remembered number, a printed number, the description."""
    by_number = _by_number(line, offers, remembered)
    judged = [judge(line, offer, weights) for offer in offers.values()]
    if by_number:
        return _settled_by_number(line, by_number, judged, knowledge, weights)
    return settle_by_text(line, judged, weights)


def settle_by_text(line: Line, judged: Sequence[Judged], weights: Weights) -> Settled:
    """Choose by the description alone."""
    asked = line.reading
    if not judged or not (asked.tokens or asked.words or asked.codes or asked.facts):
        return Settled(line, weights)
    ranked = judging.ordered(judged, line.wanted.unit)
    tied = _tied(ranked)
    if named := [item for item in tied if _begins(item.offer.mpn, asked.codes)]:
        ranked = [*named, *(item for item in ranked if item not in named)]
        tied = named
    alone = judging.text_confidence(features_of(line, ranked, tied, weights))
    return Settled(line, weights, ranked, _shared(alone, len(tied)), tied)


def features_of(line: Line, ranked: Sequence[Judged], tied: Sequence[Judged], weights: Weights) -> dict[str, float]:
    """Return what the confidence in the best of the ranked is computed from."""
    runner_up = next((item for item in ranked if item not in tied), None)
    gap = 2.0 if runner_up is None else ranked[0].score - runner_up.score
    return judging.features(line.reading, ranked[0], gap, weights, foreign_number=line.foreign_number)


def _tied(ranked: Sequence[Judged]) -> list[Judged]:
    """Return the best and all that nothing tells apart from it: the same reading, the same score."""
    best = ranked[0]
    same = best.offer.described.name.features()
    return [
        item for item in ranked if best.score - item.score < SAME_SCORE and item.offer.described.name.features() == same
    ]


def _begins(mpn: str, codes: Sequence[str]) -> bool:
    """Tell whether a part number begins with a code of the text: `AD620` is said, `AD620ANZ` is meant."""
    return any(len(code) >= SHORTEST_BEGINNING and part_key(mpn).startswith(part_key(code)) for code in codes)


def _shared(confidence: float, products: int) -> float:
    """Of products that fit equally well one is taken; a person should choose, so it stays a partial match."""
    return confidence if products == 1 else min(confidence, max(0.5, confidence / products))


def judge(line: Line, offer: Offer, weights: Weights, asked: Reading | None = None) -> Judged:
    """Compare one product with a line (or with `asked` in the place of its reading)."""
    evidence = compare(asked or line.reading, offer.described, weights, line.maker)
    return Judged(offer, evidence, judging.score(evidence))


class _Hit(msgspec.Struct, frozen=True):
    offer: Offer
    rung: Rung
    number: str


def _by_number(line: Line, offers: Mapping[ProductId, Offer], remembered: ProductId | None) -> list[_Hit]:
    """Return the products of the highest rung that any printed number reaches."""
    if remembered is not None and remembered in offers:
        return [_Hit(offers[remembered], Rung.REMEMBERED, line.wanted.customer_part_number or line.wanted.part_number)]
    keyed = line.keyed()
    hits = [hit for offer in offers.values() for hit in (*_same_hits(keyed, offer), *_near_hits(line.named, offer))]
    for rung in judging.NUMBER_RUNGS:
        found = [hit for hit in hits if hit.rung is rung]
        if found:
            longest = max(len(part_key(hit.number)) for hit in found)
            return [hit for hit in found if len(part_key(hit.number)) == longest]
    return []


def _same_hits(keyed: Mapping[str, Sequence[str]], offer: Offer) -> Iterator[_Hit]:
    """Yield a hit for each printed number that is the product's own but for case, spaces and signs."""
    for key in {part_key(offer.mpn), part_key(offer.sku)} & keyed.keys():
        for number in keyed[key]:
            as_printed = number.strip() in {offer.mpn, offer.sku}
            yield _Hit(offer, Rung.EXACT if as_printed else Rung.NORMALISED, number)


def _near_hits(named: Sequence[str], offer: Offer) -> Iterator[_Hit]:
    for number in named:
        if rung := _near_rung(number, offer.mpn):
            yield _Hit(offer, rung, number)


def _near_rung(number: str, mpn: str) -> Rung | None:
    key, other = part_key(number), part_key(mpn)
    if len(key) < 5 or len(other) < 5:
        return None
    if stem_key(number) == stem_key(mpn):
        return Rung.PACKING
    if len(key) >= 6 and other.startswith(key) and len(other) - len(key) <= _OPEN_END:
        return Rung.BEGINNING
    if blurred_key(key) == blurred_key(other):
        return Rung.NEAR
    slips = 2 if len(key) >= 11 else 1
    return Rung.NEAR if len(key) >= 8 and OSA.distance(key, other, score_cutoff=slips) <= slips else None


def _settled_by_number(
    line: Line, hits: Sequence[_Hit], judged: Sequence[Judged], knowledge: Knowledge, weights: Weights
) -> Settled:
    asked = without(line, hits[0].number, knowledge)
    chosen = [msgspec.structs.replace(judge(line, hit.offer, weights, asked), rung=hit.rung) for hit in _once(hits)]
    chosen = judging.ordered(chosen, line.wanted.unit)
    best = chosen[0]
    described = bool(asked.tokens or asked.words or asked.codes or asked.facts)
    evidence = best.evidence if described else Evidence(maker=best.evidence.maker)
    best = msgspec.structs.replace(best, evidence=evidence)
    key = part_key(hits[0].number)
    telling_number = len(key) >= 6 or not key.isdigit()
    confidence = judging.number_confidence(best.rung, evidence, described=described, telling=telling_number)
    by_text = settle_by_text(line, judged, weights)
    if by_text.confidence > confidence and by_text.best and by_text.best.offer.id != best.offer.id:
        return by_text
    others = [item for item in by_text.ranked if item.offer.id not in {one.offer.id for one in chosen}]
    tied = [item for item in chosen if abs(item.score - best.score) < SAME_SCORE] if len(chosen) > 1 else [best]
    return Settled(line, weights, [best, *chosen[1:], *others], _shared(confidence, len(tied)), tied)


def _once(hits: Sequence[_Hit]) -> list[_Hit]:
    return list({hit.offer.id: hit for hit in hits}.values())


def verdict(settled: Settled, thresholds: Matching) -> Verdict:
    """Say what was found: the product, how sure, why, and what else it could be."""
    best = settled.best
    if best is None:
        return Verdict(reasons=("Nothing like it is in the catalog.",))
    status = _status(settled.confidence, thresholds)
    if status is Status.MISSING:
        why = telling.missing(best)
        return Verdict(
            confidence=settled.confidence, rung=best.rung, reasons=(why,), alternatives=_alternatives(settled)
        )
    return Verdict(
        product_id=best.offer.id,
        sku=best.offer.sku,
        name=best.offer.name,
        confidence=settled.confidence,
        rung=best.rung,
        status=status,
        reasons=telling.reasons(best, settled.tied),
        alternatives=_alternatives(settled, chosen=best),
    )


def _status(confidence: float, thresholds: Matching) -> Status:
    if confidence >= thresholds.match_at:
        return Status.MATCH
    return Status.PARTIAL if confidence >= thresholds.partial_at else Status.MISSING


def _alternatives(settled: Settled, chosen: Judged | None = None) -> list[Alternative]:
    """Return the next best products: those in the same trade, most likely first."""
    floor = settled.ranked[0].score - FAR_BEHIND
    near = [
        item
        for item in settled.ranked
        if item is not chosen and (item in settled.tied or item.score >= floor) and _is_akin(item)
    ]
    found = [_alternative(settled, item, chosen) for item in near[: 2 * ALTERNATIVES]]
    return sorted(found, key=lambda other: -other.confidence)[:ALTERNATIVES]


def _is_akin(item: Judged) -> bool:
    return item.rung in judging.NUMBER_RUNGS or item.evidence.covered >= 0.3 or bool(item.evidence.agreed)


def _alternative(settled: Settled, item: Judged, chosen: Judged | None) -> Alternative:
    values = judging.features(
        settled.line.reading, item, 0.0, settled.weights, foreign_number=settled.line.foreign_number
    )
    likely = judging.text_confidence(values)
    left = settled.confidence if chosen is None else min(settled.confidence, 1 - settled.confidence)
    return Alternative(
        product_id=item.offer.id,
        sku=item.offer.sku,
        name=item.offer.name,
        confidence=round(min(likely, left), 4),
        why=telling.difference(item, chosen),
    )
