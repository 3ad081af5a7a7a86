"""The draft quote in the terminal: what a person must see is there, at every width."""

import io
from typing import Any

import pytest
from rich.console import Console

from nexus.cli.drafts import show

LINE: dict[str, Any] = {
    "rfq_line_id": 1,
    "line_number": 1,
    "requested_line_number": "10",
    "requested": "Hex bolt M8x30",
    "requested_quantity": 1500.0,
    "requested_unit": "pcs",
    "requested_breaks": [],
    "status": "match",
    "confidence": 0.997,
    "reason": "Found by its number.",
    "product_id": 7,
    "product_code": "V1",
    "product_name": "Hexagon head screw M8 x 30",
    "unit_price": 0.0711,
    "line_total": 106.65,
    "price_note": "",
    "quantity_breaks": [],
    "stock_quantity": 71355.0,
    "in_stock": True,
    "alternatives": [],
}
OTHER = {
    "product_id": 8,
    "sku": "V2",
    "name": "Hexagon head screw M8 x 25",
    "confidence": 0.2,
    "why": "25 mm instead of 30 mm",
}
DRAFT: dict[str, Any] = {
    "customer": {"id": 1, "name": "Larkfield [Instruments] Ltd", "is_new": False},
    "customer_rfq_number": "LI-1",
    "due_date": "2026-12-04",
    "quote_number": "Q-2026-00001",
    "valid_until": "2026-12-23",
    "items_requested": 1,
    "perfect_matches": 1,
    "partial_matches": 0,
    "missing_items": 0,
    "out_of_stock_items": 0,
    "missing_products": [],
    "pricing_summary": {
        "currency": "EUR",
        "subtotal": 106.65,
        "tax_rate": 19.0,
        "tax_amount": 20.26,
        "total_amount": 126.91,
    },
}


def shown(width: int = 140, **line: Any) -> str:
    console = Console(file=io.StringIO(), width=width)
    one = LINE | line
    kind = "missing_products" if one["status"] == "missing" else "matched_products"
    show(DRAFT | {"matched_products": [], "missing_products": []} | {kind: [one]}, console, name="rfq.pdf")
    return " ".join(console.file.getvalue().split())


def test_a_matched_line_shows_product_price_total_and_stock() -> None:
    assert "10 1,500 pcs Hex bolt M8x30 V1 Hexagon head screw M8 x 30 99% 0.0711 106.65 71,355" in shown()


def test_totals_say_net_tax_and_gross() -> None:
    assert "net 106.65 + 19 % tax 20.26 = 126.91 EUR" in shown()


def test_a_customer_whose_name_looks_like_markup_is_shown_as_written() -> None:
    assert "Larkfield [Instruments] Ltd" in shown()


def test_certainty_is_never_rounded_up() -> None:
    assert "100%" not in shown(confidence=0.9999)


def test_a_doubtful_line_says_why_and_what_else_it_could_be() -> None:
    text = shown(status="partial", confidence=0.6, reason="The length is not said.", alternatives=[OTHER])
    assert "The length is not said." in text
    assert "or V2 Hexagon head screw M8 x 25: 25 mm instead of 30 mm" in text


def test_a_missing_line_says_why_and_shows_no_price() -> None:
    text = shown(
        status="missing", product_id=None, unit_price=None, line_total=None, stock_quantity=None, in_stock=None,
        reason="Nothing like it is in the catalog.",
    )  # fmt: skip
    assert "Nothing like it is in the catalog." in text
    assert "99%" not in text


def test_a_line_without_a_price_says_why() -> None:
    assert "The price is in CHF." in shown(unit_price=None, line_total=None, price_note="The price is in CHF.")


@pytest.mark.parametrize(("stock", "said"), [(0.0, "none"), (40.0, "only 40")])
def test_short_stock_is_told(stock: float, said: str) -> None:
    assert said in shown(stock_quantity=stock, in_stock=False)


def test_asked_quantity_breaks_are_shown_with_their_prices() -> None:
    text = shown(requested_breaks=[100.0, 1000.0], quantity_breaks=[{"quantity": 1000.0, "unit_price": 0.06}])
    assert "100 / 1,000 pcs" in text
    assert "from 1,000: 0.06" in text


def test_a_narrow_terminal_keeps_price_and_stock_and_leaves_the_totals_of_lines_out() -> None:
    text = shown(width=80)
    assert "0.0711" in text
    assert "71,355" in text
    assert text.count("106.65") == 1
