"""What is drawn on a page besides text: ruling lines, filled areas, pictures, in painting order."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from nexus.documents.reading.pdf.paths import THIN, Bounds, Path, path_lines

_MOST_OBJECTS = 50_000
_DEEPEST_FORM = 6
_SHORTEST_RULE = 6.0
"""Points. Shorter strokes are letters drawn as lines, ticks and dashes."""


class Cover(NamedTuple):
    """An area painted over what came before. `color` is None for a picture, pattern or shading.

    A `solid` one hides what is under it; one that is curved, or lets light through, only gives white text a background.
    """

    order: int
    bounds: Bounds
    color: tuple[int, int, int] | None
    solid: bool = False
    image: Any = None


@dataclass(slots=True)
class Scene:
    """The drawing of one page in its own coordinates."""

    covers: list[Cover] = field(default_factory=list[Cover])
    rules: list[Bounds] = field(default_factory=list[Bounds])
    texts: dict[int, int] = field(default_factory=dict[int, int])
    """Address of a text object -> when it was painted."""
    image_area: float = 0.0
    """Square points under pictures."""


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def bounds(self, bounds: Bounds) -> Bounds:
        left, bottom, right, top = bounds
        xs = [self.a * x + self.c * y + self.e for x in (left, right) for y in (bottom, top)]
        ys = [self.b * x + self.d * y + self.f for x in (left, right) for y in (bottom, top)]
        return (min(xs), min(ys), max(xs), max(ys))

    def after(self, outer: "_Matrix") -> "_Matrix":
        a, b, c, d, e, f = self
        return _Matrix(
            a * outer.a + b * outer.c, a * outer.b + b * outer.d, c * outer.a + d * outer.c, c * outer.b + d * outer.d,
            e * outer.a + f * outer.c + outer.e, e * outer.b + f * outer.d + outer.f,
        )  # fmt: skip


_PLAIN = _Matrix()


class _Gatherer:
    def __init__(self) -> None:
        self.scene = Scene()
        self.order = 0
        self.path = Path()
        self.edges = tuple(ctypes.c_float() for _ in range(4))
        self.edge_refs = tuple(ctypes.byref(edge) for edge in self.edges)

    def visit(self, handle: Any, matrix: _Matrix) -> None:
        kind = pdfium.FPDFPageObj_GetType(handle)
        self.order += 1
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self.scene.texts[ctypes.addressof(handle.contents)] = self.order
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self.visit_path(handle, matrix)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            bounds = self.bounds(handle, matrix)
            if bounds:
                image = handle if kind == pdfium.FPDF_PAGEOBJ_IMAGE else None
                self.scene.covers.append(Cover(self.order, bounds, None, image=image))
                self.scene.image_area += (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])

    def visit_path(self, handle: Any, matrix: _Matrix) -> None:
        bounds = self.bounds(handle, matrix)
        if bounds is None:
            return
        path = self.path.load(handle)
        thin = min(bounds[2] - bounds[0], bounds[3] - bounds[1]) <= THIN
        if path.stroked and path.segments == 2 and not thin:  # a line so thick that it is a background
            self.scene.covers.append(Cover(self.order, bounds, path.stroke_color(handle)))
        elif path.filled and not thin and not path.border:
            self.scene.covers.append(Cover(self.order, bounds, path.color, solid=path.opaque and path.segments <= 12))
        if path.visible or path.stroked:
            lines = [bounds] if thin else path_lines(handle, path, bounds, matrix)
            self.scene.rules.extend(line for line in lines if _length(line) >= _SHORTEST_RULE)

    def bounds(self, handle: Any, matrix: _Matrix) -> Bounds | None:
        if not pdfium.FPDFPageObj_GetBounds(handle, *self.edge_refs):
            return None
        left, bottom, right, top = self.edges
        bounds = (left.value, bottom.value, right.value, top.value)
        return bounds if matrix is _PLAIN else matrix.bounds(bounds)


def read_scene(page: Any) -> Scene:
    """The drawing of a loaded page."""
    gatherer = _Gatherer()
    for handle, matrix in _objects(page):
        gatherer.visit(handle, matrix)
        if gatherer.order >= _MOST_OBJECTS:
            break
    return gatherer.scene


def _objects(page: Any) -> Iterator[tuple[Any, _Matrix]]:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        handle = pdfium.FPDFPage_GetObject(page, index)
        if handle:
            yield from _unfold(handle, _PLAIN, 0)


def _unfold(handle: Any, matrix: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    if pdfium.FPDFPageObj_GetType(handle) != pdfium.FPDF_PAGEOBJ_FORM:
        yield handle, matrix
        return
    if depth >= _DEEPEST_FORM:
        return
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, ctypes.byref(own))
    inner = _Matrix(own.a, own.b, own.c, own.d, own.e, own.f).after(matrix)
    for index in range(pdfium.FPDFFormObj_CountObjects(handle)):
        child = pdfium.FPDFFormObj_GetObject(handle, index)
        if child:
            yield from _unfold(child, inner, depth + 1)


def _length(bounds: Bounds) -> float:
    return max(bounds[2] - bounds[0], bounds[3] - bounds[1])
