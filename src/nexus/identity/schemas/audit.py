"""The audit trail as it goes over the wire."""

from datetime import datetime
from typing import Any

from pydantic import Field

from nexus.platform.types import Search, Wire


class TrailAsked(Wire):
    """Which entries of the trail."""

    limit: int = Field(default=50, ge=1, le=200)
    before: int | None = Field(default=None, ge=1, lt=2**63, description="Only entries with a lower number")
    action: Search = Field(default="", description="Only this action")
    subject: Search = Field(default="", description="Only this kind of row")
    subject_id: int | None = Field(default=None, ge=1, lt=2**63, description="Only this row")


class EntryOut(Wire):
    """One thing that was done."""

    number: int
    at: datetime
    action: str
    actor: int | None
    actor_name: str
    subject: str
    subject_id: int | None
    detail: dict[str, Any]
    address: str
    request: str
