"""What stands behind an item in running text: further quantities to quote and the date it is needed by."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from nexus.documents.extraction.lines.content import breaks_of
from nexus.documents.extraction.lines.headings import label_roles
from nexus.documents.extraction.values.dates import DateOrder, find_dates
from nexus.documents.extraction.values.numbers import NumberStyle
from nexus.documents.extraction.values.text import ascii_digits

_NUM = r"\d[\d.,'’٫٬]*(?:\s?(?:k|pcs|stk|pce|ea|st\.?))?"
_LIST = rf"{_NUM}(?:\s*(?:[/;|,،]|\b(?:and|und|e|et|y|or|oder|ou|و|یا)\b)\s*{_NUM})+"
_BRACKETED = re.compile(rf"\s*[(\[]([^()\[\]]*?)({_LIST})([^()\[\]\d]*)[)\]]", re.IGNORECASE)
_TRAILING = re.compile(
    rf"\s*[,;،–—|-]\s*([^\W\d][^,;،()\d]{{2,40}}?)[\s:]*({_LIST})\s*(?:pcs|stk|pce|ea|st|pç|عدد)?\.?\s*$", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*(?:[,;،(\[|]|\s[–—-]|\.\s|(?<=\s)-)\s*")
_CLOSING = re.compile(r"^\s*[)\]]")
_LABEL_WORDS = 5


@dataclass
class Tail:
    """The text without its tail, and what the tail said."""

    text: str
    breaks: list[Decimal] = field(default_factory=list[Decimal])
    breaks_text: str = ""
    needed: date | None = None
    needed_text: str = ""


def cut_tail(text: str, order: DateOrder | None, style: NumberStyle) -> Tail:
    """Take quantity breaks and the date off a line of running text."""
    tail = Tail(text)
    _cut_date(tail, order)
    _cut_breaks(tail, style)
    return tail


def _cut_date(tail: Tail, order: DateOrder | None) -> None:
    """The last date, with the words that announce it."""
    found = find_dates(tail.text, order)
    if not found:
        return
    last = found[-1]
    before, after = tail.text[: last.start], tail.text[last.end :]
    start = _label_start(before)
    if start is None:
        return
    if before[start:].count("(") > before[start:].count(")"):
        after = _CLOSING.sub("", after)
    tail.needed, tail.needed_text = last.value, last.text
    tail.text = (before[:start] + " " + after).strip() if after.strip(" .,;") else before[:start].rstrip()


def _label_start(before: str) -> int | None:
    """Where the words before a date begin that belong to it: after the last separator when they are few."""
    cuts = [match.start() for match in _SEPARATOR.finditer(before)]
    if cuts:
        words = before[cuts[-1] :].strip(" ,;،()[]|–—-.")
        if len(words.split()) <= _LABEL_WORDS and not any(c.isdigit() for c in words):
            return cuts[-1]
    tokens = list(re.finditer(r"\S+", before))
    for count in (5, 4, 3, 2, 1):
        if len(tokens) >= count:
            start = tokens[-count].start()
            if label_roles(before[start:].strip(" :")).get("needed_by", 0.0) >= 0.75:
                return start
    return None


def _cut_breaks(tail: Tail, style: NumberStyle) -> None:
    """A list of rising quantities, in brackets or behind words that ask for a price."""
    for match in _BRACKETED.finditer(tail.text):
        amounts = breaks_of(ascii_digits(match[2]), style)
        words = match[1].strip(" :,.-–")
        asked = bool(words) and (label_roles(words).get("breaks", 0) > 0 or len(words.split()) <= 6)
        if len(amounts) >= 2 and (asked or (not words and _round(amounts))):
            _take(tail, match, amounts, match[2])
            return
    trailing = _TRAILING.search(tail.text)
    if trailing:
        amounts = breaks_of(ascii_digits(trailing[2]), style)
        words = trailing[1].strip()
        if len(amounts) >= 2 and (label_roles(words).get("breaks", 0) > 0 or label_roles(words).get("quantity", 0) > 0):
            _take(tail, trailing, amounts, trailing[2])


def _take(tail: Tail, match: re.Match[str], amounts: tuple[Decimal, ...], text: str) -> None:
    tail.breaks, tail.breaks_text = list(amounts), text.strip()
    tail.text = (tail.text[: match.start()] + tail.text[match.end() :]).rstrip()


def _round(amounts: tuple[Decimal, ...]) -> bool:
    """Quantities people ask prices for, unlike sizes."""
    return all(amount == amount.to_integral_value() for amount in amounts) and amounts[-1] >= 10
