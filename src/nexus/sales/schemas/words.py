"""Types that several schemas share: what old clients send in several shapes, read as one."""

from datetime import date
from typing import Annotated, Any, ClassVar, cast

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from nexus.platform.types import CurrencyCode, LongText, Number, Wire
from nexus.sales.rules.money import is_currency

MOST_ID = 2**63 - 1


def _empty(value: object) -> object:
    return "" if value is None else value


def _first_ten(value: object) -> object:
    return value[:10] if isinstance(value, str) and len(value) > 10 and value[10] in "T " else value


def _known(code: str) -> str:
    if not is_currency(code):
        raise ValueError("must be a currency of ISO 4217, such as EUR")
    return code


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
Currency = Annotated[CurrencyCode, AfterValidator(_known)]
"""ISO 4217."""
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
