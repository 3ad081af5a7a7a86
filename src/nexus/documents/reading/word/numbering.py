"""What Word prints before a list item: the numbers are nowhere in the text, they are counted here."""

import re
from collections import defaultdict
from typing import Literal

from nexus.documents.reading.safe_xml import Element
from nexus.documents.reading.tables import column_name
from nexus.documents.reading.word.text import W, word

_HEADING = re.compile(r"^(?:heading|title|subtitle|überschrift|titel|título|titre)", re.IGNORECASE)


class Numbering:
    """The list levels of a document and how far each has counted."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.levels = _levels(numbering)
        self.style_lists: dict[str, tuple[str, int]] = {}
        self.headings: set[str] = set()
        for style in () if styles is None else styles.iter(f"{W}style"):
            name = style.find(f"{W}name")
            if name is not None and _HEADING.match(word(name, "val")):
                self.headings.add(word(style, "styleId"))
            found = _list_of(style)
            if found:
                self.style_lists[word(style, "styleId")] = found
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph: Element) -> str | None:
        """`2. ` for a numbered item, empty for a bullet, None for what is not in a list."""
        found = _list_of(paragraph) or self.style_lists.get(_style_of(paragraph))
        if not found or found[0] == "0":
            return None
        list_id, level = found
        kind, text, start = self.levels.get((list_id, level), ("bullet", "", 1))
        counts = self.counts[list_id]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if kind in ("bullet", "none") or "%" not in text:
            return ""
        return re.sub(r"%(\d)", lambda match: self._number(list_id, int(match[1]) - 1), text) + " "

    def heading(self, paragraph: Element) -> Literal["", "heading"]:
        return "heading" if _style_of(paragraph) in self.headings else ""

    def _number(self, list_id: str, level: int) -> str:
        kind = self.levels.get((list_id, level), ("decimal", "", 1))[0]
        count = self.counts[list_id].get(level, 1)
        if kind in ("lowerLetter", "upperLetter"):
            letters = column_name(count - 1)
            return letters.lower() if kind == "lowerLetter" else letters
        return f"{count:02d}" if kind == "decimalZero" else str(count)


def _levels(numbering: Element | None) -> dict[tuple[str, int], tuple[str, str, int]]:
    """(list, level) -> (kind of number, text with %1, first number)."""
    if numbering is None:
        return {}
    abstract = {
        word(element, "abstractNumId"): {
            _int(word(level, "ilvl")): (
                _value(level, "numFmt"), _value(level, "lvlText"), _int(_value(level, "start") or "1"),
            )
            for level in element.iter(f"{W}lvl")
        }
        for element in numbering.iter(f"{W}abstractNum")
    }  # fmt: skip
    return {
        (word(element, "numId"), level): definition
        for element in numbering.findall(f"{W}num")
        for level, definition in abstract.get(_value(element, "abstractNumId"), {}).items()
    }


def _list_of(element: Element) -> tuple[str, int] | None:
    found = element.find(f"{W}pPr/{W}numPr")
    if found is None or not _value(found, "numId"):
        return None
    return _value(found, "numId"), _int(_value(found, "ilvl"))


def _style_of(paragraph: Element) -> str:
    properties = paragraph.find(f"{W}pPr")
    return "" if properties is None else _value(properties, "pStyle")


def _value(parent: Element, name: str) -> str:
    found = parent.find(f"{W}{name}")
    return "" if found is None else word(found, "val")


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
