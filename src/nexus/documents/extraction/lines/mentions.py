"""Finds the quantity in a line of running text, and what of the line is then the item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from nexus.documents.extraction.lines.content import quantity_of
from nexus.documents.extraction.lines.headings import label_roles
from nexus.documents.extraction.values.dates import find_dates
from nexus.documents.extraction.values.numbers import NumberStyle
from nexus.documents.extraction.values.text import ascii_digits
from nexus.documents.extraction.values.units import canonical_unit

Way = Literal["lead", "trail", "label"]
"""The quantity before the item, behind it, or behind a word such as `Qty`."""

_NUM = r"(?<![\w.,/-])\d{1,3}(?:[.,'’٬ ]\d{3})+(?:[.,٫]\d+)?(?![\w./-]|,\d)|(?<![\w.,/-])\d+(?:[.,٫]\d+)?"
_UNIT = r"[^\W\d_][^\W\d_²³'’]{0,14}\.?(?:\(s\))?"
_LEAD = re.compile(
    rf"^\s*(?P<num>{_NUM})(?P<times>\s*[x×X*](?=\s|[^\W\d])|\s*-(?=\s*{_UNIT}\s))?(?:\s*(?P<unit>{_UNIT}))?(?=[\s,;:.()–—-]|$)\s*(?P<rest>.*)$",
    re.DOTALL,
)
LONGEST = 2_000
"""Characters of a line that may still be one item; what is longer would take the search below time without end."""
_TRAIL = re.compile(
    rf"^(?P<rest>.*?)(?P<sep>(?:[\s.·…_]{{3,}}|\s*[,;:،–—|(\[=\t]\s*|\s+-\s*|\s+[x×X*@]\s*|\s+))(?P<num>{_NUM})\s*(?P<times>[x×X])?\s*(?P<unit>{_UNIT}(?:\s{_UNIT})?)?\s*[)\].!]*\s*$",
    re.DOTALL,
)
_LABEL = re.compile(
    rf"(?P<label>[^\W\d_][^\W\d_.']{{0,14}}\.?(?:\s[^\W\d_]{{1,10}}\.?)?)\s*[:=.]?\s*(?P<num>{_NUM})\s*(?P<unit>{_UNIT})?(?=[\s,;،.()–—/-]|$)"
)
_OF = re.compile(r"^(?:\W*(?:of|de|do|da|von|of the|à|di|van|des|du|d'|عدد از|از)\s+)?\W*", re.IGNORECASE)
_EDGE = " \t,;:،–—-=|.·…_*x×"
_NEVER = frozenset({"day", "h", "ml", "g", "in", "cm", "t", "oz"})
"""Units that in running text are times, sizes or contents far more often than what is ordered."""
_PACKED = re.compile(
    r"(?:/|\bc/|\b(?:of|à|mit|zu)|\b(?:pack|packs|box|bag|reel|set|kit|content|inhalt|ve|vpe|packung|beutel|rolle|caixa|cx|pct|pacote"
    r"|embalagem|rolo|jogo|com|boîte|sachet|caja|paquete|scatola|doos|بسته|قرقره|per|je|every|class|size|gr|type|typ|from|to)"
    r"(?:\s+(?:de|of|com|à|con|da|mit))?)\s*\.?$",
    re.IGNORECASE,
)
"""Words before a number that is a content or a size: `box of 100`, `Packung mit 50`, `size 9`."""


@dataclass
class Mention:
    """A quantity in a line, and the rest of the line."""

    way: Way
    amount: Decimal
    unit: str | None
    text: str
    """As printed."""
    rest: str
    score: float


def mentions(text: str, style: NumberStyle) -> Iterator[Mention]:
    """Every way to read a line as an item with its quantity."""
    plain = ascii_digits(text)
    for read in (_labelled, _lead, _trail):
        found = read(plain, text, style)
        if found is not None and any(c.isalnum() for c in found.rest):
            yield found


def _lead(plain: str, text: str, style: NumberStyle) -> Mention | None:
    match = _LEAD.match(plain)
    if not match:
        return None
    word = match["unit"]
    unit = canonical_unit(word) if word else None
    end = match.end("unit") if unit else match.end("times") if match["times"] else match.end("num")
    if unit in _NEVER or (not unit and not match["times"] and word is None):
        return None
    quantity = quantity_of(match["num"].strip(), style)
    if not quantity:
        return None
    rest = _OF.sub("", text[end:], count=1).strip(_EDGE.replace(".", ""))
    score = 0.95 if unit else 0.85 if match["times"] else 0.35
    return Mention("lead", quantity[0], unit, text[match.start("num") : end].strip(), rest, score)


def _trail(plain: str, text: str, style: NumberStyle) -> Mention | None:
    match = _TRAIL.match(plain) if len(plain) <= LONGEST else None
    if not match:
        return None
    unit = canonical_unit(match["unit"]) if match["unit"] else None
    if (match["unit"] and not unit) or unit in _NEVER or _PACKED.search(match["rest"]):
        return None
    quantity = quantity_of(match["num"].strip(), style)
    if not quantity:
        return None
    rest, label = _without_label(text[: match.end("rest")])
    separator = match["sep"].strip() or ("..." if len(match["sep"]) >= 3 else "")
    strong = separator in ("–", "—", ":", "(", "[", "=", "|", "-", "x", "×", "X", "@", "*") or separator[:1] in (
        ".",
        "·",
        "…",
        "_",
    )
    score = _trail_score(unit=unit is not None, strong=strong, labelled=label, times=bool(match["times"]))
    if score == 0.0:
        return None
    return Mention("trail", quantity[0], unit, text[match.start("num") : match.end()].strip(" ()[]."), rest, score)


def _trail_score(*, unit: bool, strong: bool, labelled: bool, times: bool) -> float:
    if labelled:
        return 1.0
    if unit:
        return 0.92 if strong else 0.75
    return 0.6 if times and strong else 0.45 if strong else 0.0


def _without_label(rest: str) -> tuple[str, bool]:
    """The text without a word such as `Menge` at its end, and whether there was one."""
    bare = rest.rstrip(_EDGE + "([")
    tokens = list(re.finditer(r"\S+", bare))
    for count in (3, 2, 1):
        if len(tokens) > count:
            label = bare[tokens[-count].start() :].strip("([,;:")
            if label_roles(label).get("quantity", 0.0) >= 0.85 or label.casefold() in _QUANTITY_WORDS:
                return bare[: tokens[-count].start()].rstrip(_EDGE + "(["), True
    return bare, False


_QUANTITY_WORDS = frozenset(
    {
        "به تعداد",
        "به مقدار",
        "in quantity",
        "quantity of",
        "a qty of",
        "qty of",
        "in der menge",
        "em quantidade de",
        "na quantidade de",
        "به میزان",
    }
)


def _labelled(plain: str, text: str, style: NumberStyle) -> Mention | None:
    """`..., Qty: 25 pcs, ...` anywhere in the line."""
    for match in _LABEL.finditer(plain):
        label = match["label"].strip()
        last = label.split()[-1]
        named = label if _counts(label) else last if _counts(last) else ""
        quantity = quantity_of(match["num"].strip(), style)
        if not named or not quantity:
            continue
        unit = canonical_unit(match["unit"]) if match["unit"] else None
        start = match.start("label") + match["label"].rstrip().rfind(named)
        end = match.end("unit") if unit else match.end("num")
        rest = _stitched(text[:start], text[end:])
        return Mention("label", quantity[0], unit, text[match.start("num") : end].strip(), rest, 0.97)
    return None


def _counts(label: str) -> bool:
    bare = label.strip(" .:")
    return bare.casefold() in _QUANTITY_WORDS or (
        label_roles(bare).get("quantity", 0.0) >= 0.95 and canonical_unit(bare) is None
    )


def _stitched(before: str, after: str) -> str:
    before, after = before.rstrip(_EDGE + "(["), after.lstrip(_EDGE + ")]")
    return f"{before}, {after}".strip(" ,") if before and after else before or after


def several(text: str, style: NumberStyle) -> list[Mention]:
    """The items of one sentence: `please quote 250 pcs of A, 100 m of B and 3 rolls of C`."""
    plain = ascii_digits(text)
    dates = find_dates(plain)
    found = [
        match
        for match in _INLINE.finditer(plain)
        if _is_amount(plain, match, style) and not any(d.start <= match.start() < d.end for d in dates)
    ]
    result: list[Mention] = []
    behind = bool(found) and _quantities_behind(plain, found)
    for index, match in enumerate(found):
        quantity = quantity_of(match["num"].strip(), style)
        if quantity is None:
            continue
        if behind:
            start = found[index - 1].end() if index else _after_intro(plain[: match.start()])
            rest = text[start : match.start()]
        else:
            end = found[index + 1].start() if index + 1 < len(found) else len(text)
            rest = text[match.end() : end]
        rest = _trimmed(rest)
        if rest:
            unit = canonical_unit(match["unit"]) if match["unit"] else None
            result.append(Mention("trail" if behind else "lead", quantity[0], unit, match[0].strip(" (),"), rest, 0.6))
    return result


_INLINE = re.compile(rf"(?P<num>{_NUM})\s*(?:(?P<unit>{_UNIT})|(?P<times>[x×]))(?=[\s,;،.()]|$)")
_INTRO = re.compile(
    r"^.*?(?:\b(?:for|quote|offer|need|needs|require|order|supply|following|über|um|fur|für|benötigen|anbieten|suchen|para|de|cotar"
    r"|precisamos|necessitamos|برای|به)\b|:)\s*(?:us\s+|the\s+)?",
    re.IGNORECASE | re.DOTALL,
)
_NEXT_SENTENCE = re.compile(r"(?<=[a-z)])\.\s+(?=[A-ZÄÖÜ])|(?<=[\w)])\.\s+(?=[^\W\d_a-z][^\W\d_]+[\s,])")
_PHYSICAL = re.compile(r"\s*(?:اهم|وات|ولت|هرتز|بایت|کالری|پاسکال|نیوتن|امپر|آمپر)")
"""What makes a thousand of a physical unit of the word that else is short for a kilogram."""
_CONTENT = re.compile(
    r"\s*(?:tin|can|drum|spool|bag|bottle|tube|pail|dose|beutel|gebinde|eimer|spule|lata|balde|tambor)s?\b"
)
"""Vessels: a weight or a length before them is what one of them holds."""
_LOOSE_ENDS = re.compile(
    r"^(?:\W*\b(?:and|und|e|et|y|sowie|plus|as well as|also|of|de|von|do|da|و|از|each|the)\b)+"
    r"|(?:\b(?:and|und|e|et|y|sowie|plus|as well as|also|with|و)\b\W*)+$"
    r"|\s(?:را\s+)?(?:نیاز|لازم|احتیاج)\s+(?:داریم|است|می ?باشد)\W*$"
    r"|\s(?:for|für|para)\s+(?:our|unser\w*|(?:o|a)\s+noss[oa])\b.*$",
    re.IGNORECASE,
)


def _is_amount(plain: str, match: re.Match[str], style: NumberStyle) -> bool:
    if match["times"]:
        return quantity_of(match["num"].strip(), style) is not None
    unit = canonical_unit(match["unit"])
    return (
        unit is not None
        and unit not in _NEVER
        and not _CONTENT.match(plain, match.end())
        and not (unit == "kg" and _PHYSICAL.match(plain, match.end()))
        and not _PACKED.search(plain[: match.start()])
        and not re.match(r"\s*(?:per|each|of each)\b", plain[match.end() :])
    )


def _quantities_behind(plain: str, found: list[re.Match[str]]) -> bool:
    """Whether the quantities follow their items: in brackets, or after a comma with the sentence ending on one."""
    bracketed = sum(plain[: match.start()].rstrip().endswith(("(", "–", ":", "-")) for match in found)
    return bracketed * 2 > len(found) or not plain[found[-1].end() :].strip(" .)!")


def _after_intro(before: str) -> int:
    match = _INTRO.match(before)
    return match.end() if match else 0


def _trimmed(rest: str) -> str:
    rest = _NEXT_SENTENCE.split(rest, maxsplit=1)[0]
    previous = None
    while rest != previous:
        previous = rest
        rest = _LOOSE_ENDS.sub("", rest.strip(_EDGE + "()\n"))
    return " ".join(rest.split())
