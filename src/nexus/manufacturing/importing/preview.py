"""Reading a file of a bill of materials whole, so that a person sees what it holds before it is taken in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from nexus.manufacturing.importing.formats import recognise, vocabulary
from nexus.manufacturing.importing.lines import MOST, begin, read_item
from nexus.manufacturing.importing.shapes import BomItem, BomPreview, BomProblem, Severity, Skipped, SkipReason
from nexus.platform.folding import fold
from nexus.platform.tables.cells import Row
from nexus.platform.tables.errors import UnreadableTable
from nexus.platform.tables.headers import Layout, find_header, lay_out
from nexus.platform.tables.reading import MOST_COLUMNS, Table, read_table

MOST_LINES = 20_000
_AROUND = 100
"""Rows which titles and headers may take besides the items."""
_NAMING = ("part_number", "mpn", "supplier_part_number", "value")
_TOTAL = re.compile(
    r"(?:(?:grand|sub|merchandise|order|net|pre[cç]o|valor)[ -]?)?total"
    r"(?: price| amount| cost| quantity| qty| geral|s)?:?|"
    r"(?:gesamt|zwischen)?summe:?|gesamt(?:preis|betrag)?:?|soma:?|جمع(?: کل)?:?|مجموع:?",
    re.IGNORECASE,
)
_FIRST_LETTERS = frozenset("gsmontpvzجمGSMONTPVZ")


def preview_bom(
    content: bytes, filename: str, mapping: Mapping[str, str] | None = None, *, merge: bool = False
) -> BomPreview:
    """Say what a BOM file holds: its format, its columns, its items, and what is wrong with it.

    `mapping` is field -> name of its column, going before what the header is understood to say; an empty name means
    that no column is that field. `merge` adds up lines of the same part number; without it they are warned about.
    A caller takes nothing in while there are `errors`. Raises NotATable, UnreadableTable (also of more than 20,000
    lines) or UnknownColumn when the file as a whole cannot be read.
    """
    table = read_table(content, filename, MOST_LINES + _AROUND)
    at = find_header(table.rows, vocabulary())
    kind = recognise(table.rows[at].cells)
    layout = lay_out(table.rows, at, vocabulary().with_words(kind.meanings), mapping)
    _check_layout(layout)
    rows, skipped = _sorted_out(table.rows, layout)
    if len(rows) > MOST_LINES:
        raise UnreadableTable(f"The file has more than {MOST_LINES:,} lines, the most that is taken; send it in parts.")
    skipped += [Skipped(line, "blank", "") for line in table.blank]
    reading = begin(layout, rows, kind)
    items = [item for row in rows if (item := read_item(reading, row)) is not None]
    problems = [*reading.problems, *_of_the_file(table, layout)]
    items, repeated = _merged(items) if merge else (items, _repeated(items))
    return BomPreview(
        file_kind=table.kind,
        format=kind.name,
        header_line=table.rows[at].line,
        columns=layout.columns,
        mapping=layout.named(),
        ignored=layout.ignored(),
        items=items,
        problems=sorted([*problems, *repeated], key=lambda problem: problem.line),
        skipped=sorted(skipped, key=lambda skip: skip.line),
    )


def _check_layout(layout: Layout) -> None:
    columns = [name for name in layout.columns if name]
    if not any(field in layout.mapping for field in _NAMING):
        raise UnreadableTable(
            "No column is recognised as the part number. Say which one it is in the mapping, such as "
            "part_number=Item code.",
            columns=columns,
        )
    if "quantity" not in layout.mapping and "reference_designators" not in layout.mapping:
        raise UnreadableTable(
            "No column is recognised as the quantity or the designators. Say which one it is in the mapping, such as "
            "quantity=Pieces.",
            columns=columns,
        )


def _sorted_out(rows: Sequence[Row], layout: Layout) -> tuple[list[Row], list[Skipped]]:
    """Part the rows into those that are items, right or wrong, and those that are none."""
    skipped = [_skip(row, "before the header") for row in rows[: layout.header]]
    header = rows[layout.header]
    skipped.append(_skip(header, "header"))
    kept: list[Row] = []
    for row in rows[layout.header + 1 :]:
        if row.cells == header.cells:
            skipped.append(_skip(row, "header again"))
        elif _is_total(row, layout):
            skipped.append(_skip(row, "total"))
        else:
            kept.append(row)
    return kept, skipped


def _skip(row: Row, reason: SkipReason) -> Skipped:
    return Skipped(row.line, reason, " | ".join(cell for cell in row.cells if cell)[:100])


def _is_total(row: Row, layout: Layout) -> bool:
    """Say whether a row sums up the others: it says so, and names no part besides."""
    if not any(cell[:1] in _FIRST_LETTERS and _TOTAL.fullmatch(cell) for cell in row.cells):
        return False
    naming = (
        row.cell(layout.mapping[field]) for field in (*_NAMING, "reference_designators") if field in layout.mapping
    )
    return all(not cell or _TOTAL.fullmatch(cell) for cell in naming)


def _of_the_file(table: Table, layout: Layout) -> Iterator[BomProblem]:
    line = table.rows[layout.header].line
    if not any(field in layout.mapping for field in ("part_number", "mpn", "supplier_part_number")):
        message = "The file has no part numbers; value and footprint stand in for them until you map a column."
        yield BomProblem(line, "", Severity.WARNING, message)
    if table.unread:
        message = f"Only the first sheet is read, and not {', '.join(table.unread)[:200]}; send those as files."
        yield BomProblem(line, "", Severity.WARNING, message)
    if (cut := next((row for row in table.rows if row.cut), None)) is not None:
        message = f"Only the first {MOST_COLUMNS} columns are read; delete those that are not needed."
        yield BomProblem(cut.line, "", Severity.WARNING, message)


class _Key(NamedTuple):
    part_number: str
    unit: str
    dnp: bool


def _key(item: BomItem) -> _Key:
    return _Key(fold(item.part_number), fold(item.unit), item.dnp)


def _repeated(items: Sequence[BomItem]) -> list[BomProblem]:
    seen: dict[_Key, int] = {}
    found: list[BomProblem] = []
    for item in items:
        first = seen.setdefault(_key(item), item.line)
        if first != item.line:
            message = f"{item.part_number} stands already in line {first}; both are kept unless you say merge."
            found.append(BomProblem(item.line, "", Severity.WARNING, message))
    return found


def _merged(items: Sequence[BomItem]) -> tuple[list[BomItem], list[BomProblem]]:
    """Add up the items of the same part, unit and fitting; what differs otherwise is that of the first."""
    groups: dict[_Key, list[BomItem]] = {}
    found: list[BomProblem] = []
    for item in items:
        group = groups.setdefault(_key(item), [])
        group.append(item)
        if differing := _differing(group[0], item):
            message = f"{item.part_number} differs from line {group[0].line} in {differing}; that of the first is kept."
            found.append(BomProblem(item.line, "", Severity.WARNING, message))
    merged = [_added_up(group) for group in groups.values()]
    found += [
        BomProblem(item.line, "", Severity.ERROR, f"The lines of {item.part_number} add up to more than {MOST:,}.")
        for item in merged
        if item.quantity > MOST
    ]
    return [item for item in merged if item.quantity <= MOST], found


def _added_up(group: Sequence[BomItem]) -> BomItem:
    designators = dict.fromkeys(name for item in group for name in item.reference_designators)
    return msgspec.structs.replace(
        group[0],
        quantity=sum((item.quantity for item in group), Decimal(0)),
        reference_designators=tuple(designators),
        merged_lines=tuple(item.line for item in group[1:]),
    )


def _differing(first: BomItem, other: BomItem) -> str:
    fields = ("description", "unit_price", "supplier", "supplier_part_number", "manufacturer", "mpn", "notes")
    return ", ".join(name.replace("_", " ") for name in fields if getattr(first, name) != getattr(other, name))
