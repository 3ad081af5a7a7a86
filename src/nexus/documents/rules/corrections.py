"""What people correct in an extraction, and how it is kept when the document is read again.

What a person said is kept apart from what was read (`Kept`) and laid over every new reading. A corrected line
remembers how it was read (its words and its place), and is found again by that, not by its position: a better reader
may find more lines. A line that is not found again stays as the person left it.
"""

import msgspec

from nexus.documents.evidence import ExtractedLine, Extraction, Value
from nexus.documents.rules.accounts import LINE_FIELDS, values_of
from nexus.documents.rules.resemblance import pairs
from nexus.documents.rules.statuses import CorrectionKind

Said = str | list[str] | None
"""A value in canonical form, the list of quantity breaks, or None: there is no such value."""


class KeptLine(msgspec.Struct):
    """What a person said of one line. Without `read` the line was added by the person."""

    position: int
    """Where the line stands in the extraction as it stands now."""
    read: ExtractedLine | None = None
    values: dict[str, Said] = {}
    removed: bool = False


class Kept(msgspec.Struct):
    """Everything that people said of one document."""

    document_type: str = ""
    header: dict[str, str | None] = {}
    lines: list[KeptLine] = []


class LineChange(msgspec.Struct, frozen=True):
    """New values of the line at a position."""

    position: int
    values: dict[str, Said]


class Change(msgspec.Struct, frozen=True):
    """What a person wants to be different."""

    document_type: str | None = None
    header: dict[str, str | None] = {}
    lines: list[LineChange] = []
    add: list[dict[str, Said]] = []
    remove: list[int] = []


class Correction(msgspec.Struct, frozen=True):
    """One entry of the history: what was changed, from what, to what."""

    kind: CorrectionKind
    field: str
    line: int | None
    old: str | None
    new: str | None


class NoSuchLine(Exception):
    """There is no line at this position."""

    def __init__(self, position: int) -> None:
        super().__init__(f"There is no line at position {position}.")
        self.position = position


def correct(extraction: Extraction, kept: Kept, change: Change) -> tuple[Extraction, Kept, list[Correction]]:
    """Return the extraction and what is kept with `change` applied, and its history; raise NoSuchLine."""
    kept = msgspec.convert(msgspec.to_builtins(kept), Kept)
    history = [*_type_history(extraction, change), *_header_history(extraction, change)]
    if change.document_type:
        kept.document_type = change.document_type
    kept.header.update(change.header)
    lines = {line.position: line for line in extraction.lines}
    for line_change in change.lines:
        history += _change_line(lines, kept, line_change)
    for position in change.remove:
        history.append(_remove_line(lines, kept, position))
    for values in change.add:
        history.append(_add_line(lines, kept, values))
    header = _with_header(extraction, change.header)
    return _with(extraction, header, list(lines.values()), change.document_type or ""), kept, history


def overlay(read: Extraction, kept: Kept) -> tuple[Extraction, Kept]:
    """Return a fresh reading with all that people said laid over it, and what is kept at its new positions."""
    lines = {line.position: line for line in read.lines}
    found = pairs([entry.read or _overlaid(ExtractedLine(0), entry.values) for entry in kept.lines], read.lines)
    stay: list[KeptLine] = []
    for number, entry in enumerate(kept.lines):
        match = found.get(number)
        if match is not None:
            stay.append(msgspec.structs.replace(entry, position=match.position, read=entry.read and match))
            lines[match.position] = _overlaid(match, entry.values)
        else:
            stay.append(msgspec.structs.replace(entry, position=_next(lines)))
            lines[stay[-1].position] = _overlaid(entry.read or ExtractedLine(0), entry.values, stay[-1].position)
    for entry in stay:
        if entry.removed:
            del lines[entry.position]
    header = _with_header(read, kept.header)
    return _with(read, header, list(lines.values()), kept.document_type), msgspec.structs.replace(kept, lines=stay)


def _with(extraction: Extraction, header: dict[str, Value], lines: list[ExtractedLine], said_type: str) -> Extraction:
    changed = msgspec.structs.replace(extraction, header=header, lines=sorted(lines, key=lambda line: line.position))
    if not said_type:
        return changed
    known = said_type if said_type in {"rfq", "order", "quote", "invoice"} else "other"
    return msgspec.structs.replace(changed, document_type=known, type_confidence=1.0)


def _with_header(extraction: Extraction, said: dict[str, str | None]) -> dict[str, Value]:
    values = {field: _value(text, extraction.header.get(field)) for field, text in said.items() if text is not None}
    return {name: value for name, value in {**extraction.header, **values}.items() if said.get(name, "") is not None}


def _value(said: str, before: Value | None) -> Value:
    """Return a person's value; it keeps the place of the one it replaces, and its print when it only confirms it."""
    place = before or Value("", "", 0)
    text = place.text if said == place.value else said
    return Value(said, text, place.page, place.box, place.ref, "person", 1.0, verified=True)


def _overlaid(line: ExtractedLine, values: dict[str, Said], position: int = 0) -> ExtractedLine:
    new = msgspec.structs.replace(line, position=position or line.position)
    for field in LINE_FIELDS:
        if field in values:
            said = values[field]
            setattr(new, field, _value(said, getattr(line, field)) if isinstance(said, str) else None)
    if isinstance(breaks := values.get("quantity_breaks"), list):
        new.quantity_breaks = [_value(said, line.quantity) for said in breaks]
        new.quantity = new.quantity_breaks[0] if breaks else new.quantity
    elif "quantity" in values and new.quantity_breaks:
        new.quantity_breaks = [new.quantity, *new.quantity_breaks[1:]] if new.quantity else []
    return new


def _change_line(lines: dict[int, ExtractedLine], kept: Kept, change: LineChange) -> list[Correction]:
    line = _at(lines, change.position)
    entry = _entry(kept, line)
    entry.values.update(change.values)
    if "quantity" in change.values and "quantity_breaks" not in change.values:
        entry.values.pop("quantity_breaks", None)
    lines[change.position] = new = _overlaid(line, change.values)
    return [
        Correction(CorrectionKind.LINE, field, change.position, _shown(line, field), _shown(new, field))
        for field in change.values
    ]


def _remove_line(lines: dict[int, ExtractedLine], kept: Kept, position: int) -> Correction:
    line = _at(lines, position)
    entry = _entry(kept, line)
    if entry.read is None:
        kept.lines.remove(entry)
    entry.removed = True
    del lines[position]
    return Correction(CorrectionKind.REMOVE, "", position, _described(line), None)


def _add_line(lines: dict[int, ExtractedLine], kept: Kept, values: dict[str, Said]) -> Correction:
    # A removed line keeps its position, so that nothing else is ever found under it.
    position = max(_next(lines), 1 + max((entry.position for entry in kept.lines), default=0))
    kept.lines.append(KeptLine(position, None, values))
    lines[position] = line = _overlaid(ExtractedLine(position), values)
    return Correction(CorrectionKind.ADD, "", position, None, _described(line))


def _entry(kept: Kept, line: ExtractedLine) -> KeptLine:
    for entry in kept.lines:
        if entry.position == line.position and not entry.removed:
            return entry
    kept.lines.append(KeptLine(line.position, line))
    return kept.lines[-1]


def _at(lines: dict[int, ExtractedLine], position: int) -> ExtractedLine:
    if position not in lines:
        raise NoSuchLine(position)
    return lines[position]


def _next(lines: dict[int, ExtractedLine]) -> int:
    return max(lines, default=0) + 1


def _type_history(extraction: Extraction, change: Change) -> list[Correction]:
    if not change.document_type:
        return []
    return [Correction(CorrectionKind.TYPE, "document_type", None, extraction.document_type, change.document_type)]


def _header_history(extraction: Extraction, change: Change) -> list[Correction]:
    old = {field: value.value for field, value in extraction.header.items()}
    return [
        Correction(CorrectionKind.HEADER, field, None, old.get(field), said) for field, said in change.header.items()
    ]


def _shown(line: ExtractedLine, field: str) -> str | None:
    if field == "quantity_breaks":
        return " / ".join(value.value for value in line.quantity_breaks) or None
    value = getattr(line, field)
    return value.value if value else None


def _described(line: ExtractedLine) -> str:
    return ", ".join(value.value for value in values_of(line))
