"""Coating: pieces are sent, come back, and are inspected against the limits of their film."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.manufacturing.errors import NotOnTheFloor, OutOfLimits
from nexus.manufacturing.ids import CoatingId, TravelerId
from nexus.manufacturing.models import CoatingJob, CoatingReading
from nexus.manufacturing.rules.coating import CoatingStatus, out_of_limits
from nexus.manufacturing.rules.travelers import ON_THE_FLOOR
from nexus.manufacturing.schemas.floor import MoveCoating, NewCoating
from nexus.manufacturing.service import travelers
from nexus.platform import audit, clock
from nexus.platform.errors import Invalid, NotFound
from nexus.platform.http.conditions import must_match


async def send(session: AsyncSession, actor: Actor, new: NewCoating) -> CoatingId:
    """Send pieces of a traveler to be coated."""
    actor.must("coating:write")
    try:
        traveler = await travelers.owned_traveler(session, actor, TravelerId(new.traveler_id), lock=True)
    except NotFound as unknown:
        raise Invalid(f"There is no traveler {new.traveler_id}, or it is not yours.") from unknown
    if traveler.status not in ON_THE_FLOOR:
        raise NotOnTheFloor(f"{traveler.traveler_number} is {traveler.status.value}; nothing of it is coated now.")
    if new.quantity > traveler.quantity:
        raise Invalid(
            f"{traveler.traveler_number} is for {traveler.quantity.normalize():f} pieces; no more are coated."
        )
    if new.minimum is not None and new.maximum is not None and new.minimum > new.maximum:
        raise Invalid("The least thickness is more than the greatest.")
    if new.lot_expires is not None and new.lot_expires < clock.today():
        raise Invalid(f"Lot {new.lot} expired on {new.lot_expires}; use another.")
    job = CoatingJob(tenant_id=actor.tenant, created_by=actor.by, **new.model_dump())
    session.add(job)
    await session.flush()
    travelers.touch(traveler)
    audit.note(session, actor, "coating.sent", ("coating", job.id), traveler=traveler.id)
    return CoatingId(job.id)


async def move(
    session: AsyncSession, actor: Actor, id: CoatingId, given: MoveCoating, if_match: str | None = None
) -> None:
    """Receive a coating job, or inspect it: it passes with readings that are all within its limits."""
    judged = given.status in {CoatingStatus.INSPECTED, CoatingStatus.REJECTED}
    actor.must("quality:approve" if judged else "coating:write")
    mine = (CoatingJob.tenant_id == actor.tenant, CoatingJob.id == id)
    job = await session.scalar(select(CoatingJob).where(*mine).with_for_update())
    if job is None:
        raise NotFound("coating job")
    must_match(if_match, job.version)
    before = job.status
    job.move(given.status)
    session.add_all(
        CoatingReading(tenant_id=actor.tenant, coating_id=id, by_name=actor.name, **reading.model_dump())
        for reading in given.readings
    )
    await session.flush()
    if given.status is CoatingStatus.INSPECTED:
        await _must_be_in_limits(session, job)
    if given.status is CoatingStatus.RECEIVED:
        job.received_date = clock.now()
    if judged:
        job.inspected_date, job.inspected_by = clock.now(), actor.name
    job.tracking_number = given.tracking_number or job.tracking_number
    job.notes = "\n".join(filter(None, (job.notes, given.notes)))
    traveler = await travelers.owned_traveler(session, actor, TravelerId(job.traveler_id))
    travelers.touch(traveler)
    audit.note(session, actor, "coating.moved", ("coating", id), before=before, after=job.status)


async def _must_be_in_limits(session: AsyncSession, job: CoatingJob) -> None:
    mine = (CoatingReading.tenant_id == job.tenant_id, CoatingReading.coating_id == job.id)
    readings = list(await session.scalars(select(CoatingReading.thickness).where(*mine)))
    if not readings and (job.minimum is not None or job.maximum is not None):
        raise OutOfLimits("This coating has limits: give the readings of its thickness.")
    if wrong := out_of_limits(readings, job.minimum, job.maximum):
        told = ", ".join(f"{each.normalize():f}" for each in wrong[:10])
        raise OutOfLimits(
            f"Readings are out of limits: {told} micrometres. Reject it, or have the limits changed.",
            readings=[float(each) for each in wrong],
        )
