"""How far a text and a product agree: words, codes, facts, manufacturer. Pure; no database, no order, no verdict."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec
from rapidfuzz import fuzz

from nexus.catalog.matching.normal import same_maker
from nexus.catalog.matching.reading import Reading
from nexus.catalog.matching.spelling import code_likeness, likeness
from nexus.catalog.matching.vocabulary import vocabulary

Pair = tuple[str, str]
"""What was asked for, and what is offered instead."""

MET = 0.5
"""A word counts as met from this likeness on."""


class Weights:
    """How much a word tells products apart: about 0.3 for one that stands everywhere, about 1.3 for a rare one."""

    def __init__(self, products: int, count: Callable[[str], int]) -> None:
        self.products = products
        self._count = count
        self._weights: dict[str, float] = {}

    def weigh(self, word: str) -> float:
        """Return the weight of a word or code."""
        if word not in self._weights:
            known = word in vocabulary().tokens
            self._weights[word] = word_weight(self._count(word), self.products, known=known)
        return self._weights[word]

    def is_known(self, word: str) -> bool:
        """Say whether any product of the catalog has the word."""
        return self._count(word) > 0


def word_weight(count: int, products: int, *, known: bool) -> float:
    """Return about 0.3 for a word of every product, about 1.3 for one of a single product.

    A word of no product weighs much when the trade knows it (something else is asked for), little when nobody does.
    """
    if count == 0:
        return 1.2 if known else 0.5
    return 0.3 + math.log((products + 1) / (count + 0.5)) / math.log(products + 2)


class Described(msgspec.Struct, frozen=True, gc=False):
    """A product as the comparison sees it."""

    name: Reading
    extra: Reading
    """What only the longer description and the category say; it may explain a word but is not missed."""
    maker: str = ""
    """Key of the manufacturer."""


class Evidence(msgspec.Struct, frozen=True):
    """What speaks for and against a product being what is meant."""

    covered: float = 0.0
    """Share (by weight) of the asked words that the product has."""
    said: float = 0.0
    """Share (by weight) of the words of the product's name that were asked."""
    foreign: float = 0.0
    """Weight of asked words which the trade or the catalog knows and this product does not have."""
    thing: int = 0
    """1: names the same thing; -1: names another; 0: one of them names none."""
    agreed: tuple[str, ...] = ()
    """Facts both have."""
    conflicts: tuple[Pair, ...] = ()
    """Facts or codes of one kind that differ."""
    unmet: tuple[str, ...] = ()
    """Facts asked for about which the product says nothing."""
    unsaid: tuple[str, ...] = ()
    """Facts of the product's name that were not asked for; its standard says nothing that the words do not."""
    clashes: tuple[Pair, ...] = ()
    """Qualities that exclude each other."""
    alike: float = 0.0
    """0-1, letters alone."""
    maker: int = 0
    """1: the manufacturer asked for; -1: another; 0: none asked for."""


def compare(asked: Reading, product: Described, weights: Weights, maker: str = "") -> Evidence:
    """Compare what was asked for with a product."""
    agreed, conflicts, unmet, unsaid = _facts(asked.facts, product.name.facts, product.extra.facts)
    covered, said, foreign, codes = _words(asked, product, weights)
    return Evidence(
        covered=covered,
        said=said,
        foreign=foreign,
        thing=_thing(asked, product),
        agreed=agreed,
        conflicts=conflicts + codes,
        unmet=unmet,
        unsaid=unsaid,
        clashes=_clashes(asked.tokens, product),
        alike=fuzz.token_sort_ratio(asked.plain, product.name.plain) / 100,
        maker=_maker(maker, product.maker),
    )


def _maker(asked: str, offered: str) -> int:
    if not asked or not offered:
        return 0
    return 1 if same_maker(asked, offered) else -1


def _facts(
    asked: Sequence[str], offered: Sequence[str], extra: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Pair, ...], tuple[str, ...], tuple[str, ...]]:
    """Match facts one to one; a bare number agrees with any fact of that value."""
    wanted, has = Counter(asked), Counter(offered)
    agreed = list((wanted & has).elements())
    wanted, has = wanted - Counter(agreed), has - Counter(agreed)
    spare = Counter(extra)
    for fact in list(wanted.elements()):
        partner = _partner(fact, has) or _partner(fact, spare)
        if partner:
            agreed.append(fact)
            wanted -= Counter([fact])
            has -= Counter([partner])
    conflicts = _conflicts(wanted, has)
    unmet = wanted - Counter(fact for fact, _ in conflicts)
    unsaid = has - Counter(fact for _, fact in conflicts)
    left = tuple(fact for fact in unsaid.elements() if not fact.startswith("std="))
    return tuple(agreed), conflicts, tuple(unmet.elements()), left


_LOOSE = {"n", "part"}
"""Kinds that stand for a number whose unit was not understood."""


def _partner(fact: str, facts: Counter[str]) -> str | None:
    if fact in facts:
        return fact
    kind, _, value = fact.partition("=")
    for other in facts:
        other_kind, _, other_value = other.partition("=")
        if value == other_value and (kind in _LOOSE or other_kind in _LOOSE):
            return other
        if kind == other_kind == "pkg" and _same_package(value, other_value):
            return other
    return None


def _same_package(one: str, other: str) -> bool:
    """Take a package without its pins for any of its family."""
    family, _, pins = one.partition("-")
    other_family, _, other_pins = other.partition("-")
    return family == other_family and not (pins and other_pins)


def _conflicts(wanted: Counter[str], has: Counter[str]) -> tuple[Pair, ...]:
    by_kind: dict[str, list[str]] = {}
    for fact in has.elements():
        by_kind.setdefault(fact.partition("=")[0], []).append(fact)
    found: list[Pair] = []
    for fact in wanted.elements():
        others = by_kind.get(fact.partition("=")[0])
        if others:
            found.append((fact, others.pop(0)))
    return tuple(found)


def _words(asked: Reading, product: Described, weights: Weights) -> tuple[float, float, float, tuple[Pair, ...]]:
    """Return the covered share of what was asked, the said share of the name, the foreign weight, differing codes."""
    name, extra = product.name, product.extra
    offered = {*name.tokens, *name.words, *name.codes}
    explained = offered | {*extra.tokens, *extra.words, *extra.codes}
    got: dict[str, float] = {}
    heard: dict[str, float] = dict.fromkeys(offered, 0.0)
    for word in (*asked.tokens, *asked.words, *asked.codes):
        partner, got[word] = _best(word, offered, explained)
        if partner in heard:
            heard[partner] = max(heard[partner], got[word])
    known = vocabulary().tokens
    missed = [word for word, share in got.items() if share < MET]
    foreign = sum(weights.weigh(word) for word in missed if word in known or weights.is_known(word))
    ours = [code for code in asked.codes if got[code] < MET and weights.is_known(code)]
    theirs = [code for code in name.codes if heard[code] < MET]
    return _share(got, weights), _share(heard, weights), foreign, tuple(zip(ours, theirs, strict=False))


def _best(word: str, offered: set[str], explained: set[str]) -> tuple[str, float]:
    """Return the product's word that is most likely the same, and how likely."""
    if word in explained:
        return word, 1.0
    known = vocabulary().tokens
    compared = code_likeness if any(sign.isdigit() for sign in word) else likeness
    best, best_share = "", 0.0
    for other in offered:
        if not (word in known and other in known):
            share = compared(word, other)
            if share > best_share:
                best, best_share = other, share
    return best, best_share * 0.95


def _share(got: dict[str, float], weights: Weights) -> float:
    total = sum(weights.weigh(word) for word in got)
    return sum(share * weights.weigh(word) for word, share in got.items()) / total if total else 0.0


def _thing(asked: Reading, product: Described) -> int:
    things = vocabulary().things
    wanted = things & set(asked.tokens)
    offered = things & set(product.name.tokens)
    if not wanted or not offered:
        return 0
    return 1 if wanted & offered else -1


def _clashes(asked: Iterable[str], product: Described) -> tuple[Pair, ...]:
    wanted, offered = set(asked), set(product.name.tokens)
    found: set[Pair] = set()
    for members in vocabulary().groups.values():
        ours, theirs = wanted & members, offered & members
        if ours and theirs and not ours & theirs:
            found.add((min(ours), min(theirs)))
    return tuple(sorted(found))
