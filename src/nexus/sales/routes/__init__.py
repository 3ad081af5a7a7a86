"""Sales over HTTP."""

from nexus.sales.routes import customers, dashboard, quotes, rfqs

routers = (customers.router, quotes.router, rfqs.router, dashboard.router)
