"""A document cut into pieces: runs of text on one line, with what stands beside and below each of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nexus.documents.evidence import Box, ExtractedLine, Page, Paragraph, Reading, Table, Value
from nexus.documents.extraction.header.labels import fields_of
from nexus.documents.extraction.header.typed import INCOTERM
from nexus.documents.extraction.lines.headings import roles_of
from nexus.documents.extraction.lines.visual import JOIN, Run, around, right_to_left, runs, visual_lines
from nexus.documents.extraction.values.text import fold


@dataclass(slots=True, eq=False)
class Piece:
    """A run of text that a person sees as one thing: part of a line, a cell, a line of a paragraph."""

    text: str
    page: int
    row: int
    """Line or table row, counted through the document."""
    column: int
    """Place in the row, in reading order."""
    box: Box | None = None
    ref: str = ""
    size: float = 0.0
    bold: bool = False
    confidence: float = 1.0
    date: str | None = None
    """The ISO date that a spreadsheet cell stores."""
    part: str = ""
    sheet: str = ""
    in_items: bool = False
    """Part of the table or list of requested items."""
    in_heading: bool = False
    """Part of the line of headings over the items."""
    in_terms: bool = False
    """Part of general conditions, where nothing speaks of this request."""
    rtl: bool = False
    style: str = ""

    @property
    def ocr(self) -> bool:
        return self.confidence < 1.0


@dataclass
class Sheet:
    """All pieces of a document in reading order, and which rows they stand in."""

    pieces: list[Piece] = field(default_factory=list[Piece])
    rows: dict[int, list[Piece]] = field(default_factory=dict[int, list[Piece]])
    next_row: int = 0
    tops: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """For the document and each attachment, its first page and row."""

    def add(self, piece: Piece) -> None:
        self.next_row = max(self.next_row, piece.row + 1)
        self.tops.setdefault(piece.part, (piece.page, piece.row))
        self.pieces.append(piece)
        self.rows.setdefault(piece.row, []).append(piece)

    def after(self, piece: Piece) -> Piece | None:
        """Return the next piece of the same row, or one beside it that is printed in another size."""
        following = [other for other in self.rows[piece.row] if other.column > piece.column]
        if following or piece.box is None:
            return following[0] if following else None
        level = [other for step in (-1, 1) for other in self.rows.get(piece.row + step, ()) if _beside(piece, other)]
        return min(level, key=lambda other: _gap(piece, other), default=None)

    def at_top(self, piece: Piece, rows: int) -> bool:
        """Tell whether a piece stands in the first rows of the document or of an attachment."""
        page, row = self.tops[piece.part]
        return piece.page == page and piece.row < row + rows

    def paragraphs(self) -> Iterator[tuple[str, list[Piece]]]:
        """Walk running text: lines of one block put together, single pieces by themselves."""
        block: list[Piece] = []
        for piece in self.pieces:
            if block and _same_block(block, piece, alone=len(self.rows[piece.row]) == 1):
                block.append(piece)
                continue
            if block:
                yield " ".join(each.text for each in block), block
            block = [piece]
        if block:
            yield " ".join(each.text for each in block), block

    def below(self, piece: Piece) -> Piece | None:
        """Return the piece right under this one, in its column."""
        for row in range(piece.row + 1, piece.row + 3):
            for other in self.rows.get(row, ()):
                if other.page == piece.page and _under(piece, other):
                    return other
        return None


_FIRST, _LAST = 4_000, 1_000
_LONGEST = 1_500
"""Letters of one piece, and pieces at either end of a document, that are looked at."""
_LOOSE = 0.95
"""As `JOIN`, for recognised words, whose heights and gaps are not exact."""
_FOOT = 0.93
"""Share of a page's height below which its foot is printed."""
_LEADERS = re.compile(r"(?<=\w)\s*:?\s*(?:[.…·_]\s?){4,}\s*(?=\S)")
"""Dots that lead the eye from a label to its value."""


def cut(reading: Reading, lines: Sequence[ExtractedLine] = ()) -> Sheet:
    """Cut a document into pieces and mark those that belong to the items already extracted."""
    sheet = Sheet()
    for page in reading.pages:
        if page.words:
            _cut_words(sheet, page)
        else:
            _cut_blocks(sheet, page)
    _keep_ends(sheet)
    _mark_items(sheet, lines)
    _mark_headings(sheet)
    _mark_titles_between(sheet)
    _mark_terms(sheet)
    return sheet


def _keep_ends(sheet: Sheet) -> None:
    """Leave the middle of a document of thousands of lines: who asks stands at its beginning or end."""
    if len(sheet.pieces) > _FIRST + _LAST:
        sheet.pieces = [*sheet.pieces[:_FIRST], *sheet.pieces[-_LAST:]]


def _cut_words(sheet: Sheet, page: Page) -> None:
    first = sheet.next_row
    rtl = sum(right_to_left(word.text) for word in page.words) > 0.08 * len(page.words)
    for row, line in enumerate(visual_lines(page.words), start=first):
        parts = [part for run in runs(line, _LOOSE if page.source == "ocr" else JOIN) for part in _by_print(run)]
        for column, run in enumerate(sorted(parts, key=lambda run: -run.x1 if rtl else run.x0)):
            sheet.add(_piece_of_run(run, page, row, column, rtl=rtl))


def _by_print(run: Run) -> list[Run]:
    """Part a bold label from the ordinary print behind it."""
    turns = [i for i in range(1, len(run.words)) if run.words[i - 1].bold != run.words[i].bold]
    if len(turns) != 1:
        return [run]
    at = turns[0]
    return [Run(run.words[:at], run.places[:at]), Run(run.words[at:], run.places[at:])]


def _piece_of_run(run: Run, page: Page, row: int, column: int, *, rtl: bool) -> Piece:
    sure = min(word.confidence for word in run.words)
    return Piece(
        _LEADERS.sub(": ", run.text()[:_LONGEST]), page.number, row, column,
        box=around(run.words),
        size=max(word.size or word.box.y1 - word.box.y0 for word in run.words),
        bold=all(word.bold for word in run.words),
        confidence=min(sure, 0.99) if page.source == "ocr" else 1.0,
        part=page.part, rtl=rtl,
        style="footer" if page.height and run.words[0].box.y0 > _FOOT * page.height else "",
    )  # fmt: skip


def _cut_blocks(sheet: Sheet, page: Page) -> None:
    for number, block in enumerate(page.blocks, start=1):
        if isinstance(block, Paragraph):
            _cut_paragraph(sheet, page, block)
        else:
            _cut_table(sheet, page, block, number)


def _cut_paragraph(sheet: Sheet, page: Page, block: Paragraph) -> None:
    for line in block.text.splitlines():
        parts = [part for part in re.split(r"\t+|\s{4,}", line[: 4 * _LONGEST]) if part.strip()]
        for column, text in enumerate(parts):
            row = sheet.next_row if column == 0 else sheet.next_row - 1
            sheet.add(
                Piece(
                    _LEADERS.sub(": ", text.strip()[:_LONGEST]),
                    page.number,
                    row,
                    column,
                    ref=block.ref,
                    part=page.part,
                    sheet=page.name,
                    style=block.style,
                )
            )


def _cut_table(sheet: Sheet, page: Page, table: Table, number: int) -> None:
    first = sheet.next_row
    for index, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            if cell.text.strip():
                ref = cell.ref or f"table {number}, row {index + 1}, cell {column + 1}"
                sheet.add(
                    Piece(
                        " ".join(cell.text[: 4 * _LONGEST].split())[:_LONGEST], page.number, first + index, column,
                        box=cell.box, ref=ref, date=cell.date, part=page.part, sheet=page.name,
                    )
                )  # fmt: skip


def _same_block(block: list[Piece], piece: Piece, *, alone: bool) -> bool:
    """Whether a line goes on where the last one was full: same left edge, same print, no more than a line away."""
    last = block[-1]
    if piece.box is None or last.box is None or piece.page != last.page or not alone or piece.in_items != last.in_items:
        return False
    edge = abs(piece.box.x1 - block[0].box.x1) if piece.rtl and block[0].box else abs(piece.box.x0 - last.box.x0)
    widest = max(each.box.x1 - each.box.x0 for each in (*block, piece) if each.box)
    full = last.box.x1 - last.box.x0 > 0.75 * widest and widest > 25 * max(last.size, 4.0)
    near = 0 < piece.box.y0 - last.box.y0 < 1.8 * max(last.size, 5.0)
    return edge < 3 and full and near and abs(piece.size - last.size) < 0.6


def _beside(piece: Piece, other: Piece) -> bool:
    """Whether the other piece stands behind this one at half its height at least."""
    if piece.box is None or other.box is None or piece.page != other.page or _gap(piece, other) < 0:
        return False
    shared = min(piece.box.y1, other.box.y1) - max(piece.box.y0, other.box.y0)
    return shared > 0.5 * min(piece.box.y1 - piece.box.y0, other.box.y1 - other.box.y0)


def _gap(piece: Piece, other: Piece) -> float:
    if piece.box is None or other.box is None:
        return -1.0
    return piece.box.x0 - other.box.x1 if piece.rtl else other.box.x0 - piece.box.x1


def _under(piece: Piece, other: Piece) -> bool:
    """Whether the other piece starts or ends where this one does, close below it."""
    if piece.box is None or other.box is None:
        return other.column == piece.column and not piece.style
    near = 0 < other.box.y0 - piece.box.y0 < 4.0 * max(piece.size, 6.0)
    aligned = abs(other.box.x1 - piece.box.x1) < 6 if piece.rtl else abs(other.box.x0 - piece.box.x0) < 6
    return near and aligned


def _mark_items(sheet: Sheet, lines: Sequence[ExtractedLine]) -> None:
    """Mark the rows of items; on pages, everything between the first and the last. A label is no item."""
    lines = [line for line in lines if not (line.description and fields_of(line.description.value))]
    values = [value for line in lines for value in _values(line)]
    refs = {(value.page, value.ref) for value in values if value.ref}
    item_rows = {piece.row for piece in sheet.pieces if piece.ref and (piece.page, piece.ref) in refs}
    bands: dict[int, Box] = {}
    printed = {piece.page for piece in sheet.pieces if piece.box is not None and not piece.ref}
    for value in values:
        if value.box is not None and (not value.ref or value.page in printed):
            bands[value.page] = _spanning(bands.get(value.page, value.box), value.box)
    for day in (line.needed_by for line in lines if line.needed_by is not None):
        band = bands.get(day.page)
        if day.box is not None and band is not None and day.box.x1 > band.x0 - _BESIDE:
            bands[day.page] = _spanning(band, day.box)
    for piece in sheet.pieces:
        band = bands.get(piece.page)
        piece.in_items = piece.row in item_rows or (
            band is not None and piece.box is not None and _inside(piece.box, band)
        )


_BESIDE = 45.0
"""Points left of the columns of an item in which its number may stand."""


def _spanning(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


def _inside(box: Box, band: Box) -> bool:
    """Whether something stands between the first and the last item, in or right beside their columns."""
    return band.y0 - 1 <= box.y0 <= band.y1 + 1 and box.x1 > band.x0 - _BESIDE and box.x0 < band.x1 + 150


def _values(line: ExtractedLine) -> Iterable[Value]:
    fields = (line.part_number, line.description, line.quantity)
    return (value for value in fields if value is not None)


_ELSEWHERE = {"contact_name", "contact_email", "contact_phone", "issue_date", "due_date", "customer_name", "project"}
"""Fields that no column of items is headed by."""


def _mark_headings(sheet: Sheet) -> None:
    """Mark lines that name the columns of an item table."""
    for row in sheet.rows.values():
        if len(row) < 3:
            continue
        over_items = any(piece.in_items for piece in sheet.rows.get(row[0].row + 1, ()))
        if sum(not _ELSEWHERE.isdisjoint(fields_of(piece.text)) for piece in row) > 1 and not over_items:
            continue
        roles = [frozenset(role for role, sure in roles_of(piece.text).items() if sure >= 0.5) for piece in row]
        named: frozenset[str] = frozenset().union(*roles)
        if (
            "quantity" in named
            and named & {"description", "part", "customer_part"}
            and sum(map(bool, roles)) * 2 > len(row)
        ):
            for piece in row:
                piece.in_heading = True


def _mark_titles_between(sheet: Sheet) -> None:
    """Take titles of groups, over the first item or between the rows of a table, for a part of the items."""
    heads = [number for number, row in sheet.rows.items() if any(piece.in_heading for piece in row)]
    for head in heads:
        between = [number for number in range(head + 1, head + 4) if number in sheet.rows]
        first = next((number for number in between if any(piece.in_items for piece in sheet.rows[number])), head)
        for number in range(head + 1, first):
            for piece in sheet.rows.get(number, ()):
                piece.in_items = True
    for page in {piece.page for piece in sheet.pieces if piece.in_items}:
        cells = [
            piece for piece in sheet.pieces if piece.page == page and (piece.sheet or piece.ref.startswith("table"))
        ]
        rows = [piece.row for piece in cells if piece.in_items]
        for piece in cells:
            piece.in_items = piece.in_items or (bool(rows) and min(rows) < piece.row < max(rows))


_TERMS_HEADING = re.compile(
    r"\b(?:terms\s+(?:and|&)\s+conditions|general\s+(?:terms|conditions)|conditions\s+of\s+purchase|terms\s+of\s+purchase|"
    r"(?:allgemeine\s+)?(?:einkaufs|geschafts|liefer)bedingungen|agb|condicoes\s+gerais|condicoes\s+de\s+(?:compra|fornecimento)|"
    r"conditions\s+generales|condiciones\s+generales|condizioni\s+generali|inkoopvoorwaarden|algemene\s+voorwaarden)\b|"
    r"شرایط\s+عمومی|شرایط\s+و\s+ضوابط|شرایط\s+خرید"
)
_CLAUSE = re.compile(r"^(?:§\s*\d+\s*|\d{1,2}\s*[.)\-]\s+)\S.{60,}|^§\s*\d+")


def _right_under(above: Piece, piece: Piece) -> bool:
    """Whether a line continues the block of print over it."""
    if above.box is None or piece.box is None or above.page != piece.page:
        return False
    edge = piece.box.x1 - above.box.x1 if piece.rtl else piece.box.x0 - above.box.x0
    return abs(edge) < 3 and 0 < piece.box.y0 - above.box.y0 < 1.5 * max(above.size, 5.0)


def _mark_terms(sheet: Sheet) -> None:
    """Mark general conditions: what follows their heading, and numbered clauses that are no items."""
    inside, page_part = False, ("", "")
    for piece in sheet.pieces:
        if (piece.part, piece.sheet) != page_part:
            inside, page_part = False, (piece.part, piece.sheet)
        beside = sheet.rows[piece.row][-1]
        labels = ":" in piece.text or (beside is not piece and len(beside.text) < 60)
        heading = None if labels or piece.in_items or len(piece.text) > 80 else _TERMS_HEADING.search(fold(piece.text))
        if heading and len(piece.text) - heading.end() < 25 and not INCOTERM.search(piece.text):
            inside = True
        goes_on = any(above.in_terms and _right_under(above, piece) for above in sheet.rows.get(piece.row - 1, ()))
        goes_on = goes_on or any(
            above.in_terms and _right_under(above, piece) for above in sheet.rows.get(piece.row - 2, ())
        )
        piece.in_terms = not piece.in_items and (inside or goes_on or bool(_CLAUSE.match(piece.text)))
