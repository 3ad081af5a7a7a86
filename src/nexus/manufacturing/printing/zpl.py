"""The fields of a label in ZPL II, the language of label printers, in which no text can become a command.

Source: ZPL II Programming Guide, commands ^BC, ^BX, ^CI, ^FD and ^FH.
"""

import re
import unicodedata

import msgspec

from nexus.manufacturing.printing.barcodes import FINEST_MM, QUIET, Symbology, modules_across

MARGIN_MM = 2
_PRINTABLE = re.compile(r"[ -~]{1,200}", re.ASCII)
_DIGITS = re.compile(r"((?:\d\d){3,})", re.ASCII)
_COMMANDS = {sign: f"_{ord(sign):02X}" for sign in "^~_"}
_OF_SUBSET_B = {">": ">0", "^": "><", "~": ">="}
_START_B, _TO_C, _TO_B = ">:", ">5", ">6"
_WIDEST_BAR_MM = 0.375
_WIDEST_SQUARE_MM = 1.5
_SPARE_MODULES = 4
"""A printer may need one size more for a DataMatrix than we do."""
_LETTER = 0.55
"""Width of a letter of the printer's font 0 for its height, capitals among them."""
_NARROWEST = 0.55


class Dots(msgspec.Struct, frozen=True):
    """A field's place and room in dots, from the upper left corner of the label."""

    x: int
    y: int
    width: int
    height: int


class Page(msgspec.Struct, frozen=True):
    """A label on a printer of so many dots an inch."""

    dpi: int
    width_mm: float
    height_mm: float

    @property
    def dots_per_mm(self) -> float:
        """Dots of the printer on a millimetre."""
        return self.dpi / 25.4

    @property
    def inner_mm(self) -> float:
        """Width between the margins."""
        return self.width_mm - 2 * MARGIN_MM

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in dots."""
        return int(self.width_mm * self.dots_per_mm), int(self.height_mm * self.dots_per_mm)

    def place(self, x_mm: float, y_percent: float, width_mm: float, height_percent: float) -> Dots:
        """Return a place between the margins, across in millimetres and down in percent of the height."""
        tall = (self.height_mm - 2 * MARGIN_MM) * self.dots_per_mm / 100
        return Dots(
            x=round((MARGIN_MM + x_mm) * self.dots_per_mm),
            y=round(MARGIN_MM * self.dots_per_mm + y_percent * tall),
            width=int(width_mm * self.dots_per_mm),
            height=int(height_percent * tall),
        )


class Square(msgspec.Struct, frozen=True):
    """A field of ZPL with a DataMatrix, and how many dots wide it is at most, quiet zones included."""

    field: str
    width: int


def words(text: str, at: Dots) -> str:
    """Return a line of text in letters `at.height` high, narrower when it is long, and cut when it is too long."""
    text = " ".join(_visible(text).split())
    letters = int(at.width / (at.height * _LETTER * _NARROWEST))
    if len(text) > letters:
        text = text[: letters - 1] + "…"
    natural = max(len(text), 1) * at.height * _LETTER
    width = round(at.height * min(1, at.width / natural))
    return f"^FO{at.x},{at.y}^A0N,{at.height},{width}^FH_^FD{_escaped(text)}^FS"


def bars(code: str, at: Dots, dots_per_mm: float) -> str | None:
    """Return a Code 128 in the middle of its room; None when its bars would be too fine there."""
    data, modules = _subsets(code)
    for module in _modules(_WIDEST_BAR_MM, dots_per_mm):
        spare = at.width - (modules + 2 * QUIET[Symbology.CODE128]) * module
        if spare >= 0:
            x = at.x + spare // 2 + QUIET[Symbology.CODE128] * module
            return f"^FO{x},{at.y}^BY{module},3,{at.height}^BCN,{at.height},N,N,N,N^FH_^FD{_escaped(data)}^FS"
    return None


def square(code: str, at: Dots, dots_per_mm: float) -> Square:
    """Return a DataMatrix in the upper left of its room and its width in dots; raise ValueError without room for it."""
    _check(code)
    modules = modules_across(code, Symbology.DATAMATRIX)
    for module in _modules(_WIDEST_SQUARE_MM, dots_per_mm):
        if modules is not None and (modules + _SPARE_MODULES) * module <= min(at.width, at.height):
            quiet = QUIET[Symbology.DATAMATRIX] * module
            # The underscore is also what ^BX itself escapes by, after ^FH is undone.
            data = _escaped(code.replace("_", "__"))
            field = f"^FO{at.x + quiet},{at.y + quiet}^BXN,{module},200,,,,_,1^FH_^FD{data}^FS"
            return Square(field, (modules + _SPARE_MODULES) * module)
    raise ValueError(f"There is no room for a code of {len(code)} signs.")


def _modules(widest_mm: float, dots_per_mm: float) -> range:
    """Return widths of a module in dots, widest first, none finer than everyday scanners read."""
    return range(round(widest_mm * dots_per_mm), round(FINEST_MM * dots_per_mm) - 1, -1)


def _subsets(code: str) -> tuple[str, int]:
    """Return a code as subsets of Code 128 for ^BC, six digits and more by pairs, and how many modules wide it is."""
    _check(code)
    data, signs = _START_B, 3  # start, check and stop, which is two modules wider
    for digits, part in ((index % 2, part) for index, part in enumerate(_DIGITS.split(code)) if part):
        data += f"{_TO_C}{part}{_TO_B}" if digits else "".join(_OF_SUBSET_B.get(sign, sign) for sign in part)
        signs += len(part) // 2 + 2 if digits else len(part)
    return data, 11 * signs + 2


def _check(code: str) -> None:
    if not _PRINTABLE.fullmatch(code):
        raise ValueError(f"A code on a label is 1 to 200 printable signs of ASCII, which {code[:40]!r} is not.")


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)


def _escaped(text: str) -> str:
    return "".join(_COMMANDS.get(sign, sign) for sign in text)
