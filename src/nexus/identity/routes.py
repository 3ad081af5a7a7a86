"""Signing in and one's own profile over HTTP."""

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from nexus.identity import service
from nexus.identity.errors import WrongPassword
from nexus.identity.models import User
from nexus.identity.public import CurrentActor
from nexus.identity.schemas import Credentials, ProfileOut, SignedIn, UserOut
from nexus.platform.errors import Invalid, Malformed, Unauthorized, problems
from nexus.platform.http.words import TheGround, Tx
from nexus.platform.types import JsonObject

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])

_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": Credentials.model_json_schema()},
        "application/x-www-form-urlencoded": {"schema": Credentials.model_json_schema()},
    },
}


@router.post("/login", responses=problems(WrongPassword, Malformed, Invalid), openapi_extra={"requestBody": _BODY})
async def login(request: Request, ground: TheGround) -> SignedIn:
    """Sign in with e-mail or user name and password, as JSON or as a form."""
    given = await _credentials(request)
    identity = request.app.state.identity
    tenant = await identity.callers.tenant(request.headers.get("x-tenant-id"))
    async with ground.database.transaction(tenant) as session:
        user, opened = await service.sign_in(session, identity.passwords, tenant, given)
        token = identity.tokens.issue(user.tenant_id, user.id, opened.id)
        return SignedIn(access_token=token, expires_in=identity.tokens.seconds, user=UserOut.model_validate(user))


@router.get("/me", responses=problems(Unauthorized))
async def me(session: Tx, actor: CurrentActor) -> ProfileOut:
    """Return the caller's own profile."""
    return ProfileOut.model_validate(await service.profile(session, actor))


@router.put("/me/preferences", response_model=ProfileOut, responses=problems(Unauthorized, Invalid))
async def preferences(session: Tx, actor: CurrentActor, given: JsonObject) -> User:
    """Replace the caller's preferences: any JSON object."""
    return await service.set_preferences(session, actor, given)


async def _credentials(request: Request) -> Credentials:
    try:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            form = await request.form()
            return Credentials.model_validate(
                {name: form[name] for name in ("email", "username", "password") if name in form}
            )
        return Credentials.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_url=False)]
        ) from error
