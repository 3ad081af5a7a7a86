"""From a requested line to what can be looked up: printed numbers, manufacturer, and the description understood."""

import re
from collections.abc import Callable, Iterable

import msgspec

from nexus.catalog.matching.facts import PIN_FAMILIES
from nexus.catalog.matching.knowledge import Knowledge
from nexus.catalog.matching.normal import maker_key, part_key
from nexus.catalog.matching.numbers import Kind, kind_of, looks_like_number, spans
from nexus.catalog.matching.reading import Reading, read_spelled
from nexus.catalog.matching.shapes import Wanted
from nexus.catalog.matching.spelling import likeness

_PACKAGE = re.compile(r"(?P<pins>\d{1,3})(?P<after>[a-z]{4,})|(?P<before>[a-z]{4,})(?P<behind>\d{1,3})")
LIKE_PACKAGE = 0.72
LONGEST = 600
"""Characters of a description that are looked at; what stands behind is not about the product."""


class Line(msgspec.Struct, frozen=True):
    """One line, ready to be looked up and judged."""

    wanted: Wanted
    text: str
    """The description without the manufacturer's name."""
    reading: Reading
    maker: str
    """Key of the manufacturer asked for."""
    named: tuple[str, ...]
    """Numbers in the fields for numbers."""
    spans: tuple[str, ...]
    """Runs of the description that may be a part number."""
    foreign_number: bool = False
    """A manufacturer's part number is printed which no product here has."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers to look up."""
        return (*self.named, *self.spans)

    def keyed(self) -> dict[str, list[str]]:
        """Return all numbers by their key."""
        found: dict[str, list[str]] = {}
        for number in self.numbers:
            if key := part_key(number):
                found.setdefault(key, []).append(number)
        return found


def prepare(wanted: Wanted, knowledge: Knowledge) -> Line:
    """Understand a line with what is known of the catalog."""
    named = tuple(dict.fromkeys(n for n in (wanted.part_number, wanted.customer_part_number) if part_key(n)))
    description = wanted.description[:LONGEST]
    found = knowledge.makers.find(description)
    maker = maker_key(wanted.manufacturer) or (found.maker if found else "")
    text = found.rest if found else description
    return Line(
        wanted=wanted,
        text=text,
        reading=read_spelled(text, knowledge.lexicon.spell),
        maker=maker,
        named=named,
        spans=_spans(*named, text, *([description] if found else [])),
    )


def _spans(*texts: str) -> tuple[str, ...]:
    """Return what may be a part number in a description, or in a number's field beside other words."""
    return tuple(dict.fromkeys(span for text in texts for span in spans(text)))


def without_strangers(line: Line, is_known: Callable[[str], bool]) -> Line:
    """Return the line with codes that no product has, and that look like part numbers, taken out of the reading."""
    unknown = [code for code in line.reading.codes if not is_known(f"c:{code}")]
    packages = {code: package for code in unknown if (package := misspelled_package(code))}
    strange = [code for code in unknown if code not in packages and looks_like_number(code)]
    named = [wanted for wanted in _makers_numbers(line.wanted) if wanted]
    reading = msgspec.structs.replace(
        line.reading,
        codes=tuple(code for code in line.reading.codes if code not in {*strange, *packages}),
        facts=(*line.reading.facts, *packages.values()),
    )
    foreign = any(kind_of(number) is Kind.MAKER for number in (*named, *strange))
    return msgspec.structs.replace(line, reading=reading, foreign_number=foreign)


def misspelled_package(code: str) -> str | None:
    """Return the fact that a misspelled package means (`40vffqn`: pkg=vfqfn-40)."""
    parts = _PACKAGE.fullmatch(code)
    if parts is None:
        return None
    pins, letters = parts["pins"] or parts["behind"], parts["after"] or parts["before"]
    likely = max(PIN_FAMILIES, key=lambda family: likeness(letters, family))
    return f"pkg={likely}-{pins}" if likeness(letters, likely) >= LIKE_PACKAGE else None


def _makers_numbers(wanted: Wanted) -> Iterable[str]:
    if part_key(wanted.part_number) != part_key(wanted.customer_part_number):
        yield wanted.part_number


def without(line: Line, number: str, knowledge: Knowledge) -> Reading:
    """Return the reading of the description without a number that was found in it."""
    if number not in line.text:
        return line.reading
    return read_spelled(line.text.replace(number, " "), knowledge.lexicon.spell)
