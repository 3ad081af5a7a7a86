"""Genealogy: which lots and serials went into what."""

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.manufacturing.errors import NotOnTheFloor
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.models import LotUse
from nexus.manufacturing.rules.travelers import TravelerStatus
from nexus.manufacturing.schemas.floor import NewLotUse
from nexus.manufacturing.service import travelers
from nexus.platform import audit


async def use(session: AsyncSession, actor: Actor, id: TravelerId, new: NewLotUse) -> int:
    """Write down that a lot or serial of a part went into what a traveler makes; return the row's id."""
    actor.must("lots:write")
    traveler = await travelers.owned_traveler(session, actor, id, lock=True)
    if traveler.status in {TravelerStatus.DRAFT, TravelerStatus.CANCELLED, TravelerStatus.ON_HOLD}:
        raise NotOnTheFloor(f"{traveler.traveler_number} is {traveler.status.value}; nothing goes into it now.")
    row = LotUse(tenant_id=actor.tenant, traveler_id=id, by_id=actor.by, by_name=actor.name, **new.model_dump())
    session.add(row)
    await session.flush()
    travelers.touch(traveler)
    audit.note(session, actor, "lot.used", ("traveler", id), part=new.part_number, lot=new.lot)
    return row.id
