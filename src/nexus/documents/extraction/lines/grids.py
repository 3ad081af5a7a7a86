"""Tables that come as cells (spreadsheets, Word, HTML, CSV, ruled PDF tables) read as strips."""

from collections.abc import Iterator, Sequence

from nexus.documents.evidence import Cell, Page, Table
from nexus.documents.extraction.lines.content import is_date, is_money
from nexus.documents.extraction.lines.headings import Roles, best, is_heading, roles_of
from nexus.documents.extraction.lines.shapes import Piece, Row, Slot, Strip
from nexus.documents.extraction.lines.vocabulary import Role
from nexus.documents.extraction.values.numbers import parse_number

_FIRM = 0.6
_AMOUNTS: frozenset[Role] = frozenset({"quantity", "breaks", "unit_price", "total"})
_USEFUL: frozenset[Role] = frozenset({*_AMOUNTS, "description", "part", "customer_part"})


def read_grid(table: Table, page: Page) -> list[Strip]:
    """The strips of one table: one under each row of headings, or one without headings when there is none."""
    rows = table.rows
    heads = list(_heads(rows))
    if not heads:
        return [_bare(rows, page)] if len(rows) > 1 else []
    strips: list[Strip] = []
    for position, (first, last) in enumerate(heads):
        end = heads[position + 1][0] if position + 1 < len(heads) else len(rows)
        headings, hints = _headings(rows[first : last + 1])
        body = [_row(row, page) for row in rows[last + 1 : end]]
        same = strips and strips[-1].headings == headings
        if same:
            strips[-1].rows += body
        else:
            strips.append(Strip(headings, hints, body, part=page.part))
    return strips


def _heads(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, int]]:
    """First and last row of every heading."""
    index = 0
    while index < len(rows):
        if _is_head(rows[index]):
            first = last = index
            if index and _adds_to(rows[index - 1]):
                first = index - 1
            while last + 1 < len(rows) and last - first < 2 and (_adds_to(rows[last + 1]) or _is_head(rows[last + 1])):
                last += 1
            yield first, last
            index = last
        index += 1


def _is_head(row: Sequence[Cell]) -> bool:
    """Most cells are known headings, of what is wanted and of how much."""
    texts = [cell.text.strip() for cell in row if cell.text.strip()]
    if len(texts) < 2 or any(cell.number is not None for cell in row) or sum(map(_is_value, texts)):
        return False
    firm: set[Role] = set()
    columns = 0
    for text in texts:
        found = best(roles_of(text))
        if found and found[1] >= _FIRM:
            columns += 1
            firm |= {role for role, score in roles_of(text).items() if score >= _FIRM}
    useful = firm & _USEFUL
    return columns * 2 >= len(texts) and columns >= 2 and len(useful) >= 2 and (bool(firm & _AMOUNTS) or columns >= 4)


def _adds_to(row: Sequence[Cell]) -> bool:
    """A second line of headings: at least two cells, all of them headings."""
    texts = [cell.text.strip() for cell in row if cell.text.strip()]
    return (
        len(texts) >= 2 and all(is_heading(text) or roles_of(text) for text in texts) and not any(map(_is_value, texts))
    )


def _is_value(text: str) -> bool:
    return parse_number(text) is not None or is_date(text) or is_money(text)


def _headings(rows: Sequence[Sequence[Cell]]) -> tuple[list[str], list[Roles]]:
    """One heading per column: the lines together, or the one line that says most."""
    headings: list[str] = []
    hints: list[Roles] = []
    for column in range(max(map(len, rows))):
        texts = [" ".join(row[column].text.split()) for row in rows if column < len(row) and row[column].text.strip()]
        headings.append(" ".join(texts))
        hints.append(_most_telling(texts))
    return headings, hints


def _most_telling(texts: Sequence[str]) -> Roles:
    """What a column is headed with: the lines together, else the lowest that says something, as groups stand above."""
    whole = roles_of(" ".join(texts))
    if max(whole.values(), default=0.0) >= 0.95:
        return whole
    return next(
        (roles for text in reversed(texts) if max((roles := roles_of(text)).values(), default=0.0) >= _FIRM), whole
    )


def _bare(rows: Sequence[Sequence[Cell]], page: Page) -> Strip:
    width = max(map(len, rows))
    return Strip([""] * width, [{} for _ in range(width)], [_row(row, page) for row in rows], part=page.part, trust=0.6)


def _row(cells: Sequence[Cell], page: Page) -> Row:
    slots = [Slot(_pieces(cell, page)) if cell.text.strip() else Slot() for cell in cells]
    boxes = [cell.box for cell in cells if cell.box is not None]
    top, bottom = (min(b.y0 for b in boxes), max(b.y1 for b in boxes)) if boxes else (0.0, 0.0)
    return Row(slots, page.number, top, bottom)


def _pieces(cell: Cell, page: Page) -> list[Piece]:
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    alone = len(lines) == 1
    return [
        Piece(
            line,
            page.number,
            cell.box,
            cell.ref,
            number=cell.number if alone else None,
            date=cell.date if alone else None,
        )
        for line in lines
    ]
