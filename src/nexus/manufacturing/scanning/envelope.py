"""ISO/IEC 15434 envelopes: data identifiers and their values, also when a scanner mangled the separators.

Labels of components (ECIA EIGP 114) carry `[)>` RS `06` GS field GS field ... RS EOT, each field a data identifier of
ANSI MH10.8.2 and its value. Control characters do not survive every keyboard: they come as `{GS}`, `^]`, `]`, a blank,
or not at all.
"""

import re
from typing import NamedTuple

_GS, _RS, _EOT = "\x1d", "\x1e", "\x04"
_NAMED = {
    _GS: re.compile(r"[{<\[(]GS[}>\])]|\^\]|␝|\\x1d|\\u001d|&#29;", re.IGNORECASE),
    _RS: re.compile(r"[{<\[(]RS[}>\])]|\^\^|␞|\\x1e|\\u001e|&#30;", re.IGNORECASE),
    _EOT: re.compile(r"[{<\[(]EOT[}>\])]|␄|\\x04|\\u0004|&#4;|\^D\s*$", re.IGNORECASE),
}
_HEADER = re.compile(r"(?:\][A-Za-z][0-9])?(>?)\[\)>[\x1e^ ]?0([56])")
_FIELD = re.compile(r"(\d{0,3}[A-Za-z])(.*)", re.DOTALL)
_BEGINS_FIELD = re.compile(r"(?:Q\d{1,9}|\d{1,3}[A-Z].*|[DKPSTV](?:(?=[A-Z0-9./-]*\d)[A-Z0-9./-]+)?)")
_LONGEST_RUN = 300
_DIGIKEY_ORDER = (
    r"K(?P<K>[^K]*)1K(?P<_1K>\d+)10K(?P<_10K>\d+)(?:9D(?P<_9D>\d{0,6}))?(?:1T(?P<_1T>.*?))?11K(?P<_11K>\d+)"
    r"4L(?P<_4L>[A-Z]{2})Q(?P<Q>\d{1,9})11ZPICK12Z(?P<_12Z>\d+)13Z(?P<_13Z>\d+)20Z(?P<_20Z>0*)"
)
_RUN_TOGETHER = (
    re.compile(
        r"K(?P<K>.*?)14K(?P<_14K>\d{1,4})1P(?P<_1P>.+?)Q(?P<Q>\d{1,9})11K(?P<_11K>\d+)4L(?P<_4L>[A-Z]{2})"
        r"(?:1V(?P<_1V>.*))?"
    ),
    re.compile(rf"P(?P<P>.*?)1P(?P<_1P>.+?)30P(?P<_30P>.+?-ND){_DIGIKEY_ORDER}"),
    re.compile(rf"P(?P<P>.+?-ND)1P(?P<_1P>.+){_DIGIKEY_ORDER}"),
)
"""Mouser's and Digi-Key's fields in their order; mostly digits, they can be told apart without separators."""


class Envelope(NamedTuple):
    """What an envelope holds."""

    format: str
    """06: data identifiers; 05: GS1 application identifiers, left together in `fields` under the empty key."""
    fields: dict[str, str]
    stray_mark: bool
    """Whether a `>` stands before it, which only Mouser prints."""
    certain: bool
    """False when blanks or nothing stood for the separators, so that fields were parted by guess."""


def with_controls(text: str) -> str:
    """Return a scanned text with control characters where the scanner typed names for them."""
    for control, named in _NAMED.items():
        text = named.sub(control, text)
    return text


def open_envelope(text: str) -> Envelope | None:
    """Return the fields of an envelope, the first of each identifier; None when it is none or cannot be parted.

    `text` has its control characters, as `with_controls` leaves it.
    """
    found = _HEADER.match(text)
    if found is None:
        return None
    body = re.split(r"[\x1e\x04]", text[found.end() :].lstrip(_RS), maxsplit=1)[0]
    stray_mark = bool(found[1])
    if found[2] == "5":
        return Envelope("05", {"": body.strip(_GS)}, stray_mark, certain=True)
    separator = body[:1]
    if separator in {_GS, "]", "^"} or _GS in body:
        parts = body.split(separator if separator in {"]", "^"} else _GS)
        return Envelope("06", _fields(parts), stray_mark, certain=True)
    fields = _fields(_parted_by_blanks(body)) if separator == " " else _run_together(body)
    return Envelope("06", fields, stray_mark, certain=False) if fields else None


def _fields(parts: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in parts:
        found = _FIELD.fullmatch(part.strip())
        if found:
            fields.setdefault(found[1].upper(), found[2].strip())
    return fields


def _parted_by_blanks(body: str) -> list[str]:
    """Part at the blanks behind which a field may begin; other blanks belong to the value."""
    parts: list[str] = []
    for word in body.split():
        if not parts or _BEGINS_FIELD.fullmatch(word):
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    return parts


def _run_together(body: str) -> dict[str, str]:
    for known in _RUN_TOGETHER if len(body) <= _LONGEST_RUN else ():
        if found := known.fullmatch(body.strip()):
            return {name.removeprefix("_"): value for name, value in found.groupdict().items() if value is not None}
    return {}
