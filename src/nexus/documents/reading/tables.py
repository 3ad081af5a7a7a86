"""Rows of text made into a `Table`: trimmed, of equal length, every cell findable."""

from collections.abc import Iterable, Sequence

from nexus.documents.evidence import Cell, Table
from nexus.documents.reading.limits import Unreadable

_EMPTY = Cell(text="")


def column_name(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(65 + letter) + name
    return name


def even(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows padded to one length, without empty columns at the right and empty rows at either end."""
    kept = [list(row) for row in rows]
    filled = [index for index, row in enumerate(kept) if any(cell.text for cell in row)]
    if not filled:
        return []
    kept = kept[filled[0] : filled[-1] + 1]
    width = max(index + 1 for row in kept for index, cell in enumerate(row) if cell.text)
    return [row[:width] + [_EMPTY] * (width - len(row)) for row in kept]


def text_table(rows: Iterable[Sequence[str]], number: int) -> Table | None:
    """A table of a text document; None when it is empty. Cells are named `table 1, row 2, cell 3`."""
    cells = [
        [
            Cell(text=text, ref=f"table {number}, row {row_number}, cell {cell_number}")
            for cell_number, text in enumerate(row, 1)
        ]
        for row_number, row in enumerate(rows, 1)
    ]
    rows_of_cells = even(cells)
    return Table(rows=rows_of_cells) if rows_of_cells else None


class Budget:
    """Counts cells, so that a file of a few kilobytes cannot unfold into millions."""

    def __init__(self, cells: int) -> None:
        self.left = cells
        self.allowed = cells

    def spend(self, cells: int) -> None:
        self.left -= cells
        if self.left < 0:
            raise Unreadable(
                "bomb", f"The tables hold more than {self.allowed:,} cells. Send only the lines to be quoted."
            )
