"""Printed numbers, with a comma or a point for decimals, in groups of three or the Indian way, in any digits."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from nexus.documents.extraction.values.text import visible

NumberStyle = Literal["point", "comma", "unknown"]
"""Which mark stands before the decimals."""

_MARKS = str.maketrans(
    {"٫": ",", "٬": "\N{APOSTROPHE}", "،": "\N{APOSTROPHE}", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"}
)
_MINUS = str.maketrans("−‒–—﹣－", "------")
_PLAIN = re.compile(r"([+-]?)\s*(\d[\d.,' ]*|[.,]\d+)\s*(-?)")
_SPACED = re.compile(r"\d{1,3}( \d{3})+([.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}(\d{3})*|\d{1,2}(\d{2})*\d{3}")
_INDIAN = re.compile(r"\d{1,2}(,\d{2})+,\d{3}")
_MONEY = re.compile(r"^(?:[A-Z]{0,3}[$€£₹¥]|[A-Z]{3}|R\$|Rs\.?)\s*|\s*(?:[$€£₹¥﷼]|[A-Z]{3}|%)$")
_FEW = 3
_LONGEST = 18
"""Digits in a number that a person would print; beyond it is an identifier or an attack."""


def parse_number(text: str, style: NumberStyle | None = None) -> Decimal | None:
    """Read the number that is the whole text, or None. Negatives parse; NaN, infinity and absurd sizes do not.

    `style` decides only what the text leaves open: `1.234` is 1234 where the comma is the decimal mark.
    Without a style an open comma groups and an open point is a decimal point.
    """
    negative, body = _signed(text)
    if body is None or sum(c.isdigit() for c in body) > _LONGEST:
        return None
    plain = _without_groups(body, style or "unknown")
    if plain is None:
        return None
    number = Decimal(plain)
    return -number if negative else number


def number_style(texts: Iterable[str], *, default: NumberStyle = "unknown") -> NumberStyle:
    """Which mark stands before the decimals in these texts, judged by those that leave no doubt.

    Doubtful ones (`1.000`) are taken as groups when nothing speaks against them; but where every number has three
    digits behind the mark that `default` expects before decimals, quantities are printed with three decimals.
    """
    sure = {"point": 0, "comma": 0}
    likely = {"point": 0, "comma": 0}
    bare = 0
    for text in texts:
        vote, certain = _vote(text)
        if vote is not None:
            (sure if certain else likely)[vote] += 1
        bare += vote is None and any(c.isdigit() for c in text)
    if (
        not bare
        and not any(sure.values())
        and default != "unknown"
        and likely[default] == 0 < _FEW <= sum(likely.values())
    ):
        return default
    for votes in (sure, likely):
        if votes["point"] != votes["comma"]:
            return "point" if votes["point"] > votes["comma"] else "comma"
        if votes["point"]:
            break
    return default


def _signed(text: str) -> tuple[bool, str | None]:
    """Whether a minus or accountant's parentheses stand around the number, and its bare digits and marks."""
    text = visible(text.translate(_MARKS).translate(_MINUS))
    bracketed = re.fullmatch(r"\((.*)\)", text)
    found = _PLAIN.fullmatch(bracketed.group(1).strip() if bracketed else text)
    if not found:
        return False, None
    negative = bool(bracketed) or "-" in (found.group(1), found.group(3))
    return negative, found.group(2).strip()


def _without_groups(body: str, style: NumberStyle) -> str | None:
    """Write the digits with a decimal point at most, or None when the marks make no number."""
    if " " in body:
        if not _SPACED.fullmatch(body):
            return None
        body = body.replace(" ", "")
        return body.replace(",", ".")
    if "'" in body:
        whole, _, decimals = body.replace(",", ".").partition(".")
        return _joined(whole.split("'"), decimals)
    commas, points = body.count(","), body.count(".")
    if commas and points:
        mark = "," if body.rindex(",") > body.rindex(".") else "."
        group = "." if mark == "," else ","
        whole, _, decimals = body.rpartition(mark)
        return None if mark in whole else _joined(whole.split(group), decimals)
    if commas + points == 0:
        return body
    return _one_mark(body, "," if commas else ".", style)


def _one_mark(body: str, mark: str, style: NumberStyle) -> str | None:
    """Read a number with one kind of mark: `1,234,567`, `1.234`, `12,5`, `.5`."""
    parts = body.split(mark)
    if len(parts) > 2:
        return _joined(parts, "")
    whole, decimals = parts
    decides = "comma" if mark == "," else "point"
    groups = _is_open(whole, decimals) and (style not in (decides, "unknown") or (style == "unknown" and mark == ","))
    return whole + decimals if groups else f"{whole or '0'}.{decimals or '0'}"


def _is_open(whole: str, decimals: str) -> bool:
    """Whether one mark may as well be a group mark: one to three digits, not a bare zero, then exactly three."""
    return len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def _joined(groups: list[str], decimals: str) -> str | None:
    """Put groups of three (or Indian: two, then three at the end) together."""
    first, *rest = groups
    if rest:
        sizes = {len(group) for group in rest[:-1]}
        if not 1 <= len(first) <= 3 or len(rest[-1]) != 3 or (sizes and sizes not in ({3}, {2})):
            return None
    return f"{''.join(groups)}.{decimals}" if decimals else "".join(groups)


def _vote(text: str) -> tuple[Literal["point", "comma"] | None, bool]:
    """Tell what one printed number says of the decimal mark, and whether it says so for sure."""
    _, body = _signed(_MONEY.sub("", text.strip()))
    if body is None or " " in body.strip():
        body = (body or "").replace(" ", "")
    marks = [c for c in body if c in ",."]
    if not marks or _without_groups(body, "unknown") is None:
        return None, False
    last, other = marks[-1], marks[0]
    if last != other or "'" in body:
        return ("comma" if last == "," else "point"), True
    if len(marks) > 1:
        return ("point" if last == "," else "comma"), True
    whole, decimals = body.split(last)
    if _is_open(whole, decimals):
        return ("point" if last == "," else "comma"), False
    return ("comma" if last == "," else "point"), True


def plain(number: Decimal) -> str:
    """Write a number the canonical way: digits and a point, no exponent, no zeros at the end."""
    return format(number.normalize(), "f")
