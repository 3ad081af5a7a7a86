"""Arithmetic on the pixels of a scan: how it is skewed, what on it is a ruling line, what is dust."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SKEW_WIDTH = 800
_STEEPEST = 4.0
"""Degrees. A page is laid on the glass by hand; more than this is a photograph."""


def paper(gray: Gray) -> float:
    """The brightness of the paper: most of a page is paper."""
    return float(np.percentile(gray[::4, ::4], 70))


def ink(gray: Gray) -> Mask:
    """Pixels clearly darker than the paper."""
    return gray < paper(gray) * 0.72


def skew(gray: Gray) -> float:
    """The angle in degrees, clockwise, by which the lines of text descend; found where their rows stand sharpest."""
    step = max(1, gray.shape[1] // _SKEW_WIDTH)
    rows, columns = gray.shape[0] // step * step, gray.shape[1] // step * step
    small = gray[:rows, :columns].reshape(rows // step, step, columns // step, step).mean(axis=(1, 3))
    ys, xs = np.nonzero(small < paper(gray) * 0.8)
    if len(ys) < 100:
        return 0.0
    return _sharpest(ys, xs, _sharpest(ys, xs, 0.0, _STEEPEST, 0.25), 0.2, 0.05)


def _sharpest(ys: NDArray[Any], xs: NDArray[Any], center: float, reach: float, step: float) -> float:
    angles = np.arange(center - reach, center + reach + step / 2, step)
    slopes = np.tan(np.radians(angles))
    lift = int(xs.max() * abs(slopes).max()) + 1
    sharpness = [
        float((np.diff(np.bincount((ys - xs * slope + lift).astype(np.int64))) ** 2).sum()) for slope in slopes
    ]
    return float(angles[int(np.argmax(sharpness))])


def box_sum(mask: Mask, reach: int) -> NDArray[np.int32]:
    """How many pixels are set in the square of `2 * reach + 1` around each."""
    padded = np.pad(mask.astype(np.int32), ((reach + 1, reach), (reach + 1, reach)))
    total = padded.cumsum(axis=0, out=padded).cumsum(axis=1, out=padded)
    side = 2 * reach + 1
    return total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]


def runs(mask: Mask, length: int, axis: int, gaps: int) -> Mask:
    """Pixels within straight runs of at least `length` along `axis`, of which `gaps` pixels may be missing."""
    along = mask if axis == 1 else mask.T
    count = along.shape[1]
    if count <= length:
        return np.zeros(mask.shape, dtype=np.bool_)
    total = np.zeros((along.shape[0], count + 1), dtype=np.int32)
    np.cumsum(along, axis=1, out=total[:, 1:])
    starts = (total[:, length:] - total[:, :-length]) >= length - gaps
    change = np.zeros((along.shape[0], count + 1), dtype=np.int8)
    change[:, : starts.shape[1]] += starts
    ends = np.zeros((along.shape[0], count + 1), dtype=np.int8)
    ends[:, length : length + starts.shape[1]] = starts
    inside = (np.cumsum(change, axis=1, dtype=np.int32) - np.cumsum(ends, axis=1, dtype=np.int32))[:, :count] > 0
    inside &= along
    return inside if axis == 1 else inside.T


def thin(mask: Mask, width: int, axis: int) -> Mask:
    """Only those pixels of `mask` that have few of its pixels across: lines stay, filled areas go."""
    across = mask.T if axis == 1 else mask
    reach = width * 2
    total = np.zeros((across.shape[0], across.shape[1] + 2 * reach + 1), dtype=np.int32)
    np.cumsum(across, axis=1, out=total[:, reach + 1 : reach + 1 + across.shape[1]])
    total[:, reach + 1 + across.shape[1] :] = total[:, reach + across.shape[1] : reach + across.shape[1] + 1]
    few = across & ((total[:, 2 * reach + 1 :] - total[:, : across.shape[1]]) <= width)
    return few.T if axis == 1 else few


def dust(mask: Mask, unit: float) -> Mask:
    """Specks that stand alone: nothing within twice their size. `unit` is pixels per 1/150 inch."""
    near, far = max(1, round(2 * unit)), max(2, round(6 * unit))
    inner = box_sum(mask, near)
    return mask & (inner == box_sum(mask, far)) & (inner <= 14 * unit * unit)
