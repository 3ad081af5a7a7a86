"""Ruling lines out of vector paths: thin fills, strokes, and the frames of boxes."""

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any, Protocol

import pypdfium2.raw as pdfium

Bounds = tuple[float, float, float, float]
"""left, bottom, right, top"""

THIN = 3.0
"""Points. What is not wider is a line, not an area."""
_MOST_SEGMENTS = 4_000
_STRAIGHT = 0.6


class Mapping(Protocol):
    """Coordinates of a form brought to the page."""

    def bounds(self, bounds: Bounds) -> Bounds: ...


class Path:
    """How the path at hand is painted. One instance serves all paths of a page, one after the other."""

    def __init__(self) -> None:
        self.fill, self.stroke = ctypes.c_int(), ctypes.c_int()
        self.channels = tuple(ctypes.c_uint() for _ in range(4))
        self.refs = tuple(ctypes.byref(channel) for channel in self.channels)
        self.segments = 0
        self.color: tuple[int, int, int] | None = None
        self.filled = self.opaque = self.stroked = self.visible = self.border = False

    def load(self, handle: Any) -> "Path":
        pdfium.FPDFPath_GetDrawMode(handle, ctypes.byref(self.fill), ctypes.byref(self.stroke))
        self.segments = pdfium.FPDFPath_CountSegments(handle)
        self.stroked = bool(self.stroke.value)
        self.color, alpha = None, 0
        if self.fill.value:
            known = pdfium.FPDFPageObj_GetFillColor(handle, *self.refs)
            red, green, blue, alpha = (channel.value for channel in self.channels)
            self.color = (red, green, blue) if known else None
            alpha = alpha if known else 255
        self.filled = alpha > 25
        self.opaque = alpha > 250 and self.color is not None
        self.visible = self.filled and (self.color is None or min(self.color) < 245)
        self.border = self.fill.value == pdfium.FPDF_FILLMODE_ALTERNATE and self.segments >= 8
        return self

    def stroke_color(self, handle: Any) -> tuple[int, int, int] | None:
        """The colour of the line; None for a pattern."""
        known = pdfium.FPDFPageObj_GetStrokeColor(handle, *self.refs)
        red, green, blue, _ = (channel.value for channel in self.channels)
        return (red, green, blue) if known else None


def path_lines(handle: Any, path: Path, bounds: Bounds, matrix: Mapping) -> Iterator[Bounds]:
    """The straight horizontal and vertical lines that a path draws."""
    if path.segments in (4, 5) and path.stroked:
        yield from _frame(bounds)
        return
    if path.segments > _MOST_SEGMENTS or path.segments < 2:
        return
    parts = list(_subpaths(handle, path.segments))
    if path.stroked:
        for points in parts:
            yield from _straight(points, matrix)
        return
    boxes = [matrix.bounds(_around(points)) for points in parts if len(points) >= 3]
    if path.border and len(boxes) == 2:
        yield from _between(*sorted(boxes, key=_area, reverse=True))
    else:
        yield from (box for box in boxes if min(box[2] - box[0], box[3] - box[1]) <= THIN)


def _subpaths(handle: Any, count: int) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _straight(points: list[tuple[float, float]], matrix: Mapping) -> Iterator[Bounds]:
    for start, end in itertools.pairwise(points):
        if abs(start[0] - end[0]) < _STRAIGHT or abs(start[1] - end[1]) < _STRAIGHT:
            yield matrix.bounds(_around([start, end]))


def _around(points: list[tuple[float, float]]) -> Bounds:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _frame(bounds: Bounds) -> Iterator[Bounds]:
    left, bottom, right, top = bounds
    yield from ((left, bottom, right, bottom), (left, top, right, top))
    yield from ((left, bottom, left, top), (right, bottom, right, top))


def _between(outer: Bounds, inner: Bounds) -> Iterator[Bounds]:
    """The sides of a frame painted as the area between two rectangles; sides without width are not there."""
    sides = (
        (outer[0], outer[1], outer[2], inner[1]),
        (outer[0], inner[3], outer[2], outer[3]),
        (outer[0], outer[1], inner[0], outer[3]),
        (inner[2], outer[1], outer[2], outer[3]),
    )
    for side in sides:
        if 0.05 < min(side[2] - side[0], side[3] - side[1]) <= THIN:
            yield side


def _area(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
