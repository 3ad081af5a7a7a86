"""Users as those who manage them see and change them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from nexus.identity.rules import Role
from nexus.identity.schemas.signing import Password, UserOut
from nexus.platform.pages import PageAsked
from nexus.platform.types import Email, OptionalText, Search, Text, Wire

Username = Annotated[Text, StringConstraints(to_lower=True, pattern=r"^[^@\s]+$", max_length=100)]
"""A name to sign in with: one word without @, so that it is never taken for an address."""


class ManagedUser(UserOut):
    """A user with what only those who manage users see."""

    is_active: bool
    is_verified: bool
    """Whether they have shown that they read their address."""
    is_invited: bool
    """Whether they were invited and have not come yet."""
    is_platform: bool
    created_at: datetime
    updated_at: datetime
    version: int


class UsersAsked(PageAsked):
    """Which users."""

    search: Search = Field(default="", description="Part of a name, user name or address")
    role: Role | None = None
    is_active: bool | None = None
    invited: bool | None = Field(default=None, description="Only those who were invited and have not come yet")


class NewUser(Wire):
    """A user to be made; without a password they are invited by mail."""

    email: Email
    username: Username
    password: Password | None = Field(default=None, repr=False)
    first_name: OptionalText = ""
    last_name: OptionalText = ""
    role: Role = Role.ASSEMBLY
    is_active: bool = True


class UserPatch(Wire):
    """What is to change of a user; what is left out stays."""

    email: Email | None = None
    username: Username | None = None
    first_name: OptionalText | None = None
    last_name: OptionalText | None = None
    role: Role | None = None
    is_active: bool | None = None


class Invitation(Wire):
    """Somebody to be invited."""

    email: Email
    role: Role = Role.ASSEMBLY
    first_name: OptionalText = ""
    last_name: OptionalText = ""
    language: Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z-]*$")] = Field(
        default="", description="Language of the mail; empty: the company's"
    )
