"""The actor: who is asking, for which tenant, and what they may do."""

from dataclasses import dataclass

from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.rules import GUEST_PERMISSIONS, PERMISSIONS, Role
from nexus.platform.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or Nexus itself, acting for one tenant."""

    tenant: TenantId
    user: UserId
    role: Role | None
    """None: somebody who has not signed in."""
    name: str = ""
    session: SessionId | None = None
    is_platform: bool = False
    """Whether they may open and suspend tenants."""

    scopes: frozenset[str] | None = None
    """What the API key that acts for them may do; None: they act themselves."""

    @classmethod
    def system(cls, tenant: TenantId) -> "Actor":
        """Nexus itself, working in the background for a tenant."""
        return cls(tenant, UserId(0), Role.ADMIN, "Nexus")

    @property
    def by(self) -> UserId | None:
        """The user to write down as having done it; None when it was nobody in particular."""
        return self.user or None

    def may(self, permission: str) -> bool:
        """Whether the actor has the permission, by the one table in `identity/rules.py`."""
        roles = PERMISSIONS[permission]
        if self.scopes is not None and permission not in self.scopes:
            return False
        return permission in GUEST_PERMISSIONS if self.role is None else self.role in roles

    def must(self, permission: str) -> None:
        """Raise Forbidden (403) unless the actor has the permission."""
        if self.scopes is not None and permission not in self.scopes:
            raise Forbidden(f"This needs the permission {permission}, which is not among the scopes of this API key.")
        if not self.may(permission):
            who = self.role.value if self.role else "somebody who has not signed in"
            roles = ", ".join(sorted(PERMISSIONS[permission]))
            raise Forbidden(
                f"This needs the permission {permission}, which {who} does not have. It is given to: {roles}."
            )
