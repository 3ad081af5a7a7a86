"""Travelers as they go over the wire; doubled names are those that the old clients know."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from nexus.identity.public import Role
from nexus.manufacturing.rules.library import MOST_HOURS, Kind
from nexus.manufacturing.rules.travelers import OLD_STATUS, FirstArticle, TravelerStatus
from nexus.platform.pages import PageAsked
from nexus.platform.types import (
    MOST_ID,
    Amount,
    Day,
    Id,
    JsonNumber,
    Name,
    Number,
    Quantity,
    Remark,
    Roundtrip,
    Search,
    ShortText,
    UnitPrice,
    Wire,
)

MOST_STEPS = 500
MOST_ITEMS = 20_000
Hours = Annotated[Number, Field(ge=0, le=MOST_HOURS, decimal_places=3)]
StepNumber = Annotated[int, Field(ge=1, le=99_999)]
Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Limit = Annotated[Number, Field(gt=-Decimal(10**12), lt=Decimal(10**12))]
_KINDS = {str(number): kind for number, kind in enumerate(Kind, 1)}


def _kind(given: object) -> object:
    """Read a type by its code in any case, or by the number that old clients know it by."""
    return _KINDS.get(str(given), str(given).upper()) if isinstance(given, str | int) else given


def _status(given: object) -> object:
    return OLD_STATUS.get(given, given) if isinstance(given, str) else given


KindIn = Annotated[Kind, BeforeValidator(_kind)]
StatusIn = Annotated[TravelerStatus, BeforeValidator(_status)]
Names = Literal["new", "old"]


class TravelersAsked(PageAsked):
    """Which travelers are to be listed."""

    status: StatusIn | None = None
    type: KindIn | None = None
    order_id: int | None = Field(None, ge=1, le=MOST_ID, description="Also read as po_id")
    po_id: int | None = Field(None, ge=1, le=MOST_ID)
    late: bool | None = None
    search: Search = Field("", description="Traveler's, job's, part's or order's number, part's name, customer")
    names: Names = Field("new", description="`old`: statuses as the former clients know them")


class NewCheck(Wire):
    """What is looked at during an operation; with limits it is a measurement."""

    name: Name
    unit: ShortText = ""
    minimum: Limit | None = None
    maximum: Limit | None = None


class OperationIn(Roundtrip):
    """One step of a traveler."""

    doubled: ClassVar = {"name": "step_name", "predecessor_steps": "predecessors"}

    step_number: StepNumber
    step_name: Name
    description: Remark = ""
    estimated_hours: Hours = Decimal(0)
    required_role: Role | None = None
    predecessors: list[StepNumber] | None = Field(None, max_length=50, description="Null: the step before it")
    first_article: bool = Field(default=False, description="Whether its first good piece must be approved")
    needs_approval: bool = Field(default=False, description="Whether quality approves it before it is finished")
    checks: list[NewCheck] = Field([], max_length=100)


class BomItemIn(Roundtrip):
    """One part that goes in."""

    doubled: ClassVar = {"designators": "reference_designators"}

    part_number: Annotated[Name, StringConstraints(max_length=200)]
    description: Remark = ""
    quantity: Quantity
    unit: ShortText = "pcs"
    unit_price: UnitPrice | None = None
    supplier: ShortText = ""
    manufacturer: ShortText = ""
    reference_designators: Remark = ""
    notes: Remark = ""


class TravelerFields(Roundtrip):
    """What a traveler says besides its operations and BOM."""

    doubled: ClassVar = {
        "po_id": "order_id", "traveler_type": "type", "traveler_type_id": "type", "process_steps": "operations",
        "bom": "bom_items",
    }  # fmt: skip
    only_answered: ClassVar = frozenset({"id", "barcode", "status", "revision", "created_at", "updated_at", "version"})


class NewTraveler(TravelerFields):
    """A traveler to be drafted; operations that are left out come from the library of its type."""

    type: KindIn
    order_id: Id | None = Field(None, description="Also read as po_id")
    order_line_id: Id | None = Field(None, description="The line of the order that it makes")
    traveler_number: Annotated[ShortText, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9._/-]*$")] = Field(
        "", description="Empty: the next one of the series"
    )
    job_number: ShortText = ""
    part_number: ShortText = ""
    part_name: ShortText = ""
    quantity: Quantity | None = Field(None, description="Null: what of the order's line is on no traveler yet, else 1")
    unit: ShortText = ""
    due_date: Day | None = None
    priority: Annotated[int, Field(ge=1, le=5)] = 3
    notes: Remark = ""
    operations: list[OperationIn] | None = Field(None, max_length=MOST_STEPS, description="Also read as process_steps")
    bom_items: list[BomItemIn] = Field([], max_length=MOST_ITEMS)


class TravelerPatch(TravelerFields):
    """What is to change; what is left out stays. `operations` and `bom_items` replace all that there are."""

    job_number: ShortText | None = None
    part_number: ShortText | None = None
    part_name: ShortText | None = None
    quantity: Quantity | None = None
    unit: ShortText | None = None
    due_date: Day | None = None
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    notes: Remark | None = None
    operations: list[OperationIn] | None = Field(None, max_length=MOST_STEPS)
    bom_items: list[BomItemIn] | None = Field(None, max_length=MOST_ITEMS)


class ReviseTraveler(TravelerPatch):
    """The next revision of a traveler that is on the floor: what changes, and why."""

    reason: Name


class MoveTraveler(Wire):
    """Where a traveler is to go, and why; a hold must say why."""

    status: StatusIn
    reason: ShortText = ""

    @field_validator("status", mode="before")
    @classmethod
    def _old_names(cls, given: object) -> object:
        return _status(given)


class AttachDocument(Wire):
    """A document that belongs to a traveler."""

    document_id: Id
    role: Literal["drawing", "instruction", "checklist", "packing_slip"]


class StepIn(Wire):
    """An operation as the library holds it; hours are for one piece, set-up hours once."""

    number: StepNumber
    name: Name
    description: Remark = ""
    setup_hours: Hours = Decimal(0)
    hours: Hours = Decimal(0)
    role: Role | None = None
    first_article: bool = False
    checks: list[NewCheck] = Field([], max_length=100)


class LibraryPatch(Wire):
    """A type of traveler as engineers want it."""

    name: Name
    color: Color
    steps: list[StepIn] = Field(max_length=MOST_STEPS)


class TypeOut(Wire):
    """A type of traveler."""

    id: int
    code: Kind
    name: str
    color: str
    color_code: str
    steps: list[StepIn]


class TypeRef(Wire):
    """Which type a traveler is of."""

    id: int
    code: Kind
    name: str
    color: str


class BomItemOut(Wire):
    """One part that goes in."""

    id: int
    traveler_id: int
    item_number: int
    part_number: str
    description: str
    quantity: JsonNumber
    unit: str
    unit_price: JsonNumber | None
    supplier: str
    manufacturer: str
    reference_designators: str
    notes: str


class CheckOut(Wire):
    """A check with the newest of its results."""

    id: int
    name: str
    unit: str
    minimum: JsonNumber | None
    maximum: JsonNumber | None
    passed: bool | None
    value: JsonNumber | None
    by_name: str | None
    at: datetime | None


class OperationOut(Wire):
    """One step: pieces always add up, in = good + scrap + rework + at hand."""

    id: int
    step_number: int
    step_name: str
    name: str
    description: str
    estimated_hours: JsonNumber
    actual_hours: JsonNumber
    required_role: str | None
    predecessors: list[int]
    status: Literal["waiting", "ready", "running", "paused", "done"]
    quantity_in: JsonNumber
    quantity_good: JsonNumber
    quantity_scrap: JsonNumber
    quantity_rework: JsonNumber
    quantity_at_hand: JsonNumber
    first_article: FirstArticle
    needs_approval: bool
    approved_by: str | None
    approved_at: datetime | None
    started_at: datetime | None
    is_completed: bool
    completed_by: str | None
    completed_at: datetime | None
    barcode: str
    checks: list[CheckOut]


class LaborOut(Wire):
    """Time that somebody was clocked in."""

    id: int
    traveler_id: int | None
    operation_id: int | None
    step_number: int | None
    user_id: int
    user_name: str
    kind: str
    start_time: datetime
    end_time: datetime | None
    hours_logged: JsonNumber | None
    flag: str
    notes: str
    corrects_id: int | None
    is_current: bool


class CoatingSummary(Wire):
    """A coating job of a traveler."""

    id: int
    coating_type: str
    status: str
    quantity: JsonNumber
    tracking_number: str
    sent_date: datetime
    received_date: datetime | None
    inspected_date: datetime | None


class RevisionRow(Wire):
    """A revision: number, what, who, when, why, and the hash over the one before."""

    revision: int
    changes: list[Any]
    reason: str
    by_name: str
    at: datetime
    hash: str


class DocumentOut(Wire):
    """A document that belongs to a traveler."""

    document_id: int
    name: str
    role: str


class TravelerRow(Wire):
    """A traveler as lists show it."""

    id: int
    traveler_number: str
    order_id: int | None
    po_id: int | None
    po_number: str | None
    order_number: str | None
    order_line_id: int | None
    customer_name: str | None
    type: TypeRef
    traveler_type: str
    job_number: str
    barcode: str
    status: str
    revision: int
    part_number: str
    part_name: str
    quantity: JsonNumber
    unit: str
    due_date: date | None
    is_late: bool
    priority: int
    notes: str
    held_why: str
    operations_done: int
    operations_total: int
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    released_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    version: int


class TravelerOut(TravelerRow):
    """A traveler with everything on it."""

    hash: str | None
    bom_items: list[BomItemOut]
    operations: list[OperationOut]
    process_steps: list[OperationOut]
    labor_logs: list[LaborOut]
    coating_logs: list[CoatingSummary]
    revisions: list[RevisionRow]
    documents: list[DocumentOut]
    bom_cost: Amount | None = Field(description="Null while a part has no price")


class TravelerMoveOut(Wire):
    """One move of a traveler's status."""

    id: int
    from_status: TravelerStatus | None
    to_status: TravelerStatus
    by_id: int | None
    by_name: str
    at: datetime
    reason: str


class BomLineOut(Wire):
    """A line of a BOM file as it was read; quantities are for one piece."""

    line: int
    part_number: str
    description: str
    quantity: JsonNumber
    unit: str
    unit_price: JsonNumber | None
    supplier: str
    supplier_part_number: str
    manufacturer: str
    mpn: str
    reference_designators: list[str]
    notes: str
    dnp: bool
    merged_lines: list[int]


class BomPreviewOut(Wire):
    """What a BOM file holds, what is wrong with it, and how many parts were taken in."""

    file_kind: str
    format: str
    header_line: int
    columns: list[str]
    mapping: dict[str, str]
    ignored: list[str]
    items: list[BomLineOut]
    problems: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    imported: int
