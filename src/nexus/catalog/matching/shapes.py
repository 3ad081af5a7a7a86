"""What is asked of matching and what it answers."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

import msgspec

from nexus.catalog.ids import ProductId
from nexus.catalog.matching.comparing import Described, Evidence


class Rung(StrEnum):
    """Step of the ladder on which a product was found, strongest first."""

    REMEMBERED = "remembered"
    """This customer's own number, confirmed by a person before."""
    EXACT = "exact"
    """The part number or SKU as printed."""
    NORMALISED = "normalised"
    """The same without case, spaces, punctuation, O/0 and I/l/1."""
    PACKING = "packing"
    """The same part number but for the ending that says how it is packed."""
    BEGINNING = "beginning"
    """The beginning of a part number, as when nobody minds the package or the packing."""
    NEAR = "near"
    """A part number one or two slips away."""
    TEXT = "text"
    """The description's words and sizes."""
    MEANING = "meaning"
    """The description's meaning, where its words alone did not settle it."""
    NONE = "none"


class Status(StrEnum):
    """What came of a line."""

    MATCH = "match"
    PARTIAL = "partial"
    MISSING = "missing"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One requested line, as it was read from the document; all of it may be empty."""

    part_number: str = ""
    customer_part_number: str = ""
    manufacturer: str = ""
    description: str = ""
    unit: str = ""
    quantity: Decimal | None = None


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """Another product that a person may prefer."""

    product_id: ProductId
    sku: str
    name: str
    confidence: float
    why: str
    """How it differs from what was asked: `same part, other packing`, `30 mm instead of 25 mm`."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a line was matched to."""

    product_id: ProductId | None = None
    """None exactly when the status is missing."""
    sku: str | None = None
    name: str | None = None
    confidence: float = 0.0
    """Calibrated probability that this product is the one meant; for a missing line, of the best that was found."""
    rung: Rung = Rung.NONE
    status: Status = Status.MISSING
    reasons: Sequence[str] = ()
    """What speaks for it and what a person should look at, in plain words."""
    alternatives: Sequence[Alternative] = ()


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A product of the catalog that may be what a line asks for."""

    id: ProductId
    sku: str
    name: str
    description: str = ""
    category: str = ""
    manufacturer: str = ""
    mpn: str = ""
    unit: str = ""
    packing: str = ""
    stock: Decimal = Decimal(0)
    described: Described


class Judged(msgspec.Struct, frozen=True):
    """An offer and what was found about it for one line."""

    offer: Offer
    evidence: Evidence
    score: float
    rung: Rung = Rung.TEXT
    cosine: float | None = None
    """Likeness of meaning, where it was asked for."""
