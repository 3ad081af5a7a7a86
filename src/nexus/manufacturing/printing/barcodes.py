"""Barcodes as pictures in real sizes, with their quiet zones: Code 128, DataMatrix and QR."""

import re
from enum import StrEnum
from functools import lru_cache

import msgspec
import zxingcpp

LONGEST = 200
"""Signs that a code may have; more belong in no barcode of a shop."""
FINEST_MM = 0.25
"""Narrowest bar that everyday scanners read: two dots at 203 dpi, three at 300 dpi."""
_PATH = re.compile(r'<path d="([^"]+)"')
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')


class Symbology(StrEnum):
    """How a text is written as bars or squares."""

    CODE128 = "code128"
    DATAMATRIX = "datamatrix"
    QR = "qr"


_FORMATS = {
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
}
_OPTIONS: dict[Symbology, dict[str, object]] = {
    Symbology.CODE128: {},
    Symbology.DATAMATRIX: {"force_square": True},
    Symbology.QR: {"ec_level": "M"},
}
QUIET = {Symbology.CODE128: 10, Symbology.DATAMATRIX: 2, Symbology.QR: 4}
"""Modules of white that a symbol needs: on its left and right (Code 128), on each side (the others)."""


_SQUARES_MM = (1.5, 1.25, 1, 0.875, 0.75, 0.625, 0.5, 0.375, FINEST_MM)
_MODULES_MM = {
    Symbology.CODE128: (0.375, FINEST_MM),
    Symbology.DATAMATRIX: _SQUARES_MM,
    Symbology.QR: _SQUARES_MM,
}
"""Whole dots at 203 dpi, widest first."""


class Symbol(msgspec.Struct, frozen=True):
    """A drawn barcode; its size is that of the picture, quiet zones included."""

    symbology: Symbology
    svg: str
    width_mm: float
    height_mm: float


class Room(msgspec.Struct, frozen=True):
    """The place for a barcode: how wide it may be, how high bars are, and how high a square may be."""

    width_mm: float
    bars_mm: float
    square_mm: float


def code128(text: str, module_mm: float = FINEST_MM, height_mm: float = 12) -> str:
    """Return a Code 128 as SVG: bars at least `module_mm` wide and `height_mm` high, ten modules of white beside them.

    Raise ValueError for a text that is not 1 to 200 signs of ASCII, or that has too many for Code 128.
    """
    return draw(text, Symbology.CODE128, module_mm, height_mm).svg


def datamatrix(text: str, module_mm: float = 0.5) -> str:
    """Return a square DataMatrix (ECC 200) as SVG, with two modules of white around it; raise as `code128` does."""
    return draw(text, Symbology.DATAMATRIX, module_mm).svg


def qr(text: str, module_mm: float = 0.5) -> str:
    """Return a QR code (level M) as SVG, with four modules of white around it; raise as `code128` does."""
    return draw(text, Symbology.QR, module_mm).svg


def draw(text: str, symbology: Symbology, module_mm: float, height_mm: float = 12) -> Symbol:
    """Return a barcode whose modules are `module_mm` wide; `height_mm` counts for Code 128 only. Raise as above."""
    _check(text)
    path, across, down = _outline(text, symbology)
    quiet = QUIET[symbology]
    above = 0 if symbology is Symbology.CODE128 else quiet
    width = (across + 2 * quiet) * module_mm
    height = height_mm if symbology is Symbology.CODE128 else width
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm"'
        f' viewBox="{-quiet} {-above} {across + 2 * quiet} {down + 2 * above}" preserveAspectRatio="none">'
        f'<rect x="{-quiet}" y="{-above}" width="100%" height="100%" fill="#fff"/><path d="{path}"/></svg>'
    )
    return Symbol(symbology, svg, width, height)


def fit(text: str, symbology: Symbology, room: Room) -> Symbol:
    """Return the barcode with the widest modules of whole printer dots for which there is room.

    A Code 128 that would be too fine there becomes a DataMatrix of the same text. Raise ValueError when neither fits.
    """
    modules = modules_across(text, symbology)
    widest_mm = room.width_mm if symbology is Symbology.CODE128 else min(room.width_mm, room.square_mm)
    for module_mm in _MODULES_MM[symbology]:
        if modules is not None and modules * module_mm <= widest_mm:
            return draw(text, symbology, module_mm, room.bars_mm)
    if symbology is Symbology.CODE128:
        return fit(text, Symbology.DATAMATRIX, room)
    raise ValueError(f"There is no room for a code of {len(text)} signs on {widest_mm:g} mm.")


def modules_across(text: str, symbology: Symbology) -> int | None:
    """Return how many modules wide a symbol is, quiet zones included; None for a text that is too long for it."""
    _check(text)
    try:
        return _outline(text, symbology)[1] + 2 * QUIET[symbology]
    except ValueError:
        return None


def _check(text: str) -> None:
    if not text.isascii() or not 1 <= len(text) <= LONGEST:
        raise ValueError(f"A code is 1 to {LONGEST} signs of ASCII, which {text[:40]!r} is not.")


@lru_cache(maxsize=1024)
def _outline(text: str, symbology: Symbology) -> tuple[str, int, int]:
    """Return the dark parts as the path of an SVG in modules, and how many modules they are wide and high."""
    svg = zxingcpp.create_barcode(text, _FORMATS[symbology], **_OPTIONS[symbology]).to_svg(add_quiet_zones=False)
    path, size = _PATH.search(svg), _SIZE.search(svg)
    if path is None or size is None:
        raise ValueError(f"{text[:40]!r} cannot be drawn as {symbology.value}.")
    return path[1], int(size[1]), int(size[2])
