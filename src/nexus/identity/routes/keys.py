"""API keys over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path

from nexus.identity.public import CurrentActor
from nexus.identity.routes.words import TheDoor
from nexus.identity.schemas.keys import KeyOut, MadeKey, NewKey
from nexus.identity.service import keys as service
from nexus.platform.errors import Forbidden, Invalid, NotFound, problems
from nexus.platform.http.words import Tx

router = APIRouter(prefix="/api/v1/keys", tags=["keys"])

Id = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("")
async def list_keys(session: Tx, actor: CurrentActor) -> list[KeyOut]:
    """List one's own keys, as an administrator those of all; the keys themselves are not shown."""
    return [KeyOut.model_validate(row) for row in await service.keys_of(session, actor)]


@router.post("", status_code=201, responses=problems(Forbidden, Invalid))
async def make_key(session: Tx, actor: CurrentActor, new: NewKey) -> MadeKey:
    """Make a key for an integration. It is shown this once."""
    row, key = await service.make_key(session, actor, new)
    return MadeKey(**KeyOut.model_validate(row).model_dump(), key=key)


@router.delete("/{id}", status_code=204, responses=problems(NotFound))
async def end_key(session: Tx, door: TheDoor, actor: CurrentActor, id: Id) -> None:
    """End a key; it is refused within a second."""
    await service.end_key(session, actor, id)
    door.callers.forget_all()
