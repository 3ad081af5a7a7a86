"""Wire types with their limits: every string is bounded and clean, every number is exact and finite."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints


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
