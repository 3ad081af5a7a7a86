"""Connected blobs of ink on a page, and the groups they stand in: letters and words before anyone has read them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nexus.documents.reading.ocr.pixels import Mask

_MOST_RUNS = 400_000
"""A page of print has about 60,000; more is a photograph."""


class Blob(NamedTuple):
    """The box of connected ink, in pixels; right and bottom are just outside."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def width(self) -> int:
        return self.x1 - self.x0


def blobs(mask: Mask) -> list[Blob]:
    """All connected areas of a mask, touching corners included."""
    edges = np.diff(np.pad(mask.view(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    if len(rows) > _MOST_RUNS:
        return []
    roots = _joined(rows, starts, ends, mask.shape[0])
    _, labels = np.unique(roots, return_inverse=True)
    count = int(labels.max()) + 1 if len(labels) else 0
    box = np.zeros((4, count), dtype=np.int64)
    box[0] = box[1] = np.iinfo(np.int64).max
    np.minimum.at(box[0], labels, starts)
    np.minimum.at(box[1], labels, rows)
    np.maximum.at(box[2], labels, ends)
    np.maximum.at(box[3], labels, rows + 1)
    return [Blob(*map(int, column)) for column in box.T]


def _joined(rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64], height: int) -> list[int]:
    """For every run of ink in a row, the first run that it hangs together with."""
    parent = list(range(len(rows)))
    begin, end = starts.tolist(), ends.tolist()
    first = np.searchsorted(rows, np.arange(height + 1)).tolist()
    for row in range(1, height):
        above, here = first[row - 1], first[row]
        while above < first[row] and here < first[row + 1]:
            if begin[above] <= end[here] and begin[here] <= end[above]:
                _union(parent, above, here)
            if end[above] < end[here]:
                above += 1
            else:
                here += 1
    return [_root(parent, index) for index in range(len(parent))]


def _union(parent: list[int], one: int, other: int) -> None:
    one, other = _root(parent, one), _root(parent, other)
    parent[max(one, other)] = min(one, other)


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def groups(found: list[Blob], gap: float, tallest: float) -> list[list[Blob]]:
    """Blobs that stand side by side on a line no further apart than `gap`, from left to right."""
    open_groups: list[list[Blob]] = []
    closed: list[list[Blob]] = []
    for blob in sorted(found, key=lambda blob: blob.x0):
        if blob.height > tallest:
            continue
        still_open: list[list[Blob]] = []
        for group in open_groups:
            (still_open if blob.x0 - max(other.x1 for other in group) <= gap else closed).append(group)
        open_groups = still_open
        home = next((group for group in open_groups if _beside(group, blob, gap)), None)
        if home is None:
            open_groups.append([blob])
        else:
            home.append(blob)
    return closed + open_groups


def _beside(group: list[Blob], blob: Blob, gap: float) -> bool:
    top, bottom = min(other.y0 for other in group), max(other.y1 for other in group)
    if blob.x0 - max(other.x1 for other in group) > gap:
        return False
    shared = min(bottom, blob.y1) - max(top, blob.y0)
    middle = (blob.y0 + blob.y1) / 2
    return shared > 0.5 * min(bottom - top, blob.height) or top - gap <= middle <= bottom + gap * 0.3
