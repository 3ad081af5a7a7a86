"""What a misspelled word was meant to be, by the trade's vocabulary and the words of the tenant's own catalog."""

from collections.abc import Mapping
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from nexus.catalog.matching.vocabulary import vocabulary

SURE = 0.66
LIKELY, LIKELY_START = 0.55, 0.86
_ALIKE = 6


class Lexicon:
    """The words of one tenant's catalog and in how many products each stands."""

    def __init__(self, products: int, counts: Mapping[str, int]) -> None:
        self.products = products
        self.counts = counts
        self._known: dict[str, str | None] = {}

    @cached_property
    def _choices(self) -> list[str]:
        return sorted({word for word in (*vocabulary().words, *self.counts) if len(word) > 3 and word.isalpha()})

    def spell(self, word: str) -> str | None:
        """Return the word that was probably meant: itself when the catalog has it, None when nothing is near."""
        if word in self.counts:
            return word
        if len(word) < 4:
            return None
        if word not in self._known:
            self._known[word] = self._nearest(word)
        return self._known[word]

    def _nearest(self, word: str) -> str | None:
        near = process.extract(word, self._choices, scorer=OSA.normalized_similarity, score_cutoff=LIKELY, limit=_ALIKE)
        best, best_score = None, 0.0
        for choice, score, _ in near:
            start = JaroWinkler.similarity(word, choice)
            if score >= SURE or start >= LIKELY_START:
                total = score + 0.3 * start + 0.03 * (choice in self.counts)
                if total > best_score:
                    best, best_score = choice, total
        return best


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """Return 0-1: how likely two words are the same one misspelled, abbreviated or cut."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or not long:
        return 0.0
    if long.startswith(short):
        return 0.85
    if long[0] == short[0] and _is_skeleton(short, long):
        return 0.7
    score = OSA.normalized_similarity(one, other)
    return score if score >= SURE else 0.0


def _is_skeleton(short: str, long: str) -> bool:
    """Say whether `short` keeps the consonants of `long` in order (`drvr`, `driver`)."""
    letters = iter(long)
    return not set(short) & set("aeiou") and all(letter in letters for letter in short)


def code_likeness(one: str, other: str) -> float:
    """Return 0-1: how likely two codes are the same one misspelled; another digit is another code."""
    if _digits(one) != _digits(other):
        return 0.0
    score = OSA.normalized_similarity(one, other)
    return score if score >= SURE else 0.0


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isdigit())
