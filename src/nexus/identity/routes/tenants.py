"""Tenants over HTTP: one's own, and all of them for platform administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from nexus.identity.errors import SlugTaken
from nexus.identity.ids import TenantId
from nexus.identity.models import Tenant
from nexus.identity.public import CurrentActor
from nexus.identity.routes.words import TheDoor
from nexus.identity.rules import TenantStatus
from nexus.identity.schemas.tenants import NewTenant, TenantOut, TenantPatch
from nexus.identity.service import tenants as service
from nexus.platform.errors import Conflict, Forbidden, Invalid, NotFound, problems
from nexus.platform.http.words import Tx

router = APIRouter(prefix="/api/v1", tags=["tenants"])

Id = Annotated[TenantId, Path(ge=1, lt=2**63)]


@router.get("/tenant", response_model=TenantOut)
async def own(session: Tx, actor: CurrentActor) -> Tenant:
    """Read how one's own company trades, and how people come in."""
    actor.must("tenant:read")
    return await service.read_tenant(session, actor.tenant)


@router.put("/tenant", response_model=TenantOut, responses=problems(Invalid, Forbidden))
async def change(session: Tx, actor: CurrentActor, patch: TenantPatch) -> Tenant:
    """Change the settings of one's own company; what is left out stays."""
    return await service.change_tenant(session, actor, patch)


@router.get("/tenants", response_model=list[TenantOut], responses=problems(Forbidden, Invalid))
async def all_tenants(
    session: Tx,
    actor: CurrentActor,
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[Tenant]:
    """List the tenants of this installation by number; page on with `after`. For platform administrators."""
    return await service.tenants_page(session, actor, after, limit)


@router.post("/tenants", status_code=201, response_model=TenantOut, responses=problems(Forbidden, Invalid, SlugTaken))
async def open_tenant(door: TheDoor, actor: CurrentActor, new: NewTenant) -> Tenant:
    """Open a tenant and invite its first administrator. For platform administrators."""
    id_ = await service.open_new(door.database, actor, new)
    async with door.database.transaction(id_) as session:
        return await service.read_tenant(session, id_)


@router.get("/tenants/{id}", response_model=TenantOut, responses=problems(Forbidden, NotFound))
async def read_tenant(session: Tx, actor: CurrentActor, id: Id) -> Tenant:
    """Read a tenant. For platform administrators."""
    return await service.look_at(session, actor, id)


@router.post("/tenants/{id}/suspend", response_model=TenantOut, responses=problems(Forbidden, NotFound, Conflict))
async def suspend(door: TheDoor, actor: CurrentActor, id: Id) -> Tenant:
    """Suspend a tenant: within a second nobody of it is let in. For platform administrators."""
    tenant = await service.set_status(door.database, actor, id, TenantStatus.SUSPENDED)
    door.callers.forget_all()
    return tenant


@router.post("/tenants/{id}/resume", response_model=TenantOut, responses=problems(Forbidden, NotFound, Conflict))
async def resume(door: TheDoor, actor: CurrentActor, id: Id) -> Tenant:
    """Let a suspended tenant go on. For platform administrators."""
    return await service.set_status(door.database, actor, id, TenantStatus.ACTIVE)
