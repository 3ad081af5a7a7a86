"""Money's words on the wire."""

from typing import Annotated

from pydantic import AfterValidator

from nexus.platform.types import CurrencyCode
from nexus.sales.rules.money import is_currency


def _known(code: str) -> str:
    if not is_currency(code):
        raise ValueError("must be a currency of ISO 4217, such as EUR")
    return code


Currency = Annotated[CurrencyCode, AfterValidator(_known)]
"""ISO 4217."""
