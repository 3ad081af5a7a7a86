"""The audit trail over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import select

from nexus.identity.public import CurrentActor
from nexus.identity.schemas.audit import EntryOut, TrailAsked
from nexus.platform.audit import AuditEntry
from nexus.platform.errors import Invalid, problems
from nexus.platform.http.words import Tx

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])


@router.get("", responses=problems(Invalid))
async def trail(session: Tx, actor: CurrentActor, asked: Annotated[TrailAsked, Query()]) -> list[EntryOut]:
    """Return what was done, the last first; page on with `before`."""
    actor.must("audit:read")
    wanted = select(AuditEntry).where(AuditEntry.tenant_id == actor.tenant)
    if asked.before:
        wanted = wanted.where(AuditEntry.number < asked.before)
    if asked.action:
        wanted = wanted.where(AuditEntry.action == asked.action)
    if asked.subject:
        wanted = wanted.where(AuditEntry.subject == asked.subject)
    if asked.subject_id:
        wanted = wanted.where(AuditEntry.subject_id == asked.subject_id)
    entries = await session.scalars(wanted.order_by(AuditEntry.number.desc()).limit(asked.limit))
    return [EntryOut.model_validate(entry) for entry in entries]
