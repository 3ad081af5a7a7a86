"""Cells that hold part number, description and manufacturer on lines of their own, told by what all items share."""

import re
from collections import Counter
from collections.abc import Sequence

from nexus.documents.extraction.lines.content import is_part_number
from nexus.documents.extraction.lines.shapes import Piece

_NAME = re.compile(r"^[^\W\d_][^\d,;:]{1,40}$")
_COMPANY = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|ag|kg|corp|co|plc|bv|b\.v|s\.?a|srl|spa|semiconductors?|electronics?|technolog\w+|industries|instruments|devices|"
    r"components?|connectors?|systems|automation|international|microsystems|elektronik|werke?|solutions|group)\b\.?",
    re.IGNORECASE,
)
_MOST = 0.5


def heads(cells: Sequence[Sequence[Piece]]) -> bool:
    """Whether the first of several lines is a part number in most cells."""
    tall = [cell for cell in cells if len(cell) > 1]
    return len(tall) >= 0.3 * len(cells) and sum(looks_like_part(cell[0].text) for cell in tall) > _MOST * len(tall)


def makers(cells: Sequence[Sequence[Piece]]) -> frozenset[str]:
    """The last lines that are names of manufacturers: capitalised, without numbers, and found under several items."""
    tall = [cell for cell in cells if len(cell) >= 3]
    named = [cell for cell in tall if _is_name(cell[-1].text)]
    if not tall or len(named) <= _MOST * len(tall):
        return frozenset()
    often = Counter(cell[-1].text for cell in cells if len(cell) > 1)
    return frozenset(
        text
        for text, count in often.items()
        if _is_name(text) and (count > 1 or _COMPANY.search(text) or len(named) > 0.8 * len(tall))
    )


def looks_like_part(text: str) -> bool:
    """A line that is a part number, as printed: few tokens, with digits, without words of running text."""
    tokens = text.split()
    if not tokens or len(tokens) > 3:
        return False
    if len(tokens) == 1:
        return is_part_number(text)
    worded = any(token.isalpha() and len(token) >= 4 for token in tokens)
    numbered = any(c.isdigit() for c in text) and any(len(token) >= 5 for token in tokens)
    return not worded and numbered and all(len(token) > 1 for token in tokens)


def _is_name(text: str) -> bool:
    words = text.split()
    lower = any(c.islower() for c in text)
    return bool(_NAME.match(text)) and text[:1].isupper() and len(words) <= 5 and (lower or len(words) == 1)
