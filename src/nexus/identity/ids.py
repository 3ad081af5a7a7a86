"""Names for identity's ids; tenants and users are known to all and live in the platform."""

from typing import NewType

from nexus.platform.ids import TenantId, UserId

__all__ = ["SessionId", "TenantId", "UserId"]

SessionId = NewType("SessionId", int)
