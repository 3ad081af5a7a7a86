"""Saying a traveler in its language: the strings and barcodes that the template sets."""

import re
from typing import Any

import msgspec

from nexus.manufacturing.printing.barcodes import Room, Symbol, Symbology, fit
from nexus.manufacturing.printing.sheet import SheetItem, SheetStep, TravelerSheet
from nexus.manufacturing.printing.words import WORDS, Words
from nexus.platform.printing.figures import Figures
from nexus.platform.printing.texts import breakable, said

_UNBROKEN_LENGTH = 900
"""An operation with longer texts may be broken over pages; a shorter one is kept whole."""
_SHORT_LENGTH = 32
_NARROW_WORD = 18
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_GREY = "#546e7a"
_TRAVELER_ROOM = Room(width_mm=100, bars_mm=14, square_mm=22)
_STEP_ROOM = Room(width_mm=92, bars_mm=9, square_mm=16)


def compose(sheet: TravelerSheet) -> dict[str, Any]:
    """Return everything the template needs, as JSON. Raise ValueError for a code that no barcode can hold."""
    figures = Figures(sheet.locale)
    words = WORDS[figures.language]
    return {
        "language": figures.language,
        "region": figures.locale.territory,
        "direction": "rtl" if figures.language == "fa" else "ltr",
        "color": sheet.color if _COLOR.fullmatch(sheet.color) else _GREY,
        "words": msgspec.to_builtins(words),
        "mark": words.marks.get(sheet.mark, ""),
        "company": _said(sheet.company),
        "type": _said(sheet.type),
        "number": _said(sheet.number),
        "short": {"number": _short(sheet.number), "part": _short(sheet.part_number), "type": _short(sheet.type)},
        "revision": figures.count(sheet.revision),
        "hash": sheet.hash[:16],
        "code": _said(sheet.code),
        "bars": _drawn(fit(sheet.code, Symbology.CODE128, _TRAVELER_ROOM)),
        "square": _drawn(fit(sheet.code, Symbology.DATAMATRIX, _TRAVELER_ROOM)),
        "facts": _facts(sheet, words, figures),
        "notes": _said(sheet.notes),
        "items": [_item(item, figures) for item in sheet.items],
        "steps": [_step(step, words) for step in sheet.steps],
    }


def _said(text: str) -> dict[str, str]:
    return said(breakable(text))


def _narrow(text: str) -> dict[str, str]:
    """Return a text for a narrow column, where also shorter words are broken."""
    return said(breakable(text, _NARROW_WORD))


def _short(text: str) -> dict[str, str]:
    """Return what fits into the head and foot of a page."""
    return _said(text if len(text) <= _SHORT_LENGTH else text[: _SHORT_LENGTH - 1] + "…")


def _drawn(symbol: Symbol) -> dict[str, Any]:
    return {"svg": symbol.svg, "width": symbol.width_mm, "height": symbol.height_mm}


def _facts(sheet: TravelerSheet, words: Words, figures: Figures) -> list[dict[str, Any]]:
    facts = [
        (words.part, sheet.part_number),
        (words.name, sheet.part_name),
        (words.quantity, sheet.quantity),
        (words.due, figures.day(sheet.due) if sheet.due else ""),
        (words.job, sheet.job),
        (words.customer, sheet.customer),
        (words.po, sheet.po),
        (words.priority, sheet.priority),
    ]
    return [{"name": name, "value": _narrow(value)} for name, value in facts]


def _item(item: SheetItem, figures: Figures) -> dict[str, Any]:
    return {
        "number": figures.count(item.number),
        "part": _narrow(item.part_number),
        "description": _said(item.description),
        "quantity": _narrow(item.quantity),
        "unit": _narrow(item.unit),
        "designators": _narrow(item.designators),
        "supplier": _narrow(item.supplier),
        "notes": _said(item.notes),
    }


def _step(step: SheetStep, words: Words) -> dict[str, Any]:
    said_in_all = len(step.name) + len(step.description) + sum(len(check.name) + 60 for check in step.checks)
    symbol = fit(step.code, Symbology.CODE128, _STEP_ROOM)
    tags = [step.role, words.hours.format(hours=step.hours) if step.hours else ""]
    flags = [words.first_article if step.first_article else "", words.approval if step.needs_approval else ""]
    return {
        "number": str(step.number),
        "name": _said(step.name),
        "description": _said(step.description),
        "tags": [_said(tag) for tag in tags if tag],
        "flags": [flag for flag in flags if flag],
        "checks": [{"name": _narrow(check.name), "limits": _narrow(check.limits)} for check in step.checks],
        "code": _said(step.code),
        "bars": _drawn(symbol),
        "whole": said_in_all < _UNBROKEN_LENGTH,
    }
