"""API keys as they go over the wire."""

from datetime import datetime

from pydantic import Field, field_validator

from nexus.identity.rules import KEY_SCOPES
from nexus.platform.types import Text, Wire


class NewKey(Wire):
    """A key to be made."""

    name: Text = Field(description="What it is for")
    scopes: tuple[str, ...] = Field(min_length=1, max_length=100, description="Permissions it has, at most one's own")
    days: int = Field(default=90, ge=1, le=366, description="How long it is good")

    @field_validator("scopes")
    @classmethod
    def _are_known(cls, scopes: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(scopes) - KEY_SCOPES)
        if unknown:
            raise ValueError(f"a key cannot have {', '.join(unknown)}; it can have {', '.join(sorted(KEY_SCOPES))}")
        return tuple(sorted(set(scopes)))


class KeyOut(Wire):
    """A key without its secret."""

    id: int
    user_id: int
    name: str
    beginning: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    ended_at: datetime | None


class MadeKey(KeyOut):
    """A key that was just made; this is the only time that it is shown."""

    key: str
