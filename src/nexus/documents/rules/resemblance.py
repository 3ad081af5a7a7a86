"""Finding a line of one reading again in another reading of the same document."""

from collections.abc import Sequence

from nexus.documents.evidence import ExtractedLine, Value
from nexus.documents.rules.accounts import values_of

SAME_TEXT = 3
SAME_PLACE = 2
SAME_NUMBER = 1
ENOUGH = 4
"""The same text and one more thing, or the same place and two."""


def pairs(wanted: Sequence[ExtractedLine], lines: Sequence[ExtractedLine]) -> dict[int, ExtractedLine]:
    """Return for each wanted line, by its index, the line that resembles it best; no line is given twice."""
    scored = [
        (score, -abs(line.position - want.position), index, number)
        for index, want in enumerate(wanted)
        for number, line in enumerate(lines)
        if (score := resemblance(want, line)) >= ENOUGH
    ]
    found: dict[int, ExtractedLine] = {}
    taken: set[int] = set()
    for _, _, index, number in sorted(scored, reverse=True):
        if index not in found and number not in taken:
            found[index] = lines[number]
            taken.add(number)
    return found


def resemblance(one: ExtractedLine, other: ExtractedLine) -> int:
    """Return how much speaks for two lines being the same item of the document."""
    texts = sum(
        SAME_TEXT
        for field in ("part_number", "customer_part_number", "description")
        if _same(getattr(one, field), getattr(other, field))
    )
    numbers = sum(
        SAME_NUMBER for field in ("quantity", "line_number") if _same(getattr(one, field), getattr(other, field))
    )
    place = SAME_PLACE if _place(one) & _place(other) else 0
    return texts + numbers + place + (SAME_NUMBER if one.position == other.position else 0)


def _same(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and bool(_key(one)) and _key(one) == _key(other)


def _key(value: Value) -> str:
    return "".join(letter for letter in value.text.casefold() if letter.isalnum())


def _place(line: ExtractedLine) -> set[tuple[int, str | int]]:
    """Return where the line stands: its cells by name, its boxes by the height of their middle to some 5 points."""
    places: set[tuple[int, str | int]] = set()
    for value in values_of(line):
        if value.ref:
            places.add((value.page, value.ref))
        if value.box is not None:
            middle = (value.box.y0 + value.box.y1) / 2
            places |= {(value.page, int(middle / 5)), (value.page, int((middle + 2.5) / 5) + 100_000)}
    return places
