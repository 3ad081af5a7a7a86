"""Part numbers: which of them a line may hold, and whose they look like."""

import re
from collections.abc import Iterator
from enum import StrEnum

from nexus.catalog.matching.normal import part_key
from nexus.platform.folding import fold

_SPAN_WORDS = 5
_LABEL = re.compile(
    r"\b(?:p/?n|mpn|part\s*(?:no|nr|number)?|sku|art(?:ikel)?\.?\s*(?:no|nr)?|ref|cod(?:igo)?|کد|شماره فنی)\b\.?:?",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"[a-z]{0,4}\d{5,}")
_PREFIXED = re.compile(r"[a-z]{1,4}[-_/. ]\d{4,}")


class Kind(StrEnum):
    """Whose number it looks like."""

    HOUSE = "house"
    """Digits, with a short prefix at most: somebody's own numbering, it says nothing about the maker's."""
    MAKER = "maker"
    """Letters between digits or behind them: a manufacturer's part number."""


def kind_of(number: str) -> Kind:
    """Tell a manufacturer's part number from somebody's own item number by its build."""
    is_house = _HOUSE.fullmatch(_squeezed(number)) or _PREFIXED.fullmatch(fold(number))
    return Kind.HOUSE if is_house else Kind.MAKER


def _squeezed(number: str) -> str:
    return re.sub(r"[\W_]+", "", fold(number))


def looks_like_number(text: str) -> bool:
    """Say whether a word of a description is a part number rather than a word or a size."""
    squeezed = _squeezed(text)
    digits = sum(sign.isdigit() for sign in squeezed)
    letters = len(squeezed) - digits
    return len(squeezed) >= 6 and digits >= 3 and (letters >= 1 or digits >= 6)


def spans(description: str) -> Iterator[str]:
    """Yield every run of up to five words of a description that could be a part number."""
    words = [word.strip(",;:'\"") for word in _LABEL.sub(" ", description).split()]
    words = [word for word in words if word]
    for start in range(len(words)):
        for end in range(start + 1, min(start + _SPAN_WORDS, len(words)) + 1):
            span = " ".join(words[start:end])
            if _may_be_number(span, whole=end - start == len(words)):
                yield span
            if span.startswith("(") and span.endswith(")"):
                yield span[1:-1]


def _may_be_number(span: str, *, whole: bool) -> bool:
    key = part_key(span)
    if len(key) < 4 or len(key) > 60:
        return False
    if whole:
        return True
    if any(sign.isdigit() for sign in span):
        return len(key) >= 6 or not key.isdigit()
    return "-" in span.strip("-") and " " not in span
