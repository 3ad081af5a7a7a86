"""What a text asks for: tokens of the trade, facts, codes and words nobody knows yet.

A `Reading` is made of a buyer's text and of a product's name in the same way; the two are then compared.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from nexus.catalog.matching.facts import take_facts, unscanned
from nexus.catalog.matching.vocabulary import LONGEST_PHRASE, NOISE, Vocabulary, vocabulary
from nexus.platform.folding import fold

_CHUNK = re.compile(r"[^\s,;()\[\]{}|\"'<>=:!?@*]+")
_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\W_]+")
_ENDLESS = re.compile(r"\d{25,}")
"""Digits that are no number anybody orders by."""
_GLUED = re.compile(r"(?<![\w-])[^\W\d_]{4,}(?=\d)")
_JOINED = re.compile(r"[/+&]")

LONGEST_WORD = 60

Speller = Callable[[str], str | None]
"""Gives the word that was probably meant, or None."""


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One text, understood."""

    plain: str
    """Folded words and numbers in their order, for comparing letters."""
    tokens: tuple[str, ...] = ()
    """Tokens of the trade vocabulary."""
    words: tuple[str, ...] = ()
    """Words the vocabulary does not have."""
    codes: tuple[str, ...] = ()
    """Letters mixed with digits that are no known size: `sac305`, `h05vk`, `usb31`."""
    facts: tuple[str, ...] = ()
    """`kind=value`; a value that stands twice is there twice."""

    def features(self) -> list[str]:
        """Return everything as marked strings, as they are stored and indexed."""
        return [
            *(f"w:{token}" for token in (*self.tokens, *self.words)),
            *(f"c:{code}" for code in self.codes),
            *(f"f:{fact}" for fact in self.facts),
        ]


@lru_cache(maxsize=20_000)
def read(text: str) -> Reading:
    """Understand a text as it is written."""
    return read_spelled(text, _as_written)


def read_spelled(text: str, spell: Speller) -> Reading:
    """Understand a text; each word that neither the vocabulary nor a compound explains is put to `spell`."""
    folded = _parted(_ENDLESS.sub(" ", fold(text)))
    facts, rest = take_facts(unscanned(folded))
    tokens, unknown, codes = _translate(_split(rest), spell)
    plain = " ".join(_PART.findall(folded))
    return Reading(
        plain, tuple(dict.fromkeys(tokens)), tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(codes)), tuple(facts)
    )


def _parted(folded: str) -> str:
    """Return a text with a space where a known word runs into a number (`vert4pos`)."""
    known = vocabulary().phrases
    return _GLUED.sub(lambda match: f"{match[0]} " if (match[0],) in known else match[0], folded)


def _as_written(_: str) -> str | None:
    return None


def _split(rest: str) -> list[str]:
    """Part what is left into words and codes; a hyphen joins a code (`h05v-k`) and parts words (`push-in`)."""
    known = vocabulary()
    pieces: list[str] = []
    for chunk in _CHUNK.findall(rest):
        for piece in _JOINED.split(chunk):
            parts = _PART.findall(piece)
            joined = "".join(parts)
            if not any(sign.isdigit() for sign in joined):
                pieces.extend(_WORD.findall(piece))
            elif (
                len(parts) > 1 and (joined,) not in known.phrases and all(_stands_alone(part, known) for part in parts)
            ):
                pieces.extend(parts)
            elif joined:
                pieces.append(joined)
    return pieces


def _stands_alone(part: str, known: Vocabulary) -> bool:
    return (part,) in known.phrases or (len(part) > 3 and part.isalpha())


def _translate(pieces: Sequence[str], spell: Speller) -> tuple[list[str], list[str], list[str]]:
    """Put the longest phrases of the vocabulary in the place of words; return tokens, unknown words and codes."""
    known = vocabulary()
    spelled = [piece if _is_code(piece) else _spelled(piece, known, spell) for piece in pieces]
    tokens: list[str] = []
    unknown: list[str] = []
    codes: list[str] = []
    at = 0
    while at < len(spelled):
        length, found = _longest(spelled, at, known)
        found = found or compound(spelled[at])
        if found is not None:
            tokens.extend(token for token in found if token != NOISE)
        elif _is_code(spelled[at]):
            codes.append(spelled[at])
        else:
            unknown.append(spelled[at])
        at += length
    return tokens, unknown, codes


def _is_code(piece: str) -> bool:
    return any(sign.isdigit() for sign in piece)


def _spelled(word: str, known: Vocabulary, spell: Speller) -> str:
    if (word,) in known.phrases or _singular(word, known) or compound(word):
        return word
    return spell(word) or word


def _longest(words: Sequence[str], at: int, known: Vocabulary) -> tuple[int, tuple[str, ...] | None]:
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        phrase = tuple(words[at : at + length])
        found = known.phrases.get(phrase)
        if found is None and len(phrase[-1]) > 3:
            last = _singular(phrase[-1], known, phrase[:-1])
            found = known.phrases.get((*phrase[:-1], last)) if last else None
        if found is not None:
            return length, found
    return 1, None


_ENDINGS = ("s", "es", "n", "en", "e", "er", "em", "ها", "های", "ی")


def _singular(word: str, known: Vocabulary, before: tuple[str, ...] = ()) -> str | None:
    """Return the word without a plural or case ending, when the vocabulary has that."""
    for ending in _ENDINGS:
        if word.endswith(ending) and (*before, word.removesuffix(ending)) in known.phrases:
            return word.removesuffix(ending)
    return None


@lru_cache(maxsize=20_000)
def compound(word: str) -> tuple[str, ...] | None:
    """Return the tokens of a German compound (`linsenkopfschraube`: pan screw), None when it is none.

    Longest first part first; `s`, `n` and `en` may stand between parts.
    """
    if not 8 <= len(word) <= LONGEST_WORD or _is_code(word):
        return None
    known = vocabulary()
    for cut in range(len(word) - 4, 3, -1):
        first = _part(word[:cut], known)
        if first is None:
            continue
        rest = _part(word[cut:], known) or compound(word[cut:])
        if rest is not None:
            return tuple(dict.fromkeys((*first, *rest)))
    return None


def _part(piece: str, known: Vocabulary) -> tuple[str, ...] | None:
    found = known.parts.get(piece)
    for link in ("s", "n", "en", "e"):
        if found is None and piece.endswith(link):
            found = known.parts.get(piece.removesuffix(link))
    return found
