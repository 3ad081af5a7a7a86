"""Sales over HTTP."""

from fastapi import APIRouter

from nexus.sales.routes import customers, dashboard, quotes, rfqs

ROUTERS: tuple[APIRouter, ...] = (customers.router, quotes.router, rfqs.router, dashboard.router)
