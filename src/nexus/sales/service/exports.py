"""Quotes as tables for other programs."""

from collections.abc import Sequence
from typing import Any

import msgspec

QUOTE_COLUMNS = (
    "quote_number", "revision", "status", "customer_name", "title", "customer_reference", "created_date", "expiry_date",
    "currency", "subtotal", "tax_rate", "tax_amount", "total_amount",
)  # fmt: skip
LINE_COLUMNS = (
    "line_number", "product_code", "customer_part_number", "product_name", "description", "quantity", "unit",
    "unit_price", "discount_percent", "line_total", "kind", "lead_time", "remark",
)  # fmt: skip


def rows_of(body: str, columns: Sequence[str]) -> list[list[Any]]:
    """Return the named columns of a JSON array of objects, numbers exact."""
    return [[row.get(column) for column in columns] for row in _decode(body)]


def lines_of_quote(body: str) -> list[list[Any]]:
    """Return the lines of a quote's JSON as rows."""
    return [[item.get(column) for column in LINE_COLUMNS] for item in _decode(body)["items"]]


def _decode(body: str) -> Any:
    return msgspec.json.decode(body)
