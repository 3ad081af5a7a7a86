"""Manufacturers of a tenant's catalog, found in the running text of a description."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from nexus.catalog.matching.normal import maker_key
from nexus.platform.folding import fold

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = frozenset(
    {"inc", "corp", "corporation", "llc", "ltd", "limited", "co", "gmbh", "ag", "usa", "america", "company"}
)


class Named(NamedTuple):
    """A manufacturer found in a text, and the text without the name."""

    maker: str
    rest: str


class Makers:
    """Names of manufacturers by their first word."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            words = tuple(_WORD.findall(fold(name)))
            for form in _forms(words):
                self._by_first.setdefault(form[0], []).append((form, maker_key(name)))

    def find(self, text: str) -> Named | None:
        """Return the longest manufacturer's name in a text."""
        words = [(match.start(), match.end(), fold(match[0])) for match in _WORD.finditer(text)]
        best: tuple[int, int, int, str] | None = None
        for at, (start, _, first) in enumerate(words):
            for form, key in self._by_first.get(first, ()):
                here = tuple(word for _, _, word in words[at : at + len(form)])
                if here == form and (best is None or len(form) > best[0]):
                    best = len(form), start, words[at + len(form) - 1][1], key
        return Named(best[3], f"{text[: best[1]]} {text[best[2] :]}") if best else None


def _forms(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Yield a name in full and without its legal form; a short single word is too likely to be something else."""
    while words:
        if len("".join(words)) >= 4:
            yield words
        if words[-1] not in _ENDINGS:
            return
        words = words[:-1]
