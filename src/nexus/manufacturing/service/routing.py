"""The operations of a traveler: laid out, changed while they have not begun, and how many pieces have reached each."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.manufacturing.errors import BadRouting, HasBegun
from nexus.manufacturing.models import Operation, OperationCheck, Traveler
from nexus.manufacturing.rules.floor import predecessors_known
from nexus.manufacturing.rules.travelers import FirstArticle, OperationStatus
from nexus.manufacturing.schemas.travelers import OperationIn
from nexus.platform.db import ReadConnection

_FIXED = ("step_name", "required_role", "predecessors")
"""What of an operation that has begun stays as it is."""


async def lay_out(session: AsyncSession, actor: Actor, traveler: Traveler, steps: Sequence[OperationIn]) -> None:
    """Make these the traveler's operations; what has begun may neither go nor become something else."""
    ordered = sorted(steps, key=lambda each: each.step_number)
    earlier = _predecessors(ordered)
    known = {each.step_number: each for each in await operations_of(session, actor, traveler)}
    for number, operation in known.items():
        if number not in earlier:
            _must_not_have_begun(operation, "be left out")
            await session.delete(operation)
    await session.flush()
    laid = [_laid(traveler, step, earlier[step.step_number], known.get(step.step_number)) for step in ordered]
    session.add_all(laid)
    await session.flush()
    await _lay_checks(session, actor, list(zip(laid, ordered, strict=True)))


async def operations_of(session: AsyncSession, actor: Actor, traveler: Traveler) -> list[Operation]:
    """Return a traveler's operations in their order."""
    mine = (Operation.tenant_id == actor.tenant, Operation.traveler_id == traveler.id)
    return list(await session.scalars(select(Operation).where(*mine).order_by(Operation.step_number)))


async def recount(driver: ReadConnection, traveler: Traveler) -> None:
    """Tell each operation how many pieces have reached it: all, or the least that those before it have made good."""
    await driver.execute(_RECOUNT, traveler.tenant_id, traveler.id)


_RECOUNT = """
update operations o set quantity_in = reached.quantity
from (
    select p.id, coalesce(
        (select min(b.quantity_good) from operations b where b.tenant_id = p.tenant_id
            and b.traveler_id = p.traveler_id and b.step_number = any(p.predecessors)), t.quantity) as quantity
    from operations p join travelers t on t.tenant_id = p.tenant_id and t.id = p.traveler_id
    where p.tenant_id = $1 and p.traveler_id = $2
) reached
where o.tenant_id = $1 and o.id = reached.id and o.quantity_in <> reached.quantity
"""


def _predecessors(steps: Sequence[OperationIn]) -> dict[int, list[int]]:
    earlier: dict[int, list[int]] = {}
    previous: int | None = None
    for each in steps:
        if each.step_number in earlier:
            raise BadRouting(f"There are two operations {each.step_number}; each needs a number of its own.")
        before = [previous] if previous is not None else []
        earlier[each.step_number] = sorted(set(before if each.predecessors is None else each.predecessors))
        previous = each.step_number
    if wrong := predecessors_known(earlier):
        raise BadRouting(" ".join(wrong[:10]))
    return earlier


def _laid(traveler: Traveler, step: OperationIn, earlier: list[int], known: Operation | None) -> Operation:
    said = {
        "step_name": step.step_name,
        "description": step.description,
        "estimated_hours": step.estimated_hours,
        "required_role": step.required_role.value if step.required_role else None,
        "predecessors": earlier,
        "needs_approval": step.needs_approval,
    }
    if known is None:
        first = FirstArticle.REQUIRED if step.first_article else FirstArticle.NONE
        return Operation(
            tenant_id=traveler.tenant_id,
            traveler_id=traveler.id,
            step_number=step.step_number,
            first_article=first,
            **said,
        )
    if any(getattr(known, name) != said[name] for name in _FIXED):
        _must_not_have_begun(known, "become another")
    for name, value in said.items():
        setattr(known, name, value)
    if known.first_article in {FirstArticle.NONE, FirstArticle.REQUIRED}:
        known.first_article = FirstArticle.REQUIRED if step.first_article else FirstArticle.NONE
    return known


def _must_not_have_begun(operation: Operation, what: str) -> None:
    pieces = operation.quantity_good + operation.quantity_scrap + operation.quantity_rework
    if operation.status is not OperationStatus.PENDING or pieces:
        raise HasBegun(
            f"Operation {operation.step_number} {operation.step_name} has begun and cannot {what}; "
            "add a further operation instead."
        )


async def _lay_checks(session: AsyncSession, actor: Actor, steps: Sequence[tuple[Operation, OperationIn]]) -> None:
    """Replace the checks of operations that differ; the results of those that stay are kept."""
    ids = [operation.id for operation, _ in steps]
    asked = select(OperationCheck).where(OperationCheck.tenant_id == actor.tenant, OperationCheck.operation_id.in_(ids))
    known = list(await session.scalars(asked.order_by(OperationCheck.id)))
    for operation, step in steps:
        own = [each for each in known if each.operation_id == operation.id]
        if [(c.name, c.unit, c.minimum, c.maximum) for c in own] == [
            (c.name, c.unit, c.minimum, c.maximum) for c in step.checks
        ]:
            continue
        mine = (OperationCheck.tenant_id == actor.tenant, OperationCheck.operation_id == operation.id)
        await session.execute(delete(OperationCheck).where(*mine))
        session.add_all(
            OperationCheck(tenant_id=actor.tenant, operation_id=operation.id, **check.model_dump())
            for check in step.checks
        )
