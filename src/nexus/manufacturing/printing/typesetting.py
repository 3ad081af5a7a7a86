"""From what stands on a traveler or on labels to PDF bytes and to what a label printer takes."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from nexus.manufacturing.printing.barcodes import Symbology, barcode_svg
from nexus.manufacturing.printing.sheet import Label, TravelerSheet
from nexus.manufacturing.printing.words import words_of
from nexus.platform.printing.typesetting import typeset


def traveler_pdf(sheet: TravelerSheet, made: datetime) -> bytes:
    """Typeset a traveler. Takes tens of milliseconds of a core: call it in a thread, not on the event loop."""
    with tempfile.TemporaryDirectory(prefix="nexus-paper-") as folder:
        root = Path(folder)
        told = _composed(sheet)
        told["modules"] = _draw(root, "traveler", sheet.code, Symbology.CODE128)
        _draw(root, "traveler-matrix", sheet.code, Symbology.DATAMATRIX)
        for index, step in enumerate(told["steps"]):
            step["modules"] = _draw(root, f"step-{index}", step["code"], Symbology.CODE128)
        root.joinpath("sheet.json").write_bytes(msgspec.json.encode(told))
        return typeset(_template("traveler"), root, made)


def label_pdf(labels: Sequence[Label], made: datetime, width: int = 100, height: int = 50) -> bytes:
    """Typeset labels, one a page of so many millimetres."""
    small = width < 80
    told: dict[str, Any] = {
        "width": width, "height": height, "size": 6 if small else 8, "matrix": 10 if small else 16,
        "module": 0.17 if small else 0.28, "bars": 8 if small else 12,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="nexus-paper-") as folder:
        root = Path(folder)
        told["labels"] = [
            {
                "title": label.title,
                "lines": label.lines[:4],
                "code": label.code,
                "modules": _draw(root, f"label-{index}", label.code, Symbology.CODE128),
                "matrix": _draw(root, f"label-{index}-matrix", label.code, Symbology.DATAMATRIX),
            }
            for index, label in enumerate(labels)
        ]
        root.joinpath("labels.json").write_bytes(msgspec.json.encode(told))
        return typeset(_template("labels"), root, made, archival=False)


def label_zpl(labels: Sequence[Label], dpi: int = 203, width: int = 100, height: int = 50) -> str:
    """Write labels in ZPL II for a printer of so many dots an inch; what stands on them can be no command."""
    dots = dpi / 25.4
    return "".join(_zpl(label, dots, width, height) for label in labels)


def _zpl(label: Label, dots: float, width: int, height: int) -> str:
    def at(x: float, y: float) -> str:
        return f"^FO{round(x * dots)},{round(y * dots)}"

    size = round(4 * dots)
    lines = "".join(
        f"{at(3, 9 + 5 * row)}^A0N,{round(3 * dots)}^FH_^FD{_escaped(text)}^FS"
        for row, text in enumerate(label.lines[:4])
    )
    return (
        f"^XA^CI28^PW{round(width * dots)}^LL{round(height * dots)}"
        f"{at(3, 3)}^A0N,{size},{size}^FH_^FD{_escaped(label.title)}^FS{lines}"
        f"{at(width - 20, 3)}^BXN,{max(round(0.6 * dots), 3)},200^FH_^FD{_escaped(label.code)}^FS"
        f"{at(5, height - 17)}^BY2^BCN,{round(11 * dots)},Y,N,N,A^FH_^FD{_escaped(label.code)}^FS^XZ\n"
    )


def _escaped(text: str) -> str:
    """Return a text in which whatever the printer would take for a command, or not print, is its hexadecimal bytes."""
    return "".join(
        sign if (sign.isalnum() and sign.isascii()) or sign in " .,:;/()+-#" else
        "".join(f"_{byte:02X}" for byte in sign.encode())
        for sign in text if sign.isprintable()
    )  # fmt: skip


def _composed(sheet: TravelerSheet) -> dict[str, Any]:
    language, words = words_of(sheet.locale)
    told: dict[str, Any] = msgspec.to_builtins(sheet)
    named = msgspec.to_builtins(words)
    told |= {"language": language, "words": named, "hash": sheet.hash[:16], "mark": words.marks.get(sheet.mark, "")}
    told["facts"] = [(named[name], value) for name, value in sheet.facts if value]
    told["steps"] = [
        {
            **msgspec.to_builtins(step),
            "tags": [
                *([step.role] if step.role else []),
                *([f"{step.hours} {words.hours}"] if step.hours else []),
                *([words.first_article] if step.first_article else []),
                *([words.approval] if step.needs_approval else []),
            ],
        }
        for step in sheet.steps
    ]
    return told


def _draw(root: Path, name: str, code: str, symbology: Symbology) -> int:
    svg, modules = barcode_svg(code, symbology)
    root.joinpath(f"{name}.svg").write_text(svg)
    return modules


@cache
def _template(name: str) -> bytes:
    return Path(__file__).parent.joinpath(f"{name}.typ").read_bytes()
