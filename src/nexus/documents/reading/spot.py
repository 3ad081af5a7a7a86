"""Which page is to be drawn, and what is to be marked on it."""

import msgspec

from nexus.documents.evidence import Box


class Spot(msgspec.Struct, frozen=True):
    """A page of a file: which, of which part, how large in points, and what is to be marked on it."""

    index: int
    """From 0, within its part."""
    width: float
    """In points; pictures of 0 points are taken as 595."""
    turn: float = 0.0
    """Degrees clockwise to turn the page by before it is shown: what is to be marked lies on the turned page."""
    part: str = ""
    """The attachment, as `Page.part` names it; empty for the file itself."""
    box: Box | None = None
    pixels_wide: int = 1_200
