"""Signing in by a mailed code, over HTTP."""

from fastapi import APIRouter, Response

from nexus.identity.errors import FactorNeeded, WrongCode, WrongFactor
from nexus.identity.routes.words import NamedTenant, TheClient, TheDoor, remember
from nexus.identity.rules import Purpose
from nexus.identity.schemas.signing import Address, CodeIn, Said, SignedIn
from nexus.identity.service import accounts
from nexus.platform.errors import Invalid, problems
from nexus.platform.http.answers import json_bytes

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])


@router.post("/request-code", status_code=202, responses=problems(Invalid))
async def request_code(door: TheDoor, tenant: NamedTenant, given: Address) -> Said:
    """Have a 6-digit code mailed to an address that may sign in; the answer is the same for every address."""
    await accounts.request_mail(door, tenant, Purpose.SIGN_IN, given.email, "")
    return Said(message="If this address may sign in, a code is on its way. It is good for 10 minutes.")


@router.post("/verify-code", response_model=SignedIn, responses=problems(WrongCode, FactorNeeded, WrongFactor, Invalid))
async def verify_code(door: TheDoor, tenant: NamedTenant, client: TheClient, given: CodeIn) -> Response:
    """Sign in with a mailed code; whoever is new becomes a user where the tenant allows it."""
    answer, cookie = await accounts.sign_in_by_code(door, tenant, given, client)
    return remember(json_bytes(answer.model_dump_json()), door, cookie)
