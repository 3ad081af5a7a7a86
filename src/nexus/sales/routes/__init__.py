"""Sales over HTTP."""

from fastapi import APIRouter

from nexus.sales.routes import customers, dashboard, quotes, rfqs

router = APIRouter()
for subject in (customers, quotes, rfqs, dashboard):
    router.include_router(subject.router)
