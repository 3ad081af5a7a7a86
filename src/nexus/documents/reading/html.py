"""Reads HTML (files and mail bodies): paragraphs, lists and tables in order; what is hidden stays out."""

import re
from collections.abc import Iterator
from typing import Any, Literal, cast

from lxml import html as lxml_html
from lxml.etree import ParserError

from nexus.documents.evidence import Page, Paragraph, Reading, Table
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.plain import decode
from nexus.documents.reading.tables import Budget, text_table
from nexus.documents.reading.text import HIDDEN_TEXT, clean, flag

Element = Any
"""lxml has no types."""
Style = Literal["", "heading", "list", "header", "footer", "quote"]

_SKIPPED = {
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "svg",
    "math",
    "object",
    "iframe",
    "title",
    "meta",
    "link",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol",
    "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_QUOTE_CLASSES = re.compile(r"gmail_quote|moz-cite|yahoo_quoted|divRplyFwdMsg|appendonsend", re.IGNORECASE)
_DEEPEST = 200
_WIDEST_SPAN = 100


def read_html(content: bytes, limits: ReadingLimits, charset: str | None = None) -> Reading:
    """One page of blocks."""
    reading = Reading(media_type="text/html")
    blocks = html_blocks(decode(content, charset or _declared(content)), limits, reading.flags)
    reading.pages.append(Page(number=1, source="flow", blocks=blocks))
    return reading


def html_blocks(text: str, limits: ReadingLimits, flags: list[str]) -> list[Paragraph | Table]:
    """The visible blocks of an HTML text, in order."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", clean(text, flags))
    if not text.strip():
        return []
    try:
        root = cast("Element", lxml_html.document_fromstring(text))
    except ParserError as error:
        if "empty" in str(error):
            return []
        raise Unreadable("unreadable", f"The HTML is damaged: {error}.") from error
    walk = _Walk(limits, flags)
    walk.visit(root, "", 0)
    walk.flush("")
    return walk.blocks


class _Walk:
    """Gathers inline text until a block element ends it."""

    def __init__(self, limits: ReadingLimits, flags: list[str]) -> None:
        self.blocks: list[Paragraph | Table] = []
        self.flags = flags
        self.budget = Budget(limits.cells)
        self.inline: list[str] = []
        self.tables = 0

    def visit(self, element: Element, style: Style, depth: int) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED or depth > _DEEPEST:
            return
        if _hidden(element):
            if element.text_content().strip():
                flag(self.flags, HIDDEN_TEXT)
        elif tag == "br":
            self.inline.append("\n")
        else:
            self._visit_shown(element, tag, style, depth)

    def _visit_shown(self, element: Element, tag: str, style: Style, depth: int) -> None:
        inner = _style(element, style)
        block = tag in _BLOCKS
        if block:
            self.flush(style)
        if tag == "table" and _is_data(element):
            self.table(element)
            return
        self.add(element.text, tag)
        for child in element:
            self.visit(child, inner, depth + 1)
            self.add(child.tail, tag)
        if block:
            self.flush(inner)
        elif tag == "img" and element.get("alt"):
            self.add(f" {element.get('alt')} ", tag)

    def add(self, text: str | None, tag: str) -> None:
        if text:
            self.inline.append(text if tag == "pre" else re.sub(r"\s+", " ", text))

    def flush(self, style: Style) -> None:
        text = re.sub(r" *\n *", "\n", "".join(self.inline)) if "\n" in self.inline else "".join(self.inline)
        self.inline.clear()
        if text.strip():
            number = len(self.blocks) + 1
            self.blocks.append(
                Paragraph(text=text.strip("\n ").replace("\xa0", " "), ref=f"block {number}", style=style)
            )

    def table(self, element: Element) -> None:
        self.tables += 1
        table = text_table(_grid(element, self.budget, self.flags), self.tables)
        if table:
            self.blocks.append(table)


def _style(element: Element, style: Style) -> Style:
    if style == "quote" or element.tag == "blockquote" or _QUOTE_CLASSES.search(_marks(element)):
        return "quote"
    if element.tag in _HEADINGS:
        return "heading"
    return "list" if element.tag == "li" else style


def _marks(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDING.search(element.get("style", "")))


def _is_data(table: Element) -> bool:
    """A table of rows and columns; not one that only lays out a page (nested tables, or a single column)."""
    if table.find(".//table") is not None:
        return False
    return any(len(row.findall("td")) + len(row.findall("th")) > 1 for row in table.iter("tr"))


def _grid(table: Element, budget: Budget, flags: list[str]) -> Iterator[list[str]]:
    """The cells by row and column; one covered by a span is empty."""
    covered: dict[int, int] = {}
    for row in table.iter("tr"):
        if _hidden(row):
            flag(flags, HIDDEN_TEXT)
            continue
        cells: list[str] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            _skip_covered(cells, covered)
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            for column in range(columns):
                if rows > 1:
                    covered[len(cells) + column] = rows - 1
            cells += [_cell_text(cell, flags), *[""] * (columns - 1)]
        _skip_covered(cells, covered)
        budget.spend(len(cells))
        yield cells


def _skip_covered(cells: list[str], covered: dict[int, int]) -> None:
    while covered.get(len(cells), 0):
        covered[len(cells)] -= 1
        cells.append("")


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _WIDEST_SPAN) if value.isascii() and value.isdigit() else 1


def _cell_text(cell: Element, flags: list[str]) -> str:
    parts: list[str] = []
    _gather(cell, parts, flags, 0)
    lines = ("".join(parts)).split("\n")
    return "\n".join(text for text in (" ".join(line.split()) for line in lines) if text)


def _gather(element: Element, parts: list[str], flags: list[str], depth: int) -> None:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED or depth > _DEEPEST:
        return
    if depth and _hidden(element):
        if element.text_content().strip():
            flag(flags, HIDDEN_TEXT)
        return
    ends_line = element.tag in _BLOCKS and depth > 0
    parts.append("\n" if ends_line or element.tag == "br" else "")
    parts.append(re.sub(r"\s+", " ", element.text or ""))
    for child in element:
        _gather(child, parts, flags, depth + 1)
        parts.append(re.sub(r"\s+", " ", child.tail or ""))
    parts.append("\n" if ends_line else "")


def _declared(content: bytes) -> str | None:
    found = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]+)", content[:4000])
    return found[1].decode("ascii") if found else None
