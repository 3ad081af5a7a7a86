"""What stands on a printed quote, before anything is said in a language or laid out on a page."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Mark = Literal["", "draft", "rejected", "expired", "superseded"]
"""What a reader must know before relying on the paper."""


class Logo(msgspec.Struct, frozen=True):
    """A picture of the seller, as SVG or PNG."""

    kind: Literal["svg", "png"]
    content: bytes


class Seller(msgspec.Struct, frozen=True):
    """Who quotes. `accent` is the colour of rules and titles, `#rrggbb`."""

    name: str
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    legal: str = ""
    """Registration, tax number, bank: the small print at the foot of each page."""
    accent: str = "#17486b"
    logo: Logo | None = None


class Buyer(msgspec.Struct, frozen=True):
    """Who asked."""

    name: str
    address: str = ""
    contact: str = ""
    email: str = ""


class PaperBreak(msgspec.Struct, frozen=True):
    """From this quantity on, this price."""

    quantity: Decimal
    unit_price: Decimal


class PaperLine(msgspec.Struct, frozen=True):
    """One line of the quote; a price or total that is None is still open."""

    number: int
    name: str
    quantity: Decimal
    unit: str = ""
    code: str = ""
    customer_code: str = ""
    description: str = ""
    lead_time: str = ""
    unit_price: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    total: Decimal | None = None
    breaks: tuple[PaperBreak, ...] = ()
    kind: Literal["standard", "optional", "no_quote"] = "standard"
    remark: str = ""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A whole quote. `locale` (`de-AT`, `fa`) decides language, direction, digits and dates."""

    locale: str
    currency: str
    number: str
    revision: int
    issued: date
    valid_until: date
    seller: Seller
    buyer: Buyer
    title: str = ""
    your_reference: str = ""
    our_contact: str = ""
    introduction: str = ""
    lines: tuple[PaperLine, ...]
    subtotal: Decimal
    tax_rate: Decimal
    tax: Decimal
    total: Decimal
    payment_terms: str = ""
    delivery_terms: str = ""
    terms: str = ""
    notes: str = ""
    mark: Mark = ""
