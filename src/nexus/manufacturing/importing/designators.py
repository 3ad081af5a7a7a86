"""Reference designators as people and programs write them: `R1-R4, R7`."""

import re
from typing import NamedTuple

from nexus.platform.tables.errors import BadCell

MOST_IN_LINE = 10_000
_LONGEST = 50
_SEPARATORS = re.compile(r"[,;\s]+")
_SPACED_RANGE = re.compile(r"(?<=\d)\s*(?:-|–|—|\.\.+|:|\bto\b|\bbis\b)\s*(?=[A-Za-z]{0,5}\d)")
_RANGE = re.compile(r"([A-Za-z_]{1,10})(\d{1,9})-([A-Za-z_]{0,10})(\d{1,9})", re.ASCII)


class Designators(NamedTuple):
    """The designators of a line, each on its own, and those that stand there more than once."""

    names: tuple[str, ...]
    repeated: tuple[str, ...]


def read_designators(text: str) -> Designators:
    """Return the designators of a cell, ranges such as `R1-R4`, `R1-4`, `R1..R4` spelled out.

    Raises BadCell when a range runs backwards or there are more than 10,000, or one is longer than 50 characters.
    """
    names: dict[str, None] = {}
    repeated: dict[str, None] = {}
    for part in _SEPARATORS.split(_SPACED_RANGE.sub("-", text)):
        if not part:
            continue
        for name in _spelled_out(part):
            (repeated if name in names else names)[name] = None
        if len(names) > MOST_IN_LINE:
            raise BadCell(f"There are more than {MOST_IN_LINE:,} designators; split the line or correct the range.")
    return Designators(tuple(names), tuple(repeated))


def _spelled_out(part: str) -> list[str]:
    found = _RANGE.fullmatch(part)
    if len(part) > _LONGEST:
        raise BadCell(f"The designator {part[:40]!r} is longer than {_LONGEST} characters.")
    if found is None or (found[3] and found[3] != found[1]):
        return [part]
    prefix, first, _, last = found.groups()
    start, end = int(first), int(last)
    if end < start:
        raise BadCell(f"The range {part!r} runs backwards; write the lower number first.")
    if end - start >= MOST_IN_LINE:
        raise BadCell(f"The range {part!r} names more than {MOST_IN_LINE:,} designators; correct it.")
    return [f"{prefix}{number:0{len(first)}d}" for number in range(start, end + 1)]
