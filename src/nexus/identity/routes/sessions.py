"""One's own sessions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path

from nexus.identity.ids import SessionId
from nexus.identity.public import CurrentActor
from nexus.identity.routes.words import TheDoor
from nexus.identity.schemas.signing import Said, SessionOut
from nexus.identity.service import sessions
from nexus.platform.errors import NotFound, Unauthorized, problems
from nexus.platform.http.words import Tx

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])

Id = Annotated[int, Path(ge=1, lt=2**63)]


@router.post("/logout", responses=problems(Unauthorized))
async def logout(session: Tx, door: TheDoor, actor: CurrentActor) -> Said:
    """End this session: its access and refresh tokens are worth nothing from now on."""
    if actor.session is not None:
        await sessions.end(session, actor, actor.session, "signed out")
        door.callers.forget(actor.tenant, actor.user, actor.session)
    return Said(message="You are signed out.")


@router.post("/logout-all", responses=problems(Unauthorized))
async def logout_all(session: Tx, door: TheDoor, actor: CurrentActor) -> Said:
    """End all of the caller's sessions, this one too."""
    ended = await sessions.end_all(session, actor, actor.user, "signed out everywhere")
    door.callers.forget_all()
    return Said(message=f"You are signed out everywhere; sessions ended: {ended}.")


@router.get("/sessions", responses=problems(Unauthorized))
async def own(session: Tx, actor: CurrentActor) -> list[SessionOut]:
    """List the caller's own live sessions, the last used first."""
    return [
        SessionOut(
            id=each.id,
            method=each.method,
            address=each.address,
            device=each.device,
            created_at=each.created_at,
            renewed_at=each.renewed_at,
            expires_at=each.expires_at,
            current=each.id == actor.session,
        )
        for each in await sessions.own(session, actor)
    ]


@router.delete("/sessions/{id}", status_code=204, responses=problems(Unauthorized, NotFound))
async def end(session: Tx, door: TheDoor, actor: CurrentActor, id: Id) -> None:
    """End one of the caller's own sessions."""
    await sessions.end(session, actor, SessionId(id), "ended by its owner")
    door.callers.forget(actor.tenant, actor.user, SessionId(id))
