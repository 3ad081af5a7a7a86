"""Documents, their extractions and people's corrections as they go over the wire."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, StringConstraints, model_validator

from nexus.documents.rules.corrections import Change, LineChange, Said
from nexus.documents.rules.statuses import CorrectionKind, DocumentStatus, document_type_of
from nexus.platform.pages import PageAsked
from nexus.platform.types import Code, CurrencyCode, Email, LongText, Number, Quantity, Search, Text, UnitPrice, Wire

MOST_LINES = 2_000
MOST_BREAKS = 50
DEEPEST = 20
LARGEST = 2**63
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

TypeWord = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^\W_][\w -]{0,39}$", max_length=40)
]
"""A type of document: rfq, order, quote, invoice, other, or a word of the tenant's own."""
Confidence = Annotated[Decimal, Field(ge=0, le=1), PlainSerializer(float, return_type=float, when_used="json")]
Amount = Annotated[Number, Field(ge=-(10**15), le=10**15, max_digits=21, decimal_places=6)]
Position = Annotated[int, Field(ge=1, le=1_000_000)]


class DocumentsAsked(PageAsked):
    """Which documents are to be listed."""

    document_type: TypeWord | None = None
    status: DocumentStatus | None = None
    customer_id: int | None = Field(None, ge=1, le=2**63 - 1)
    search: Search = Field("", description="Name, customer, RFQ number or project")


def _storable(value: Any, depth: int = 0) -> Any:
    """Refuse JSON that the database could not keep as it is."""
    if depth > DEEPEST:
        raise ValueError("must not be nested this deeply")
    if isinstance(value, dict | list):
        members: Any = [*value, *value.values()] if isinstance(value, dict) else value
        for member in members:
            _storable(member, depth + 1)
    if isinstance(value, str) and UNSTORABLE.search(value):
        raise ValueError("must not contain NUL characters or lone surrogates")
    if isinstance(value, int | float) and not abs(value) < LARGEST:
        raise ValueError("must not contain numbers that large")
    return value


class UploadFields(Wire):
    """What may be said beside the file. Fields of old clients that are not known here are left out."""

    model_config = ConfigDict(extra="ignore")

    document_type: TypeWord | None = None
    customer_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    category: Text | None = None
    name: Text | None = None
    metadata: Annotated[dict[str, Any], AfterValidator(_storable)] = Field(default_factory=dict[str, Any])

    @property
    def kind(self) -> str | None:
        """The type in its one word; None when reading should tell."""
        return document_type_of(self.document_type) if self.document_type else None


class LinkOut(Wire):
    """Something made from the document."""

    kind: str
    id: int
    label: str


class DocumentSummary(Wire):
    """A document in a list. Doubled names hold the same value: the old clients disagree on them."""

    id: int
    name: str
    filename: str
    type: str | None
    document_type: str | None
    content_type: str
    mime_type: str
    category: str | None
    file_path: str
    """A storage key, never a path of the host."""
    size: int
    file_size: int
    customer_id: int | None
    customer_name: str | None
    upload_date: datetime
    uploaded_at: datetime
    uploaded_by: int | None
    status: DocumentStatus
    ai_status: DocumentStatus
    progress: int
    reason: str | None
    reason_code: str | None
    pages: int | None
    pages_read: int | None
    pages_failed: int | None
    ai_extracted_data: dict[str, Any] | None
    """Flat values without evidence; lists leave `line_items` out and keep `line_count`."""
    ai_confidence_score: Confidence | None
    metadata: dict[str, Any]
    links: list[LinkOut]
    quote_id: int | None
    """The newest quote made from it."""


class MoveOut(Wire):
    """One change of status."""

    before: DocumentStatus | None
    after: DocumentStatus
    by: int | None
    at: datetime
    reason: str | None


class RunOut(Wire):
    """One reading."""

    number: int
    reader_version: str
    pages: int
    pages_read: int
    pages_failed: int
    seconds: Number
    at: datetime


class DocumentOut(DocumentSummary):
    """One document with all that is known of it."""

    sha256: str
    flags: list[str]
    history: list[MoveOut]
    runs: list[RunOut]


class UploadedOut(DocumentOut):
    """The document that an upload made, or the one that has had this content already."""

    duplicate: bool


class ValueOut(Wire):
    """A value and where it stands: page from 1, box in points from the top left, or the name of a cell."""

    value: str
    text: str
    page: int
    box: tuple[float, float, float, float] | None
    ref: str
    source: Literal["xml", "layout", "ocr", "model", "person"]
    confidence: float
    verified: bool


class LineOut(Wire):
    """One requested item."""

    position: int
    line_number: ValueOut | None
    part_number: ValueOut | None
    customer_part_number: ValueOut | None
    manufacturer: ValueOut | None
    description: ValueOut | None
    quantity: ValueOut | None
    quantity_breaks: list[ValueOut]
    unit: ValueOut | None
    needed_by: ValueOut | None
    unit_price: ValueOut | None
    line_total: ValueOut | None


class PageOut(Wire):
    """One page: how it was read, or why not; of which attachment; the name of a sheet; its size in points.

    A scan was turned clockwise by `turn` degrees; boxes lie on the turned page, and its picture is turned too.
    """

    number: int
    source: str
    part: str
    name: str
    width: float
    height: float
    turn: float
    note: str


class CheckOut(Wire):
    """One check of arithmetic or consistency."""

    name: str
    passed: bool
    detail: str


class CorrectionOut(Wire):
    """One thing a person changed."""

    kind: CorrectionKind
    field: str
    line: int | None
    old: str | None
    new: str | None
    by: int | None
    at: datetime


class ExtractionOut(Wire):
    """What was found in a document, each value with its evidence, and what people corrected, newest first."""

    document_id: int
    status: DocumentStatus
    version: int
    run: int | None
    reader_version: str | None
    document_type: str | None
    type_confidence: float | None
    language: str | None
    header: dict[str, ValueOut]
    lines: list[LineOut]
    checks: list[CheckOut]
    pages: list[PageOut]
    flags: list[str]
    corrections: list[CorrectionOut]


class HeaderPatch(Wire):
    """Values of the header; null says that there is none."""

    customer_name: Text | None = None
    contact_name: Text | None = None
    contact_email: Email | None = None
    contact_phone: Text | None = None
    rfq_number: Code | None = None
    project: Text | None = None
    issue_date: date | None = None
    due_date: date | None = None
    requested_delivery_date: date | None = None
    currency: CurrencyCode | None = None
    incoterm: Text | None = None
    payment_terms: LongText | None = None
    delivery_address: LongText | None = None
    notes: LongText | None = None
    order_number: Code | None = None
    invoice_number: Code | None = None
    seller_name: Text | None = None
    subtotal: Amount | None = None
    tax_amount: Amount | None = None
    total_amount: Amount | None = None


class LineValues(Wire):
    """Values of a line; null says that there is none."""

    line_number: Code | None = None
    part_number: Code | None = None
    customer_part_number: Code | None = None
    manufacturer: Text | None = None
    description: LongText | None = None
    quantity: Quantity | None = None
    quantity_breaks: Annotated[list[Quantity], Field(max_length=MOST_BREAKS)] | None = None
    unit: Code | None = None
    needed_by: date | None = None
    unit_price: UnitPrice | None = None
    line_total: Amount | None = None

    @model_validator(mode="after")
    def _breaks_begin_with_the_quantity(self) -> "LineValues":
        if self.quantity is not None and self.quantity_breaks and self.quantity_breaks[0] != self.quantity:
            raise ValueError("quantity must be the first of quantity_breaks")
        return self

    def said(self) -> dict[str, Said]:
        """Return what was given, in canonical form."""
        return {name: _canonical(value) for name, value in self._given().items()}

    def _given(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True, exclude={"position"})


class LinePatch(LineValues):
    """New values of the line at `position`."""

    position: Position


class ExtractionPatch(Wire):
    """What a person corrects. Only what is given changes."""

    document_type: TypeWord | None = None
    header: HeaderPatch = HeaderPatch()
    lines: Annotated[list[LinePatch], Field(max_length=MOST_LINES, default_factory=list[LinePatch])]
    add_lines: Annotated[list[LineValues], Field(max_length=MOST_LINES, default_factory=list[LineValues])]
    remove_lines: Annotated[list[Position], Field(max_length=MOST_LINES, default_factory=list[int])]

    def change(self) -> Change:
        """Return it as a change of an extraction."""
        header = self.header.model_dump(exclude_unset=True)
        return Change(
            document_type=document_type_of(self.document_type) if self.document_type else None,
            header={name: _text(value) for name, value in header.items()},
            lines=[LineChange(line.position, line.said()) for line in self.lines],
            add=[line.said() for line in self.add_lines],
            remove=self.remove_lines,
        )


def _canonical(value: object) -> Said:
    return [str(_text(item)) for item in value] if isinstance(value, list) else _text(value)


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)
