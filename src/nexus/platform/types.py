"""Wire types with their limits: every string is bounded and clean, every number is exact and finite."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)


class Wire(BaseModel):
    """Base of everything that goes over the wire: unknown fields are refused, attributes can be read from rows."""

    model_config = ConfigDict(from_attributes=True, extra="forbid", frozen=True)


def _clean(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain NUL characters")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("must not contain lone surrogates") from error
    return text


_clean_text = AfterValidator(_clean)


def clean_json(value: Any) -> Any:
    """Return any JSON value as it is; raise ValueError when a text or a name in it holds NUL or lone surrogates."""
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            _clean(part)
        elif isinstance(part, Mapping):
            pending += [*part, *part.values()]
        elif isinstance(part, list):
            pending += part
    return value


JsonObject = Annotated[dict[str, Any], AfterValidator(clean_json)]
"""Any JSON object, for what a client keeps with us."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _clean_text]
"""One line that must say something, up to 200 characters."""
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), _clean_text]
"""One line that may be empty, up to 200 characters."""
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), _clean_text]
"""Running text that may be empty, up to 20,000 characters."""
Search = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), _clean_text]
"""What somebody types into a search box."""
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), _clean_text]
"""A part number, SKU or other identifier, kept as written."""
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        max_length=254,
        pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]+$",
    ),
    _clean_text,
]
CurrencyCode = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{3}$")]
"""ISO 4217."""


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic turns ValueError into a 422
    return value


def _plain(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)


_exact = BeforeValidator(_no_bool)
_as_number = PlainSerializer(_plain, return_type=int | float, when_used="json")

Number = Annotated[Decimal, Field(allow_inf_nan=False), _exact, _as_number]
"""An exact number, written as a JSON number."""
Quantity = Annotated[
    Decimal, Field(gt=0, lt=Decimal(10**12), max_digits=18, decimal_places=6, allow_inf_nan=False), _exact, _as_number
]
"""How many or how much: more than zero, less than 10^12, six places."""
UnitPrice = Annotated[
    Decimal, Field(ge=0, lt=Decimal(10**12), max_digits=18, decimal_places=6, allow_inf_nan=False), _exact, _as_number
]
"""A price of one unit in major units of its currency, six places."""
Percent = Annotated[
    Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6, allow_inf_nan=False), _exact, _as_number
]
"""0 to 100."""

MOST_ID = 2**63 - 1


def _empty(value: object) -> object:
    return "" if value is None else value


def _first_ten(value: object) -> object:
    return value[:10] if isinstance(value, str) and len(value) > 10 and value[10] in "T " else value


Empty = BeforeValidator(_empty)
"""Old clients send null for a text that is not there."""
ShortText = Annotated[LongText, Empty, StringConstraints(max_length=255)]
"""One line that may be empty, up to 255 characters."""
Name = Annotated[LongText, StringConstraints(min_length=1, max_length=255)]
"""One line that must say something, up to 255 characters."""
Remark = Annotated[LongText, Empty]
"""Running text that may be empty or null."""
Day = Annotated[date, BeforeValidator(_first_ten)]
"""A day; the time of a full timestamp is left out."""
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", max_length=6)]
"""Language and country, such as de-AT or fa."""
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Amount = Annotated[Number, Field(examples=[1249.5])]
"""Money in major units of the quote's currency, a JSON number."""
JsonNumber = Number


class Roundtrip(Wire):
    """What a client may send back as it was read: names that only answers have are left out, doubled names joined."""

    doubled: ClassVar[dict[str, str]] = {}
    """Other name -> the one it is read as."""
    only_answered: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _join(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        joined: dict[str, Any] = {}
        for name, value in cast("dict[str, Any]", given).items():
            if name not in cls.only_answered:
                joined.setdefault(cls.doubled.get(name, name), value)
        return joined
