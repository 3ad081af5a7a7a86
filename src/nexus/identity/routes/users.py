"""Users over HTTP, for those who manage them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from nexus.identity.errors import LastAdministrator, UserExists, WeakPassword
from nexus.identity.ids import UserId
from nexus.identity.models import User
from nexus.identity.public import CurrentActor
from nexus.identity.routes.words import TheDoor
from nexus.identity.schemas.signing import Said
from nexus.identity.schemas.users import Invitation, ManagedUser, NewUser, UserPatch, UsersAsked
from nexus.identity.service import users as service
from nexus.platform.errors import Forbidden, Invalid, Malformed, NotFound, Stale, problems
from nexus.platform.http.answers import json_answer, json_bytes
from nexus.platform.http.conditions import IdempotencyKey, IfMatch, etag
from nexus.platform.http.words import Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import cursor_of, next_page

router = APIRouter(prefix="/api/v1/users", tags=["users"])

Id = Annotated[UserId, Path(ge=1, lt=2**63)]


@router.get("", response_model=list[ManagedUser], responses=problems(Invalid, Malformed))
async def list_users(
    request: Request, session: Tx, actor: CurrentActor, asked: Annotated[UsersAsked, Query()]
) -> Response:
    """List users, the newest first."""
    found, after = await service.users_page(session, actor, asked)
    body = [service.shown(user).model_dump(mode="json") for user in found]
    return json_answer(body, headers=next_page(request, None if after is None else cursor_of(after)))


@router.post(
    "", status_code=201, response_model=ManagedUser, responses=problems(Invalid, UserExists, WeakPassword, KeyReused)
)
async def make_user(
    session: Tx, door: TheDoor, actor: CurrentActor, new: NewUser, key: IdempotencyKey = None
) -> Response:
    """Make a user; without a password they are invited by mail."""

    async def do() -> str:
        return service.shown(await service.make_user(session, door, actor, new)).model_dump_json()

    # What the key is kept with must not hold the password.
    asked = ("POST users", new.model_copy(update={"password": None}))
    return json_bytes(await once(session, actor.tenant, key, asked, do), status=201)


@router.post("/invite", status_code=201, response_model=ManagedUser, responses=problems(Invalid, UserExists))
async def invite(session: Tx, actor: CurrentActor, given: Invitation) -> Response:
    """Invite somebody by mail; for somebody who has not come yet, send a new link."""
    return json_bytes(service.shown(await service.invite(session, actor, given)).model_dump_json(), status=201)


@router.get("/{id}", response_model=ManagedUser, responses=problems(NotFound))
async def read_user(session: Tx, actor: CurrentActor, id: Id) -> Response:
    """Read a user; everybody may read themselves."""
    return _answer(await service.read_user(session, actor, id))


@router.put(
    "/{id}",
    response_model=ManagedUser,
    responses=problems(NotFound, Invalid, UserExists, LastAdministrator, Stale, Forbidden),
)
async def change_user(
    *, session: Tx, door: TheDoor, actor: CurrentActor, id: Id, patch: UserPatch, if_match: IfMatch = None
) -> Response:
    """Change a user; what is left out stays. A new role, or being put out, acts within a second."""
    user = await service.change_user(session, actor, id, patch, if_match)
    door.callers.forget_all()
    return _answer(user)


@router.delete("/{id}", status_code=204, responses=problems(NotFound, LastAdministrator, Stale, Forbidden))
async def put_out(session: Tx, door: TheDoor, actor: CurrentActor, id: Id, if_match: IfMatch = None) -> None:
    """Put a user out. What they did keeps their name, so the user stays and can be let in again."""
    await service.change_user(session, actor, id, UserPatch(is_active=False), if_match)
    door.callers.forget_all()


@router.post("/{id}/activate", response_model=ManagedUser, responses=problems(NotFound, Forbidden))
async def activate(session: Tx, actor: CurrentActor, id: Id) -> Response:
    """Let a user in again."""
    return _answer(await service.change_user(session, actor, id, UserPatch(is_active=True), None))


@router.post("/{id}/deactivate", response_model=ManagedUser, responses=problems(NotFound, LastAdministrator, Forbidden))
async def deactivate(session: Tx, door: TheDoor, actor: CurrentActor, id: Id) -> Response:
    """Put a user out: their sessions end, and nothing that was mailed to them is good any more."""
    user = await service.change_user(session, actor, id, UserPatch(is_active=False), None)
    door.callers.forget_all()
    return _answer(user)


@router.post("/{id}/unlock", responses=problems(NotFound, Forbidden))
async def unlock(session: Tx, actor: CurrentActor, id: Id) -> Said:
    """Forget a user's failures to sign in."""
    await service.unlock(session, actor, id)
    return Said(message="The account is open again for every device.")


@router.delete("/{id}/second-factor", status_code=204, responses=problems(NotFound, Forbidden))
async def take_factor(session: Tx, door: TheDoor, actor: CurrentActor, id: Id) -> None:
    """Remove the second factor of somebody who has lost their device; they are told by mail."""
    await service.take_factor(session, actor, id)
    door.callers.forget_all()


@router.delete("/{id}/sessions", responses=problems(NotFound, Forbidden))
async def sign_out(session: Tx, door: TheDoor, actor: CurrentActor, id: Id) -> Said:
    """End all sessions of a user."""
    ended = await service.sign_out(session, actor, id)
    door.callers.forget_all()
    return Said(message=f"Sessions ended: {ended}.")


def _answer(user: User) -> Response:
    return json_bytes(service.shown(user).model_dump_json(), headers=etag(user.version))
