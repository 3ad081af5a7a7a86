"""Which column of a file is which field of a product."""

from collections.abc import Mapping, Sequence
from functools import cache

from nexus.platform.tables.cells import Row
from nexus.platform.tables.errors import UnreadableTable
from nexus.platform.tables.headers import Layout, Vocabulary, find_header, lay_out, read_vocabulary

FIELDS = (
    "sku", "name", "description", "manufacturer", "mpn", "category", "unit", "list_price", "currency", "stock_quantity",
    "lead_time_days", "packing", "price_breaks", "is_active",
)  # fmt: skip


@cache
def _vocabulary() -> Vocabulary:
    return read_vocabulary("nexus.catalog.importing", FIELDS)


def find_layout(rows: Sequence[Row], given: Mapping[str, str] | None) -> Layout:
    """Find the header and guess the fields; `given` (field -> column) goes before the guess.

    Raises UnknownColumn when `given` names what is not there, UnreadableTable when no column is the SKU.
    """
    layout = lay_out(rows, find_header(rows, _vocabulary()), _vocabulary(), given)
    mapping = layout.mapping
    if "sku" not in mapping and "mpn" in mapping:
        mapping["sku"] = mapping["mpn"]
    if "sku" not in mapping:
        raise UnreadableTable(
            "No column is recognised as the SKU. Say which one it is in the mapping, such as sku=Item code.",
            columns=[name for name in layout.columns if name],
        )
    return layout
