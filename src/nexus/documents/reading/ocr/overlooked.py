"""Ink that no pass made a word of: a number that stands alone in its column is easily taken for dust.

Blobs outside all recognised words are gathered into what could be words, pasted on a sheet of their own, and looked at
once more.
"""

import numpy as np
from PIL import Image

from nexus.documents.reading.ocr.components import Blob, blobs, groups
from nexus.documents.reading.ocr.pixels import Gray, ink
from nexus.documents.reading.ocr.tesseract import Found

_SHORTEST, _TALLEST = 0.04, 0.25
"""Inches: heights of print."""
_LONGEST = 1.5
_GAP = 0.06
_MOST = 120
"""More leftovers than these are a picture, not words."""


def overlooked(picture: Image.Image, words: list[Found], dpi: float) -> list[Found]:
    """The boxes of what could be words and is none yet, without text, top to bottom; nothing on a page of leftovers."""
    gray: Gray = np.asarray(picture)
    free = _outside(blobs(ink(gray)), words, gray.shape)
    standing = [_box(group) for group in groups(free, _GAP * dpi, _TALLEST * dpi)]
    boxes = [box for box in standing if _could_be(box, dpi)]
    if len(boxes) > _MOST:
        return []
    return [Found("", 0.0, box.x0, box.y0, box.x1, box.y1) for box in sorted(boxes, key=lambda box: (box.y0, box.x0))]


def _outside(found: list[Blob], words: list[Found], shape: tuple[int, ...]) -> list[Blob]:
    taken = np.zeros(shape, dtype=np.bool_)
    for word in words:
        taken[max(int(word.y0) - 2, 0) : int(word.y1) + 3, max(int(word.x0) - 2, 0) : int(word.x1) + 3] = True
    return [blob for blob in found if not taken[blob.y0 : blob.y1, blob.x0 : blob.x1].any()]


def _box(group: list[Blob]) -> Blob:
    return Blob(
        min(blob.x0 for blob in group),
        min(blob.y0 for blob in group),
        max(blob.x1 for blob in group),
        max(blob.y1 for blob in group),
    )


def _could_be(box: Blob, dpi: float) -> bool:
    return _SHORTEST * dpi <= box.height <= _TALLEST * dpi and box.height * 0.2 <= box.width <= _LONGEST * dpi
