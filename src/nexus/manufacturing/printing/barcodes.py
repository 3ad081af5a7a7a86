"""Barcodes as pictures that scale: Code 128 for the wedge, DataMatrix and QR for where there is little room."""

import re
from enum import StrEnum

import zxingcpp


class Symbology(StrEnum):
    CODE128 = "code128"
    DATAMATRIX = "datamatrix"
    QR = "qr"


_FORMATS = {
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
}
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')
QUIET = 10
"""Modules of white on both sides of a Code 128."""


def barcode_svg(text: str, symbology: Symbology) -> tuple[str, int]:
    """Return an SVG without quiet zones, and how many modules wide it is; raise ValueError for what it cannot hold."""
    svg = zxingcpp.create_barcode(text, _FORMATS[symbology]).to_svg(add_quiet_zones=False, add_hrt=False)
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError(f"{text[:40]!r} cannot be drawn as {symbology.value}.")
    return svg, int(found[1])
