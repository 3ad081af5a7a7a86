"""The dashboard, under its canonical path and the two old ones: real counts, in one statement."""

from decimal import Decimal

import httpx2
import pytest

from nexus.identity.public import Actor
from nexus.platform.ground import Ground
from nexus.sales.schemas.dashboard import DashboardOut
from tests.conftest import counted_queries
from tests.sales import make

pytestmark = pytest.mark.anyio


async def test_an_empty_house_has_zeroes_and_empty_lists(client: httpx2.AsyncClient) -> None:
    lists = DashboardOut.model_validate((await client.get("/api/dashboard")).json())
    assert (lists.total_customers, lists.total_quotes, lists.total_documents, lists.active_quotes) == (0, 0, 0, 0)
    assert (lists.recent_quotes, lists.recent_documents) == ([], [])
    assert (lists.metrics.revenue_this_month, lists.metrics.conversion_rate) == (0, 0)
    counts = DashboardOut.model_validate((await client.get("/api/metrics")).json())
    assert (counts.recent_quotes, counts.recent_documents) == (0, 0)


async def test_what_was_done_is_counted(client: httpx2.AsyncClient, ground: Ground, actor: Actor) -> None:
    customer = await make.customer(client)
    won = await make.quote(client, customer_id=customer["id"])
    await make.moved(client, won, "pending", "approved")
    await make.moved(client, await make.quote(client), "pending", "rejected")
    await make.moved(client, await make.quote(client), "pending")
    await make.quote(client)
    await make.document(ground, actor)
    shown = DashboardOut.model_validate((await client.get("/api/v1/dashboard")).json())
    assert (shown.total_customers, shown.total_quotes, shown.total_quotations) == (1, 4, 4)
    assert (shown.active_quotes, shown.total_documents, shown.pending_documents) == (2, 1, 0)
    assert shown.active_sessions == 1
    assert (shown.metrics.quotations_this_month, shown.metrics.documents_this_month) == (4, 1)
    assert (shown.metrics.revenue_this_month, shown.metrics.conversion_rate) == (Decimal("300.15"), Decimal("0.5"))
    assert isinstance(shown.recent_quotes, list)
    assert shown.recent_quotes[-1].id == won["id"]
    counts = (await client.get("/api/metrics")).json()
    assert (counts["recent_quotes"], counts["recent_documents"]) == (4, 1)


async def test_another_tenants_work_is_not_counted(client: httpx2.AsyncClient, stranger: httpx2.AsyncClient) -> None:
    await make.quote(client)
    assert (await stranger.get("/api/dashboard")).json()["total_quotes"] == 0


async def test_the_dashboard_is_one_statement(client: httpx2.AsyncClient, ground: Ground) -> None:
    await make.quote(client)
    async with counted_queries(ground) as seen:
        await client.get("/api/dashboard")
    assert seen == []


async def test_the_default_tenants_dashboard_is_shown_to_all_in_development(
    guest: httpx2.AsyncClient, ground: Ground
) -> None:
    await make.default_tenant(ground)
    for path in ("/api/v1/dashboard", "/api/dashboard", "/api/metrics"):
        assert (await guest.get(path)).status_code == 200
    assert (await guest.get("/api/quotes")).status_code == 401
    assert (await guest.get("/api/customers")).status_code == 401
