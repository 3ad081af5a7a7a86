"""Matching a whole list of requested lines, with the same few statements however long the list is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from nexus.catalog.ids import ProductId
from nexus.catalog.matching import judging, settling
from nexus.catalog.matching.comparing import Weights, word_weight
from nexus.catalog.matching.index import described, exact_terms, near_terms, text_terms
from nexus.catalog.matching.knowledge import Knowledge, knowledge_of
from nexus.catalog.matching.normal import part_key
from nexus.catalog.matching.preparing import Line, prepare, without_strangers
from nexus.catalog.matching.settling import Settled
from nexus.catalog.matching.shapes import Judged, Offer, Rung, Verdict, Wanted
from nexus.catalog.queries import matching as queries
from nexus.identity.public import TenantId
from nexus.platform.db import ReadConnection
from nexus.platform.embeddings import Embedder, written
from nexus.platform.settings import Matching

CANDIDATES = 30
"""Products looked at closely for each line."""
HELD_AT_MOST = 1500
"""Products that may hold the terms a line is looked up by, together; the rarest terms come first."""
TERMS_AT_LEAST = 2
HELD_BY_NUMBER = 100
"""Products looked at for one term of a part number; beginnings that more share tell nothing."""
UNSETTLED = (0.02, 0.9)
"""Confidences between which the meaning of a description is asked for: it can still tip the balance."""
MEANINGS_AT_MOST = 6
"""Lines of one list whose meaning is asked for; each costs some 30 ms."""
NEAREST = 10
WHOLE_CATALOG = 50_000
"""Up to so many products the nearest in meaning are looked for in the whole catalog, exactly."""


@dataclass(frozen=True)
class Asking:
    """Who asks, and by what."""

    driver: ReadConnection
    tenant: TenantId
    customer_id: int | None = None
    thresholds: Matching = field(default_factory=Matching)
    embedder: Embedder | None = None


async def match(asking: Asking, wanted: Sequence[Wanted]) -> list[Verdict]:
    """Match lines in their order."""
    knowledge = await knowledge_of(asking.driver, asking.tenant)
    if knowledge is None:
        return [Verdict(reasons=("The catalog is empty.",)) for _ in wanted]
    found = await settle_all(asking, wanted, knowledge)
    return [settling.verdict(one, asking.thresholds) for one in found]


async def settle_all(asking: Asking, wanted: Sequence[Wanted], knowledge: Knowledge) -> list[Settled]:
    """Find for each line what is best, before it is said in words."""
    driver, tenant = asking.driver, asking.tenant
    lines = [prepare(line, knowledge) for line in wanted]
    counts = await queries.counts_of(driver, tenant, _terms_of(lines))
    lines = [without_strangers(line, counts.__contains__) for line in lines]
    remembered = await _remembered(asking, lines)
    numbered = await _numbered(driver, tenant, lines)
    texts = await queries.best_of(driver, tenant, _asked(lines, counts, knowledge), CANDIDATES)
    wanted_ids = [_ids(at, numbered, texts, remembered) for at in range(len(lines))]
    offers = await _offers(driver, tenant, set[ProductId]().union(*wanted_ids))
    weights = knowledge.weights(counts)
    settled = [
        settling.settle(
            line, {one: offers[one] for one in ids if one in offers}, remembered.get(at), knowledge, weights
        )
        for at, (line, ids) in enumerate(zip(lines, wanted_ids, strict=True))
    ]
    if asking.embedder is None:
        return settled
    return await ask_meaning(asking, asking.embedder, settled, _open_lines(settled), weights)


def _terms_of(lines: Sequence[Line]) -> list[str]:
    return sorted(set[str]().union(*(text_terms(line.reading) for line in lines)))


async def _remembered(asking: Asking, lines: Sequence[Line]) -> dict[int, ProductId]:
    """Return by line what was confirmed for the customer's own number."""
    keys = {key for line in lines for number in line.named if (key := part_key(number))}
    if asking.customer_id is None or not keys:
        return {}
    known = await queries.remembered_of(asking.driver, asking.tenant, asking.customer_id, sorted(keys))
    found: dict[int, ProductId] = {}
    for at, line in enumerate(lines):
        for number in (line.wanted.customer_part_number, line.wanted.part_number):
            product = known.get(part_key(number))
            if product is not None:
                found.setdefault(at, product)
    return found


async def _numbered(driver: ReadConnection, tenant: TenantId, lines: Sequence[Line]) -> dict[int, set[ProductId]]:
    """Return by line the products with one of the printed numbers, or with one that is near."""
    by_line = {
        at: {*exact_terms(line.numbers), *(term for number in line.named for term in near_terms(number))}
        for at, line in enumerate(lines)
    }
    held = await queries.holders_of(driver, tenant, sorted(set[str]().union(*by_line.values())))
    return {at: {one for term in terms for one in held.get(term, ())[:HELD_BY_NUMBER]} for at, terms in by_line.items()}


def _asked(lines: Sequence[Line], counts: Mapping[str, int], knowledge: Knowledge) -> list[tuple[int, str, float]]:
    """Return the terms to look each line up by: the rarest first, as long as few enough products hold them."""
    asked: list[tuple[int, str, float]] = []
    for at, line in enumerate(lines):
        known = sorted((counts[term], term) for term in text_terms(line.reading) if term in counts)
        held = 0
        for place, (count, term) in enumerate(known):
            held += count
            if held > HELD_AT_MOST and place >= TERMS_AT_LEAST:
                break
            asked.append((at, term, word_weight(count, knowledge.products, known=True)))
    return asked


def _ids(
    at: int,
    numbered: Mapping[int, set[ProductId]],
    texts: Mapping[int, Sequence[ProductId]],
    remembered: Mapping[int, ProductId],
) -> list[ProductId]:
    own = [remembered[at]] if at in remembered else []
    return list(dict.fromkeys([*own, *sorted(numbered.get(at, ())), *texts.get(at, ())]))


async def _offers(driver: ReadConnection, tenant: TenantId, ids: set[ProductId]) -> dict[ProductId, Offer]:
    rows = await queries.products_by_id(driver, tenant, sorted(ids)) if ids else []
    return {ProductId(row["id"]): _offer(row) for row in rows}


def _offer(row: Mapping[str, Any]) -> Offer:
    texts = {name: row[name] for name in ("name", "description", "category", "manufacturer")}
    return Offer(
        id=ProductId(row["id"]),
        sku=row["sku"],
        mpn=row["mpn"],
        unit=row["unit"],
        packing=row["packing"],
        stock=row["stock_quantity"],
        described=described(**texts),
        **texts,
    )


async def ask_meaning(
    asking: Asking, embedder: Embedder, settled: Sequence[Settled], lines: Sequence[int], weights: Weights
) -> list[Settled]:
    """Ask for the meaning of these lines, and settle them again."""
    if not lines:
        return list(settled)
    vectors = await embedder.queries([settled[at].line.text for at in lines])
    meaning = {at: written(vector) for at, vector in zip(lines, vectors, strict=True)}
    model = queries.Model(embedder.model, embedder.dimensions)
    ranked = {at: list(settled[at].ranked) for at in lines}
    if weights.products <= WHOLE_CATALOG:
        near = await queries.nearest_of(asking.driver, asking.tenant, list(meaning.items()), model, NEAREST)
        await _add_near(asking, ranked, near, settled, weights)
    pairs = [(at, item.offer.id, meaning[at]) for at in lines for item in ranked[at]]
    cosines = await queries.cosines_of(asking.driver, asking.tenant, pairs, model)
    result = list(settled)
    for at in lines:
        with_meaning = [_with_meaning(item, cosines.get((at, item.offer.id))) for item in ranked[at]]
        if all(item.cosine is not None for item in with_meaning):
            result[at] = settling.settle_by_text(settled[at].line, with_meaning, weights)
    return result


def _open_lines(settled: Sequence[Settled]) -> list[int]:
    """Return the lines that a description could still settle, those nearest to a decision first."""
    low, high = UNSETTLED
    still = [
        at
        for at, one in enumerate(settled)
        if one.best is not None
        and one.best.rung is Rung.TEXT
        and low < one.confidence < high
        and not (one.best.evidence.conflicts or one.best.evidence.clashes)
        and len(one.tied) == 1
    ]
    return sorted(sorted(still, key=lambda at: abs(settled[at].confidence - 0.5))[:MEANINGS_AT_MOST])


async def _add_near(
    asking: Asking,
    ranked: dict[int, list[Judged]],
    near: Mapping[int, Sequence[ProductId]],
    settled: Sequence[Settled],
    weights: Weights,
) -> None:
    """Add to each line the products that are near in meaning and share no word with it."""
    seen = {at: {item.offer.id for item in items} for at, items in ranked.items()}
    new = {at: [one for one in ids if one not in seen[at]] for at, ids in near.items()}
    offers = await _offers(asking.driver, asking.tenant, set[ProductId]().union(*new.values()))
    for at, ids in new.items():
        ranked[at] += [settling.judge(settled[at].line, offers[one], weights) for one in ids if one in offers]


def _with_meaning(item: Judged, cosine: float | None) -> Judged:
    if cosine is None:
        return item
    score = item.score + judging.MEANING_SCORE * cosine
    return msgspec.structs.replace(item, score=score, cosine=cosine, rung=Rung.MEANING)
