"""Work, labor, quality, coating, lots and scans as they go over the wire."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from nexus.manufacturing.rules.clocking import Act
from nexus.manufacturing.rules.coating import CoatingStatus
from nexus.manufacturing.rules.floor import Disposition, LaborKind
from nexus.manufacturing.schemas.travelers import Limit, OperationOut
from nexus.platform.pages import PageAsked
from nexus.platform.types import MOST_ID, Code, Day, Id, JsonNumber, Name, Number, Quantity, Remark, ShortText, Wire

Count = Annotated[Number, Field(ge=0, lt=Decimal(10**12), max_digits=18, decimal_places=6)]
ScanId = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
Thickness = Annotated[Number, Field(gt=0, lt=100_000, decimal_places=3)]


class NewWork(Wire):
    """What is done on an operation: an act, pieces, or both."""

    act: Act | None = None
    good: Count = Decimal(0)
    scrap: Count = Decimal(0)
    rework: Count = Decimal(0)
    reason: ShortText = Field("", description="Why pieces are scrap or set aside")
    kind: LaborKind = LaborKind.RUN
    user_id: Id | None = Field(None, description="Who did it, where a manager tells it for somebody else")

    @model_validator(mode="after")
    def _says_something(self) -> "NewWork":
        if self.act is None and not (self.good or self.scrap or self.rework):
            raise ValueError("say an act, or how many pieces")
        return self


class NewLabor(Wire):
    """Time written down by hand; without an operation it is indirect labor."""

    operation_id: Id | None = None
    traveler_id: Id | None = None
    user_id: Id | None = Field(None, description="Null: oneself")
    kind: LaborKind = LaborKind.RUN
    start_time: AwareDatetime
    end_time: AwareDatetime
    notes: Remark = ""


class CorrectLabor(Wire):
    """What an entry should have been; what is left out stays."""

    start_time: AwareDatetime | None = None
    end_time: AwareDatetime | None = None
    kind: LaborKind | None = None
    reason: Name


class LaborAsked(PageAsked):
    """Which labor entries are to be listed."""

    traveler_id: int | None = Field(None, ge=1, le=MOST_ID)
    user_id: int | None = Field(None, ge=1, le=MOST_ID)
    start_date: date | None = None
    end_date: date | None = None
    current: bool | None = Field(None, description="false: those that a correction took the place of")


class NewResult(Wire):
    """The result of a check: a value for one with limits, else whether it passed."""

    check_id: Id
    value: Limit | None = None
    passed: bool | None = None
    serial: ShortText = ""
    notes: Remark = ""


class ResultOut(Wire):
    """The result of a check as it was judged."""

    check_id: int
    passed: bool
    value: JsonNumber | None
    operation: OperationOut


class ApprovalIn(Wire):
    """What quality says of an operation, or of its first article."""

    what: Literal["operation", "first_article"] = "operation"
    approved: bool = True
    notes: Remark = ""


class NewNonconformance(Wire):
    """Pieces that are not as they should be; they are set aside."""

    defect: Name = Field(description="A word of the shop's own list, such as Short or WrongPolarity")
    description: Remark = ""
    quantity: Quantity


class Dispose(Wire):
    """What becomes of the pieces."""

    disposition: Disposition
    reason: Name


class NonconformancesAsked(PageAsked):
    """Which nonconformances are to be listed."""

    traveler_id: int | None = Field(None, ge=1, le=MOST_ID)
    open: bool | None = Field(None, description="true: those nobody has closed")


class NonconformanceOut(Wire):
    """Pieces that are not as they should be, and what becomes of them."""

    id: int
    number: str
    traveler_id: int
    traveler_number: str
    operation_id: int
    step_number: int
    defect: str
    description: str
    quantity: JsonNumber
    status: Literal["open", "dispositioned", "closed"]
    disposition: Disposition | None
    reason: str
    by_name: str
    at: datetime
    decided_by: str | None
    decided_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None


class NewCoating(Wire):
    """Pieces that are sent to be coated. Limits of thickness are in micrometres."""

    traveler_id: Id
    coating_type: Name
    quantity: Quantity
    lot: ShortText = ""
    lot_expires: Day | None = None
    cure: ShortText = ""
    supplier: ShortText = Field("", description="Empty: it is done here")
    tracking_number: ShortText = ""
    minimum: Thickness | None = None
    maximum: Thickness | None = None
    notes: Remark = ""


class ReadingIn(Wire):
    """One reading of the film, in micrometres."""

    thickness: Thickness
    place: ShortText = ""
    serial: ShortText = ""


class MoveCoating(Wire):
    """What becomes of a coating job, with the readings that were taken."""

    status: CoatingStatus
    readings: list[ReadingIn] = Field([], max_length=1000)
    tracking_number: ShortText = ""
    notes: Remark = ""


class CoatingAsked(PageAsked):
    """Which coating jobs are to be listed."""

    traveler_id: int | None = Field(None, ge=1, le=MOST_ID)
    status: CoatingStatus | None = None


class ReadingOut(Wire):
    """One reading of the film, in micrometres."""

    thickness: JsonNumber
    place: str
    serial: str
    by_name: str
    at: datetime
    in_limits: bool


class CoatingOut(Wire):
    """A coating job with its readings."""

    id: int
    traveler_id: int
    traveler_number: str
    coating_type: str
    quantity: JsonNumber
    lot: str
    lot_expires: date | None
    cure: str
    supplier: str
    is_inside: bool
    tracking_number: str
    minimum: JsonNumber | None
    maximum: JsonNumber | None
    status: CoatingStatus
    sent_date: datetime
    received_date: datetime | None
    inspected_date: datetime | None
    inspected_by: str | None
    notes: str
    version: int
    readings: list[ReadingOut]


class NewLotUse(Wire):
    """A lot or serial of a part that went in."""

    part_number: Code
    lot: Code
    quantity: Quantity
    unit: ShortText = Field("", description="Serial number of the unit it went into; empty: any of the traveler's")
    supplier: ShortText = ""
    operation_id: Id | None = None


class LotUseOut(Wire):
    """A lot or serial of a part, and what it went into."""

    id: int
    traveler_id: int
    traveler_number: str
    order_number: str | None
    customer_name: str | None
    part_number: str
    lot: str
    unit: str
    quantity: JsonNumber
    supplier: str
    by_name: str
    at: datetime
    depth: int = Field(description="0: asked for itself; 1: what went in or where it went; and so on")


class ScanIn(Wire):
    """What a scanner typed, or several of one device's in any order; each counts once by its id."""

    scan_id: ScanId
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    device: ShortText = ""
    at: AwareDatetime | None = Field(None, description="By the clock of the device; null: now")
    action: Literal["", "start", "pause", "finish", "good", "scrap", "rework", "move", "hold"] = Field(
        "", description="What to do with what was scanned; a command code says the same"
    )
    quantity: Count | None = None
    reason: ShortText = ""
    kind: LaborKind = LaborKind.RUN


class ScansIn(Wire):
    """A device's queue."""

    scans: list[ScanIn] = Field(min_length=1, max_length=500)


class ScanOut(Wire):
    """What was scanned, what was done, and what can be done next."""

    scan_id: str
    ok: bool
    what: Literal["traveler", "operation", "badge", "unit", "part", "command", "unknown"]
    did: str = Field(description="Empty: it was only looked at")
    message: str
    traveler_id: int | None = None
    traveler_number: str | None = None
    operation: OperationOut | None = None
    user_id: int | None = None
    user_name: str | None = None
    part: dict[str, str | float | int | None] | None = None
    actions: tuple[str, ...] = ()
    """What can be done with it now."""
    problem: str | None = None
    """The type of the problem, when it was refused."""


class ScansOut(Wire):
    """What came of each scan of a queue, in the order in which they were sent."""

    scans: list[ScanOut]
