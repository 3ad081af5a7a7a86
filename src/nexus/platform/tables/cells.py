"""Rows and cells as every reader of tables gives them."""

from typing import NamedTuple

_MOST_CELL = 20_000


class Row(NamedTuple):
    """A row of the file and the line a person finds it at."""

    line: int
    cells: list[str]
    cut: bool = False
    """Whether it has more columns than are read."""

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(self.cells)

    def cell(self, at: int) -> str:
        """Return a cell, empty when the row is shorter than that."""
        return self.cells[at] if at < len(self.cells) else ""


class Figure(str):
    """A cell that a sheet holds as a number: its point is a decimal point, whatever the rest of the file does."""

    __slots__ = ()


def clean(cell: str) -> str:
    """Return a cell's text without NUL, lone surrogates and blanks around it, and not endless."""
    text = cell[:_MOST_CELL].replace("\x00", "").strip()
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
