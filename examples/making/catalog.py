"""The example catalog: every part with its number, price, price breaks and stock, the same on every run."""

import csv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from making import connection, electronics, hardware
from making.parts import Part

COLUMNS = [
    "sku", "name", "description", "manufacturer", "mpn", "category", "unit", "list_price", "currency",
    "stock_quantity", "lead_time_days", "packing", "price_breaks",
]  # fmt: skip

OUT_OF_STOCK = {"QM32L128C", "ARC0805F4702T5", "HF933-M10X50-A2", "BM12A-8F", "PO-R4P"}
"""Parts that the example RFQs ask for, so that a newcomer sees how an empty shelf is told."""

SHORT = {"GPS24-10": 2, "SV-TS5": 1, "QR8563S": 40}


def products() -> list[dict[str, str]]:
    """Return the catalog as rows of text, in the order of their numbers."""
    return [_row(number, part) for number, part in enumerate(_parts(), start=1)]


def write(path: Path) -> list[dict[str, str]]:
    """Write the catalog as CSV and return its rows."""
    rows = products()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def _parts() -> Iterator[Part]:
    yield from electronics.parts()
    yield from connection.parts()
    yield from hardware.parts()


def _row(number: int, part: Part) -> dict[str, str]:
    return {
        "sku": f"V{10_000 + number * 7}",
        "name": part.name,
        "description": part.description,
        "manufacturer": part.manufacturer,
        "mpn": part.mpn,
        "category": part.category,
        "unit": part.unit,
        "list_price": _money(part.price),
        "currency": "EUR",
        "stock_quantity": str(_stock(part)),
        "lead_time_days": str(part.lead_days),
        "packing": part.packing,
        "price_breaks": _breaks(part.price),
    }


def _breaks(price: float) -> str:
    """Cheaper by the hundred and the thousand: `100=0.0068; 1000=0.0054`; dear goods by the ten."""
    steps = ((10, 0.95), (50, 0.9)) if price > 5 else ((100, 0.92), (1000, 0.78))
    return "; ".join(f"{quantity}={_money(price * factor)}" for quantity, factor in steps)


def _money(price: float) -> str:
    return f"{price:.4f}" if price < 1 else f"{price:.2f}"


def _stock(part: Part) -> int:
    if part.mpn in OUT_OF_STOCK:
        return 0
    if part.mpn in SHORT:
        return SHORT[part.mpn]
    luck = int.from_bytes(sha256(part.mpn.encode()).digest()[:4], "big")
    most = 60_000 if part.price < 0.1 else 8_000 if part.price < 2 else 600
    return most // 4 + luck % most
