"""Decides what each column of a strip holds: by its heading, by what its cells look like, and by arithmetic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from nexus.documents.extraction.lines.content import quantity_of
from nexus.documents.extraction.lines.headings import Roles
from nexus.documents.extraction.lines.looks import Look, look
from nexus.documents.extraction.lines.products import fits_as_well, multiplied
from nexus.documents.extraction.lines.shapes import Slot, Strip
from nexus.documents.extraction.lines.visual import right_to_left
from nexus.documents.extraction.lines.vocabulary import Role
from nexus.documents.extraction.values.numbers import NumberStyle, number_style
from nexus.documents.extraction.values.text import ascii_digits

_MINUS = re.compile(r"^\s*[-−–]\s*(?=[\d.,])")
_COUNT = re.compile(r"\d+(?=\W*$)|(?<=^)\d+(?=\W)")
_TEXT = 0.6
_FEW_WORDS = 1.5
_SAMPLE = 400
_SINGLE: tuple[Role, ...] = (
    "quantity",
    "line",
    "description",
    "unit",
    "needed_by",
    "breaks",
    "unit_price",
    "total",
    "manufacturer",
    "customer_part",
    "part",
)
_STACKED: frozenset[Role] = frozenset({"part", "description", "customer_part", "manufacturer", "unit", "quantity"})
"""What may stand in one cell with something else."""
_NEEDED = 0.34
_TOLD = 0.75
"""From here a heading is believed: its column is not taken for something else."""


@dataclass
class Columns:
    """Which columns hold which role; a column may hold two (`MPN / Description`)."""

    of: dict[Role, list[int]] = field(default_factory=dict[Role, list[int]])
    style: NumberStyle = "unknown"
    signed: bool = False
    """Whether quantities may be negative: on a credit note, whose totals are."""
    firmness: dict[int, float] = field(default_factory=dict[int, float])
    """How much speaks for what a column was taken for."""

    def quantity(self, text: str) -> tuple[Decimal, str | None] | None:
        """The quantity that is the whole text, with its unit."""
        found = quantity_of(text, self.style)
        if found is None and self.signed and (match := _MINUS.match(text)):
            found = quantity_of(text[match.end() :], self.style)
            return (-found[0], found[1]) if found else None
        return found

    def first(self, role: Role) -> int | None:
        columns = self.of.get(role)
        return columns[0] if columns else None

    def holds(self, column: int) -> set[Role]:
        return {role for role, columns in self.of.items() if column in columns}


def decide(strip: Strip, default: NumberStyle = "unknown") -> Columns:
    """What the columns of a strip hold."""
    width = len(strip.headings)
    sample = [row for row in strip.rows[:_SAMPLE] if not row.beyond]
    columns = [
        [row.slots[index] for row in sample if index < len(row.slots) and row.slots[index]] for index in range(width)
    ]
    style = _style(columns, strip.hints, default)
    signed = _is_credit(columns, strip.hints)
    if signed:
        columns = [[_unsigned(slot) for slot in column] for column in columns]
    looks = [look(column, style) for column in columns]
    scores = [_scores(strip.hints[index], looks[index]) for index in range(width)]
    chosen = Columns(style=style, signed=signed)
    _take_best(chosen, scores)
    _take_shared(chosen, scores, strip.hints)
    _take_unnamed(chosen, looks, strip.hints)
    _take_unnamed_quantity(chosen, looks, strip.hints)
    _take_unnamed_text(chosen, looks, strip.hints)
    _take_more(chosen, strip, looks)
    _order_quantities(chosen, strip)
    _by_arithmetic(chosen, strip, looks)
    return chosen


def _is_credit(columns: Sequence[Sequence[Slot]], hints: Sequence[Roles]) -> bool:
    """Whether most totals are negative."""
    for column, roles in zip(columns, hints, strict=True):
        amounts = [slot.text for slot in column if any(c.isdigit() for c in slot.text)]
        if (
            roles.get("total", 0.0) >= 0.6
            and amounts
            and sum(bool(_MINUS.match(text)) for text in amounts) * 2 > len(amounts)
        ):
            return True
    return False


def _unsigned(slot: Slot) -> Slot:
    return Slot([replace(piece, text=_MINUS.sub("", piece.text, count=1)) for piece in slot.pieces])


def _style(columns: Sequence[Sequence[Slot]], hints: Sequence[Roles], default: NumberStyle) -> NumberStyle:
    """The decimal mark, by the numbers of the columns that should hold numbers, else by all."""
    likely = [
        i
        for i, roles in enumerate(hints)
        if any(roles.get(role, 0) >= 0.6 for role in ("quantity", "unit_price", "total", "breaks"))
    ]
    texts = [
        part for i in likely for slot in columns[i] for part in slot.text.split(" ") if any(c.isdigit() for c in part)
    ]
    return number_style(texts, default=default)


def _scores(hints: Roles, look: Look) -> dict[Role, float]:
    """How much speaks for each role of a column, heading and cells together."""
    seen = _seen(look)
    scores: dict[Role, float] = {}
    for role in _SINGLE:
        told = hints.get(role, 0.0)
        fits = seen.get(role, 0.0)
        if told:
            scores[role] = (
                told * (0.72 if look.filled else 0.6)
                + 0.34 * fits
                - (0.8 if look.filled and _against(role, look) else 0.0)
            )
        else:
            scores[role] = 0.62 * fits - (0.0 if not hints else 0.12 if max(hints.values()) < _TOLD else 0.55)
    return scores


def _seen(look: Look) -> dict[Role, float]:
    """What the cells alone speak for."""
    counted = max(look.number, look.measured)
    return {
        "line": look.integer * look.rising,
        "quantity": counted * (1 - 0.9 * look.rising * look.integer) * (1 - 0.5 * look.money) * (1 - look.date),
        "unit": look.unit,
        "description": look.prose * min(1.0, 0.35 + look.words / 4),
        "part": look.part * (1 - look.date) * (1 - 0.8 * look.number),
        "customer_part": 0.3 * look.part,
        "manufacturer": 0.25 * look.prose * (look.words <= 3),
        "needed_by": look.date,
        "breaks": look.breaks,
        "unit_price": 0.8 * look.money,
        "total": 0.75 * look.money,
    }


def _against(role: Role, look: Look) -> bool:
    """Whether the cells rule out what the heading says."""
    rules: dict[Role, bool] = {
        "quantity": max(look.number, look.measured, look.breaks) < 0.25 and look.filled >= 2,
        "line": look.numbered < 0.5 or (look.filled >= 3 and look.falling > 0.34),
        "unit": look.number > 0.7 and look.unit < 0.2,
        "description": look.number > 0.8 or look.date > 0.8,
        "part": look.unit > 0.8 or (look.rising > 0.9 and look.integer > 0.9 and look.filled >= 3),
        "customer_part": look.rising > 0.9 and look.integer > 0.9 and look.filled >= 3,
        "needed_by": look.date < 0.2 and ((look.prose > 0.6 and look.words > 4) or look.number > 0.8),
        "unit_price": max(look.number, look.money) < 0.2 and look.prose > 0.6,
        "total": max(look.number, look.money) < 0.2 and look.prose > 0.6,
    }
    return rules.get(role, False)


def _take_best(chosen: Columns, scores: Sequence[dict[Role, float]]) -> None:
    """The best pairs of column and role, each used once."""
    pairs = [
        (value, -rank, -column)
        for column, roles in enumerate(scores)
        for rank, role in enumerate(_SINGLE)
        if (value := roles[role])
    ]
    used: set[int] = set()
    for value, rank, negative in sorted(pairs, reverse=True):
        role, column = _SINGLE[-rank], -negative
        if value < _NEEDED or column in used or role in chosen.of:
            continue
        chosen.of[role] = [column]
        chosen.firmness[column] = min(1.0, value)
        used.add(column)


def _take_shared(chosen: Columns, scores: Sequence[dict[Role, float]], hints: Sequence[Roles]) -> None:
    """A column headed with two things holds both, when no other column holds the second."""
    for column, roles in enumerate(hints):
        strong: list[Role] = [role for role in _SINGLE if roles.get(role, 0.0) >= 0.9]
        for role in strong if len(strong) > 1 else ():
            if role not in chosen.of and (role in _STACKED or scores[column][role] > 0):
                chosen.of[role] = [column]


def _take_unnamed(chosen: Columns, looks: Sequence[Look], hints: Sequence[Roles]) -> None:
    """Columns whose cells leave no doubt, under headings that say nothing of use."""
    used = {column for columns in chosen.of.values() for column in columns}
    for role in ("unit", "breaks", "needed_by"):
        fits = [(_seen(seen)[role], -i) for i, seen in enumerate(looks) if i not in used and seen.filled >= 2]
        likeness, negative = max(fits, default=(0.0, 0))
        named = [
            score
            for other, score in hints[-negative].items()
            if (other != "other" or score == 1.0) and not _against(other, looks[-negative])
        ]
        told = max(named, default=0.0)
        if role not in chosen.of and likeness >= 0.8 and told < _TOLD:
            chosen.of[role] = [-negative]
            chosen.firmness[-negative] = 0.7 * likeness
            used.add(-negative)


def _take_unnamed_quantity(chosen: Columns, looks: Sequence[Look], hints: Sequence[Roles]) -> None:
    """Without a heading that says so, the quantity is the free column of plain numbers that do not count up."""
    if "quantity" in chosen.of or "breaks" in chosen.of:
        return
    used = {column for columns in chosen.of.values() for column in columns}
    used |= {
        i for i, roles in enumerate(hints) if max(roles.values(), default=0.0) >= _TOLD > roles.get("quantity", 0.0)
    }
    free = [(_seen(seen)["quantity"], -index) for index, seen in enumerate(looks) if index not in used and seen.filled]
    likeness, negative = max(free, default=(0.0, 0))
    if likeness >= 0.5:
        chosen.of["quantity"] = [-negative]
        chosen.firmness[-negative] = 0.5 * likeness


def _take_unnamed_text(chosen: Columns, looks: Sequence[Look], hints: Sequence[Roles]) -> None:
    """Without a heading that says so, the description is the free column with the most words."""
    if "description" in chosen.of:
        return
    used = {column for columns in chosen.of.values() for column in columns}
    used |= {i for i, roles in enumerate(hints) if max(roles.values(), default=0.0) >= _TOLD}
    free = [(seen.words, -i) for i, seen in enumerate(looks) if i not in used and seen.filled and seen.prose >= _TEXT]
    words, negative = max(free, default=(0.0, 0))
    if words >= _FEW_WORDS:
        chosen.of["description"] = [-negative]
        chosen.firmness[-negative] = 0.5


def _take_more(chosen: Columns, strip: Strip, looks: Sequence[Look]) -> None:
    """Further columns of a role that may come more than once: quantities to quote, part numbers, texts."""
    used = {column for columns in chosen.of.values() for column in columns}
    for column, roles in enumerate(strip.hints):
        if column in used:
            continue
        for role in ("quantity", "part", "description", "customer_part"):
            if roles.get(role, 0.0) >= 0.6 and role in chosen.of and not _against(role, looks[column]):
                other = role == "part" and "customer_part" not in chosen.of
                chosen.of.setdefault("customer_part" if other else role, []).append(column)
                break


def _order_quantities(chosen: Columns, strip: Strip) -> None:
    """Several quantities to quote come as their headings count them, else from the right where the script does."""
    columns = chosen.of.get("quantity", [])
    if len(columns) < 2:
        return
    counts = [ascii_digits(found.group()) if (found := _COUNT.search(strip.headings[i])) else "" for i in columns]
    if all(counts):
        chosen.of["quantity"] = [column for _, column in sorted(zip(map(int, counts), columns, strict=True))]
    elif not strip.rows[0].whole and all(right_to_left(strip.headings[i]) for i in columns):
        chosen.of["quantity"] = sorted(columns, reverse=True)


def _by_arithmetic(chosen: Columns, strip: Strip, looks: Sequence[Look]) -> None:
    """Where quantity times price is the total in other columns than those taken, the arithmetic is right."""
    found = multiplied(strip, looks, chosen.style, chosen.first("line"))
    if found is None or any(strip.hints[column].get("quantity", 0.0) >= _TOLD for column in found[1:]):
        return
    quantity, price, total = chosen.first("quantity"), chosen.first("unit_price"), chosen.first("total")
    if (
        quantity is None
        or price is None
        or total is None
        or not fits_as_well(strip, looks, chosen.style, (quantity, price, total), found)
    ):
        _reassign(chosen, found, looks)


def _reassign(chosen: Columns, found: tuple[int, int, int], looks: Sequence[Look]) -> None:
    """Quantity and price could change places: a heading or cents decide."""
    quantity, price, total = found
    told = chosen.first("quantity")
    if told == price or (told is None and looks[quantity].money > looks[price].money):
        quantity, price = price, quantity
    for role in list(chosen.of):
        chosen.of[role] = [column for column in chosen.of[role] if column not in found]
        if not chosen.of[role]:
            del chosen.of[role]
    taken: tuple[tuple[Role, int], ...] = (("quantity", quantity), ("unit_price", price), ("total", total))
    for role, column in taken:
        chosen.of[role] = [column]
        chosen.firmness[column] = 0.95
