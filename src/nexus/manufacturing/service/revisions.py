"""The released revisions of a traveler: each written once, with what it changed, and chained to the one before."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.manufacturing.errors import NothingChanged
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.models import BomItem, Operation, OperationCheck, Traveler, TravelerRevision
from nexus.manufacturing.rules.travelers import canonical, chained, changes
from nexus.platform import audit
from nexus.platform.db import driver_of


async def write(session: AsyncSession, actor: Actor, traveler: Traveler, why: str) -> None:
    """Write down the traveler as it is now as its revision; raise NothingChanged (409) when it is as before."""
    await session.flush()
    last = await session.scalar(
        select(TravelerRevision)
        .where(TravelerRevision.tenant_id == actor.tenant, TravelerRevision.traveler_id == traveler.id)
        .order_by(TravelerRevision.revision.desc())
        .limit(1)
    )
    content = await _content(session, traveler)
    before = msgspec.json.decode(last.content) if last else {}
    told = changes(before, content) if last else []
    if last and not told:
        raise NothingChanged(f"{traveler.traveler_number} would be as its revision {last.revision} is.")
    written = canonical(content)
    session.add(
        TravelerRevision(
            tenant_id=actor.tenant,
            traveler_id=traveler.id,
            revision=traveler.revision,
            content=written,
            changes=[msgspec.to_builtins(each) for each in told],
            reason=why,
            by_id=actor.by,
            by_name=actor.name,
            hash=chained(last.hash if last else None, written),
        )
    )
    audit.note(session, actor, "traveler.revised", ("traveler", traveler.id), revision=traveler.revision, reason=why)


async def broken(session: AsyncSession, actor: Actor, id: TravelerId) -> list[int]:
    """Return the revisions of a traveler whose hash does not fit their content and the one before."""
    driver, previous, wrong = await driver_of(session), None, list[int]()
    for row in await driver.fetch(_CHAIN, actor.tenant, id):
        if chained(previous, row["content"]) != row["hash"]:
            wrong.append(row["revision"])
        previous = row["hash"]
    return wrong


_CHAIN = """
select revision, content, hash from traveler_revisions where tenant_id = $1 and traveler_id = $2 order by revision
"""


async def items_of(session: AsyncSession, traveler: Traveler) -> list[BomItem]:
    """Return the BOM in its order."""
    mine = (BomItem.tenant_id == traveler.tenant_id, BomItem.traveler_id == traveler.id)
    return list(await session.scalars(select(BomItem).where(*mine).order_by(BomItem.item_number, BomItem.id)))


async def _content(session: AsyncSession, traveler: Traveler) -> dict[str, Any]:
    mine = (Operation.tenant_id == traveler.tenant_id, Operation.traveler_id == traveler.id)
    operations = list(await session.scalars(select(Operation).where(*mine).order_by(Operation.step_number)))
    ids = [each.id for each in operations]
    asked = select(OperationCheck).where(
        OperationCheck.tenant_id == traveler.tenant_id, OperationCheck.operation_id.in_(ids)
    )
    checks = list(await session.scalars(asked.order_by(OperationCheck.id)))
    due = traveler.due_date
    return {
        "traveler": traveler.traveler_number,
        "type": traveler.kind,
        "job_number": traveler.job_number,
        "part_number": traveler.part_number,
        "part_name": traveler.part_name,
        "quantity": _plain(traveler.quantity),
        "unit": traveler.unit,
        "due_date": due.isoformat() if due else None,
        "notes": traveler.notes,
        "bom": [_item(item) for item in await items_of(session, traveler)],
        "operations": [_step(each, [c for c in checks if c.operation_id == each.id]) for each in operations],
    }


def _item(item: BomItem) -> dict[str, Any]:
    return {
        "number": item.item_number,
        "part_number": item.part_number,
        "description": item.description,
        "quantity": _plain(item.quantity),
        "unit": item.unit,
        "supplier": item.supplier,
        "manufacturer": item.manufacturer,
        "reference_designators": item.reference_designators,
        "notes": item.notes,
    }


def _step(operation: Operation, checks: list[OperationCheck]) -> dict[str, Any]:
    return {
        "number": operation.step_number,
        "name": operation.step_name,
        "description": operation.description,
        "estimated_hours": _plain(operation.estimated_hours),
        "required_role": operation.required_role,
        "predecessors": ", ".join(map(str, operation.predecessors)),
        "first_article": operation.first_article != "none",
        "needs_approval": operation.needs_approval,
        "checks": [
            {"number": at, "name": check.name, "unit": check.unit, "minimum": _plain(check.minimum),
             "maximum": _plain(check.maximum)}
            for at, check in enumerate(checks, 1)
        ],
    }  # fmt: skip


def _plain(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"
