"""A person's text on paper: the direction it is read in, and where its long words may be broken."""

import re
import unicodedata

LONG_WORD = 28
"""Letters of a word that still stays whole in a column as wide as a sentence."""
_WORD = re.compile(r"\S+")
_SEPARATED = re.compile(r"[^,;/_|]*[,;/_|]?")
_BREAK = "\u200b"
_PIECE = 6


def said(text: str) -> dict[str, str]:
    """Return a person's text with the direction it is read in, told by its first letter; without one, left to right."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL"}:
            return {"text": text, "direction": "rtl"}
        if kind == "L":
            return {"text": text, "direction": "ltr"}
    return {"text": text, "direction": "ltr"}


def breakable(text: str, longest: int = LONG_WORD) -> str:
    """Return the text with places to break in words of more than `longest` signs, so that they stay in their column.

    Signs that make one picture together, such as accents and joined emoji, are kept together.
    """
    return _WORD.sub(lambda word: word[0] if len(word[0]) <= longest else _broken(word[0], longest), text)


def _broken(word: str, longest: int) -> str:
    """Break a word after its separators, such as the commas of designators, and within its long parts."""
    parts = _SEPARATED.findall(word)
    return _BREAK.join(_chopped(part) if len(part) > longest else part for part in parts if part)


def _chopped(part: str) -> str:
    pieces = [""]
    for sign in part:
        if len(pieces[-1]) >= _PIECE and not _joins(sign) and not pieces[-1].endswith("\u200d"):
            pieces.append("")
        pieces[-1] += sign
    return _BREAK.join(pieces)


def _joins(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf", "Sk"}
