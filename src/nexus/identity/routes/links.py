"""The pages that mailed links lead to. Opening one changes nothing: programs that look at mails open links too."""

from enum import StrEnum

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import HTMLResponse

from nexus.identity.door import Door
from nexus.identity.pages import HEADERS, page
from nexus.identity.routes.words import TheDoor
from nexus.identity.rules import Purpose
from nexus.identity.schemas.signing import LinkIn, NewPassword
from nexus.identity.service import accounts
from nexus.platform.errors import Problem

router = APIRouter(include_in_schema=False)


class Kind(StrEnum):
    """The links that are mailed."""

    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - the name of a page
    ACCEPT_INVITATION = "accept-invitation"


_PURPOSES = {Kind.RESET_PASSWORD: Purpose.RESET_PASSWORD, Kind.ACCEPT_INVITATION: Purpose.INVITATION}


async def shown(request: Request) -> HTMLResponse:
    """Show what the link is for."""
    token = request.query_params.get("token", "")[:2000]
    return _answer(request, _kind(request), token)


async def sent(request: Request, door: TheDoor) -> HTMLResponse:
    """Do what the link is for; whatever is wrong is said on the page."""
    kind = _kind(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    token = form.get("token", "")[:2000]
    try:
        await _do(door, kind, form)
    except Problem as problem:
        return _answer(request, kind, token, problem=problem.detail, status=problem.status)
    except ValidationError as wrong:
        said = "; ".join(str(item["msg"]) for item in wrong.errors())
        return _answer(request, kind, token, problem=said, status=422)
    return _answer(request, kind, "", done=True)


for _kind_of_link in Kind:
    router.add_api_route(f"/{_kind_of_link}", shown, methods=["GET"])
    router.add_api_route(f"/{_kind_of_link}", sent, methods=["POST"])


async def _do(door: Door, kind: Kind, form: dict[str, str]) -> None:
    if kind is Kind.VERIFY_EMAIL:
        await accounts.confirm_email(door, LinkIn.model_validate({"token": form.get("token", "")}).token)
        return
    given = NewPassword.model_validate({name: form.get(name, "") for name in ("token", "password")})
    await accounts.set_password(door, given.token, given.password, _PURPOSES[kind])


def _kind(request: Request) -> Kind:
    return Kind(request.url.path.strip("/"))


def _answer(
    request: Request, kind: Kind, token: str, *, problem: str = "", done: bool = False, status: int = 200
) -> HTMLResponse:
    languages = request.headers.get("accept-language", "")
    return HTMLResponse(page(kind, languages, token, problem=problem, done=done), status, HEADERS)
