"""Signing in and profiles as they go over the wire."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from nexus.identity.rules import Role
from nexus.platform.types import Email, OptionalText, Text, Wire, clean_json

Password = Annotated[str, StringConstraints(min_length=1, max_length=128), AfterValidator(clean_json)]
"""A password as it is typed; up to 128 characters, nothing cut off."""
Token = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(clean_json)
]


OneTime = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=40, pattern=r"^[0-9A-Fa-f -]*$")
]
"""Six digits of a device, or a recovery code; empty: none."""


class Credentials(Wire):
    """E-mail or user name, and the password."""

    email: OptionalText | None = None
    username: OptionalText | None = None
    password: Password = Field(repr=False)
    otp: OneTime = Field(default="", repr=False, description="Code of the second factor, or a recovery code")

    @model_validator(mode="after")
    def _names_somebody(self) -> "Credentials":
        if not self.login:
            raise ValueError("give an email or a username")
        return self

    @property
    def login(self) -> str:
        """What names the user: the e-mail, else the user name."""
        return self.email or self.username or ""


class UserOut(Wire):
    """A user as everybody may see them."""

    id: int
    email: str
    username: str
    name: str
    first_name: str
    last_name: str
    role: Role
    tenant_id: int


class ProfileOut(UserOut):
    """The caller's own profile."""

    preferences: dict[str, Any]


class SignedIn(Wire):
    """The answer to signing in, as all old clients expect it."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    user: UserOut


class RefreshToken(Wire):
    """A refresh token, to be exchanged."""

    refresh_token: Token = Field(repr=False)


class SessionOut(Wire):
    """One of the caller's own sessions."""

    id: int
    method: str
    address: str
    device: str
    created_at: datetime
    renewed_at: datetime
    expires_at: datetime
    current: bool


class Said(Wire):
    """A sentence, for what has nothing else to answer."""

    message: str


class Address(Wire):
    """An e-mail address."""

    email: Email


class CodeIn(Wire):
    """A mailed code and the address it was sent to."""

    email: Email
    code: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{6}$")] = Field(repr=False)
    otp: OneTime = Field(default="", repr=False, description="Code of the second factor, or a recovery code")


class Registration(Wire):
    """Somebody who wants to become a user."""

    email: Email
    username: Annotated[Text, StringConstraints(to_lower=True, pattern=r"^[^@\s]+$", max_length=100)]
    password: Password = Field(repr=False)
    first_name: OptionalText = ""
    last_name: OptionalText = ""


class LinkIn(Wire):
    """What stands in a mailed link."""

    token: Token = Field(repr=False)


class NewPassword(LinkIn):
    """A mailed link, and the password that is to be from now on."""

    password: Password = Field(repr=False)


class PasswordChange(Wire):
    """The present password, and the one that is to be from now on."""

    current_password: Password = Field(repr=False)
    new_password: Password = Field(repr=False)
