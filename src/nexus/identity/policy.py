"""How people come in to a tenant: what it has decided, else what the installation says."""

from typing import Literal, TypeAlias

import msgspec
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.ids import TenantId
from nexus.identity.models import Tenant
from nexus.identity.rules import Role, TenantStatus
from nexus.platform.types import Wire

Registration: TypeAlias = Literal["closed", "verified", "open"]


class Policy(Wire):
    """What a tenant decides about coming in."""

    registration: Registration | None = Field(
        default=None, description="Who may register, and whose first code makes a user; null: as the installation says"
    )
    new_role: Role = Field(default=Role.ASSEMBLY, description="Role of who registers")
    code_sign_in: bool = Field(default=True, description="Whether a mailed code signs in")
    second_factor_for: tuple[Role, ...] = Field(default=(), description="Roles that must have a second factor")


class Rules(msgspec.Struct, frozen=True):
    """A tenant's name, language and policy: what signing in asks of it."""

    company: str
    language: str
    policy: Policy
    is_open: bool
    """Whether anybody of it is let in; False: it is suspended."""


async def rules_of(session: AsyncSession, tenant: TenantId) -> Rules:
    """Return what signing in to the tenant goes by."""
    asked = select(Tenant.name, Tenant.locale, Tenant.policy, Tenant.status).where(Tenant.id == tenant)
    row = (await session.execute(asked)).one()
    return Rules(row.name, row.locale, Policy.model_validate(row.policy), row.status is TenantStatus.ACTIVE)
