"""Signing in and profiles as they go over the wire."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from nexus.identity.rules import Role
from nexus.platform.types import OptionalText, Wire

Password = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class Credentials(Wire):
    """E-mail or user name, and the password."""

    email: OptionalText | None = None
    username: OptionalText | None = None
    password: Password = Field(repr=False)

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
    token_type: str = "bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    user: UserOut
