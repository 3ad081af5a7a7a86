"""Tells which rows of a strip are items, which continue one, and which are headings, sums or notes between them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from nexus.documents.evidence import Box
from nexus.documents.extraction.lines.content import (
    breaks_of,
    is_date,
    is_integer,
    is_line_number,
    is_money,
    unit_of,
)
from nexus.documents.extraction.lines.labelled import labelled
from nexus.documents.extraction.lines.layout import share_out
from nexus.documents.extraction.lines.roles import Columns
from nexus.documents.extraction.lines.shapes import Row, Slot, Strip
from nexus.documents.extraction.lines.vocabulary import Role
from nexus.documents.extraction.values.text import fold

Kind = Literal["item", "more", "misfit"]
_TEXTS: tuple[Role, ...] = ("description", "part", "customer_part", "manufacturer")
_SUMS = re.compile(
    r"^\W*(?:sub\s?-?total|grand total|total|sum|net total|carried forward|brought forward|vat|tax|"
    r"zwischensumme|gesamt|summe|gesamtsumme|gesamtbetrag|ubertrag|nettobetrag|netto|rechnungsbetrag|endbetrag|"
    r"mwst|umsatzsteuer|zzgl|soma|subtotal|valor total|sous-total|total ht|total ttc|tva|totale|imponibile|iva|totaal|"
    r"btw|جمع|جمع جزء|جمع کل|مبلغ کل|مالیات)\b[^\d]{0,60}[\s:.\d_,€$£%()-]*\w{0,12}\W*$"
)


@dataclass
class Item:
    """The rows of one requested item, top to bottom; `anchor` is the one with its quantity or number."""

    rows: list[Row]
    anchor: Row
    barred: bool = field(default=False)


def items_of(strip: Strip, columns: Columns) -> list[Item]:
    """The items of a strip in order."""
    if not strip.rows:
        return []
    if all(row.whole for row in strip.rows):
        return _whole(strip, columns)
    sure = [row for row in strip.rows if not row.beyond and has_quantity(row, columns)]
    astride = max((row.astride for row in sure), default=1)
    kinds: list[Kind] = [_kind(row, columns, astride) for row in strip.rows]
    if strip.source == "ocr":
        _mark_specks(strip.rows, kinds)
    _mark_outdented(strip.rows, kinds, columns.first("description"))
    _choose_anchors(strip.rows, kinds, columns)
    shared = share_out(strip.rows, kinds, lambda lines: _strange([strip.rows[i] for i in lines], columns))
    return [Item([strip.rows[i] for i in mine], strip.rows[anchor]) for anchor, mine in shared]


def _strange(rows: Sequence[Row], columns: Columns) -> float:
    """What speaks against one item: nothing that is wanted, a label first, quantities cut in two."""
    told = [says for row in rows if (says := _says(row, columns)) != "nothing"]
    cost = 1.0 if "item" not in told else 0.6 if told[0] == "label" else 0.0
    text = " ".join(slot(row, columns.first("description")).text for row in rows)
    cost += 0.3 * (text.count("(") != text.count(")"))
    texts = [text for row in rows if (text := slot(row, columns.first("breaks")).text)]
    if texts and "breaks" in columns.of and columns.first("breaks") != columns.first("quantity"):
        cost += 0.8 * (not breaks_of(" ".join(texts), columns.style) and not columns.quantity(" ".join(texts)))
    return cost


def _says(row: Row, columns: Columns) -> Literal["item", "label", "nothing"]:
    """Whether a line says what is wanted, only adds a labelled value, or neither."""
    texts = [piece for column in _texts(row, columns) for piece in slot(row, column).pieces]
    if not texts:
        return "nothing"
    return "label" if all(labelled(piece, columns.style) for piece in texts) else "item"


def quantity_in(slot: Slot, columns: Columns) -> bool:
    """Whether a cell, or one of its lines, is a quantity."""
    if not slot:
        return False
    number = slot.pieces[0].number
    if number is not None and len(slot.pieces) == 1:
        return number > 0 or (columns.signed and number < 0)
    return columns.quantity(slot.text) is not None or any(columns.quantity(line) for line in slot.lines)


def slot(row: Row, column: int | None) -> Slot:
    """The cell of a column; empty where the row is short."""
    return row.slots[column] if column is not None and column < len(row.slots) else Slot()


def line_number(row: Row, columns: Columns) -> str | None:
    """The line number printed in the row."""
    text = slot(row, columns.first("line")).text
    return text if text and is_line_number(text) else None


def has_quantity(row: Row, columns: Columns) -> bool:
    """Whether any quantity column of the row holds a quantity."""
    wanted = columns.of.get("quantity") or columns.of.get("breaks") or []
    return any(quantity_in(slot(row, column), columns) for column in wanted)


def is_sum(row: Row) -> bool:
    """A subtotal, total or tax line."""
    texts = [fold(each.text) for each in row.slots if each and any(c.isalpha() for c in each.text)]
    return bool(texts) and _SUMS.match(texts[0]) is not None


def _texts(row: Row, columns: Columns) -> list[int]:
    return [column for role in _TEXTS for column in columns.of.get(role, []) if slot(row, column)]


def _whole(strip: Strip, columns: Columns) -> list[Item]:
    """Rows of cells: each is an item by itself, or adds to the one before."""
    items: list[Item] = []
    numbered = columns.first("line") is not None
    for row in (each for whole in strip.rows for each in _exploded(whole, columns)):
        texts = _texts(row, columns)
        summed = is_sum(row) and not line_number(row, columns)
        if texts and not summed and (has_quantity(row, columns) or (numbered and _lone_item(row, columns, items))):
            items.append(Item([row], row))
        elif items and _adds(row, columns, items[-1]):
            items[-1].rows.append(row)
        elif any(row.slots):
            for item in items[-1:]:
                item.barred = True
    return items


def _lone_item(row: Row, columns: Columns, items: Sequence[Item]) -> bool:
    """A numbered row without a quantity: an item if the others are numbered alike and it has more than a title."""
    number = line_number(row, columns)
    if number is None or not number.strip(" .").isdigit():
        return False
    last = line_number(items[-1].anchor, columns) if items else None
    follows = (
        last is not None and last.strip(" .").isdigit() and 0 < int(number.strip(" .")) - int(last.strip(" .")) <= 10
    )
    return follows and len(row.filled()) >= 3


def _adds(row: Row, columns: Columns, item: Item) -> bool:
    """Whether a row of cells without quantity continues the description of the item above."""
    filled = row.filled()
    if item.barred or not filled or is_sum(row) or line_number(row, columns) or row.page != item.rows[-1].page:
        return False
    texts = set(_texts(row, columns))
    if not set(filled) <= texts:
        return False
    text = row.text()
    description = columns.first("description")
    empty = description in filled and not any(slot(each, description) for each in item.rows)
    lower = text[:1].islower() or text[:1] in "(+&/,;-"
    return empty or lower or bool(re.match(r"^[^\W\d][\w /.-]{1,24}:\s*\S", text))


def _exploded(row: Row, columns: Columns) -> list[Row]:
    """A row whose cells each hold several lines, one for every item, cut into rows."""
    quantities = slot(row, columns.first("quantity"))
    count = len(quantities.pieces)
    if count < 2 or not all(columns.quantity(line) for line in quantities.lines):
        return [row]
    alike = [each for each in row.slots if each and len(each.pieces) == count]
    more = [each for each in row.slots if each and len(each.pieces) > count]
    if len(alike) < 2 or more:
        return [row]
    cut = [
        [Slot([each.pieces[i]]) if len(each.pieces) == count else Slot() for each in row.slots] for i in range(count)
    ]
    return [Row(slots, row.page, row.top, row.bottom, fence=row.fence) for slots in cut]


def _kind(row: Row, columns: Columns, astride: int) -> Kind:
    """What a visual line is by itself; lines of the table are astride at most `astride` boundaries."""
    number = line_number(row, columns)
    if is_sum(row) and number is None:
        return "misfit"
    held = slot(row, columns.first("line"))
    counted = has_quantity(row, columns)
    if (
        held
        and number is None
        and not (counted and len(held.text) <= 4)
        and not columns.holds(columns.first("line") or 0) & set(_TEXTS)
    ):
        return "misfit"
    if counted and row.astride <= 2 + len(row.filled()) // 2:
        return "item"
    if number is not None and _texts(row, columns):
        return "item"
    return "more" if row.astride <= astride and _fits(row, columns) else "misfit"


def _fits(row: Row, columns: Columns) -> bool:
    """Whether each cell of a line could continue the cell above or below."""
    for column in row.filled():
        roles, text = columns.holds(column), row.slots[column].text
        if not roles or roles & {*_TEXTS, "breaks"}:
            continue
        if "quantity" in roles and not (unit_of(text) or columns.quantity(text)):
            return False
        if "unit" in roles and len(text) > 12:
            return False
        if roles & {"unit_price", "total"} and not (is_money(text) or any(c.isdigit() for c in text) or len(text) <= 5):
            return False
        if "needed_by" in roles and not (is_date(text) or any(c.isdigit() for c in text) or len(text) <= 12):
            return False
    return True


def _mark_specks(rows: Sequence[Row], kinds: list[Kind]) -> None:
    """A number alone on a line of a scan is a speck where the other items have more on theirs."""
    items = [i for i, kind in enumerate(kinds) if kind == "item"]
    alone = [i for i in items if len(rows[i].filled()) == 1]
    if len(alone) < 0.2 * len(items):
        for i in alone:
            kinds[i] = "misfit"


def _mark_outdented(rows: Sequence[Row], kinds: list[Kind], column: int | None) -> None:
    """A line off the edge that all descriptions share is a heading between them, unless many are indented alike."""
    boxes = [box for row, kind in zip(rows, kinds, strict=True) if kind == "item" and (box := _box(row, column))]
    if len(boxes) < 3:
        return
    left, right = _edge([box.x0 for box in boxes]), _edge([box.x1 for box in boxes])
    if left is None and right is None:
        return
    off = {i: _off(box, left, right) for i, row in enumerate(rows) if kinds[i] == "more" and (box := _box(row, column))}
    for i, distance in off.items():
        alike = sum(abs(other - distance) < 1.5 for other in off.values())
        if abs(distance) > 3 and (distance < 0 or alike < 0.3 * len(off)):
            kinds[i] = "misfit"


def _off(box: Box, left: float | None, right: float | None) -> float:
    """How far a line begins inside (or, below 0, outside) the shared edge."""
    return box.x0 - left if left is not None else (right or 0.0) - box.x1


def _box(row: Row, column: int | None) -> Box | None:
    pieces = slot(row, column).pieces
    return pieces[0].box if pieces else None


def _edge(places: Sequence[float]) -> float | None:
    """The place that most of these share."""
    middle = median(places)
    return middle if sum(abs(place - middle) < 1.5 for place in places) >= 0.7 * len(places) else None


def _choose_anchors(rows: Sequence[Row], kinds: list[Kind], columns: Columns) -> None:
    """Keep one kind of mark per item: its number where items are numbered, else its quantity."""
    numbered = [i for i, row in enumerate(rows) if kinds[i] == "item" and line_number(row, columns)]
    counted = [i for i, row in enumerate(rows) if kinds[i] == "item" and has_quantity(row, columns)]
    both = set(numbered) & set(counted)
    if len(both) >= 0.6 * len(counted) or len(numbered) < 0.7 * len(counted):
        keep = set(counted) | _gaps(rows, numbered, counted, columns)
    else:
        keep = set(numbered)
    for i, kind in enumerate(kinds):
        if kind == "item" and i not in keep:
            kinds[i] = "more"


def _gaps(rows: Sequence[Row], numbered: Sequence[int], counted: Sequence[int], columns: Columns) -> set[int]:
    """Numbered lines without quantity between two items whose own numbers they part by a step on both sides."""
    values = {i: int(text.strip(" .)")) for i in numbered if is_integer(text := line_number(rows[i], columns) or "")}
    found: set[int] = set()
    for i in values.keys() - set(counted):
        place = bisect_left(counted, i)
        before, after = counted[place - 1] if place else None, counted[place] if place < len(counted) else None
        low, high = values.get(before) if before is not None else None, values.get(after) if after is not None else None
        follows = low is not None and 0 < values[i] - low <= 100
        precedes = high is not None and 0 < high - values[i] <= 100
        if (follows and (precedes or after is None)) or (precedes and before is None):
            found.add(i)
    return found
