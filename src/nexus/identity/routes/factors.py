"""One's own second factor over HTTP."""

from fastapi import APIRouter

from nexus.identity.errors import FactorExists, FactorRefused, PasswordWrong
from nexus.identity.public import CurrentActor
from nexus.identity.routes.words import TheDoor
from nexus.identity.schemas.factors import BeginFactor, FactorCode, FactorOut, NewFactor, RecoveryCodes, ShownFactor
from nexus.identity.service import factors
from nexus.platform.errors import Invalid, Unauthorized, problems
from nexus.platform.http.words import Tx

router = APIRouter(prefix="/api/v1/auth/second-factor", tags=["auth"])


@router.get("", responses=problems(Unauthorized))
async def status(session: Tx, actor: CurrentActor) -> FactorOut:
    """Return whether the caller has a second factor."""
    return await factors.status(session, actor)


@router.post("/begin", responses=problems(Unauthorized, PasswordWrong, FactorExists, Invalid))
async def begin(door: TheDoor, actor: CurrentActor, given: BeginFactor) -> NewFactor:
    """Begin with a device that shows codes; it counts when the first code is confirmed."""
    return await factors.begin(door, actor, given.password)


@router.post("/confirm", responses=problems(Unauthorized, FactorRefused, FactorExists, Invalid))
async def confirm(door: TheDoor, actor: CurrentActor, given: FactorCode) -> RecoveryCodes:
    """Confirm the device by a code that it shows; the recovery codes are shown this once."""
    codes = await factors.confirm(door, actor, given.code)
    door.callers.forget_all()
    return codes


@router.delete("", status_code=204, responses=problems(Unauthorized, PasswordWrong, FactorRefused, Invalid))
async def remove(door: TheDoor, actor: CurrentActor, given: ShownFactor) -> None:
    """Remove one's own second factor, by the password and a code."""
    await factors.remove(door, actor, given.password, given.code)
    door.callers.forget_all()


@router.post("/recovery-codes", responses=problems(Unauthorized, PasswordWrong, FactorRefused, Invalid))
async def renew(door: TheDoor, actor: CurrentActor, given: ShownFactor) -> RecoveryCodes:
    """Make new recovery codes; those before are worth nothing."""
    return await factors.renew_codes(door, actor, given.password, given.code)
