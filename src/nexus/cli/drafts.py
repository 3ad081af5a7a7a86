"""A draft quote as a table in the terminal: what was asked, what it was matched to, what a person should look at."""

from typing import Any

from rich import box
from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

MARKS = {"match": "green", "partial": "yellow", "missing": "red"}
SHOWN_ALTERNATIVES = 2
NARROW = 100
"""A terminal of fewer columns does not get the column of line totals."""

Line = dict[str, Any]


def show(draft: dict[str, Any], console: Console, *, name: str) -> None:
    """Print the draft: whose RFQ it answers, its lines, what is doubtful or missing and why, the totals."""
    console.print(Group(_title(draft, name), _table(draft, narrow=console.width < NARROW), _totals(draft)))


def lines_of(draft: dict[str, Any]) -> list[Line]:
    """Return all requested lines, matched or missing, in the order of the document."""
    return sorted([*draft["matched_products"], *draft["missing_products"]], key=lambda line: line["rfq_line_id"])


def _title(draft: dict[str, Any], name: str) -> Text:
    customer = (draft["customer"] or {}).get("name") or "an unknown customer"
    new = " (new)" if (draft["customer"] or {}).get("is_new") else ""
    number = draft["customer_rfq_number"] or "without a number"
    due = f", due {draft['due_date']}" if draft["due_date"] else ""
    quote = f"{draft['quote_number']}, valid until {draft['valid_until']}"
    return Text.from_markup(
        f"\n[b]{escape(name)}[/b]: RFQ {escape(number)} of [b]{escape(customer)}[/b]{new}{due} -> [b]{quote}[/b]"
    )


def _table(draft: dict[str, Any], *, narrow: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("asked", ratio=5)
    table.add_column("matched to", ratio=6)
    table.add_column("sure", justify="right", no_wrap=True)
    for name in ("price", "stock") if narrow else ("price", "total", "stock"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines_of(draft):
        total = "" if line["line_total"] is None else _money(line["line_total"], 2)
        table.add_row(
            line["requested_line_number"] or str(line["line_number"] or ""),
            Text(f"{_asked(line)}  {line['requested']}"),
            _matched(line),
            _sure(line),
            "" if line["unit_price"] is None else _money(line["unit_price"], 6),
            *([] if narrow else [total]),
            _stock(line),
        )
    return table


def _asked(line: Line) -> str:
    if len(line["requested_breaks"]) > 1:
        quantities = " / ".join(_number(quantity) for quantity in line["requested_breaks"])
    else:
        quantities = _number(line["requested_quantity"])
    return f"{quantities} {line['requested_unit']}".strip()


def _matched(line: Line) -> Text:
    text = Text()
    if line["status"] == "missing":
        text.append(line["reason"] or "Not in the catalog.", style="red")
        return text
    text.append(f"{line['product_code']} {line['product_name']}")
    if line["status"] == "partial":
        text.append(f"\n{line['reason']}", style="yellow")
        for other in line["alternatives"][:SHOWN_ALTERNATIVES]:
            text.append(f"\nor {other['sku']} {other['name']}: {other['why']}", style="yellow")
    if line["unit_price"] is None and line["price_note"]:
        text.append(f"\n{line['price_note']}", style="red")
    if len(line["requested_breaks"]) > 1:
        steps = [f"{_number(step['quantity'])}: {_money(step['unit_price'], 6)}" for step in line["quantity_breaks"]]
        text.append("\nfrom " + ", ".join(steps), style="dim")
    return text


def _sure(line: Line) -> Text:
    return Text("" if line["status"] == "missing" else f"{int(line['confidence'] * 100)}%", style=MARKS[line["status"]])


def _stock(line: Line) -> Text:
    if line["stock_quantity"] is None:
        return Text("")
    if line["in_stock"]:
        return Text(_number(line["stock_quantity"]))
    return Text(f"only {_number(line['stock_quantity'])}" if line["stock_quantity"] else "none", style="red")


def _totals(draft: dict[str, Any]) -> Text:
    summary = draft["pricing_summary"]
    counts = [
        f"{draft['items_requested']} lines",
        f"{draft['perfect_matches']} matched",
        f"[yellow]{draft['partial_matches']} doubtful[/yellow]" if draft["partial_matches"] else "",
        f"[red]{draft['missing_items']} not in the catalog[/red]" if draft["missing_items"] else "",
        f"[red]{draft['out_of_stock_items']} short of stock[/red]" if draft["out_of_stock_items"] else "",
    ]
    net, tax, total = (_money(summary[name], 2) for name in ("subtotal", "tax_amount", "total_amount"))
    money = f"net {net} + {_number(summary['tax_rate'])} % tax {tax} = [b]{total} {summary['currency']}[/b]"
    return Text.from_markup(f"{', '.join(filter(None, counts))}; {money}")


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:,.6f}".rstrip("0").rstrip(".")


def _money(value: float, most_places: int) -> str:
    """Write an amount with two places, or as many as a small unit price has."""
    text = f"{value:,.{most_places}f}"
    whole, _, places = text.partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"
