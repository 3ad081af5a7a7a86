"""Pages set for tests: words placed as a printer would, without a file."""

from collections.abc import Sequence

from nexus.documents.evidence import Box, Cell, Page, Paragraph, Reading, Table, Word

LETTER = 0.5
"""Width of a letter, in heights of the font."""


def printed(
    *lines: tuple[float, float, str], size: float = 10.0, source: str = "text", bold: Sequence[int] = ()
) -> Page:
    """Set lines of (x, y, text) on an A4 page; `bold` names lines set bold."""
    words: list[Word] = []
    for number, (left, top, text) in enumerate(lines):
        x = left
        for word in text.split():
            width = len(word) * size * LETTER
            sure = 0.9 if source == "ocr" else 1.0
            words.append(Word(word, Box(x, top, x + width, top + size), size, number in bold, sure))
            x += width + size * 0.3
    return Page(1, 595, 842, words=words, source="ocr" if source == "ocr" else "text")


def paper(*pages: Page) -> Reading:
    """Bind pages to a PDF."""
    for number, page in enumerate(pages, start=1):
        page.number = number
    return Reading("application/pdf", list(pages))


def flow(*paragraphs: str, table: Sequence[Sequence[str]] = (), properties: dict[str, str] | None = None) -> Reading:
    """Write a mail or Word file: paragraphs, then a table."""
    blocks: list[Paragraph | Table] = [Paragraph(text, f"line {n}") for n, text in enumerate(paragraphs, start=1)]
    if table:
        rows = [
            [Cell(text, ref=f"table 1, row {r}, cell {c}") for c, text in enumerate(row, start=1)]
            for r, row in enumerate(table, start=1)
        ]
        blocks.append(Table(rows))
    return Reading("message/rfc822", [Page(1, source="flow", blocks=blocks)], properties=properties or {})
