"""Signing in and one's own profile over HTTP."""

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from nexus.identity.errors import AccountLocked, BadToken, FactorNeeded, WrongFactor, WrongPassword
from nexus.identity.models import User
from nexus.identity.public import CurrentActor
from nexus.identity.routes.words import NamedTenant, TheClient, TheDoor, remember
from nexus.identity.schemas.signing import Credentials, ProfileOut, RefreshToken, SignedIn
from nexus.identity.service import profile as profiles
from nexus.identity.service import sessions, signing
from nexus.platform.errors import Invalid, Malformed, Unauthorized, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.words import Tx
from nexus.platform.types import JsonObject

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])

_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": Credentials.model_json_schema()},
        "application/x-www-form-urlencoded": {"schema": Credentials.model_json_schema()},
    },
}


@router.post(
    "/login",
    response_model=SignedIn,
    responses=problems(WrongPassword, FactorNeeded, WrongFactor, AccountLocked, Malformed, Invalid),
    openapi_extra={"requestBody": _BODY},
)
async def login(request: Request, door: TheDoor, tenant: NamedTenant, client: TheClient) -> Response:
    """Sign in with e-mail or user name and password, as JSON or as a form."""
    answer, cookie = await signing.sign_in(door, tenant, await _credentials(request), client)
    return remember(json_bytes(answer.model_dump_json()), door, cookie)


@router.post("/refresh", response_model=SignedIn, responses=problems(BadToken, Invalid))
async def refresh(door: TheDoor, given: RefreshToken) -> Response:
    """Exchange a refresh token, which counts once, for new tokens."""
    return json_bytes((await sessions.refresh(door, given.refresh_token)).model_dump_json())


@router.get("/me", responses=problems(Unauthorized))
async def me(session: Tx, actor: CurrentActor) -> ProfileOut:
    """Return the caller's own profile."""
    return ProfileOut.model_validate(await profiles.profile(session, actor))


@router.put("/me/preferences", response_model=ProfileOut, responses=problems(Unauthorized, Invalid))
async def preferences(session: Tx, actor: CurrentActor, given: JsonObject) -> User:
    """Replace the caller's preferences: any JSON object."""
    return await profiles.set_preferences(session, actor, given)


async def _credentials(request: Request) -> Credentials:
    try:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            form = await request.form()
            return Credentials.model_validate({name: form[name] for name in Credentials.model_fields if name in form})
        return Credentials.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_url=False)]
        ) from error
