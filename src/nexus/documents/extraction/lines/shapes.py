"""The shapes line extraction works on: every table, however it was drawn, becomes a strip of rows and columns."""

from dataclasses import dataclass, field
from functools import cached_property

from nexus.documents.evidence import Box, Source
from nexus.documents.extraction.lines.headings import Roles


@dataclass(slots=True)
class Piece:
    """One printed line inside one cell."""

    text: str
    page: int
    box: Box | None = None
    ref: str = ""
    confidence: float = 1.0
    number: float | None = None
    date: str | None = None


@dataclass
class Slot:
    """What stands in one column of one row: the printed lines, top to bottom."""

    pieces: list[Piece] = field(default_factory=list[Piece])

    @cached_property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def lines(self) -> list[str]:
        return [piece.text for piece in self.pieces]

    def __bool__(self) -> bool:
        return bool(self.pieces)


@dataclass
class Row:
    """One row of a strip: a whole table row, or one visual line of a page that still has to be joined with others."""

    slots: list[Slot]
    page: int
    top: float = 0.0
    bottom: float = 0.0
    whole: bool = True
    """False for a visual line: an item may need several."""
    fence: int = -1
    """Visual lines between the same two rules share this number; -1 where nothing is ruled."""
    astride: int = 0
    """How many column boundaries running text crosses: prose does, cells do not."""
    beyond: bool = False
    """Below the last line with a number: perhaps the rest of the last item, perhaps not of the table at all."""

    def text(self) -> str:
        return " ".join(slot.text for slot in self.slots if slot)

    def filled(self) -> list[int]:
        return [index for index, slot in enumerate(self.slots) if slot]


@dataclass
class Strip:
    """A run of rows under one set of columns, possibly over several pages."""

    headings: list[str]
    hints: list[Roles]
    rows: list[Row]
    source: Source = "layout"
    trust: float = 1.0
    """How sure it is that this is a table of requested items: headings found, ruled, continued."""
    part: str = ""


def joined(pieces: list[Piece]) -> Box | None:
    """The box around pieces of one page."""
    boxes = [piece.box for piece in pieces if piece.box is not None and piece.page == pieces[0].page]
    if not boxes:
        return None
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
