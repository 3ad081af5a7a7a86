"""Ruling lines of a scan: found, measured, and wiped away so that they are not read as letters."""

import numpy as np

from nexus.documents.reading.ocr.pixels import Gray, Mask, box_sum, dust, ink, paper, runs, thin

Segment = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels."""

_SHORTEST = 0.3
"""Inches. No letter has a straight stroke this long."""
_THICKEST = 0.035


def clean_scan(gray: Gray, dpi: float) -> tuple[Gray, list[Segment]]:
    """The picture without rules and dust, and the rules."""
    dark = ink(gray)
    length, width = int(_SHORTEST * dpi), max(3, round(_THICKEST * dpi))
    horizontal = thin(runs(dark, length, 1, length // 25), width, 1)
    vertical = thin(runs(dark, length, 0, length // 25), width, 0)
    segments = [*_segments(horizontal, length, width), *_upright(_segments(vertical.T, length, width))]
    cleaned = gray.copy()
    cleaned[box_sum(horizontal | vertical, 1) > 0] = int(paper(gray))
    cleaned[box_sum(dust(dark & ~horizontal & ~vertical, dpi / 150), 1) > 0] = int(paper(gray))
    return cleaned, segments


def _segments(mask: Mask, length: int, width: int) -> list[Segment]:
    """Join rows of the mask into lines: runs that touch from row to row are one line, even when it slopes."""
    open_lines: list[list[int]] = []
    closed: list[list[int]] = []
    for y in np.flatnonzero(mask.any(axis=1)):
        closed += [line for line in open_lines if y - line[3] > width]
        open_lines = [line for line in open_lines if y - line[3] <= width]
        row = np.diff(np.concatenate(([0], mask[y].view(np.int8), [0])))
        for start, end in zip(np.flatnonzero(row == 1), np.flatnonzero(row == -1), strict=True):
            _join(open_lines, int(start), int(end), int(y), width)
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in closed + open_lines if x1 - x0 >= length]


def _join(lines: list[list[int]], start: int, end: int, y: int, width: int) -> None:
    for line in lines:
        if start <= line[2] + 3 * width and end >= line[0] - 3 * width:
            line[0], line[2], line[3] = min(line[0], start), max(line[2], end), y
            return
    lines.append([start, y, end, y])


def _upright(segments: list[Segment]) -> list[Segment]:
    return [(y0, x0, y1, x1) for x0, y0, x1, y1 in segments]
