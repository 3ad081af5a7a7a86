"""The demo's second half: an approved quote becomes an order, a traveler, a shift of scans, and finished goods."""

import secrets
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nexus.platform import clock

if TYPE_CHECKING:
    from nexus.cli.calls import Nexus

PIECES = 20
"""As many pieces as the demo makes of what was ordered."""


def make_goods(nexus: "Nexus", quote_id: int, folder: Path, console: Console) -> None:
    """Order what was quoted, make some of it, and print the papers; say what is there when it was done before."""
    known = nexus.get("/api/v1/orders", quote_id=quote_id)
    if known:
        console.print(f"\nOrder {known[0]['order_number']} is {known[0]['status']}: made by an earlier demo.")
        return
    quote = _approved(nexus, quote_id)
    order = nexus.post("/api/v1/orders", {"quote_id": quote_id, "po_number": f"PO-{quote['quote_number']}"})
    console.print(
        f"\n[b]{quote['quote_number']}[/b] is approved -> order [b]{order['order_number']}[/b], job "
        f"{order['job_number']}, {len(order['lines'])} lines"
    )
    traveler = _released(nexus, order)
    _shift(nexus, traveler)
    done = nexus.get(f"/api/v1/travelers/{traveler['id']}")
    papers = _papers(nexus, done, folder)
    console.print(_told(done))
    for paper in papers:
        console.print(f"On paper: {paper}", style="dim", soft_wrap=True)
    _reports(nexus, console)


def _approved(nexus: "Nexus", quote_id: int) -> dict[str, Any]:
    """Send the quote and let the customer say yes; lines without a price are offered no longer."""
    quote = nexus.get(f"/api/v1/quotes/{quote_id}")
    if quote["status"] == "draft":
        priced = [{**item, "kind": "no_quote"} if item["unit_price"] is None else item for item in quote["items"]]
        nexus.put(f"/api/v1/quotes/{quote_id}", {"items": priced})
        nexus.put(f"/api/v1/quotes/{quote_id}/status", {"status": "pending"})
    if quote["status"] in {"draft", "pending"}:
        nexus.put(f"/api/v1/quotes/{quote_id}/status", {"status": "approved", "reason": "Accepted in the demo."})
    return quote


def _released(nexus: "Nexus", order: dict[str, Any]) -> dict[str, Any]:
    line = order["lines"][0]
    bom = [
        {"part_number": line["part_number"] or "RAW-1", "description": line["name"], "quantity": PIECES},
        {"part_number": "LBL-38", "description": "Label 38 x 12 mm", "quantity": PIECES, "supplier": "Stock"},
    ]
    quantity = min(Decimal(str(line["quantity"])), Decimal(PIECES))
    new = {"type": "ASSEMBLY", "order_line_id": line["id"], "quantity": str(quantity), "bom_items": bom}
    traveler = nexus.post("/api/v1/travelers", {**new, "notes": "ESD protected area."})
    return nexus.put(f"/api/v1/travelers/{traveler['id']}/status", {"status": "released", "reason": "Ready to make."})


def _shift(nexus: "Nexus", traveler: dict[str, Any]) -> None:
    """Work a shift with a scanner: each operation is begun, counted and finished; one piece is lost on the way."""
    part = traveler["bom_items"][0]["part_number"]
    lot = {"part_number": part, "lot": "LOT-2611", "quantity": PIECES}
    nexus.post(f"/api/v1/travelers/{traveler['id']}/lots", lot)
    moment, scans = clock.now() - timedelta(hours=8), list[dict[str, Any]]()
    for number, step in enumerate(traveler["operations"]):
        lost = [("scrap", {"quantity": 1, "reason": "Scratched"})] if number == 1 else []
        for action, said in [("start", {}), *lost, ("move", {}), ("finish", {})]:
            moment += timedelta(minutes=20)
            scans.append({"scan_id": f"demo-{secrets.token_hex(8)}", "text": step["barcode"], "action": action,
                          "at": moment.isoformat(), "device": "bench-1", **said})  # fmt: skip
    # The scanner was offline: its queue comes at once, all but the last scan, which is the last thing of the shift.
    nexus.post("/api/v1/scans", {"scans": scans[:-1]})
    _coat(nexus, traveler)
    nexus.post("/api/v1/scans", scans[-1])


def _coat(nexus: "Nexus", traveler: dict[str, Any]) -> None:
    """Coat some of the pieces here, and inspect the film."""
    coat = {"traveler_id": traveler["id"], "coating_type": "AR (acrylic)", "quantity": 5, "lot": "AR-77",
            "minimum": 30, "maximum": 130, "cure": "thermal, 80 C, 30 min"}  # fmt: skip
    job = nexus.post("/api/v1/coating", coat)
    nexus.put(f"/api/v1/coating/{job['id']}/status", {"status": "received"})
    readings = [{"thickness": microns, "place": place} for microns, place in ((52, "corner"), (47.5, "middle"))]
    nexus.put(f"/api/v1/coating/{job['id']}/status", {"status": "inspected", "readings": readings})


def _papers(nexus: "Nexus", traveler: dict[str, Any], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    of = f"/api/v1/travelers/{traveler['id']}"
    names = {
        f"{traveler['traveler_number']}.pdf": f"{of}/pdf",
        f"{traveler['traveler_number']}-label.pdf": f"{of}/labels",
    }
    for name, path in names.items():
        (folder / name).write_bytes(nexus.bytes_of(path))
    return [folder / name for name in names]


def _told(traveler: dict[str, Any]) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim",
        title=f"Traveler {traveler['traveler_number']} revision {traveler['revision']}: {traveler['status']}",
        title_justify="left",
    )  # fmt: skip
    for name in ("step", "operation", "good", "scrap", "hours estimated", "hours logged", "done by"):
        table.add_column(name, justify="left" if name in {"operation", "done by"} else "right")
    for step in traveler["operations"]:
        table.add_row(
            str(step["step_number"]), escape(step["step_name"]), f"{step['quantity_good']:g}",
            f"{step['quantity_scrap']:g}", f"{step['estimated_hours']:g}", f"{step['actual_hours']:.2f}",
            escape(step["completed_by"] or ""),
        )  # fmt: skip
    return table


def _reports(nexus: "Nexus", console: Console) -> None:
    completion = nexus.get("/api/v1/reports/traveler-completion")
    labor = nexus.get("/api/v1/reports/labor-efficiency")
    yields = nexus.get("/api/v1/reports/first-pass-yield")
    console.print(
        f"Reports: {completion['completion_rate']:g} % of travelers completed, "
        f"{labor['total_hours_logged']:g} hours logged, labor efficiency {labor['labor_efficiency'] or 0:g} %, "
        f"first-pass yield {yields['first_pass_yield'] or 0:g} %."
    )
