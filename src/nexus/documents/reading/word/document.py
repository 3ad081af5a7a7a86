"""Turns the parts of a DOCX package into blocks."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, ZipFile

from nexus.documents.evidence import Page, Paragraph, Reading, Table
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.safe_xml import Element, parse_xml
from nexus.documents.reading.tables import Budget, text_table
from nexus.documents.reading.text import clean
from nexus.documents.reading.word.numbering import Numbering
from nexus.documents.reading.word.text import W, paragraph_text, text_boxes, word

Style = Literal["", "heading", "list", "header", "footer", "quote"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STRICT = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
)
"""The namespace of files saved as Strict Open XML, and that of all others."""
_TRANSPARENT = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}customXml"}


def read_word(content: bytes, limits: ReadingLimits) -> Reading:
    """One page: headers, body, footers."""
    reading = Reading(media_type=MEDIA_TYPE)
    parts = _parts(content)
    if "word/document.xml" not in parts:
        raise Unreadable("unreadable", "The Word file has no text part. Save it again as DOCX and send it anew.")
    roots = {name: parse_xml(data.replace(*_STRICT), f"The Word file's part {name}") for name, data in parts.items()}
    reader = _Reader(Numbering(roots.get("word/numbering.xml"), roots.get("word/styles.xml")), limits, reading.flags)
    for name, style in _order(roots):
        reader.part(roots[name], style)
    reading.pages.append(Page(number=1, source="flow", blocks=reader.blocks))
    return reading


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML parts that hold text. Sizes were checked before (see `packages`)."""
    try:
        with ZipFile(BytesIO(content)) as package:
            return {
                name: package.read(name)
                for name in package.namelist()
                if name.startswith("word/")
                and name.endswith(".xml")
                and name.count("/") == 1
                and name.removeprefix("word/").startswith(
                    ("document", "header", "footer", "numbering", "styles", "footnotes")
                )
            }
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("unreadable", f"The Word file is damaged: {error}. Save it again and send it anew.") from error


def _order(roots: dict[str, Element]) -> Iterator[tuple[str, Style]]:
    for name in sorted(roots):
        if name.startswith("word/header"):
            yield name, "header"
    yield "word/document.xml", ""
    for name in sorted(roots):
        if name.startswith(("word/footer", "word/footnotes")):
            yield name, "footer"


class _Reader:
    """Walks block by block; remembers what was said so that a header repeated per section is read once."""

    def __init__(self, numbering: Numbering, limits: ReadingLimits, flags: list[str]) -> None:
        self.blocks: list[Paragraph | Table] = []
        self.numbering = numbering
        self.budget = Budget(limits.cells)
        self.flags = flags
        self.paragraphs = 0
        self.tables = 0
        self.said: set[str] = set()

    def part(self, root: Element, style: Style) -> None:
        body = root.find(f"{W}body")
        for block in _blocks(root if body is None else body):
            if block.tag == f"{W}tbl":
                self.table(block)
            else:
                self.paragraph(block, style)

    def paragraph(self, element: Element, style: Style) -> None:
        for box in text_boxes(element):
            self.part(box, style)
        self.paragraphs += 1
        text = clean(paragraph_text(element, self.flags), self.flags).strip("\n ")
        if not text.strip() or (style and text in self.said):
            return
        if style:
            self.said.add(text)
        item = self.numbering.label(element)
        own: Style = style or ("list" if item is not None else self.numbering.heading(element))
        self.blocks.append(Paragraph(text=f"{item or ''}{text}", ref=f"paragraph {self.paragraphs}", style=own))

    def table(self, element: Element) -> None:
        self.tables += 1
        rows = list(self.rows(element))
        table = text_table(rows, self.tables)
        if table:
            self.blocks.append(table)
        for nested in _nested(element):
            self.table(nested)

    def rows(self, table: Element) -> Iterator[list[str]]:
        for row in _children(table, f"{W}tr"):
            cells: list[str] = [""] * _integer(row.find(f"{W}trPr/{W}gridBefore"))
            for cell in _children(row, f"{W}tc"):
                properties = cell.find(f"{W}tcPr")
                merged = None if properties is None else properties.find(f"{W}vMerge")
                covered = merged is not None and merged.get(f"{W}val", "continue") == "continue"
                span = _integer(None if properties is None else properties.find(f"{W}gridSpan")) or 1
                cells += ["" if covered else self.cell(cell), *[""] * (min(span, 100) - 1)]
            self.budget.spend(len(cells))
            yield cells

    def cell(self, cell: Element) -> str:
        lines: list[str] = []
        for block in _blocks(cell):
            if block.tag == f"{W}p":
                text = clean(paragraph_text(block, self.flags), self.flags)
                lines += [line for line in (" ".join(part.split()) for part in text.split("\n")) if line]
        return "\n".join(lines)


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables, looking through content controls and accepted insertions."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _TRANSPARENT or child.tag == f"{W}footnote":
            yield from _blocks(child)


def _children(parent: Element, tag: str) -> Iterator[Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _children(child, tag)


def _nested(table: Element) -> Iterator[Element]:
    for row in _children(table, f"{W}tr"):
        for cell in _children(row, f"{W}tc"):
            yield from (block for block in _blocks(cell) if block.tag == f"{W}tbl")


def _integer(element: Element | None) -> int:
    value = "" if element is None else word(element, "val")
    return min(int(value), 100) if value.isascii() and value.isdigit() else 0
