"""Labels of travelers, operations, lots, units and badges, as PDF pages and for label printers."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from nexus.manufacturing.printing.barcodes import Room, Symbology, fit
from nexus.manufacturing.printing.zpl import MARGIN_MM, Page, bars, square, words
from nexus.platform.printing.texts import breakable, said
from nexus.platform.printing.typesetting import typeset

MOST_LINES = 4


class Label(msgspec.Struct, frozen=True):
    """A label: a title, up to four lines, and a code, which is also printed to be read.

    A Code 128 that would be too fine for the width of the label is printed as a DataMatrix of the same text.
    """

    title: str
    lines: tuple[str, ...]
    code: str
    symbology: Literal[Symbology.CODE128, Symbology.DATAMATRIX] = Symbology.CODE128

    def __post_init__(self) -> None:
        if len(self.lines) > MOST_LINES:
            raise ValueError(f"A label has up to {MOST_LINES} lines, not {len(self.lines)}.")


def label_pdf(
    labels: Sequence[Label], width_mm: float = 100, height_mm: float = 50, made: datetime | None = None
) -> bytes:
    """Typeset labels, one a page of so many millimetres, at least 40 x 20; made now unless told.

    Takes some milliseconds of a core for each: call it in a thread, not on the event loop. Raise ValueError for no
    labels at all and for a code that is not 1 to 200 signs of ASCII or that has no room.
    """
    if not labels:
        raise ValueError("There is no label to print.")
    told = {
        "width": width_mm,
        "height": height_mm,
        "labels": [_composed(label, room_on(width_mm, height_mm)) for label in labels],
    }
    with tempfile.TemporaryDirectory(prefix="nexus-labels-") as folder:
        root = Path(folder)
        root.joinpath("labels.json").write_bytes(msgspec.json.encode(told))
        return typeset(_template(), root, made, archival=False)


def label_zpl(
    labels: Sequence[Label], dpi: Literal[203, 300] = 203, width_mm: float = 100, height_mm: float = 50
) -> str:
    """Write labels in ZPL II for a printer of so many dots an inch, one format (`^XA` to `^XZ`) each.

    No text of a label can be a command. Letters are the printer's own font's: Persian needs `label_pdf`. Raise
    ValueError for a code that is not 1 to 200 printable signs of ASCII or that has no room.
    """
    page = Page(dpi, width_mm, height_mm)
    return "".join(_zpl(label, page) for label in labels)


def room_on(width_mm: float, height_mm: float) -> Room:
    """Return the room for the barcode of a label of that size."""
    under_it_mm = 0.08 * height_mm
    return Room(
        width_mm=width_mm - 2 * MARGIN_MM,
        bars_mm=0.28 * height_mm,
        square_mm=min(height_mm - 2 * MARGIN_MM - under_it_mm, 0.45 * width_mm),
    )


def _composed(label: Label, room: Room) -> dict[str, Any]:
    symbol = fit(label.code, label.symbology, room)
    return {
        "title": _said(label.title),
        "lines": [_said(line) for line in label.lines],
        "code": _said(label.code),
        "symbol": {
            "svg": symbol.svg,
            "width": symbol.width_mm,
            "height": symbol.height_mm,
            "bars": symbol.symbology is Symbology.CODE128,
        },
    }


def _zpl(label: Label, page: Page) -> str:
    fields = None if label.symbology is Symbology.DATAMATRIX else _barred(label, page)
    width, height = page.size
    return f"^XA^CI28^PW{width}^LL{height}^LH0,0{fields or _squared(label, page)}^XZ\n"


def _barred(label: Label, page: Page) -> str | None:
    """Put the words over a Code 128; None when its bars would be too fine."""
    symbol = bars(label.code, page.place(0, 61, page.inner_mm, 27), page.dots_per_mm)
    if symbol is None:
        return None
    reading = words(label.code, page.place(0, 91, page.inner_mm, 7))
    return _words(label, page, 0, 11.5) + symbol + reading


def _squared(label: Label, page: Page) -> str:
    """Put the words beside a DataMatrix."""
    symbol = square(label.code, page.place(0, 0, 0.45 * page.width_mm, 88), page.dots_per_mm)
    beside_mm = symbol.width / page.dots_per_mm + 1.5
    reading = words(label.code, page.place(0, 91, page.inner_mm, 7))
    return symbol.field + _words(label, page, beside_mm, 15) + reading


def _words(label: Label, page: Page, x_mm: float, step: float) -> str:
    width_mm = page.inner_mm - x_mm
    title = words(label.title, page.place(x_mm, 0, width_mm, step * 0.9))
    lines = (
        words(line, page.place(x_mm, step * (1.1 + row), width_mm, step * 0.75)) for row, line in enumerate(label.lines)
    )
    return title + "".join(lines)


def _said(text: str) -> dict[str, str]:
    return said(breakable(text))


@cache
def _template() -> bytes:
    return Path(__file__).with_name("labels.typ").read_bytes()
