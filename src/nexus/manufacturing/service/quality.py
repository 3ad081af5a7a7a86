"""Quality: checks made, operations and first articles approved, pieces set aside and what becomes of them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.manufacturing.errors import AlreadyDecided, NotReady
from nexus.manufacturing.ids import NonconformanceId, OperationId
from nexus.manufacturing.models import CheckResult, Nonconformance, OperationCheck
from nexus.manufacturing.rules.floor import GOOD_AGAIN, nonconformance_number
from nexus.manufacturing.rules.travelers import FirstArticle
from nexus.manufacturing.schemas.floor import ApprovalIn, Dispose, NewNonconformance, NewResult
from nexus.manufacturing.service import floor, travelers
from nexus.manufacturing.service.floor import Deed
from nexus.platform import audit, clock
from nexus.platform.errors import Invalid, NotFound
from nexus.sales.public import next_count


async def record(session: AsyncSession, actor: Actor, id: OperationId, given: NewResult) -> CheckResult:
    """Write down the result of a check; one with limits is judged by them, whatever the person believes."""
    actor.must("labor:log")
    traveler, operation = await floor.held(session, actor, id)
    mine = (OperationCheck.tenant_id == actor.tenant, OperationCheck.id == given.check_id)
    check = await session.scalar(select(OperationCheck).where(*mine, OperationCheck.operation_id == id))
    if check is None:
        raise Invalid(f"Operation {operation.step_number} has no check {given.check_id}.")
    result = CheckResult(
        tenant_id=actor.tenant,
        check_id=check.id,
        value=given.value,
        passed=_passed(check, given),
        serial=given.serial,
        notes=given.notes,
        by_id=actor.by,
        by_name=actor.name,
    )
    session.add(result)
    travelers.touch(traveler)
    await session.flush()
    return result


def _passed(check: OperationCheck, given: NewResult) -> bool:
    measured = check.minimum is not None or check.maximum is not None
    if measured and given.value is None:
        raise Invalid(f"{check.name} is measured{f' in {check.unit}' if check.unit else ''}: give its value.")
    if not measured and given.passed is None:
        raise Invalid(f"Say whether {check.name} passed.")
    if not measured or given.value is None:
        return bool(given.passed)
    low = check.minimum is None or given.value >= check.minimum
    return low and (check.maximum is None or given.value <= check.maximum)


async def approve(session: AsyncSession, actor: Actor, id: OperationId, given: ApprovalIn) -> None:
    """Approve or reject an operation, or the first good piece of it."""
    actor.must("quality:approve")
    traveler, operation = await floor.held(session, actor, id)
    if given.what == "first_article":
        if operation.first_article is FirstArticle.NONE:
            raise Invalid(f"Operation {operation.step_number} asks for no first article.")
        if given.approved and not operation.quantity_good:
            raise NotReady(f"Operation {operation.step_number} has no good piece yet that could be approved.")
        operation.first_article = FirstArticle.APPROVED if given.approved else FirstArticle.REJECTED
    else:
        operation.approved_by = actor.name if given.approved else None
        operation.approved_at = clock.now() if given.approved else None
    said = "approved" if given.approved else "rejected"
    audit.note(
        session, actor, f"operation.{said}", ("operation", id), what=given.what, step=operation.step_number,
        notes=given.notes,
    )  # fmt: skip
    travelers.touch(traveler)


async def raise_nonconformance(
    session: AsyncSession, actor: Actor, id: OperationId, new: NewNonconformance
) -> NonconformanceId:
    """Set pieces aside that are not as they should be."""
    actor.must("labor:log")
    traveler, operation = await floor.held(session, actor, id)
    deed = Deed(scan="", rework=new.quantity, reason=new.defect)
    await floor.report(session, actor, (traveler, operation), deed, clock.now())
    year = clock.today().year
    made = Nonconformance(
        tenant_id=actor.tenant,
        number=nonconformance_number(year, await next_count(session, actor.tenant, "nonconformance", year)),
        traveler_id=traveler.id,
        operation_id=operation.id,
        defect=new.defect,
        description=new.description,
        quantity=new.quantity,
        by_id=actor.by,
        by_name=actor.name,
    )
    session.add(made)
    travelers.touch(traveler)
    await session.flush()
    audit.note(session, actor, "nonconformance.raised", ("nonconformance", made.id), number=made.number)
    return NonconformanceId(made.id)


async def dispose(session: AsyncSession, actor: Actor, id: NonconformanceId, given: Dispose) -> None:
    """Say what becomes of pieces that were set aside; unless they are reworked or repaired, that settles them."""
    actor.must("quality:approve")
    found = await _held(session, actor, id)
    if found.disposition is not None:
        raise AlreadyDecided(f"{found.number} is decided: {found.disposition.value}, by {found.decided_by}.")
    found.disposition, found.reason = given.disposition, given.reason
    found.decided_by, found.decided_at = actor.name, clock.now()
    audit.note(
        session, actor, "nonconformance.decided", ("nonconformance", id),
        disposition=given.disposition, reason=given.reason,
    )  # fmt: skip
    if given.disposition.value not in {"rework", "repair"}:
        await _settle(session, actor, found)


async def close(session: AsyncSession, actor: Actor, id: NonconformanceId) -> None:
    """Close a nonconformance whose pieces were reworked or repaired: they are good now."""
    actor.must("quality:approve")
    found = await _held(session, actor, id)
    if found.disposition is None:
        raise NotReady(f"Nobody has decided what becomes of {found.number} yet.")
    if found.closed_at is not None:
        raise AlreadyDecided(f"{found.number} was closed by {found.closed_by}.")
    await _settle(session, actor, found)


async def _held(session: AsyncSession, actor: Actor, id: NonconformanceId) -> Nonconformance:
    mine = (Nonconformance.tenant_id == actor.tenant, Nonconformance.id == id)
    operation = await session.scalar(select(Nonconformance.operation_id).where(*mine))
    if operation is None:
        raise NotFound("nonconformance")
    await floor.held(session, actor, OperationId(operation))
    return (await session.scalars(select(Nonconformance).where(*mine))).one()


async def _settle(session: AsyncSession, actor: Actor, found: Nonconformance) -> None:
    """Count the pieces as what they have become."""
    traveler, operation = await floor.held(session, actor, OperationId(found.operation_id))
    good = found.disposition in GOOD_AGAIN
    deed = Deed(
        scan="",
        rework=-found.quantity,
        good=found.quantity if good else found.quantity * 0,
        scrap=found.quantity * 0 if good else found.quantity,
        reason=f"{found.number}: {found.disposition.value if found.disposition else ''}",
    )
    await floor.report(session, actor, (traveler, operation), deed, clock.now())
    found.closed_by, found.closed_at = actor.name, clock.now()
    travelers.touch(traveler)
