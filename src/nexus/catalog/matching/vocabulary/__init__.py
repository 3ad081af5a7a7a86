"""The words of the trade in four languages, and the one token each stands for.

Each `.txt` file beside this one holds sections `[group]` or `[group exclusive]`; of an exclusive group a product has
one, so that two different ones contradict each other. A line is `token(s): English ; German ; Portuguese ; Persian`,
phrases parted by commas. This is knowledge of the trade, not of any one catalog.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from nexus.platform.folding import fold

NOISE = "-"
"""The token of words that say nothing about what is wanted."""

LONGEST_PHRASE = 5
_WORDS = re.compile(r"[^\W_]+")


class Vocabulary(NamedTuple):
    """Phrases and what they mean; `words` are all single words in them, which spelling is checked against."""

    phrases: dict[tuple[str, ...], tuple[str, ...]]
    groups: dict[str, frozenset[str]]
    """Members of each exclusive group."""
    things: frozenset[str]
    """Tokens that name what the thing is, not how it is."""
    tokens: frozenset[str]
    words: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    """Single words long enough to be found inside a German compound."""


@cache
def vocabulary() -> Vocabulary:
    """Read the files, once."""
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    groups: dict[str, set[str]] = {}
    things: set[str] = set()
    for group, exclusive, tokens, phrase in _entries():
        if exclusive:
            groups.setdefault(group, set()).update(tokens)
        if group == "thing":
            things.add(tokens[-1])
        for words in _spellings(phrase):
            phrases.setdefault(words, tokens)
            phrases.setdefault(("".join(words),), tokens)
    single = {words[0]: tokens for words, tokens in phrases.items() if len(words) == 1}
    return Vocabulary(
        phrases=phrases,
        groups={name: frozenset(members) for name, members in groups.items()},
        things=frozenset(things),
        tokens=frozenset(token for tokens in phrases.values() for token in tokens) - {NOISE},
        words=tuple(sorted({word for words in phrases for word in words if len(word) > 3})),
        parts={word: tokens for word, tokens in single.items() if len(word) >= 4 and word.isalpha()},
    )


def _entries() -> Iterator[tuple[str, bool, tuple[str, ...], str]]:
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".txt"):
            continue
        group, exclusive = "", False
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                group, _, flag = line.strip("[] ").partition(" ")
                exclusive = flag == "exclusive"
            elif ":" in line and not line.startswith("#"):
                left, _, right = line.partition(":")
                tokens = tuple(left.split())
                for phrase in (*right.replace(";", ",").split(","), *(t for t in tokens if t != NOISE)):
                    yield group, exclusive, tokens if phrase not in tokens else (phrase,), phrase.strip()


def _spellings(phrase: str) -> set[tuple[str, ...]]:
    """Return a phrase as its words: with umlauts also written out, half-spaces both joined and parted."""
    forms = {phrase, phrase.replace("\u200c", " ")}
    written_out = phrase.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    forms.add(written_out)
    found = {tuple(_WORDS.findall(fold(form))) for form in forms}
    return {words for words in found if words and len(words) <= LONGEST_PHRASE}
