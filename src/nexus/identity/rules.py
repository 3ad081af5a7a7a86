"""Who may do what: the seven roles and the one table of permissions."""

from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    OPERATOR = "operator"
    QUALITY = "quality"
    PURCHASING = "purchasing"
    ASSEMBLY = "assembly"
    ENGINEER = "engineer"


class TenantStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Purpose(StrEnum):
    """What a mailed code or link is for; it is worth nothing for anything else."""

    SIGN_IN = "sign-in"
    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - the name of a purpose
    INVITATION = "invitation"


EVERYBODY = frozenset(Role)
OFFICE = frozenset({Role.ADMIN, Role.MANAGER, Role.OPERATOR, Role.PURCHASING, Role.ENGINEER})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "dashboard:read": EVERYBODY,
    "customers:read": EVERYBODY,
    "customers:write": OFFICE,
    "products:read": EVERYBODY,
    "products:write": frozenset({Role.ADMIN, Role.MANAGER, Role.PURCHASING, Role.ENGINEER}),
    "documents:read": EVERYBODY,
    "documents:write": EVERYBODY,
    "quotes:read": EVERYBODY,
    "quotes:write": OFFICE,
    "quotes:approve": frozenset({Role.ADMIN, Role.MANAGER}),
    "operations:read": frozenset({Role.ADMIN}),
    "users:write": frozenset({Role.ADMIN}),
    "audit:read": frozenset({Role.ADMIN}),
}

GUEST_PERMISSIONS = frozenset({"dashboard:read"})
"""What somebody who has not signed in may do where the tenant shows its dashboard to all."""
