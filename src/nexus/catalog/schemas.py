"""Products and imports as they go over the wire."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from nexus.catalog.rules import ImportStatus
from nexus.platform.pages import PageAsked
from nexus.platform.types import MOST_ID, Code, CurrencyCode, LongText, Number, Quantity, Search, UnitPrice, Wire

MOST_STOCK = 10**12


def _or_null(most: int) -> BeforeValidator:
    """Old clients send null for a text that is not there."""
    taken = Annotated[str | None, Field(max_length=most)]
    return BeforeValidator(lambda given: "" if given is None else given, json_schema_input_type=taken)


ShortText = Annotated[LongText, StringConstraints(max_length=255), _or_null(255)]
Name = Annotated[LongText, StringConstraints(min_length=1, max_length=500)]
Remark = Annotated[LongText, _or_null(20_000)]
Unit = Annotated[LongText, StringConstraints(min_length=1, max_length=40)]
Stock = Annotated[Number, Field(ge=0, le=MOST_STOCK, max_digits=18, decimal_places=6)]
Days = Annotated[int, Field(ge=0, le=36_500, strict=True)]
Attributes = Annotated[dict[str, Any], Field(max_length=200)]


class PriceBreakIn(Wire):
    """From this quantity on, one unit costs this much."""

    from_quantity: Quantity
    unit_price: UnitPrice


def _once(steps: list[PriceBreakIn]) -> list[PriceBreakIn]:
    if len({step.from_quantity for step in steps}) < len(steps):
        raise ValueError("each quantity may stand once")
    return steps


PriceBreaks = Annotated[list[PriceBreakIn], Field(max_length=50), AfterValidator(_once)]


class ProductFields(Wire):
    """What can be said of a product, all of it optional."""

    only_answered: ClassVar[frozenset[str]] = frozenset({"id", "created_at", "updated_at", "version", "in_stock"})

    description: Remark = ""
    manufacturer: ShortText = ""
    mpn: Annotated[ShortText, Field(description="The manufacturer's part number")] = ""
    category: Annotated[ShortText, Field(description="A path, such as Fasteners > Hex bolts")] = ""
    unit: Unit = "pcs"
    list_price: UnitPrice | None = None
    currency: CurrencyCode | None = Field(None, description="ISO 4217; left out: the tenant's own")
    price_breaks: PriceBreaks = Field([])
    stock_quantity: Stock = Field(0, validate_default=True)
    lead_time_days: Days | None = None
    packing: ShortText = ""
    is_active: bool = Field(default=True, strict=True)
    attributes: Attributes = Field({})

    @model_validator(mode="before")
    @classmethod
    def _take_back(cls, given: object) -> object:
        """Let a client send back what it has read."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in cast("dict[str, Any]", given).items() if name not in cls.only_answered}


class NewProduct(ProductFields):
    """A product to be made."""

    sku: Code
    name: Name


class ProductPatch(ProductFields):
    """What is to change of a product; what is left out stays."""

    sku: Code = "-"
    name: Name = "-"


class PriceBreakOut(Wire):
    """From this quantity on, one unit costs this much."""

    from_quantity: Number
    unit_price: Number


class ProductOut(Wire):
    """A product."""

    id: int
    sku: str
    name: str
    description: str
    manufacturer: str
    mpn: str
    category: str
    unit: str
    list_price: Number | None
    currency: str
    price_breaks: list[PriceBreakOut]
    stock_quantity: Number
    in_stock: bool
    lead_time_days: int | None
    packing: str
    is_active: bool
    attributes: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


class ProductsWanted(BaseModel):
    """Which products are asked for."""

    sku: Search = ""
    manufacturer: Search = ""
    category: Search = Field("", description="A path or the beginning of one")
    in_stock: bool | None = None
    is_active: bool | None = None
    search: Search = Field("", description="Words or part numbers; typing errors are forgiven")


class ProductsAsked(ProductsWanted, PageAsked):
    """Which products are to be listed."""


class ExportAsked(ProductsWanted, Wire):
    """Which products to export, and as what."""

    format: Literal["csv", "xlsx"] = Field("csv", description="Kind of table")


class RejectedRow(Wire):
    """A row of a file that was not taken, and why."""

    line: int
    sku: str
    reason: str


class ImportPreview(Wire):
    """What a file of products holds, before anything is taken in."""

    columns: list[str]
    mapping: dict[str, str]
    """Field -> column, as guessed or as given."""
    ignored: list[str]
    """Columns that become nothing."""
    rows: int
    sample: list[dict[str, Any]]
    """The first products, as they would be taken in."""
    rejected: list[RejectedRow]
    rejected_count: int


class ImportResult(Wire):
    """What came of a file of products."""

    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: list[RejectedRow]
    """The first thousand; `rejected_count` counts all."""
    rejected_count: int
    mapping: dict[str, str]


class ImportOut(Wire):
    """A file of products being taken in."""

    id: int
    filename: str
    status: ImportStatus
    reason: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: list[RejectedRow]
    rejected_count: int
    mapping: dict[str, str]
    created_at: datetime
    updated_at: datetime


class CustomerPartIn(Wire):
    """A customer's own number for a product."""

    customer_id: int = Field(ge=1, le=MOST_ID, strict=True)
    number: Code


class CustomerPartOut(Wire):
    """A customer's own number for a product, confirmed by a person."""

    id: int
    customer_id: int
    number: str
    product_id: int
    confirmed_by: int | None
    confirmed_at: datetime
