"""Pages of words read as tables: the heading line tells the columns, the white space between words where they end."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nexus.documents.evidence import Cell, Page, Table, Word
from nexus.documents.extraction.lines.content import quantity_of
from nexus.documents.extraction.lines.headers import Header, Heading, find_headers
from nexus.documents.extraction.lines.headings import Roles, normal, roles_of
from nexus.documents.extraction.lines.recognised import EDGES, like_digits, without_specks
from nexus.documents.extraction.lines.running import without_running
from nexus.documents.extraction.lines.shapes import Piece, Row, Slot, Strip
from nexus.documents.extraction.lines.visual import JOIN, Line, around, in_order, right_to_left, runs, visual_lines
from nexus.documents.extraction.lines.vocabulary import Role

HANGS = 1.0
"""White space, in heights of a line, up to which a line hangs on to the one above."""
_COUNTING: tuple[Role, ...] = ("quantity", "breaks", "line")
"""Columns in which every item has a number, the surest first."""
_DRAWN = frozenset("-_=.·•…—–|~*'`´\u2500\u2501\u2550")


@dataclass
class Frame:
    """The columns of a table on one page: where each ends, and what is over it."""

    bounds: list[float]
    headings: list[str]
    hints: list[Roles]
    fences: list[float]
    """Heights of the rules between rows; empty where none are drawn."""
    marks: list[Heading]
    """The headings with their places."""

    def on(self, page: Page) -> "Frame":
        """These columns on another page, with the rules that are drawn there."""
        if not self.fences:
            return self
        edges = (self.marks[0].x0, self.marks[-1].x1)
        tables = [t for t in page.tables if t.box and abs(t.box.x0 - edges[0]) < 6 and abs(t.box.x1 - edges[1]) < 6]
        return replace(self, fences=_fences(tables))

    def same_as(self, strip: Strip) -> bool:
        """Whether a strip has the same headings, so that this is its continuation."""
        return [normal(h) for h in self.headings] == [normal(h) for h in strip.headings]


def read_bands(pages: Sequence[Page]) -> list[Strip]:
    """The strips of all pages with words, in order; a table that runs over pages is one strip."""
    strips: list[Strip] = []
    carried: tuple[Strip, Frame] | None = None
    for page, lines in without_running(pages, [visual_lines(letters(page)) for page in pages]):
        headers = find_headers(lines, unsure=page.source == "ocr")
        if carried is not None and carried[0].part == page.part:
            until = headers[0].first if headers else len(lines)
            body, counted = core(lines[:until], carried[1].marks, _COUNTING[:2])
            carried[0].rows += rows_under(body, carried[1].on(page), page, counted)
        else:
            carried = None
        for position, header in enumerate(headers):
            end = headers[position + 1].first if position + 1 < len(headers) else len(lines)
            carried = _begin(page, lines, header, end, strips) if header.items else None
    return strips


def _begin(page: Page, lines: list[Line], header: Header, end: int, strips: list[Strip]) -> tuple[Strip, Frame]:
    """Read the lines under a header into the strip it continues, or into a new one."""
    body, counted = core(lines[header.last + 1 : end], header.headings)
    frame = _ruled(page.tables, lines[header.first : header.last + 1]) or _frame(header, body[:counted])
    last = strips[-1] if strips else None
    if last is None or not frame.same_as(last) or last.part != page.part:
        source = "ocr" if page.source == "ocr" else "layout"
        last = Strip(frame.headings, frame.hints, [], source, part=page.part)
        strips.append(last)
    last.rows += rows_under(body, frame, page, counted)
    return last, frame


def letters(page: Page) -> list[Word]:
    """The words without what only draws rules and leaders; a drawn line stays, as a fence."""
    if page.source == "ocr":
        return without_specks(page)
    kept: list[Word] = []
    for word in page.words:
        drawn = not (set(word.text) - _DRAWN)
        if not drawn or len(word.text) >= 8 or (len(word.text) == 1 and word.text in "-–*•·"):
            kept.append(word)
    return kept


def _ruled(tables: Sequence[Table], lines: Sequence[Line]) -> Frame | None:
    """The columns and rows that drawn rules give, when the header stands inside a ruled table."""
    if not lines:
        return None
    middle, left, right = lines[-1].middle, min(line.x0 for line in lines), max(line.x1 for line in lines)
    for table in tables:
        box = table.box
        if box is None or not (box.y0 <= middle <= box.y1 and box.x0 - 4 <= left and right <= box.x1 + 4):
            continue
        for row in table.rows:
            cells = [cell for cell in row if cell.box is not None]
            inside = any(cell.box.y0 <= middle <= cell.box.y1 for cell in cells if cell.box)
            if inside and sum(bool(cell.text.strip()) for cell in cells) >= 2 and len(cells) == len(row):
                return _frame_of_row(table, row)
    return None


def _frame_of_row(table: Table, row: Sequence[Cell]) -> Frame:
    boxed = sorted((cell.box.x0, cell.box.x1, " ".join(cell.text.split()).strip(EDGES)) for cell in row if cell.box)
    headings = [text for _, _, text in boxed]
    bounds = [x0 for x0, _, _ in boxed[1:]]
    fences = _fences([table])
    marks = [Heading(text, roles_of(text), x0, x1) for x0, x1, text in boxed]
    return Frame(bounds, headings, [roles_of(text) for text in headings], fences, marks)


def _fences(tables: Sequence[Table]) -> list[float]:
    """The heights at which rows begin."""
    return sorted(
        {round(cell.box.y0, 1) for table in tables for row in table.rows for cell in row if cell.box is not None}
    )


def _frame(header: Header, body: Sequence[Line]) -> Frame:
    headings = header.headings
    bounds = [_bound(a, b, body) for a, b in pairwise(headings)]
    return Frame(sorted(bounds), [h.text for h in headings], [h.roles for h in headings], [], headings)


def core(
    lines: list[Line], headings: Sequence[Heading], counting: Sequence[Role] = _COUNTING
) -> tuple[list[Line], int]:
    """The lines down to the last number under the quantity heading and what hangs on to it; how many the former are."""
    told = [
        (-rank, h.roles[role], -i)
        for rank, role in enumerate(counting)
        for i, h in enumerate(headings)
        if h.roles.get(role, 0.0) >= 0.6
    ]
    if not told:
        return lines, len(lines)
    last, end = -1, _break(lines)
    for _, _, index in sorted(told, reverse=True):
        x0, x1 = _zone(headings, -index)
        last = max((i for i, line in enumerate(lines[:end]) if _counts_in(line, x0, x1)), default=-1)
        if last >= 0:
            break
    if last < 0:
        return [], 0
    end = last + 1
    while end < len(lines) and lines[end].top - lines[end - 1].bottom <= HANGS * lines[end].height:
        end += 1
    return lines[:end], last + 1


def _break(lines: Sequence[Line]) -> int:
    """Where far more white space than between any lines before ends what can be one table."""
    widest = 0.0
    for index in range(1, len(lines)):
        white = lines[index].top - lines[index - 1].bottom
        if index > 1 and white > max(40.0, 5 * lines[index].height, 3 * widest):
            return index
        widest = max(widest, white)
    return len(lines)


def _zone(headings: Sequence[Heading], index: int) -> tuple[float, float]:
    """Where the numbers under a heading may stand: from the heading on its left to the one on its right."""
    heading = headings[index]
    slack = 12 + heading.x1 - heading.x0
    left = max((h.x1 for h in headings if h.x1 <= heading.x0), default=heading.x0 - slack)
    right = min((h.x0 for h in headings if h.x0 >= heading.x1), default=heading.x1 + slack)
    return max(left, heading.x0 - 3 * slack), min(right, heading.x1 + 3 * slack)


def _counts_in(line: Line, x0: float, x1: float) -> bool:
    """Whether a number stands between two places, apart from other words on one side at least."""
    for index, word in enumerate(line.words):
        middle = (word.box.x0 + word.box.x1) / 2
        if (
            x0 <= middle <= x1
            and any(c.isdigit() for c in word.text)
            and quantity_of(like_digits(word.text), "unknown")
            and _stands_apart(line, index)
        ):
            return True
    return False


def _stands_apart(line: Line, index: int) -> bool:
    word = line.words[index]
    room = 0.62 * max(word.size, (word.box.y1 - word.box.y0) * 0.8, 1.0)
    left = index == 0 or word.box.x0 - line.words[index - 1].box.x1 > room
    right = index + 1 == len(line.words) or line.words[index + 1].box.x0 - word.box.x1 > room
    return left or right


def _bound(left: Heading, right: Heading, body: Sequence[Line]) -> float:
    """The place between two headings where the fewest lines print, and the most room is."""
    start, stop = (left.x0 + min(left.x1, right.x0)) / 2, (right.x1 + max(right.x0, left.x1)) / 2
    if stop - start < 2:
        return (left.x1 + right.x0) / 2
    steps = max(8, min(160, int(stop - start)))
    places = [start + (stop - start) * i / steps for i in range(steps + 1)]
    cost = [0.0] * len(places)
    for line in body:
        _print_over(line, places, cost)
    gap0, gap1 = min(left.x1, right.x0), max(left.x1, right.x0)
    for index, place in enumerate(places):
        cost[index] += 0.012 * max(gap0 - place, place - gap1, 0.0)
    good: list[int] = []
    for allowed in (0.05, 0.05 + 0.02 * len(body)):
        good = [index for index, value in enumerate(cost) if value <= min(cost) + allowed]
        if any(gap0 <= places[index] <= gap1 for index in good):
            break
    return places[_middle_of_longest(good, [gap0 <= places[i] <= gap1 for i in good])]


def _print_over(line: Line, places: Sequence[float], cost: list[float]) -> None:
    """Add 1 where a word of the line stands, and a little where only an ordinary space would part two words.

    A line of one run says little: it may be a title over the whole table.
    """
    weight = 0.2 if len(runs(line)) == 1 and len(line.words) > 1 else 1.0
    previous: Word | None = None
    for word in line.words:
        _add(places, cost, word.box.x0 - 0.3, word.box.x1 + 0.3, weight)
        if previous is not None:
            size = max(word.size, (word.box.y1 - word.box.y0) * 0.8, 1.0)
            if 0 < word.box.x0 - previous.box.x1 < 0.4 * size:
                _add(places, cost, previous.box.x1 + 0.3, word.box.x0 - 0.3, 0.3 * weight)
        previous = word


def _add(places: Sequence[float], cost: list[float], x0: float, x1: float, amount: float) -> None:
    first, last = places[0], places[-1]
    if x1 <= first or x0 >= last:
        return
    step = (last - first) / (len(places) - 1)
    for index in range(max(0, int((x0 - first) / step)), min(len(places) - 1, int((x1 - first) / step) + 1) + 1):
        if x0 < places[index] < x1:
            cost[index] += amount


def _middle_of_longest(indices: Sequence[int], preferred: Sequence[bool]) -> int:
    """The middle of the longest unbroken run, of those that lie between the headings if any do."""
    indices = [index for index, good in zip(indices, preferred, strict=True) if good] or indices
    best_start = start = 0
    best_length = 1
    for position in range(1, len(indices) + 1):
        if position == len(indices) or indices[position] != indices[position - 1] + 1:
            if position - start > best_length:
                best_start, best_length = start, position - start
            start = position
    return indices[best_start + best_length // 2]


def rows_under(lines: Sequence[Line], frame: Frame, page: Page, counted: int) -> list[Row]:
    """One row for every visual line; drawn lines and rules part them by fences."""
    rows: list[Row] = []
    drawn = 0
    for index, line in enumerate(lines):
        if all(len(word.text) >= 4 and not (set(word.text) - _DRAWN) for word in line.words):
            drawn += 1
            continue
        if not any(c.isalnum() for word in line.words for c in word.text):
            continue
        row = _row(line, frame, page, _stacked_under(line, frame))
        row.fence = bisect_right(frame.fences, line.middle) if frame.fences else drawn
        row.beyond = index >= counted
        rows.append(row)
    for row in rows:
        row.fence = row.fence if frame.fences or drawn >= 2 else -1
    return rows


def _stacked_under(line: Line, frame: Frame) -> int | None:
    """The column of part number over description in which one run of words begins: all of the run belongs to it."""
    if len(line.words) < 2 or len(runs(line)) > 1 or right_to_left(line.text()):
        return None
    column = bisect_right(frame.bounds, line.words[0].box.x1)
    hints = frame.hints[column] if column < len(frame.hints) else {}
    return column if min(hints.get("part", 0.0), hints.get("description", 0.0)) >= 0.6 else None


def _row(line: Line, frame: Frame, page: Page, whole: int | None) -> Row:
    count = len(frame.bounds) + 1
    words: list[list[Word]] = [[] for _ in range(count)]
    places: list[list[int]] = [[] for _ in range(count)]
    astride = 0
    before: tuple[int, Word] | None = None
    for word, place in zip(line.words, line.places, strict=True):
        column = bisect_right(frame.bounds, (word.box.x0 + word.box.x1) / 2) if whole is None else whole
        words[column].append(word)
        places[column].append(place)
        if before is not None and before[0] != column:
            size = max(word.size, (word.box.y1 - word.box.y0) * 0.8, 1.0)
            astride += word.box.x0 - before[1].box.x1 < JOIN * 0.6 * size
        before = (column, word)
    slots = [Slot([_piece(w, p, page)]) if w else Slot() for w, p in zip(words, places, strict=True)]
    return Row(slots, page.number, line.top, line.bottom, whole=False, astride=astride)


def _piece(words: list[Word], places: list[int], page: Page) -> Piece:
    return Piece(
        in_order(words, places),
        page.number,
        around(words),
        confidence=min(word.confidence for word in words),
    )
