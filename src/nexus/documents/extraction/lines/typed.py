"""Tables typed into plain text: cells parted by bars or tabs, or columns kept straight with spaces."""

import re
from collections.abc import Iterator, Sequence

from nexus.documents.evidence import Box, Cell, Page, Paragraph, Table, Word
from nexus.documents.extraction.lines.shapes import Strip

_RULE = re.compile(r"^[\s|+:=_-]+$")
_COLUMN = 6.0
"""Width given to a typed character, in points."""
_LINE = 12.0
_HEIGHT = 8.0
_SIZE = 10.0
"""Height of the print and size of its font: a space is as wide, in sizes, as a typewriter's."""
_LEAST_ROWS = 2


def typed_tables(page: Page) -> Iterator[Table]:
    """Tables whose cells are parted by `|` or tabs."""
    rows: list[list[Cell]] = []
    for text, ref in _lines(page):
        if _RULE.match(text) and ("|" in text or "+" in text):
            continue
        cells = _cells(text, ref)
        if not cells or (rows and len(rows[-1]) != len(cells)):
            if len(rows) >= _LEAST_ROWS:
                yield Table(rows)
            rows = []
        if cells:
            rows.append(cells)
    if len(rows) >= _LEAST_ROWS:
        yield Table(rows)


def straightened(page: Page) -> Page | None:
    """The typed lines as words on a grid, so that columns kept straight with spaces show; None when there are none."""
    lines = [("" if text.count("|") >= 2 else text, ref) for text, ref in _lines(page)]
    if sum("  " in text.strip() for text, _ in lines) < _LEAST_ROWS:
        return None
    words = [word for row, (text, _) in enumerate(lines) for word in _words(text, row)]
    return Page(page.number, source="text", words=words, part=page.part)


def without_boxes(strip: Strip) -> Strip:
    """A strip of typed lines names the line instead of a place on a page."""
    for row in strip.rows:
        for slot in row.slots:
            for piece in slot.pieces:
                piece.ref = f"line {round(piece.box.y0 / _LINE) + 1}" if piece.box else piece.ref
                piece.box = None
    return strip


def _lines(page: Page) -> Iterator[tuple[str, str]]:
    for block in page.blocks:
        if isinstance(block, Paragraph) and block.style in ("", "list"):
            yield from ((line, block.ref) for line in block.text.split("\n"))
            yield "", ""


def _cells(text: str, ref: str) -> list[Cell]:
    if text.count("|") >= 2:
        parts = text.strip().strip("|").split("|")
    elif "\t" in text.strip():
        parts = re.split(r"\t+", text.strip())
    else:
        return []
    return [Cell(part.strip(), ref=ref) for part in parts] if len(parts) >= 2 else []


def _words(text: str, row: int) -> Sequence[Word]:
    text = text.expandtabs(8)
    top = row * _LINE
    return [
        Word(match[0], Box(match.start() * _COLUMN, top, match.end() * _COLUMN - 0.5, top + _HEIGHT), _SIZE)
        for match in re.finditer(r"\S+", text)
    ]
