"""A traveler as it is printed, and the labels of it, of badges and of commands."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor, UserId, badge_actor, trade_of
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.printing.labels import Label
from nexus.manufacturing.printing.sheet import Mark, SheetCheck, SheetItem, SheetStep, TravelerSheet
from nexus.manufacturing.queries.travelers import read_traveler
from nexus.manufacturing.scanning.codes import Action, badge_code, command_code
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import NotFound

_MARKS: dict[str, Mark] = {"draft": "draft", "on_hold": "on_hold", "cancelled": "cancelled"}
_COMMANDS = (Action.START, Action.PAUSE, Action.FINISH, Action.MOVE, Action.SCRAP, Action.REWORK)


async def sheet_of(session: AsyncSession, actor: Actor, id: TravelerId) -> TravelerSheet:
    """Return what stands on a traveler's paper, which is noted as printed."""
    actor.must("travelers:read")
    told = await _traveler(session, actor, id)
    trade = await trade_of(session, actor.tenant)
    audit.note(session, actor, "traveler.printed", ("traveler", id), revision=told["revision"])
    return TravelerSheet(
        locale=trade.locale,
        company=trade.name,
        number=told["traveler_number"],
        revision=told["revision"],
        hash=told["hash"] or "",
        type=told["type"]["name"],
        color=told["type"]["color"],
        code=told["barcode"],
        part_number=told["part_number"],
        part_name=told["part_name"],
        quantity=f"{_figure(told['quantity'])} {told['unit']}",
        job=told["job_number"] or "",
        po=told["po_number"] or "",
        customer=told["customer_name"] or "",
        due=date.fromisoformat(told["due_date"]) if told["due_date"] else None,
        priority=str(told["priority"]),
        notes=told["notes"],
        mark=_MARKS.get(told["status"], ""),
        items=tuple(_item(each) for each in told["bom_items"]),
        steps=tuple(_step(each) for each in told["operations"]),
    )


async def labels_of(session: AsyncSession, actor: Actor, id: TravelerId, *, steps: bool) -> list[Label]:
    """Return the label of a traveler, or one of each of its operations."""
    actor.must("travelers:read")
    told = await _traveler(session, actor, id)
    head = (told["part_number"] or told["part_name"], f"{_figure(told['quantity'])} {told['unit']}")
    if not steps:
        due = f"due {told['due_date']}" if told["due_date"] else ""
        lines = tuple(filter(None, (*head, told["job_number"], due)))
        return [Label(told["traveler_number"], lines, told["barcode"])]
    return [
        Label(f"{told['traveler_number']} · {each['step_number']}", (each["step_name"], *head), each["barcode"])
        for each in told["operations"]
    ]


async def badge_of(session: AsyncSession, actor: Actor, user: UserId) -> Label:
    """Return the badge of a user: it says who they are, and proves nothing."""
    actor.must("labor:others")
    who = await badge_actor(session, actor, user)
    if who is None:
        raise NotFound("user")
    return Label(who.name, (who.role.value if who.role else "",), badge_code(user, str(user)))


def command_labels() -> list[Label]:
    """Return what hangs beside a scanner: a code for each thing that can be done."""
    plain = [Label(each.value.capitalize(), (), command_code(each)) for each in _COMMANDS]
    return plain + [Label(f"{count} good", (), command_code(Action.GOOD, count)) for count in (1, 5, 10, 25)]


async def _traveler(session: AsyncSession, actor: Actor, id: TravelerId) -> dict[str, Any]:
    found = await read_traveler(await driver_of(session), actor.tenant, id, clock.today())
    if found is None:
        raise NotFound("traveler")
    return msgspec.json.decode(found[1])


def _item(item: dict[str, Any]) -> SheetItem:
    return SheetItem(
        item["item_number"], item["part_number"], item["description"], _figure(item["quantity"]), item["unit"],
        item["reference_designators"], item["supplier"] or item["manufacturer"], item["notes"],
    )  # fmt: skip


def _step(step: dict[str, Any]) -> SheetStep:
    return SheetStep(
        number=step["step_number"],
        name=step["step_name"],
        code=step["barcode"],
        description=step["description"],
        role=step["required_role"] or "",
        hours=_figure(step["estimated_hours"]) if step["estimated_hours"] else "",
        first_article=step["first_article"] != "none",
        needs_approval=step["needs_approval"],
        checks=tuple(SheetCheck(check["name"], _limits(check)) for check in step["checks"]),
    )


def _limits(check: dict[str, Any]) -> str:
    low, high = check["minimum"], check["maximum"]
    if low is not None and high is not None:
        said = f"{_figure(low)} – {_figure(high)}"
    elif low is not None:
        said = f"≥ {_figure(low)}"
    else:
        said = f"≤ {_figure(high)}" if high is not None else ""
    return f"{said} {check['unit']}".strip()


def _figure(number: float) -> str:
    return f"{number:,.6f}".rstrip("0").rstrip(".")
