"""Makes requested items out of the rows of a strip: every value with its place, its source and what speaks for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from nexus.documents.evidence import ExtractedLine, Source, Value
from nexus.documents.extraction.lines.composed import heads, looks_like_part, makers
from nexus.documents.extraction.lines.content import (
    breaks_of,
    is_date,
    is_money,
    quantity_of,
    unit_of,
)  # fmt: skip
from nexus.documents.extraction.lines.headings import aside, roles_of
from nexus.documents.extraction.lines.labelled import Labelled, labelled
from nexus.documents.extraction.lines.roles import Columns
from nexus.documents.extraction.lines.rows import Item, items_of, slot
from nexus.documents.extraction.lines.shapes import Piece, Strip, joined
from nexus.documents.extraction.lines.texts import part_text, prose_text
from nexus.documents.extraction.lines.vocabulary import Role
from nexus.documents.extraction.values.dates import DateOrder, parse_date
from nexus.documents.extraction.values.numbers import NumberStyle
from nexus.documents.extraction.values.text import visible
from nexus.documents.extraction.values.units import canonical_unit

_TELLING: tuple[tuple[Role, Callable[[str, NumberStyle], bool]], ...] = (
    ("needed_by", lambda text, _: is_date(text)),
    ("breaks", lambda text, style: len(breaks_of(text, style)) > 1),
    ("quantity", lambda text, style: quantity_of(text, style) is not None),
    ("unit", lambda text, _: unit_of(text) is not None),
    ("unit_price", lambda text, _: is_money(text)),
    ("total", lambda text, _: is_money(text)),
)
"""Roles whose values show what they are, for columns that hold two things."""


@dataclass
class Draft:
    """What was gathered for one item before it becomes values."""

    pieces: dict[Role, list[Piece]] = field(default_factory=dict[Role, list[Piece]])
    trust: dict[Role, float] = field(default_factory=dict[Role, float])
    quantities: list[tuple[Decimal, Piece]] = field(default_factory=list[tuple[Decimal, Piece]])
    unit: str | None = None
    more: dict[Role, Labelled] = field(default_factory=dict[Role, Labelled])


def lines_of(strip: Strip, columns: Columns, order: DateOrder | None) -> list[ExtractedLine]:
    """The requested items of a strip."""
    drafts = [_draft(item, strip, columns) for item in items_of(strip, columns)]
    _take_apart(drafts)
    numbers = None if columns.first("line") is not None else _counted(drafts)
    lines: list[ExtractedLine] = []
    for position, draft in enumerate(drafts):
        if numbers is not None:
            _take_number(draft, numbers[position])
        lines.append(_line(position + 1, draft, strip.source, columns, order))
    return lines


def _draft(item: Item, strip: Strip, columns: Columns) -> Draft:
    draft = Draft()
    several = columns.of.get("quantity", [])
    for column in (*several, *(index for index in range(len(strip.headings)) if index not in several)):
        roles: set[Role] = {
            role for role in columns.holds(column) if role != "part" or column == _part_column(item, columns)
        }
        pieces = [piece for row in item.rows for piece in slot(row, column).pieces]
        if not roles or not pieces:
            continue
        for role in roles:
            draft.trust[role] = max(draft.trust.get(role, 0.0), columns.firmness.get(column, 0.6) * strip.trust)
        if len(roles) > 1:
            _deal(draft, pieces, roles, columns)
        else:
            draft.pieces.setdefault(next(iter(roles)), []).extend(pieces)
    _pull_labels(draft, columns)
    _measure(draft, strip, columns)
    return draft


def _part_column(item: Item, columns: Columns) -> int | None:
    """Of several columns with part numbers the first that is filled."""
    return next((column for column in columns.of.get("part", []) if any(slot(row, column) for row in item.rows)), None)


def _deal(draft: Draft, pieces: Sequence[Piece], roles: set[Role], columns: Columns) -> None:
    """A column of two roles: each printed line goes to the role it looks like, the part number coming first."""
    rest = list(pieces)
    for role, belongs in _TELLING:
        if role in roles:
            mine = [piece for piece in rest if belongs(piece.text, columns.style)][: 1 if role == "quantity" else None]
            draft.pieces.setdefault(role, []).extend(mine)
            rest = [piece for piece in rest if piece not in mine]
    for role in ("part", "customer_part"):
        if role in roles and rest and (looks_like_part(rest[0].text) or "description" not in roles):
            draft.pieces.setdefault(role, []).append(rest.pop(0))
    target: Role = "description" if "description" in roles else "manufacturer" if "manufacturer" in roles else "part"
    if rest and (target in roles or "part" in roles):
        draft.pieces.setdefault(target, []).extend(rest)


def _pull_labels(draft: Draft, columns: Columns) -> None:
    """Lines such as `Qty breaks: 10 / 100` inside a text cell are values of their own."""
    for role in ("description", "part"):
        kept: list[Piece] = []
        for piece in draft.pieces.get(role, []):
            found = labelled(piece, columns.style)
            if found is None:
                kept.append(piece)
            elif found.role not in draft.pieces and found.role not in draft.more:
                draft.more[found.role] = found
        if role in draft.pieces:
            draft.pieces[role] = kept


def _take_apart(drafts: Sequence[Draft]) -> None:
    """Part number and manufacturer out of a description that holds them on lines of their own, if no column does."""
    cells = [draft.pieces.get("description", []) for draft in drafts]
    heading = not any("part" in draft.pieces for draft in drafts) and heads(cells)
    names = frozenset[str]() if any("manufacturer" in draft.pieces for draft in drafts) else makers(cells)
    for draft, cell in zip(drafts, cells, strict=True):
        if len(cell) > 1 and cell[-1].text in names:
            draft.pieces["manufacturer"], cell = [cell[-1]], cell[:-1]  # noqa: PLW2901  (what is left of the cell)
        if heading and cell and looks_like_part(cell[0].text):
            draft.pieces["part"], cell = [cell[0]], cell[1:]  # noqa: PLW2901
        draft.pieces["description"] = list(cell)


def _measure(draft: Draft, strip: Strip, columns: Columns) -> None:
    """The quantities and the unit."""
    for piece in _whole_numbers(draft.pieces.get("quantity", []), columns):
        if piece.number is not None and (piece.number > 0 or columns.signed):
            draft.quantities.append((Decimal(repr(piece.number)).normalize(), piece))
        elif found := columns.quantity(piece.text):
            draft.quantities.append((found[0], piece))
            draft.unit = draft.unit or found[1]
        else:
            draft.quantities += [(amount, piece) for amount in breaks_of(piece.text, columns.style)]
    if not draft.quantities and "quantity" in draft.more:
        found = columns.quantity(draft.more["quantity"].value.text)
        draft.quantities += [(found[0], draft.more["quantity"].value)] if found else []
        draft.unit = draft.unit or (found[1] if found else None)
    heading = strip.headings[column] if (column := columns.first("quantity")) is not None else ""
    if draft.unit is None and "unit" not in draft.pieces and heading:
        draft.unit = canonical_unit(aside(heading)) if aside(heading) else _heading_unit(heading)


def _heading_unit(heading: str) -> str | None:
    """`Stück`, `Pcs`, `Metres` over a column of numbers name the unit."""
    return canonical_unit(heading) if roles_of(heading).get("quantity", 0) < 1 else None


def _whole_numbers(pieces: list[Piece], columns: Columns) -> list[Piece]:
    """Lines of a quantity cell put together where only together they are a quantity (`1 000` / `pcs`)."""
    if len(pieces) > 1 and not all(columns.quantity(piece.text) for piece in pieces):
        whole = " ".join(piece.text for piece in pieces)
        if columns.quantity(whole) or breaks_of(whole, columns.style):
            return [_as_one(whole, pieces)]
        return [piece for piece in pieces if columns.quantity(piece.text)] or pieces
    return pieces


def _as_one(text: str, pieces: Sequence[Piece]) -> Piece:
    first = pieces[0]
    return Piece(
        text, first.page, joined(list(pieces)), first.ref, min(p.confidence for p in pieces), first.number, first.date
    )


def _counted(drafts: Sequence[Draft]) -> list[str] | None:
    """Line numbers printed at the head of the descriptions, when they count up through all items."""
    heads = [
        next((p.text.split()[0] for p in draft.pieces.get("description", []) if p.text.split()), "") for draft in drafts
    ]
    numbers = [head.rstrip(".):") for head in heads]
    if len(numbers) < 2 or not all(number.isdigit() and len(number) < 6 for number in numbers):
        return None
    steps = {int(b) - int(a) for a, b in pairwise(numbers)}
    return heads if len(steps) == 1 and steps.pop() in (1, 5, 10, 100) else None


def _take_number(draft: Draft, head: str) -> None:
    first = draft.pieces["description"][0]
    rest = first.text[len(head) :].strip()
    draft.pieces["line"] = [Piece(head, first.page, first.box, first.ref, first.confidence)]
    draft.trust["line"] = 0.7
    cut = Piece(rest, first.page, first.box, first.ref, first.confidence)
    draft.pieces["description"] = ([cut] if rest else []) + draft.pieces["description"][1:]


def _line(position: int, draft: Draft, source: Source, columns: Columns, order: DateOrder | None) -> ExtractedLine:
    line = ExtractedLine(position=position)
    pieces = draft.pieces
    line.line_number = _text(pieces.get("line", [])[:1], draft, "line", source, strip=" .)")
    line.part_number = _text(pieces.get("part", []), draft, "part", source) or _more(draft, "part", source)
    line.customer_part_number = _text(pieces.get("customer_part", []), draft, "customer_part", source) or _more(
        draft, "customer_part", source
    )
    line.manufacturer = _text(pieces.get("manufacturer", []), draft, "manufacturer", source) or _more(
        draft, "manufacturer", source
    )
    line.description = (
        _text(pieces.get("description", []), draft, "description", source)
        or line.part_number
        or line.customer_part_number
    )
    line.unit = _unit(draft, source)
    _quantities(line, draft, source, columns)
    line.needed_by = _date(draft, source, order)
    line.unit_price = _money(draft, "unit_price", source, columns)
    line.line_total = _money(draft, "total", source, columns)
    _check_product(line)
    return line


def _value(value: str, pieces: Sequence[Piece], source: Source, confidence: float, text: str | None = None) -> Value:
    sure = min((piece.confidence for piece in pieces), default=1.0)
    first = pieces[0]
    printed = " ".join(piece.text for piece in pieces) if text is None else text
    return Value(
        value,
        printed,
        first.page,
        joined(list(pieces)),
        first.ref,
        source,
        round(max(0.05, min(0.99, confidence * sure)), 3),
    )


def _text(pieces: Sequence[Piece], draft: Draft, role: Role, source: Source, strip: str = " ") -> Value | None:
    if not pieces:
        return None
    joined_text = part_text(pieces) if role in ("part", "customer_part") else prose_text(pieces)
    value = joined_text.strip(strip)
    return _value(value, pieces, source, 0.55 + 0.4 * draft.trust.get(role, 0.5)) if value else None


def _more(draft: Draft, role: Role, source: Source) -> Value | None:
    found = draft.more.get(role)
    return _value(found.value.text, [found.value], source, 0.85) if found else None


def _unit(draft: Draft, source: Source) -> Value | None:
    pieces = draft.pieces.get("unit", [])
    if pieces:
        text = " ".join(piece.text for piece in pieces)
        known = canonical_unit(text)
        if known or any(c.isalpha() for c in text):
            return _value(known or visible(text), pieces, source, 0.95 if known else 0.5)
    if "unit" in draft.more:
        piece = draft.more["unit"].value
        return _value(canonical_unit(piece.text) or piece.text, [piece], source, 0.85)
    if draft.unit and draft.quantities:
        return _value(draft.unit, [draft.quantities[0][1]], source, 0.9)
    return None


def _quantities(line: ExtractedLine, draft: Draft, source: Source, columns: Columns) -> None:
    """The quantity, and all quantities when several are asked for."""
    trust = 0.6 + 0.35 * draft.trust.get("quantity", 0.5)
    asked = draft.quantities
    extra = [p for p in draft.pieces.get("breaks", []) if p.text.strip()] or (
        [draft.more["breaks"].value] if "breaks" in draft.more else []
    )
    text = " ".join(piece.text for piece in extra)
    steps = breaks_of(text, columns.style) if extra else ()
    if not asked and not steps and extra and (lone := columns.quantity(text)):
        asked = [(lone[0], extra[0])]
    if asked:
        amount, piece = asked[0]
        agrees = bool(steps) and steps[0] == amount
        line.quantity = _value(plain(amount), [piece], source, min(0.99, trust + (0.03 if agrees else 0.0)))
    elif steps:
        line.quantity = _value(plain(steps[0]), extra, source, trust - 0.1)
    if steps:
        line.quantity_breaks = [_value(plain(amount), extra, source, trust) for amount in steps]
    elif len({amount for amount, _ in asked}) > 1:
        line.quantity_breaks = [_value(plain(amount), [piece], source, trust) for amount, piece in asked]
    if line.quantity_breaks and line.quantity and line.quantity_breaks[0].value != line.quantity.value:
        line.quantity_breaks.insert(0, line.quantity)


def plain(amount: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(draft: Draft, source: Source, order: DateOrder | None) -> Value | None:
    pieces = draft.pieces.get("needed_by", [])
    if not pieces and "needed_by" in draft.more:
        pieces = [draft.more["needed_by"].value]
    if not pieces:
        return None
    if pieces[0].date:
        return _value(pieces[0].date, pieces, source, 0.97)
    found: date | None = None
    for text in ("".join(p.text for p in pieces), " ".join(p.text for p in pieces), *(p.text for p in pieces)):
        found = found or parse_date(text, order)
    return _value(found.isoformat(), pieces, source, 0.9) if found else None


def _money(draft: Draft, role: Role, source: Source, columns: Columns) -> Value | None:
    from nexus.documents.extraction.lines.content import amount_of

    for piece in draft.pieces.get(role, []):
        amount = Decimal(repr(piece.number)) if piece.number is not None else amount_of(piece.text, columns.style)
        if amount is not None:
            return _value(plain(amount), [piece], source, 0.55 + 0.35 * draft.trust.get(role, 0.5))
    return None


def _check_product(line: ExtractedLine) -> None:
    """Quantity times price that gives the total makes all three sure."""
    three = (line.quantity, line.unit_price, line.line_total)
    quantity, price, total = (Decimal(value.value) if value else None for value in three)
    if quantity is None or price is None or total is None:
        return
    right = abs(quantity * price - total) <= max(Decimal("0.011"), abs(total) / 2000)
    for value in three:
        if value is not None:
            value.confidence = (
                max(value.confidence, 0.97) if right and value.confidence > 0.3 else round(value.confidence * 0.8, 3)
            )
