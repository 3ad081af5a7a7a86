"""Metrics as Prometheus would read them, over HTTP."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from nexus.main import create_app
from nexus.platform.cache import key_of
from nexus.platform.monitoring.metrics import Metrics
from nexus.platform.settings import Settings
from tests.conftest import SignedIn

pytestmark = pytest.mark.anyio

Sample = tuple[str, tuple[tuple[str, str], ...]]


@asynccontextmanager
async def serving(settings: Settings, **over: Any) -> AsyncGenerator[FastAPI]:
    app = create_app(settings.model_copy(update=over))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="module")
async def measured(settings: Settings) -> AsyncGenerator[FastAPI]:
    async with serving(settings) as app:
        yield app


def at(app: FastAPI, address: str = "127.0.0.1", **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, client=(address, 4711))
    return httpx2.AsyncClient(transport=transport, base_url="http://nexus", headers=headers)


async def read(app: FastAPI) -> dict[Sample, float]:
    async with at(app) as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def grown(app: FastAPI, before: dict[Sample, float], name: str, **labels: str) -> float:
    key = (name, tuple(sorted(labels.items())))
    return (await read(app)).get(key, 0) - before.get(key, 0)


async def test_requests_are_counted_by_the_template_of_their_route(measured: FastAPI, admin: SignedIn) -> None:
    before = await read(measured)
    async with at(measured, authorization=admin.client.headers["authorization"]) as client:
        for path in ("/api/v1/quotes/11", "/api/v1/quotes/12", "/api/quotes/13"):
            await client.get(path)
        await client.get("/api/v1/nothing/here/11")
        await client.request("BREW", "/api/v1/quotes")
    told = {"method": "GET", "endpoint": "/api/v1/quotes/{id}"}
    assert await grown(measured, before, "http_requests_total", **told, status="404") == 3
    assert await grown(measured, before, "http_request_duration_seconds_count", **told) == 3
    labels = {"endpoint": "unmatched", "status": "404"}
    assert await grown(measured, before, "http_requests_total", method="GET", **labels) == 1
    assert not any("BREW" in str(key) or "/11" in str(key) for key in await read(measured))


async def test_no_label_names_a_tenant_or_a_user(measured: FastAPI) -> None:
    names = {name for _, labels in await read(measured) for name, _ in labels}
    assert names == {"method", "endpoint", "status", "operation", "cache_type", "le"} & names
    assert {"method", "endpoint", "status", "operation"} <= names


async def test_statements_connections_and_looks_into_the_cache_are_counted(measured: FastAPI, admin: SignedIn) -> None:
    before = await read(measured)
    ground = measured.state.ground
    async with at(measured, authorization=admin.client.headers["authorization"]) as client:
        assert (await client.get("/api/v1/quotes")).status_code == 200
        made = await client.post("/api/v1/customers", json={"name": "Measured"})
    assert made.status_code == 201
    key = key_of(None, "measured", "x")
    await ground.cache.get(key)
    await ground.cache.put(key, "1", 5)
    await ground.cache.get(key)
    for operation in ("select", "insert", "begin", "commit"):
        assert await grown(measured, before, "db_queries_total", operation=operation) >= 1
    assert await grown(measured, before, "cache_hits_total", cache_type="measured") == 1
    assert await grown(measured, before, "cache_misses_total", cache_type="measured") == 1
    async with ground.database.reads(None):
        now = await read(measured)
    assert now["db_connection_pool_size", ()] >= now["db_connection_pool_active", ()] >= 1


async def test_an_inner_request_is_in_progress(measured: FastAPI) -> None:
    assert (await read(measured))["http_requests_in_progress", ()] == 1


async def test_signing_in_and_lockouts_are_counted(measured: FastAPI) -> None:
    before = await read(measured)
    measured.state.ground.metrics.signed_in("failed")
    measured.state.ground.metrics.locked_out()
    assert await grown(measured, before, "auth_login_total", status="failed") == 1
    assert await grown(measured, before, "auth_account_lockouts_total") == 1


async def test_two_applications_of_one_process_count_apart(measured: FastAPI, settings: Settings) -> None:
    before = await read(measured)
    async with serving(settings) as other, at(other) as client:
        await client.get("/healthz")
    told = {"method": "GET", "endpoint": "/healthz", "status": "200"}
    assert await grown(measured, before, "http_requests_total", **told) == 0


async def test_with_a_token_only_who_has_it_reads_metrics(settings: Settings) -> None:
    async with serving(settings, metrics_token=SecretStr("t" * 40)) as app, at(app) as client:
        said = [(await client.get("/metrics", headers=headers)).status_code for headers in (
            {}, {"authorization": "Bearer wrong"}, {"authorization": f"Bearer {'t' * 40}"},
        )]  # fmt: skip
    assert said == [401, 401, 200]


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.5", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.5"}, 403),
        ("127.0.0.1", {"forwarded": "for=203.0.113.5"}, 403),
    ],
)
async def test_without_a_token_only_this_machine_reads_metrics_in_production(
    settings: Settings, address: str, headers: dict[str, str], status: int
) -> None:
    production = {"environment": "production", "jwt_secret": SecretStr("p" * 40), "metrics_token": None}
    async with serving(settings, **production) as app, at(app, address, **headers) as client:
        assert (await client.get("/metrics")).status_code == status


@pytest.mark.parametrize(
    ("statement", "operation"),
    [
        ("BEGIN READ ONLY; SET LOCAL x = 1", "begin"),
        ("with a as (select 1) select * from a", "select"),
        ("\n  insert into t values (1)", "insert"),
        ("vacuum", "other"),
        ("", "other"),
    ],
)
def test_a_statement_is_known_by_its_first_word(statement: str, operation: str) -> None:
    metrics = Metrics()
    metrics.queried(statement)
    assert f'db_queries_total{{operation="{operation}"}} 1.0' in metrics.text().decode()
