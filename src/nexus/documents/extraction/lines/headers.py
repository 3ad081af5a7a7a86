"""Finds the heading line of a table among the visual lines of a page, and cuts it into its headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from nexus.documents.evidence import Word
from nexus.documents.extraction.lines.headings import Roles, best, is_heading, is_heading_word, roles_of
from nexus.documents.extraction.lines.visual import Line, right_to_left
from nexus.documents.extraction.lines.vocabulary import Role
from nexus.documents.extraction.values.text import fold

_FIRM = 0.6
_WIDEST_PHRASE = 6
_MOST_WORDS = 40
_GLUED = re.compile(r"(?<=[a-zäöüß.])(?=[A-ZÄÖÜ])")
_LAST_WORDS = "of the at in der des die den für fur am im zur zum de da do das dos na no nas nos em ao"
_UNFINISHED = frozenset(_LAST_WORDS.split())
"""Words with which no heading ends."""
_JOINING = frozenset("/&+-–—|")
_AMOUNTS: frozenset[Role] = frozenset({"quantity", "breaks", "unit_price", "total"})
_USEFUL: frozenset[Role] = frozenset({*_AMOUNTS, "description", "part", "customer_part"})


@dataclass
class Heading:
    """One heading with its place."""

    text: str
    roles: Roles
    x0: float
    x1: float
    words: tuple[Word, ...] = ()
    """Of one line, in reading order; none once lines are joined."""


@dataclass
class Header:
    """The headings of a table on lines `first` to `last` of a page, left to right."""

    first: int
    last: int
    headings: list[Heading]
    items: bool
    """Whether what stands below are items; if not, the header only ends the table before it."""


def find_headers(lines: list[Line], *, unsure: bool = False) -> list[Header]:
    """All heading lines of a page, top to bottom. `unsure` text (OCR) is compared more patiently."""
    found: list[Header] = []
    taken = -1
    for index, line in enumerate(lines):
        if index <= taken or not _worth_a_look(line, unsure=unsure):
            continue
        header = _header_at(lines, index, taken)
        if header is not None:
            header.last = taken = _end(lines, header.last)
            found.append(header)
    return found


def _end(lines: list[Line], last: int) -> int:
    """The last line of headings: a line of words right below that look like headings too belongs to them."""
    if last + 1 == len(lines) or _distance(lines[last], lines[last + 1]) > 0.9:
        return last
    below = lines[last + 1]
    numbers = any(c.isdigit() for word in below.words for c in word.text)
    return last if numbers or len(below.words) > _MOST_WORDS or not _may_head(cut(below)) else last + 1


def _worth_a_look(line: Line, *, unsure: bool) -> bool:
    if not 2 <= len(line.words) <= _MOST_WORDS:
        return False
    hits = sum(is_heading_word(word.text) for word in line.words)
    return hits >= 2 or (unsure and len(line.words) >= 3 and hits >= 1)


def _header_at(lines: list[Line], index: int, taken: int) -> Header | None:
    headings = cut(lines[index])
    first = last = index
    if not _may_head(headings) or _is_sentence(lines[index], headings):
        return None
    for step in (1, -1, 2, -2):
        neighbour = index + step
        if not (taken < neighbour < len(lines)) or neighbour not in (first - 1, last + 1):
            continue
        merged = _stacked(
            headings,
            lines[neighbour],
            above=step < 0,
            gap=_distance(lines[neighbour], lines[last if step > 0 else first]),
        )
        if merged is not None:
            headings, first, last = merged, min(first, neighbour), max(last, neighbour)
    items = _heads_items(headings)
    if not items and not _heads_other(headings):
        return None
    return Header(first, last, sorted(headings, key=lambda h: h.x0), items)


def _firm(headings: Sequence[Heading]) -> tuple[int, set[Role], float]:
    """How many headings are surely known, what they name, and the share of letters they have."""
    sure = [h for h in headings if (found := best(h.roles)) and found[1] >= _FIRM]
    roles: set[Role] = {role for heading in sure for role, score in heading.roles.items() if score >= _FIRM}
    letters = sum(len(heading.text) for heading in headings)
    return len(sure), roles, sum(len(heading.text) for heading in sure) / max(letters, 1)


def _may_head(headings: Sequence[Heading]) -> bool:
    """Whether a line has the look of headings at all."""
    columns, _, known = _firm(headings)
    return columns >= 2 and known >= 0.55


def _heads_items(headings: Sequence[Heading]) -> bool:
    """A table of items is headed by what is wanted and by how much of it."""
    columns, roles, known = _firm(headings)
    useful = roles & _USEFUL
    return columns >= 2 and known >= 0.55 and len(useful) >= 2 and (bool(roles & _AMOUNTS) or columns >= 4)


def _heads_other(headings: Sequence[Heading]) -> bool:
    """Any other table, such as the taxes of an invoice: it ends the one before."""
    columns, roles, known = _firm(headings)
    return columns >= 3 and known >= 0.65 and bool(roles & {"other", "total", "unit_price"})


def _is_sentence(line: Line, headings: Sequence[Heading]) -> bool:
    """Running text: cut more often at ordinary spaces than at wide gaps, and not all of it headings."""
    if len(headings) < 2:
        return True
    wide = sum(gap > 0.55 for gap in _in_spaces([_gap(a, b) for a, b in pairwise(line.words)]))
    unknown = sum(not heading.roles for heading in headings)
    return wide < 0.4 * (len(headings) - 1) and (unknown > 0 or wide == 0)


def _distance(one: Line, other: Line) -> float:
    """White space between two lines, in heights of a line."""
    height = max(min(one.height, other.height), 1.0)
    return (max(one.top, other.top) - min(one.bottom, other.bottom)) / height


def cut(line: Line) -> list[Heading]:
    """The line cut into headings: where the gaps are wide, and where the vocabulary says so."""
    text = line.text()
    ordered = [part for word in line.words for part in _unglued(word)]
    if right_to_left(text):
        ordered.reverse()
    gaps = _in_spaces([_gap(a, b) for a, b in pairwise(ordered)])
    spans = _best_spans(ordered, gaps)
    return [_heading(ordered[start:end]) for start, end in spans]


def _unglued(word: Word) -> list[Word]:
    """Two headings printed without room between them: `MengeEinheit`."""
    for match in _GLUED.finditer(word.text):
        left, right = word.text[: match.start()], word.text[match.start() :]
        if max(roles_of(word.text).values(), default=0.0) < 0.95 and is_heading(left) and is_heading(right):
            middle = word.box.x0 + (word.box.x1 - word.box.x0) * match.start() / len(word.text)
            return [
                msgspec.structs.replace(word, text=left, box=msgspec.structs.replace(word.box, x1=middle - 0.5)),
                msgspec.structs.replace(word, text=right, box=msgspec.structs.replace(word.box, x0=middle + 0.5)),
            ]
    return [word]


def _heading(words: Sequence[Word]) -> Heading:
    text = " ".join(word.text for word in words)
    return Heading(text, roles_of(text), min(w.box.x0 for w in words), max(w.box.x1 for w in words), tuple(words))


def _gap(one: Word, other: Word) -> float:
    """White space between two neighbours, in heights of the font."""
    size = max(one.size, other.size, (one.box.y1 - one.box.y0) * 0.8, 1.0)
    return max(one.box.x0, other.box.x0) / size - min(one.box.x1, other.box.x1) / size


def _in_spaces(gaps: Sequence[float]) -> list[float]:
    """Gaps measured so that an ordinary space is 0.3, whatever the font: typewriter spaces are twice as wide."""
    space = min((gap for gap in gaps if gap > 0.05), default=0.3)
    return [gap * 0.3 / space for gap in gaps] if 0.3 < space < 0.75 and len(gaps) >= 3 else list(gaps)


def _best_spans(words: Sequence[Word], gaps: Sequence[float]) -> list[tuple[int, int]]:
    """The cut with the most words in known headings; ties go to fewer, longer headings and to wide gaps."""
    count = len(words)
    value = [0.0] + [float("-inf")] * count
    back = [0] * (count + 1)
    for end in range(1, count + 1):
        for start in range(end - 1, max(-1, end - 1 - _WIDEST_PHRASE), -1):
            inside = gaps[start : end - 1]
            if inside and max(inside) > 1.6:
                break
            worth = value[start] + _worth(words[start:end], inside, gaps[start - 1] if start else 9.0)
            if worth > value[end]:
                value[end], back[end] = worth, start
    spans: list[tuple[int, int]] = []
    end = count
    while end:
        spans.append((back[end], end))
        end = back[end]
    return spans[::-1]


def _worth(words: Sequence[Word], inside: Sequence[float], before: float) -> float:
    found = best(roles_of(" ".join(word.text for word in words)))
    if (not found or found[1] < 0.4) and before > 0.55 and len(words) == 1:
        return -1.0 if fold(words[0].text) in _UNFINISHED else 0.0
    worth = found[1] * len(words) if found and found[1] >= 0.4 else -0.05 * len(words)
    worth -= 0.12 + sum(3.0 * max(0.0, gap - 0.55) for gap in inside)
    worth -= sum(word.text in _JOINING for word in (words[0], words[-1])) + (fold(words[-1].text) in _UNFINISHED)
    return worth - (0.5 if before < 0.4 else 0.0)


def _stacked(headings: list[Heading], line: Line, *, above: bool, gap: float) -> list[Heading] | None:
    """The headings with those of the next line put over or under them; None when that line is no heading line."""
    if gap > 0.9 or len(line.words) > _MOST_WORDS or any(word.text.isdigit() for word in line.words):
        return None
    merged = list(headings)
    good = total = 0
    for piece in _pieces(line, headings):
        total += len(piece.text)
        good += len(piece.text) if _fit(merged, piece, above=above) else 0
    return merged if total and good >= 0.7 * total else None


def _pieces(line: Line, headings: Sequence[Heading]) -> list[Heading]:
    """The line cut into headings, and those cut again that would cover two of the other line."""
    pieces: list[Heading] = []
    for piece in cut(line):
        over = [h for h in headings if min(h.x1, piece.x1) - max(h.x0, piece.x0) > 0.3 * (h.x1 - h.x0)]
        inside = [word for word in line.words if piece.x0 <= (word.box.x0 + word.box.x1) / 2 <= piece.x1]
        pieces += [_heading([word]) for word in inside] if len(over) > 1 and len(inside) > 1 else [piece]
    return pieces


def _fit(headings: list[Heading], piece: Heading, *, above: bool) -> bool:
    """Join a piece with the heading it stands over or under, or take it as a heading of its own."""
    overlap, index = max((min(h.x1, piece.x1) - max(h.x0, piece.x0), i) for i, h in enumerate(headings))
    own = best(piece.roles)
    if any(c.isdigit() for c in piece.text):
        return False
    if overlap <= 0:
        if own and own[1] >= _FIRM:
            headings.append(piece)
            return True
        return False
    heading = headings[index]
    parted = _parted(heading, piece, above=above)
    if parted:
        headings[index : index + 1] = parted
        return True
    whole, old = _joined(heading, piece, above=above), best(heading.roles)
    new = best(whole.roles)
    if new is None or new[1] < max(0.6, (old[1] if old else 0.0) - 0.12):
        if not (own and old and min(own[1], old[1]) >= 0.65 and own[0] != old[0]):
            return False
        whole.roles = _both(heading.roles, piece.roles)
    elif own and old and min(own[1], old[1]) >= 0.9 and whole.roles.get(own[0], 0.0) < _FIRM:
        whole.roles = _both(heading.roles, piece.roles)
    headings[index] = whole
    return True


def _parted(heading: Heading, piece: Heading, *, above: bool) -> list[Heading]:
    """Two headings that ran together, told apart by what stands over or under only one of them; else nothing."""
    best_sure, result = 0.7, list[Heading]()
    for cut_at in range(1, len(heading.words)):
        parts = [_heading(heading.words[:cut_at]), _heading(heading.words[cut_at:])]
        over = [min(part.x1, piece.x1) > max(part.x0, piece.x0) for part in parts]
        if over[0] == over[1]:
            continue
        mine = over.index(True)
        joined = _joined(parts[mine], piece, above=above)
        named, other = best(joined.roles), best(parts[1 - mine].roles)
        sure = min(named[1], other[1]) if named and other and named[0] != other[0] else 0.0
        if sure > best_sure:
            best_sure, result = sure, [parts[1 - mine], joined]
    return result


def _joined(heading: Heading, piece: Heading, *, above: bool) -> Heading:
    text = f"{piece.text} {heading.text}" if above else f"{heading.text} {piece.text}"
    return Heading(text, roles_of(text), min(heading.x0, piece.x0), max(heading.x1, piece.x1))


def _both(one: Roles, other: Roles) -> Roles:
    """Two headings over one another, of rows that take two lines each."""
    return {role: 0.9 for roles in (one, other) for role, score in roles.items() if score >= 0.9 * max(roles.values())}
