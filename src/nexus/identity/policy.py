"""What a tenant has decided: how people come in, and how time is taken on its floor."""

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
    """What a tenant decides about coming in, and about the floor."""

    registration: Registration | None = Field(
        default=None, description="Who may register, and whose first code makes a user; null: as the installation says"
    )
    new_role: Role = Field(default=Role.ASSEMBLY, description="Role of who registers")
    code_sign_in: bool = Field(default=True, description="Whether a mailed code signs in")
    second_factor_for: tuple[Role, ...] = Field(default=(), description="Roles that must have a second factor")
    parallel_jobs: bool = Field(
        default=False, description="Whether one person may be clocked in on several jobs, and their time is shared out"
    )
    longest_shift_hours: int = Field(
        default=12, ge=1, le=24, description="A clock that runs longer was forgotten, and is ended as of then"
    )


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
