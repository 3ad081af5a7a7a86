"""Labels and what they label: inside one line, in the next column, in the line below, in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nexus.documents.extraction.header.concepts import label_words
from nexus.documents.extraction.header.labels import Fields, fields_of
from nexus.documents.extraction.header.pieces import Piece, Sheet
from nexus.documents.extraction.header.typed import EMAIL

_BARS = re.compile(r"\s+[|•·¦]\s+|\s*\|\s*|\t+")
_COLON = re.compile(r"\s*[:：﹕]\s*(?!//|\d\d\b(?<=\d))")
_DASHED = re.compile(r"^(?:[-*•–]\s+)?(\S.{1,40}?)\s+[-–—=]\s+(\S.*)$")
_CLOCK = re.compile(r"\d\s*:\s*\d")
_FAR = 16.0
"""Heights of the font between a label and a value beside it, at most; farther off stands another column."""
_HIDDEN = "\ue000"
"""Stands for the colon of a time while a line is cut at its other colons."""
_LONGEST_LABEL = 60
_COLUMNS = {"rfq_number": 0.7, "customer_name": 0.6, "due_date": 1.0, "currency": 1.0}
"""Fields that exports repeat in a column beside the items, and how surely its heading must name them."""
_TELLTALE = {
    "issue_date",
    "due_date",
    "requested_delivery_date",
    "contact_email",
    "contact_phone",
    "rfq_number",
    "currency",
}
"""Fields whose values show what they are, so that a label needs no colon."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label, what stands at it, and how plainly the two belong together."""

    fields: tuple[tuple[str, float], ...]
    text: str
    pieces: tuple[Piece, ...]
    """Where the text stands, first line first."""
    nearness: float
    label: str = ""


def pairs(sheet: Sheet) -> Iterator[Pair]:
    """Find every label outside items and general conditions, with what it labels."""
    taken: set[int] = set()
    yield from _columns(sheet)
    for piece in sheet.pieces:
        if piece.in_terms or piece.in_items or piece.in_heading or id(piece) in taken:
            continue
        lower = _rest_of_label(sheet, piece)
        if lower is not None:
            taken.add(id(lower))
            label = f"{piece.text} {lower.text}".strip(" :")
            yield from _beside(sheet, piece, label, fields_of(label, misread=piece.ocr), lower)
            continue
        text, more = _barred(sheet, piece)
        taken.update(map(id, more))
        segments = [part for part in _BARS.split(text) if part.strip()]
        for last, segment in ((i == len(segments) - 1, part) for i, part in enumerate(segments)):
            yield from _colons(sheet, piece, segment, last=last and not more, more=more)
        if len(segments) == 1 and not _has_colon(text):
            yield from _bare(sheet, piece)


def _columns(sheet: Sheet) -> Iterator[Pair]:
    """Find columns of the item table that say the same of every item: its request, its buyer, its currency."""
    for head in (piece for piece in sheet.pieces if piece.in_heading and piece.box is None):
        fields = {name: score for name, score in fields_of(head.text).items() if score >= _COLUMNS.get(name, 2.0)}
        under = [
            piece
            for piece in sheet.pieces
            if piece.in_items and piece.column == head.column and piece.row > head.row and piece.page == head.page
        ]
        if fields and len(under) > 1 and len({piece.text for piece in under}) == 1:
            yield Pair(tuple(fields.items()), under[0].text, (under[0],), 0.9, head.text)


def _rest_of_label(sheet: Sheet, piece: Piece) -> Piece | None:
    """Return the second line of a label that is broken over two: `Delivery` over `address:`."""
    if piece.box is None or _has_colon(piece.text) or len(piece.text) > _LONGEST_LABEL or sheet.after(piece) is None:
        return None
    for row in range(piece.row + 1, piece.row + 4):
        for lower in sheet.rows.get(row, ()):
            if lower.text.rstrip().endswith(":") and _goes_on(piece, piece, lower):
                both = f"{piece.text} {lower.text}".strip(" :")
                return lower if fields_of(both, misread=piece.ocr) else None
    return None


def _barred(sheet: Sheet, piece: Piece) -> tuple[str, tuple[Piece, ...]]:
    """Put a list of labels together that runs over the end of a line: `Date: 3 May | Project: Hall 2 | Delivery` ..."""
    text, more, above = piece.text, [], piece
    listed = len(_BARS.findall(text)) >= 2 or sum(1 for _ in _labels_in(text, piece)) >= 2
    if piece.box is None or not listed:
        return text, ()
    for row in range(piece.row + 1, piece.row + 4):
        below = next((other for other in sheet.rows.get(row, ()) if _goes_on(piece, above, other)), None)
        if below is None:
            break
        text, above = f"{text} {below.text}", below
        more.append(below)
    return text, tuple(more)


def _has_colon(text: str) -> bool:
    return bool(re.search(r"[:：]", _CLOCK.sub("", text)))


def _colons(sheet: Sheet, piece: Piece, segment: str, *, last: bool, more: tuple[Piece, ...] = ()) -> Iterator[Pair]:
    """Read labels that end in a colon; `more` are the lines that the piece's list runs on over."""
    for label, value, final in _labels_in(segment, piece):
        fields = _read_label(label, piece, whole=len(label_words(label)) > 3)
        if not fields:
            continue
        if value and more:
            lines = tuple(line for line in (piece, *more) if value in line.text)[:1] or (piece, *more)
            yield Pair(tuple(fields.items()), value, lines, 1.0, label)
        elif value:
            rest = _continued(sheet, piece, piece, value) if final and last else ()
            yield _pair(fields, value, (piece, *rest), 1.0, label)
        elif final and last:
            yield from _beside(sheet, piece, label, fields)


def _labels_in(segment: str, piece: Piece) -> Iterator[tuple[str, str, bool]]:
    """Walk label, value and whether it is the last; several may stand in one line: `Date: 3 May Due: 9 May`."""
    if not _has_colon(segment):
        return
    safe = _CLOCK.sub(lambda found: found.group().replace(":", _HIDDEN), segment)
    label, *chunks = [chunk.strip().replace(_HIDDEN, ":") for chunk in _COLON.split(safe)]
    for index, chunk in enumerate(chunks, start=1):
        final = index == len(chunks)
        value, next_label = (chunk, "") if final else _cut_label(chunk, piece)
        yield label, value, final
        label = next_label


def _cut_label(chunk: str, piece: Piece) -> tuple[str, str]:
    """Part a value from the label of the next one behind it."""
    words = chunk.split()
    for size in range(min(5, len(words) - 1), 0, -1):
        tail = " ".join(words[-size:])
        if fields_of(tail, misread=piece.ocr):
            return " ".join(words[:-size]), tail
    return chunk, ""


def _read_label(label: str, piece: Piece, *, whole: bool) -> Fields:
    if len(label) > _LONGEST_LABEL:
        label = " ".join(label.split()[-4:])
    return fields_of(label, misread=piece.ocr, whole=whole)


def _bare(sheet: Sheet, piece: Piece) -> Iterator[Pair]:
    """Read a label without a colon: a cell of its own, or the first words of a line."""
    text = piece.text.strip()
    fields = fields_of(text, misread=piece.ocr) if len(text) <= _LONGEST_LABEL else {}
    if fields:
        yield from _beside(sheet, piece, text, fields)
        return
    partly = {name: score for name, score in _read_label(text, piece, whole=False).items() if name in _TELLTALE}
    if partly and len(text) <= _LONGEST_LABEL:
        yield from _beside(sheet, piece, text, partly)
    dashed = _DASHED.match(text)
    if dashed and (fields := fields_of(dashed.group(1), misread=piece.ocr)):
        yield _pair(fields, dashed.group(2), (piece,), 0.9, dashed.group(1))
        return
    words = text.split()
    for size in range(min(5, len(words) - 1), 0, -1):
        label = " ".join(words[:size])
        fields = {name: score for name, score in fields_of(label, misread=piece.ocr).items() if name in _TELLTALE}
        if fields:
            yield _pair(fields, " ".join(words[size:]), (piece,), 0.8, label)
            return


def _beside(sheet: Sheet, piece: Piece, label: str, fields: Fields, lower: Piece | None = None) -> Iterator[Pair]:
    """Find a value in the next column, or in the line below; `lower` is the second line of the label."""
    right = sheet.after(piece)
    beside = right is not None and not (right.in_items or right.in_heading or _is_label(right))
    if right is not None and beside:
        near = 0.97 if _gap_in_letters(piece, right) < _FAR else 0.7
        yield _pair(fields, right.text, (right, *_continued(sheet, piece, right, right.text, lower)), near, label)
    below = sheet.below(piece)
    if below is not None and not (below.in_items or below.in_terms or below.in_heading or _is_label(below)):
        near = 0.6 if right is not None and beside and _gap_in_letters(piece, right) < _FAR else 0.85
        yield _pair(fields, below.text, (below, *_continued(sheet, None, below, below.text)), near, label)


def _gap_in_letters(piece: Piece, right: Piece) -> float:
    if piece.box is None or right.box is None:
        return 0.0
    gap = piece.box.x0 - right.box.x1 if piece.rtl else right.box.x0 - piece.box.x1
    return gap / max(piece.size, 4.0)


def _is_label(piece: Piece) -> bool:
    text = piece.text.strip()
    return (
        text.endswith(":")
        or _starts_pair(piece)
        or bool(fields_of(text, misread=piece.ocr) and not any(c.isdigit() for c in text))
    )


def _pair(fields: Fields, text: str, pieces: tuple[Piece, ...], nearness: float, label: str) -> Pair:
    return Pair(tuple(fields.items()), _join(text, [piece.text for piece in pieces[1:]]), pieces, nearness, label)


def _join(text: str, more: list[str]) -> str:
    for line in more:
        unfinished_mail = "@" in text.rpartition(" ")[2] and " " not in line and (
            not EMAIL.fullmatch(text.rpartition(" ")[2]) or text.endswith(("-", ".")) or "." in line
        )  # fmt: skip
        text = text.rstrip("\u00ad") + ("" if unfinished_mail else " ") + line
    return text


def _continued(
    sheet: Sheet, label: Piece | None, value: Piece, text: str, lower: Piece | None = None
) -> tuple[Piece, ...]:
    """Find the lines on which a value goes on: right under it, close, with no new label beside them."""
    if value.box is None or _closed(text):
        return ()
    found: list[Piece] = []
    above = value
    for row in range(value.row + 1, value.row + 8):
        line = sheet.rows.get(row, [])
        under = next((piece for piece in line if _goes_on(value, above, piece)), None)
        if under is None:
            continue
        if under.in_items or under.in_terms or _is_label(under) or _starts_pair(under):
            break
        if (
            label is not None
            and label is not value
            and any(_in_column(label, piece) for piece in line if piece is not lower)
        ):
            break
        if label is value and _starts_afresh(above, under):
            break
        found.append(under)
        above = under
    return tuple(found)


def _closed(text: str) -> bool:
    """Whether a value is of a kind that never goes on: a date, a number, a whole mail address with a known ending."""
    return bool(re.fullmatch(r"[\d\W]+", text)) and not text.rstrip().endswith(",")


def _goes_on(value: Piece, above: Piece, piece: Piece) -> bool:
    if piece.box is None or above.box is None or value.box is None or piece.page != value.page:
        return False
    slack = 7 if piece.ocr else 4
    aligned = abs(piece.box.x1 - value.box.x1) < slack if value.rtl else abs(piece.box.x0 - value.box.x0) < slack
    alike = piece.ocr or (abs(piece.size - value.size) < 1.2 and piece.bold == value.bold)
    close = 0 < piece.box.y0 - above.box.y0 < 1.75 * max(above.size, 8.0 if piece.ocr else 5.0)
    return aligned and close and alike


def _in_column(label: Piece, piece: Piece) -> bool:
    if label.box is None or piece.box is None:
        return False
    return abs(piece.box.x1 - label.box.x1) < 5 if label.rtl else abs(piece.box.x0 - label.box.x0) < 5


def _starts_pair(piece: Piece) -> bool:
    label, colon, _ = piece.text.partition(":")
    return bool(colon) and bool(fields_of(label, misread=piece.ocr, whole=False))


def _starts_afresh(above: Piece, under: Piece) -> bool:
    """Whether a line under `Label: value` is a line of its own rather than the rest of the value."""
    full = above.box is not None and under.box is not None and above.box.x1 - above.box.x0 > under.box.x1 - under.box.x0
    return not full or under.text[:1].isupper() or len(under.text) > 60
