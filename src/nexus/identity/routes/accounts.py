"""Registering, confirming an address, and new passwords, over HTTP."""

from fastapi import APIRouter

from nexus.identity.errors import BadLink, NotOpen, PasswordWrong, WeakPassword
from nexus.identity.public import CurrentActor
from nexus.identity.routes.words import NamedTenant, TheDoor
from nexus.identity.rules import Purpose
from nexus.identity.schemas.signing import Address, LinkIn, NewPassword, PasswordChange, Registration, Said
from nexus.identity.service import accounts
from nexus.platform.errors import Invalid, Unauthorized, problems

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])


@router.post("/register", status_code=202, responses=problems(NotOpen, WeakPassword, Invalid))
async def register(door: TheDoor, tenant: NamedTenant, given: Registration) -> Said:
    """Register as a user where the tenant allows it; the answer is the same whether the address is known or not."""
    await accounts.register(door, tenant, given)
    return Said(message="Thank you. A mail to this address says how it goes on.")


@router.post("/verify-email", responses=problems(BadLink, Invalid))
async def verify_email(door: TheDoor, given: LinkIn) -> Said:
    """Confirm an address by what stands in the mailed link."""
    await accounts.confirm_email(door, given.token)
    return Said(message="The address is confirmed. You can sign in.")


@router.post("/forgot-password", status_code=202, responses=problems(Invalid))
async def forgot_password(door: TheDoor, tenant: NamedTenant, given: Address) -> Said:
    """Have a link for a new password mailed; the answer is the same for every address."""
    await accounts.request_mail(door, tenant, Purpose.RESET_PASSWORD, given.email, "")
    return Said(message="If this address has an account, a link for a new password is on its way.")


@router.post("/reset-password", responses=problems(BadLink, WeakPassword, Invalid))
async def reset_password(door: TheDoor, given: NewPassword) -> Said:
    """Choose a new password by a mailed link; all sessions end."""
    await accounts.set_password(door, given.token, given.password, Purpose.RESET_PASSWORD)
    return Said(message="The password is changed. Sign in with it.")


@router.post("/accept-invitation", responses=problems(BadLink, WeakPassword, Invalid))
async def accept_invitation(door: TheDoor, given: NewPassword) -> Said:
    """Take the place one was invited to, and choose a password."""
    await accounts.set_password(door, given.token, given.password, Purpose.INVITATION)
    return Said(message="Welcome. Sign in with your address and the password.")


@router.post("/change-password", responses=problems(Unauthorized, PasswordWrong, WeakPassword, Invalid))
async def change_password(door: TheDoor, actor: CurrentActor, given: PasswordChange) -> Said:
    """Change one's own password; all other sessions end."""
    await accounts.change_password(door, actor, given)
    door.callers.forget_all()
    return Said(message="The password is changed. All your other sessions have ended.")
