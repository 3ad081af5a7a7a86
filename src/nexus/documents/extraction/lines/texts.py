"""Printed lines of a cell put together again as the text a person reads."""

from collections.abc import Sequence

from nexus.documents.extraction.lines.shapes import Piece


def prose_text(pieces: Sequence[Piece]) -> str:
    """Running text: lines joined by a space, but not after a hyphen or a slash."""
    text = ""
    for piece in pieces:
        glued = text.endswith(("-", "/")) and text[-2:-1].isalnum() and piece.text[:1].isalnum()
        text += piece.text if glued or not text else " " + piece.text
    return text


def part_text(pieces: Sequence[Piece]) -> str:
    """A part number cut by the width of its column is joined without a space; two numbers are kept apart."""
    text = ""
    widest = max((piece.box.x1 - piece.box.x0 for piece in pieces if piece.box), default=0.0)
    previous: Piece | None = None
    for piece in pieces:
        text += piece.text if previous is None or _was_cut(previous, piece, widest) else " " + piece.text
        previous = piece
    return text


def _was_cut(before: Piece, after: Piece, widest: float) -> bool:
    """A line without inner spaces that fills the column, followed by something shorter, was cut by the column."""
    if before.text.endswith(("-", "/", "_", ".")):
        return True
    if before.box is None or " " in before.text or " " in after.text or after.box is None:
        return False
    full = before.box.x1 - before.box.x0 >= 0.97 * widest
    return full and after.box.x1 - after.box.x0 < before.box.x1 - before.box.x0 and len(after.text) <= len(before.text)
