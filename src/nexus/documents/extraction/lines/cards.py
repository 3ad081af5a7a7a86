"""Items written as labels and values, one under the other: `Part number: ...`, `Description: ...`, `Quantity: ...`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nexus.documents.evidence import Box, Cell, Page, Paragraph, Source, Table
from nexus.documents.extraction.lines.content import is_date, quantity_of, words_in
from nexus.documents.extraction.lines.headings import Roles, best, label_roles
from nexus.documents.extraction.lines.shapes import Piece, Row, Slot, Strip
from nexus.documents.extraction.lines.visual import Line, around, runs, visual_lines
from nexus.documents.extraction.lines.vocabulary import Role
from nexus.documents.extraction.values.numbers import NumberStyle

_PAIR = re.compile(r"^\W{0,3}(?P<label>[^\d\W][^:：=\t]{0,38}?)\s*(?:[:：=]|\t|\s[-–]\s)\s*(?P<value>\S.*)$")
_LABEL = re.compile(r"^\W{0,3}(?P<label>[^\d\W][^:：=\t]{0,38}?)\s*[:：=]?\s*$")
_PARTS = re.compile(r"\s*(?:\||;|\t)\s*(?=[^\d\W][^:|;]{1,30}:)")
_SURE = 0.6
_OPEN = 0.55
"""From here a label may name either the part number or the description; the value tells which."""
_ROLES: tuple[Role, ...] = (
    "line",
    "part",
    "customer_part",
    "manufacturer",
    "description",
    "quantity",
    "unit",
    "breaks",
    "needed_by",
    "unit_price",
    "total",
)
_NAMING: frozenset[Role] = frozenset({"description", "part", "customer_part"})


@dataclass
class Pair:
    """A label that names something of a line, with its value; `role` None ends a card."""

    role: Role | None
    value: list[Piece] = field(default_factory=list[Piece])


def read_cards(pages: Sequence[Page], style: NumberStyle) -> Strip | None:
    """All cards of the document as one strip with a column for each kind of label; None when there are none."""
    cards = [card for card in _cards([pair for page in pages for pair in _pairs(page)]) if _is_item(card, style)]
    cards = _without_preface(cards)
    if not cards:
        return None
    used: list[Role] = [role for role in _ROLES if any(pair.role == role for card in cards for pair in card)]
    rows = [_row(card, used) for card in cards]
    source: Source = "ocr" if any(page.source == "ocr" for page in pages) else "layout"
    return Strip(list(used), _told(used), rows, source, trust=0.9)


def _told(used: Sequence[Role]) -> list[Roles]:
    """Each column is headed by its label."""
    return [{role: 1.0} for role in used]


def _row(card: Sequence[Pair], used: Sequence[Role]) -> Row:
    slots = [Slot([piece for pair in card if pair.role == role for piece in pair.value]) for role in used]
    return Row(slots, card[0].value[0].page)


def _is_item(card: Sequence[Pair], style: NumberStyle) -> bool:
    counted = any(pair.role == "quantity" and quantity_of(" ".join(p.text for p in pair.value), style) for pair in card)
    return counted and any(pair.role in _NAMING for pair in card)


def _cards(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Pairs in a row without a foreign line between; a label that comes again begins the next card."""
    card: list[Pair] = []
    for pair in pairs:
        again = pair.role is None or any(other.role == pair.role for other in card)
        if again and card:
            yield card
            card = []
        if pair.role is not None:
            card.append(pair)
    if card:
        yield card


def _without_preface(cards: list[list[Pair]]) -> list[list[Pair]]:
    """Facts of the header that run into the first card are cut off where the other cards begin."""
    begins = Counter(card[0].role for card in cards[1:])
    if begins:
        first = begins.most_common(1)[0][0]
        start = next((i for i, pair in enumerate(cards[0]) if pair.role == first), 0)
        cards[0] = cards[0][start:]
    return cards


def _pairs(page: Page) -> Iterator[Pair]:
    typed = [block for block in page.blocks if isinstance(block, Paragraph) and block.style != "quote"]
    lines = [[Piece(line.strip(), page.number, None, block.ref) for line in block.text.split("\n")] for block in typed]
    printed = [piece for line in visual_lines(page.words) for piece in _printed(line, page)]
    again = _repeated([*(piece for block in lines for piece in block), *printed])
    waiting = iter(lines)
    for block in page.blocks:
        if isinstance(block, Table):
            yield from _of_table(block, page)
        elif block.style != "quote":
            yield from _of_lines(next(waiting), again)
    yield from _of_lines(printed, again)


def _repeated(lines: Sequence[Piece]) -> dict[str, Role | None]:
    """The labels that come more than once, those of items, with what they name."""
    labels: Counter[str] = Counter(found["label"] for piece in lines if (found := _PAIR.match(piece.text)))
    return {label: _role(label) for label, count in labels.items() if count > 1}


def _printed(line: Line, page: Page) -> list[Piece]:
    """The runs of a line, a label and the value beside it put together."""
    sure = min(word.confidence for word in line.words)
    texts = "\t".join(run.text() for run in runs(line, 1.0))
    box: Box = around(line.words)
    return [Piece(texts, page.number, box, confidence=sure)]


def _of_table(table: Table, page: Page) -> Iterator[Pair]:
    """Rows of a label and a value, or of two such pairs."""
    for row in table.rows:
        cells = [cell for cell in row if cell.text.strip()]
        if len(cells) not in (2, 4):
            yield Pair(None)
            continue
        for label, value in zip(cells[::2], cells[1::2], strict=True):
            yield Pair(_role(label.text.strip().rstrip(":")), [_piece(value, page)])
    yield Pair(None)


def _piece(cell: Cell, page: Page) -> Piece:
    return Piece(" ".join(cell.text.split()), page.number, cell.box, cell.ref, number=cell.number, date=cell.date)


def _of_lines(lines: Sequence[Piece], again: Mapping[str, Role | None]) -> Iterator[Pair]:
    """Labelled lines; a label alone takes the next line; an unlabelled line after a description continues it."""
    last: Pair | None = None
    for piece in lines:
        for text in _PARTS.split(piece.text):
            if not text.strip():
                continue
            last = yield from _of_text(text.strip(), piece, last, again)


def _of_text(text: str, piece: Piece, last: Pair | None, again: Mapping[str, Role | None]) -> Iterator[Pair]:
    """`again` are the labels that come more than once, those of items, with what they name."""
    found, alone = _PAIR.match(text), _LABEL.match(text)
    role = _role(found["label"], found["value"]) if found else None
    unknown = found is not None and role is None and found["label"] in again
    if found and unknown and is_date(found["value"]):
        role = "needed_by"
    elif found and unknown and words_in(found["value"]) > 1 and "description" not in again.values():
        role = "description"
    if found and role:
        pair = Pair(role, [_cut(piece, found["value"])])
        yield pair
        return pair
    if last is not None and not last.value and last.role:
        last.value.append(_cut(piece, text))
        return last
    if alone and text.rstrip().endswith((":", "：")) and (named := _role(alone["label"])):
        pair = Pair(named, [])
        yield pair
        return pair
    if last is not None and last.role == "description" and not found:
        last.value.append(_cut(piece, text))
        return last
    if not unknown:
        yield Pair(None)
    return None


def _role(label: str, value: str = "") -> Role | None:
    roles = label_roles(label)
    if min(roles.get("part", 0.0), roles.get("description", 0.0)) >= _OPEN:
        return "description" if words_in(value) > 1 else "part"
    named = best(roles)
    return named[0] if named and named[1] >= _SURE and named[0] in _ROLES else None


def _cut(piece: Piece, text: str) -> Piece:
    return Piece(" ".join(text.split()), piece.page, piece.box, piece.ref, piece.confidence)
