"""What a document says and where it says it: the shapes that reading fills and extraction works on.

Coordinates are PDF points (1/72 inch) with the origin in the top left corner of the page as a person sees it
(rotation applied). Everything here is plain data that travels between processes as MessagePack.
"""

from typing import Literal

import msgspec

Source = Literal["xml", "layout", "ocr", "model", "person"]
"""How a value was obtained; `person` wins over all others and is never overwritten."""


class Box(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A rectangle on a page, in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


class Word(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A run of characters without a space, in logical (reading) order, right-to-left scripts included."""

    text: str
    box: Box
    size: float = 0.0
    """Height of the font in points; 0 when unknown."""
    bold: bool = False
    confidence: float = 1.0
    """1 for a text layer; what the recogniser says (0-1) for OCR."""


class Cell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One cell of a table. `ref` is how a person finds it again (`B7`, `table 1, row 3, cell 2`)."""

    text: str
    box: Box | None = None
    ref: str = ""
    number: float | None = None
    """The number a spreadsheet stores, when the cell is numeric."""
    date: str | None = None
    """The ISO date a spreadsheet stores, when the cell is a date."""


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows of cells; every row has the same length. A cell covered by a span is empty."""

    rows: list[list[Cell]]
    box: Box | None = None


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """A paragraph or line of running text of a document without geometry. May hold line breaks."""

    text: str
    ref: str = ""
    style: Literal["", "heading", "list", "header", "footer", "quote"] = ""


class Page(msgspec.Struct):
    """A page, a sheet, or the body of a mail or Word file.

    Paged documents fill `words` and, where rules or boxes draw them, `tables`. Flowing documents (Word, mail,
    HTML, text, spreadsheets) fill `blocks` in reading order and leave `words` empty.
    """

    number: int
    """From 1, through all parts of the document."""
    width: float = 0.0
    height: float = 0.0
    words: list[Word] = []
    tables: list[Table] = []
    blocks: list[Paragraph | Table] = []
    rules: list[Box] = []
    """Drawn horizontal and vertical lines, at most 3 points thin."""
    fills: list[Box] = []
    """Coloured areas behind text: header bars, zebra rows."""
    skew: float = 0.0
    """Degrees by which a scanned page was turned clockwise before it was read; all its boxes lie on the turned page."""
    source: Literal["text", "ocr", "flow", "sheet", "unread"] = "text"
    part: str = ""
    """The attachment this page belongs to; empty for the document itself."""
    name: str = ""
    """Name of the sheet."""
    note: str = ""
    """Why the page is unread, and what to do about it."""


class EmbeddedXml(msgspec.Struct, frozen=True):
    """An invoice or order in XML that travels with the document (ZUGFeRD, Factur-X, Order-X, UBL) or is it."""

    name: str
    content: bytes


class Reading(msgspec.Struct):
    """Everything that was read from one file. `pages` is in order: the file's own pages, then its attachments'."""

    media_type: str
    pages: list[Page] = []
    xml: list[EmbeddedXml] = []
    properties: dict[str, str] = {}
    """What the file says of itself. Mail: from_name, from_email, to, subject, date (ISO 8601). PDF: title, author."""
    flags: list[str] = []
    """Things a person should know: `active-content`, `hidden-text`, `attachment-refused: NAME: why`, ..."""


class Value(msgspec.Struct):
    """One extracted value and its evidence."""

    value: str
    """Canonical: text, ISO date, plain decimal number, ISO 4217 code, canonical unit."""
    text: str
    """As printed."""
    page: int
    box: Box | None = None
    ref: str = ""
    source: Source = "layout"
    confidence: float = 0.0
    verified: bool = False
    """The printed text was found again at that place by the verifier."""


class ExtractedLine(msgspec.Struct):
    """One requested item. `description` is what a person reads as the item's text."""

    position: int
    """From 1, in document order."""
    line_number: Value | None = None
    part_number: Value | None = None
    customer_part_number: Value | None = None
    manufacturer: Value | None = None
    description: Value | None = None
    quantity: Value | None = None
    quantity_breaks: list[Value] = []
    """All quantities to be quoted, when more than one is asked; the first equals `quantity`."""
    unit: Value | None = None
    """pcs | box | m | kg | set | ... ; None when no unit is printed."""
    needed_by: Value | None = None
    unit_price: Value | None = None
    line_total: Value | None = None


class Check(msgspec.Struct, frozen=True):
    """One arithmetic or consistency check over the extraction: lines against totals, dates in order."""

    name: str
    passed: bool
    detail: str = ""


class Extraction(msgspec.Struct):
    """What the document asks for. `header` keys are the names in `HEADER_FIELDS`."""

    document_type: Literal["rfq", "order", "quote", "invoice", "other"] = "other"
    type_confidence: float = 0.0
    language: str = ""
    header: dict[str, Value] = {}
    lines: list[ExtractedLine] = []
    checks: list[Check] = []


HEADER_FIELDS = (
    "customer_name", "contact_name", "contact_email", "contact_phone", "rfq_number", "project", "issue_date",
    "due_date", "requested_delivery_date", "currency", "incoterm", "payment_terms", "delivery_address", "notes",
    "order_number", "invoice_number", "seller_name", "subtotal", "tax_amount", "total_amount",
)  # fmt: skip
