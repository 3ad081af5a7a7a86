"""GS1 element strings: application identifiers and their values, as GS1-128 and GS1 DataMatrix carry them.

Lengths and check digit: GS1 General Specifications, sections 3.2 and 7.9.
"""

import re
from calendar import monthrange
from datetime import date

_GS = "\x1d"
_SYMBOLOGY = re.compile(r"\](?:C1|d2|e0|Q3|J1)")
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
_FIXED = {
    "00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
    **{str(number): 13 for number in range(410, 418)},
}  # fmt: skip
_VARIABLE = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "250": 30, "400": 30, "8008": 12}
_DIGITS = frozenset({*_FIXED, "30", "37", "8008"})
_DATES = frozenset({"11", "12", "13", "15", "16", "17"})
_CARRIED = re.compile(r"[!-~]+")


def read_elements(text: str) -> dict[str, str] | None:
    """Return application identifier -> value of an element string; None when it is none.

    It is one when a scanner says so (`]C1`), when it is written with brackets, or when it begins with a GTIN; and when
    all of it is understood, its dates exist and the check digits of its GTINs are right.
    """
    marked = _SYMBOLOGY.match(text)
    if marked:
        text = text[3:]
    if not marked and not text.startswith(("(", "01")):
        return None
    found = _bracketed(text) if text.startswith("(") else _plain(text.strip(_GS))
    if not found or not all(_is_right(identifier, value) for identifier, value in found.items()):
        return None
    return found


def _bracketed(text: str) -> dict[str, str] | None:
    parts = _BRACKETED.findall(text)
    if "".join(f"({identifier}){value}" for identifier, value in parts) != text:
        return None
    return _once([(identifier, value.strip(_GS)) for identifier, value in parts])


def _plain(text: str) -> dict[str, str] | None:
    found: list[tuple[str, str]] = []
    while text:
        identifier = next((text[:size] for size in (2, 3, 4) if text[:size] in _FIXED or text[:size] in _VARIABLE), "")
        if not identifier:
            return None
        rest = text[len(identifier) :]
        if identifier in _FIXED:
            value, text = rest[: _FIXED[identifier]], rest[_FIXED[identifier] :].removeprefix(_GS)
        else:
            value, _, text = rest.partition(_GS)
        found.append((identifier, value))
    return _once(found)


def _once(found: list[tuple[str, str]]) -> dict[str, str] | None:
    elements = dict(found)
    return elements if len(elements) == len(found) else None


def _is_right(identifier: str, value: str) -> bool:
    least, most = _FIXED.get(identifier, 1), _FIXED.get(identifier) or _VARIABLE.get(identifier, 0)
    if not least <= len(value) <= most or not _CARRIED.fullmatch(value):
        return False
    if identifier in _DIGITS and not value.isdecimal():
        return False
    if identifier in _DATES:
        return day_of(value) is not None
    return identifier not in {"00", "01", "02"} or has_right_check_digit(value)


def has_right_check_digit(number: str) -> bool:
    """Say whether the last digit of a GTIN or SSCC (ASCII digits) is the check digit of the others."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(digit * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0


def day_of(text: str) -> date | None:
    """Return the day of a `YYMMDD` of this century, the last of the month for day 00; None when there is none."""
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None
