"""Users."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from nexus.identity.errors import UserExists
from nexus.identity.rules import Role
from nexus.platform.db import Base, Tenanted, Timestamps, enum_column
from nexus.platform.errors import on_constraint


class User(Tenanted, Timestamps, Base):
    """Somebody who signs in to one tenant. The same person may be a user of several."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email"),
        UniqueConstraint("tenant_id", "username"),
    )

    email: Mapped[str]
    username: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    password_hash: Mapped[str | None]
    """None: signs in by e-mailed code only."""
    is_active: Mapped[bool] = mapped_column(default=True)
    email_verified_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    """When they were invited last; a password or a first code makes them a user like any other."""
    is_platform: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they may open and suspend tenants; given on the machine's own command line only."""
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'::jsonb"))

    @property
    def name(self) -> str:
        """The name as people say it; the user name when none was given."""
        return f"{self.first_name} {self.last_name}".strip() or self.username


on_constraint("uq_users_tenant_id_email", UserExists, "A user with this e-mail exists already.")
on_constraint("uq_users_tenant_id_username", UserExists, "A user with this user name exists already.")
