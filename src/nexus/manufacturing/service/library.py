"""The types of travelers and the operations that each begins with, as a tenant's engineers have them."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor
from nexus.manufacturing.errors import BadRouting
from nexus.manufacturing.models import StepLibrary
from nexus.manufacturing.rules.library import TYPES, Kind, Step, TravelerType
from nexus.manufacturing.schemas.travelers import LibraryPatch
from nexus.platform import audit, clock


async def types_of(session: AsyncSession, actor: Actor) -> list[TravelerType]:
    """Return the four types as the tenant has them."""
    actor.must("travelers:read")
    own = await session.scalars(select(StepLibrary).where(StepLibrary.tenant_id == actor.tenant))
    changed = {each.code: each for each in own}
    return [_own(each, changed.get(each.code)) for each in TYPES.values()]


async def type_of(session: AsyncSession, actor: Actor, kind: Kind) -> TravelerType:
    """Return one type as the tenant has it."""
    own = await session.get(StepLibrary, (actor.tenant, kind))
    return _own(TYPES[kind], own)


async def change_type(session: AsyncSession, actor: Actor, kind: Kind, patch: LibraryPatch) -> TravelerType:
    """Write down what a type is called and begins with; travelers that exist stay as they are."""
    actor.must("routing:write")
    numbers = [step.number for step in patch.steps]
    if len(set(numbers)) < len(numbers):
        raise BadRouting("Each step needs a number of its own.")
    steps = sorted((step.model_dump(mode="json") for step in patch.steps), key=lambda step: step["number"])
    row: dict[str, Any] = {"name": patch.name, "color": patch.color.lower(), "steps": steps, "updated_by": actor.name}
    row["updated_at"] = clock.now()
    made = insert(StepLibrary).values(tenant_id=actor.tenant, code=kind, **row)
    await session.execute(made.on_conflict_do_update(index_elements=["tenant_id", "code"], set_=row))
    audit.note(session, actor, "library.changed", type=kind, steps=len(steps))
    return await type_of(session, actor, kind)


def _own(built_in: TravelerType, own: StepLibrary | None) -> TravelerType:
    if own is None:
        return built_in
    steps = msgspec.convert(own.steps, tuple[Step, ...], strict=False)
    return TravelerType(built_in.id, built_in.code, own.name, own.color, steps)
