"""Pages that wait for OCR. They are read last, all together, when it is known how many there are."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from nexus.documents.evidence import Page

if TYPE_CHECKING:
    from PIL import Image


class Scan(NamedTuple):
    """A page without text, and a way to see it: grey, at so many pixels per point."""

    page: Page
    picture: "Callable[[float], Image.Image]"
