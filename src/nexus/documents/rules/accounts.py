"""Accounting for a reading: every page is read or says why not, and what came of it in one view and one number."""

from typing import Any

import msgspec

from nexus.documents.evidence import ExtractedLine, Extraction, Reading, Value

LINE_FIELDS = (
    "line_number",
    "part_number",
    "customer_part_number",
    "manufacturer",
    "description",
    "quantity",
    "unit",
    "needed_by",
    "unit_price",
    "line_total",
)
"""The single values of a line; `quantity_breaks` is the one list."""
MOST_NOTES = 20


class PageAccount(msgspec.Struct, frozen=True):
    """How many pages there are, how many were read, and why the others were not."""

    pages: int
    read: int
    unread: tuple[tuple[int, str], ...]
    """Number and reason of each page that was not read."""
    exact: bool = False
    """Something else than pages was read exactly: an invoice or order in XML."""

    @property
    def failed(self) -> int:
        return len(self.unread)

    @property
    def complete(self) -> bool:
        """Every page is accounted for, and something was read."""
        return self.pages == self.read + self.failed and (self.read > 0 or self.exact)

    @property
    def reason(self) -> str:
        """Why the reading as a whole counts as failed; empty when it does not."""
        if self.complete:
            return ""
        if not self.pages:
            return "Nothing to read was found in this file."
        if self.read:
            missing = self.pages - self.read - self.failed
            return f"{missing} of {self.pages} pages are missing from the reading; process the document again."
        return f"No page could be read. {self.unread[0][1]}".strip()

    def flags(self) -> list[str]:
        """Return a note for each unread page, the first twenty by number."""
        notes = [f"page-unread: {number}: {why}" for number, why in self.unread[:MOST_NOTES]]
        left = self.failed - len(notes)
        return [*notes, f"page-unread: {left} more pages"] if left > 0 else notes


class PageEntry(msgspec.Struct, frozen=True):
    """One page of a reading without what stands on it."""

    number: int
    source: str
    part: str
    name: str
    width: float
    height: float
    turn: float
    """Degrees clockwise by which a scan was straightened; places on the page are meant on the straight one."""
    note: str


def pages_of(reading: Reading) -> list[PageEntry]:
    """Return what the pages are, without what stands on them."""
    return [
        PageEntry(page.number, page.source, page.part, page.name, page.width, page.height, page.skew, page.note)
        for page in reading.pages
    ]


def account_of(reading: Reading) -> PageAccount:
    """Return what became of each page; numbers that are skipped count as pages that are missing."""
    unread = tuple(
        (page.number, page.note or "The page could not be read.") for page in reading.pages if page.source == "unread"
    )
    numbers = {page.number for page in reading.pages}
    pages = max(len(reading.pages), max(numbers, default=0))
    return PageAccount(pages, len(numbers) - len(unread), unread, exact=bool(reading.xml))


def confidence_of(extraction: Extraction) -> float | None:
    """Return how sure the extraction is as a whole, 0 to 1: the mean over its values; None when it found nothing."""
    values = [*extraction.header.values(), *(value for line in extraction.lines for value in values_of(line))]
    if not values:
        return None
    return round(sum(min(1.0, max(0.0, value.confidence)) for value in values) / len(values), 4)


def values_of(line: ExtractedLine) -> list[Value]:
    """Return the values of a line that are there, breaks left out: the first break repeats the quantity."""
    return [value for name in LINE_FIELDS if (value := getattr(line, name)) is not None]


def plain_view(extraction: Extraction) -> dict[str, Any]:
    """Return the extraction as flat JSON without evidence: what old clients read as `ai_extracted_data`."""
    header = {name: value.value for name, value in extraction.header.items()}
    items = [_plain_line(line) for line in extraction.lines]
    return {
        "document_type": extraction.document_type,
        "language": extraction.language,
        **header,
        "line_count": len(items),
        "line_items": items,
    }


def _plain_line(line: ExtractedLine) -> dict[str, Any]:
    values = {name: value.value for name in LINE_FIELDS if (value := getattr(line, name)) is not None}
    breaks = [value.value for value in line.quantity_breaks]
    return {"position": line.position, **values, **({"quantity_breaks": breaks} if breaks else {})}
