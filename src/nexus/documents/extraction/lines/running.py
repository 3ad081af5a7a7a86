"""Letterheads and footers that run over the pages, told by their place and their repetition, and left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nexus.documents.evidence import Page
from nexus.documents.extraction.lines.headers import find_headers
from nexus.documents.extraction.lines.visual import Line, runs
from nexus.documents.extraction.values.text import fold

_MARGIN = 0.14
_PAGE = re.compile(
    r"^\W*(?:(?:page|seite|pagina|pag\.?|pg\.?|s\.|p\.|blatt|folha|hoja|feuille|صفحه|برگ)\s*(?:no\.?|nr\.?)?\s*)?\d{1,3}\s*(?:of|von|de|di|sur|van|/|از|ز)\s*\d{1,3}\W*$"
    r"|^\W*(?:page|seite|pagina|pag\.?|pg\.?|blatt|folha|hoja|feuille|صفحه|برگ)\s*:?\s*\d{1,3}\W*$"
)


def without_running(pages: Sequence[Page], lines: Sequence[list[Line]]) -> Iterator[tuple[Page, list[Line]]]:
    """Each page with the lines that are its own."""
    counts: Counter[tuple[int, str]] = Counter()
    for page, own in zip(pages, lines, strict=True):
        counts.update({key for line in own if (key := _key(page, line)) is not None})
    for page, own in zip(pages, lines, strict=True):
        running = {i for i, line in enumerate(own) if _runs(page, line, counts)}
        if running:
            running -= {i for header in find_headers(own) for i in range(header.first, header.last + 1)}
        yield page, [line for i, line in enumerate(own) if i not in running]


def _runs(page: Page, line: Line, counts: Counter[tuple[int, str]]) -> bool:
    if page.height and _in_margin(page, line) and any(_PAGE.match(fold(run.text())) for run in runs(line)):
        return True
    key = _key(page, line)
    return key is not None and counts[key] >= 2


def _key(page: Page, line: Line) -> tuple[int, str] | None:
    """Place and text without the number of the page, for lines in the margins with a few letters."""
    if not page.height or not _in_margin(page, line):
        return None
    own = str(page.number)
    text = " ".join(token for token in fold(line.text()).split(" ") if token.strip(".,-/()") != own)
    return (round(line.middle / 6), text) if sum(c.isalpha() for c in text) >= 4 else None


def _in_margin(page: Page, line: Line) -> bool:
    return line.middle < _MARGIN * page.height or line.middle > (1 - _MARGIN) * page.height
