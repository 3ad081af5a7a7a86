"""Sessions: one signing-in each."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base, Tenanted


class Session(Tenanted, Base):
    """One signing-in. The access token names it; ending it ends the token.

    A refresh token names its `generation`, which counts up with each use, so that an older one tells itself.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "user_id"], ["users.tenant_id", "users.id"], ondelete="CASCADE"),
        Index("ix_sessions_live", "tenant_id", "user_id", postgresql_where=text("ended_at is null")),
    )

    user_id: Mapped[int]
    method: Mapped[str] = mapped_column(default="password", server_default="password")
    """How it was begun: password, code, link, terminal."""
    address: Mapped[str] = mapped_column(default="", server_default="")
    device: Mapped[str] = mapped_column(default="", server_default="")
    """What the client said it is (its User-Agent)."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    renewed_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=text("now()"))
    """When the tokens were last given out."""
    expires_at: Mapped[datetime]
    """The end unless it is renewed before."""
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
    second_factor: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether a second factor was shown."""
    generation: Mapped[int] = mapped_column(default=0, server_default="0")
    refresh_key: Mapped[bytes] = mapped_column(default=b"", server_default=text("''::bytea"))
    """With the server's secret it makes the refresh tokens; neither does alone. Empty: cannot be refreshed."""
