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


_TABLE = """
                 admin manager operator quality purchasing assembly engineer
dashboard:read     x      x       x        x        x         x        x      see the counts of the dashboard
customers:read     x      x       x        x        x         x        x      read customers and their prices
customers:write    x      x       x                 x                  x      make, change and delete customers
products:read      x      x       x        x        x         x        x      read and export the catalog
products:write     x      x                         x                  x      change and import the catalog
documents:read     x      x       x        x        x         x        x      read documents, and what stands in them
documents:write    x      x       x        x        x         x        x      upload, correct and delete documents
quotes:read        x      x       x        x        x         x        x      read, print and export quotes
quotes:write       x      x       x                 x                  x      make, change and send quotes, settle RFQs
quotes:approve     x      x                                                   approve or reject a quote
orders:read        x      x       x        x        x         x        x      read orders
orders:write       x      x       x                 x                  x      take, confirm and move orders
travelers:read     x      x       x        x        x         x        x      read travelers and what happened to them
travelers:write    x      x       x                                           make, update and release travelers
travelers:hold     x      x       x        x                           x      hold a traveler, and lift a hold
routing:write      x      x                                            x      revise travelers, edit the step library
bom:write          x      x       x                 x                  x      change the BOM of a traveler
labor:log          x      x                x                  x        x      log labor and finish operations
labor:others       x      x                                                   log and correct the labor of others
lots:write         x      x       x        x        x         x        x      write down lots and serials that went in
coating:write      x      x       x        x        x         x        x      send to coating and receive from it
quality:approve    x      x                x                           x      approve quality
reports:read       x      x       x        x        x         x        x      read reports
operations:read    x                                                          see how the installation is doing
tenant:read        x      x       x        x        x         x        x      read how the company trades
tenant:write       x                                                          change the company's settings and policy
users:read         x      x                                                   list users and read others' data
users:write        x                                                          make, invite, change and put out users
audit:read         x                                                          read the audit trail
"""
"""The table as people read it; `PERMISSIONS` and the reference page are made of it."""


def _read(table: str) -> dict[str, tuple[frozenset[Role], str]]:
    head, *rows = table.strip("\n").splitlines()
    # A mark belongs to the role whose name it stands under.
    columns = [(role, head.index(role.value), head.index(role.value) + len(role.value)) for role in Role]
    end = columns[-1][2]
    return {
        row.split()[0]: (
            frozenset(role for role, start, stop in columns if "x" in row[start:stop]),
            row[end:].strip(),
        )
        for row in rows
    }


TOLD = _read(_TABLE)
"""Permission -> the roles that have it, and what it allows."""
PERMISSIONS: dict[str, frozenset[Role]] = {permission: roles for permission, (roles, _) in TOLD.items()}

KEY_SCOPES = frozenset(PERMISSIONS) - {"users:write", "users:read", "tenant:write", "audit:read", "operations:read"}
"""What an API key may be given: the trade, never people or settings."""
GUEST_PERMISSIONS = frozenset({"dashboard:read"})
"""What somebody who has not signed in may do where the tenant shows its dashboard to all."""
