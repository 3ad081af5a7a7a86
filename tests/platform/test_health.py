"""Health over HTTP: a real PostgreSQL and Valkey, and small servers that speak each service's own health call."""

import asyncio
import importlib
import json
import struct
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from nexus.identity.public import Role
from nexus.main import create_app
from nexus.platform.embedded import Embedded
from nexus.platform.monitoring.probes import SERVICES, look_around
from nexus.platform.settings import Probes, Settings
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio

GONE = SecretStr("redis://:hunter2@127.0.0.1:1/0")
PRODUCTION = {"environment": "production", "jwt_secret": SecretStr("p" * 40)}
Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(settings: Settings, **over: Any) -> AsyncGenerator[httpx2.AsyncClient]:
    app = create_app(settings.model_copy(update=over))
    async with app.router.lifespan_context(app), at(app) as client:
        yield client


def at(app: FastAPI, **headers: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://nexus", headers=headers)


@asynccontextmanager
async def speaking(handle: Handle) -> AsyncGenerator[str]:
    """A server on a port of its own; gives `host:port`."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
            await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def http(answers: dict[str, tuple[int, Any]]) -> Handle:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        status, content = answers.get(asked.split(" ")[1], (404, {}))
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)

    return handle


def answering(reply: bytes, wanted: bytes) -> Handle:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(wanted)) == wanted
        writer.write(reply)

    return handle


async def probe(name: str, url: str, seconds: float = 2) -> dict[str, Any]:
    found = await look_around(Probes(seconds=seconds, **{f"{name}_url": SecretStr(url)}))
    assert set(found) == set(SERVICES)
    return found[name]


@pytest.mark.parametrize("path", ["/health", "/healthz"])
async def test_alive_touches_nothing(settings: Settings, path: str) -> None:
    async with serving(settings, redis_url=GONE) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()) == (200, {"status": "healthy"})


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/health", "/health/ready"])
async def test_all_is_well(guest: httpx2.AsyncClient, path: str) -> None:
    answer = await guest.get(path)
    assert answer.status_code == 200
    assert answer.json()["status"] == "healthy"
    assert {check["status"] for check in answer.json()["checks"].values()} == {"healthy"}
    assert answer.json()["checks"]["redis"]["response_time_ms"] >= 0


async def test_without_redis_it_is_degraded_but_ready(settings: Settings) -> None:
    async with serving(settings, redis_url=GONE) as client:
        answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["redis"]["status"] == "unhealthy"
    assert "hunter2" not in answer.text


async def test_a_schema_that_was_not_migrated_is_not_ready(settings: Settings, unmigrated: Embedded) -> None:
    async with serving(settings, database_url=SecretStr(unmigrated.database_url)) as client:
        answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert "run nexus migrate" in answer.json()["checks"]["database"]["reason"]


async def test_with_the_database_away_it_is_not_ready(settings: Settings) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app), at(app) as client:
        await app.state.ground.database.close()
        answers = [
            await client.get(path) for path in ("/health/ready", "/api/v1/health", "/health/detailed", "/health")
        ]
    assert [answer.status_code for answer in answers] == [503, 503, 503, 200]


async def test_detailed_names_all_ten(settings: Settings) -> None:
    async with speaking(http({"/readyz": (200, "all shards are ready")})) as address:
        kong = SecretStr("http://u:hunter2@127.0.0.1:1")
        probes = Probes(qdrant_url=SecretStr(f"http://{address}"), kong_url=kong, seconds=20)
        async with serving(settings, probes=probes) as client:
            answer = await client.get("/health/detailed")
    checks = answer.json()["checks"]
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert {name: check["status"] for name, check in checks.items()} == {
        "postgresql": "healthy", "redis": "healthy", "qdrant": "healthy", "kong": "unhealthy",
        "rabbitmq": "not_configured", "neo4j": "not_configured", "chromadb": "not_configured",
        "faiss": "not_configured", "consul": "not_configured", "ollama": "not_configured",
    }  # fmt: skip
    assert checks["neo4j"]["reason"] == "NEXUS_PROBES__NEO4J_URL is not set"
    assert "hunter2" not in answer.text


async def test_status_tells_version_uptime_dependencies_and_queues(guest: httpx2.AsyncClient) -> None:
    found = (await guest.get("/status")).json()
    assert found["version"]
    assert found["uptime_seconds"] >= 0
    assert found["dependencies"]["postgresql"] == "healthy"
    assert all({"waiting", "running"} == set(queue) for queue in found["queues"].values())


async def test_waiting_jobs_are_counted_by_queue(
    guest: httpx2.AsyncClient, client: httpx2.AsyncClient, running_worker: None
) -> None:
    await client.post("/api/v1/products", json={"name": "Bolt M8", "sku": "B-8"})
    assert isinstance((await guest.get("/status")).json()["queues"], dict)


@pytest.mark.parametrize("path", ["/health/detailed", "/status"])
async def test_in_production_only_an_administrator_sees_what_nexus_stands_on(
    settings: Settings, path: str, sign_in: SignIn
) -> None:
    over = {**PRODUCTION, "jwt_secret": settings.jwt_secret}
    tokens = {role: (await sign_in(role)).client.headers["authorization"] for role in (Role.ADMIN, Role.MANAGER)}
    async with serving(settings, **over) as client:
        alone = await client.get(path)
        said = [(await client.get(path, headers={"authorization": token})).status_code for token in tokens.values()]
    assert alone.status_code == 401
    assert said == [200, 403]


START = struct.pack(">BHIHH", 1, 0, 500, 10, 10)
AMQP = b"AMQP\x00\x00\x09\x01"
BOLT = bytes.fromhex("6060b017")


@pytest.mark.parametrize(
    ("name", "scheme", "reply", "wanted", "status"),
    [
        ("rabbitmq", "amqp", START, AMQP, "healthy"),
        ("rabbitmq", "amqp", b"AMQP\x00\x00\x08\x00", AMQP, "unhealthy"),
        ("rabbitmq", "amqp", b"HTTP/1.1 400 Bad", AMQP, "unhealthy"),
        ("rabbitmq", "amqp", b"", AMQP, "unhealthy"),
        ("neo4j", "bolt", bytes([0, 0, 4, 4]), BOLT, "healthy"),
        ("neo4j", "neo4j", bytes([0, 0, 8, 5]), BOLT, "healthy"),
        ("neo4j", "bolt", bytes(4), BOLT, "unhealthy"),
        ("neo4j", "bolt", b"", BOLT, "unhealthy"),
        ("neo4j", "postgres", b"", b"", "unhealthy"),
    ],
)
async def test_binary_protocols(name: str, scheme: str, reply: bytes, wanted: bytes, status: str) -> None:
    async with speaking(answering(reply, wanted)) as address:
        assert (await probe(name, f"{scheme}://user:secret@{address}"))["status"] == status


@pytest.mark.parametrize(
    ("name", "answers", "status"),
    [
        ("rabbitmq", {"/api/health/checks/alarms": (200, {"status": "ok"})}, "healthy"),
        ("rabbitmq", {"/api/health/checks/alarms": (503, {"status": "failed"})}, "unhealthy"),
        ("neo4j", {"/": (200, {"neo4j_version": "5.26.0", "bolt_direct": "bolt://x"})}, "healthy"),
        ("neo4j", {"/": (200, {})}, "unhealthy"),
        ("chromadb", {"/api/v2/heartbeat": (200, {"nanosecond heartbeat": 1})}, "healthy"),
        ("chromadb", {"/api/v1/heartbeat": (200, {"nanosecond heartbeat": 1})}, "unhealthy"),
        ("chromadb", {"/api/v2/heartbeat": (200, "<html>")}, "unhealthy"),
        ("qdrant", {"/readyz": (200, "all shards are ready")}, "healthy"),
        ("qdrant", {"/readyz": (503, "not ready")}, "unhealthy"),
        ("consul", {"/v1/status/leader": (200, '"10.1.10.12:8300"')}, "healthy"),
        ("consul", {"/v1/status/leader": (200, '""')}, "unhealthy"),
        ("kong", {"/status": (200, {"server": {}, "database": {"reachable": True}})}, "healthy"),
        ("kong", {"/status": (200, {"server": {}, "database": {"reachable": False}})}, "unhealthy"),
        ("kong", {"/status": (200, {})}, "unhealthy"),
        ("ollama", {"/api/version": (200, {"version": "0.13.0"})}, "healthy"),
        ("ollama", {"/v1/models": (200, {"object": "list", "data": []})}, "healthy"),
        ("ollama", {"/api/version": (500, {})}, "unhealthy"),
        ("ollama", {}, "unhealthy"),
    ],
)  # fmt: skip
async def test_services_that_speak_http(name: str, answers: dict[str, tuple[int, Any]], status: str) -> None:
    async with speaking(http(answers)) as address:
        found = await probe(name, f"http://{address}")
    assert found["status"] == status, found
    assert found["response_time_ms"] >= 0


async def test_one_that_never_answers_costs_only_its_time_and_nobody_elses() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with speaking(silent) as address:
        begun = time.monotonic()
        urls = {f"{name}_url": SecretStr(f"http://{address}") for name in SERVICES if name != "faiss"}
        found = await look_around(Probes(seconds=0.3, **urls))
        took = time.monotonic() - begun
    assert {check["status"] for name, check in found.items() if name != "faiss"} == {"unhealthy"}
    assert found["qdrant"]["reason"]
    assert took < 2


def header(kind: bytes = b"IxF2", dimensions: int = 8, vectors: int = 3) -> bytes:
    return kind + struct.pack("<iqqqBi", dimensions, vectors, 1 << 20, 1 << 20, 1, 1) + bytes(100)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (header(), "healthy"),
        (b"IBxF" + struct.pack("<iiq", 64, 8, 3) + bytes(30), "healthy"),
        (header(kind=b"PK\x03\x04"), "unhealthy"),
        (header(dimensions=-1), "unhealthy"),
        (header(vectors=-1), "unhealthy"),
        (header()[:20], "unhealthy"),
        (b"", "unhealthy"),
    ],
)
async def test_an_index_of_faiss_is_known_by_its_header(tmp_path: Path, content: bytes, status: str) -> None:
    file = tmp_path / "some index"
    file.write_bytes(content)
    assert (await probe("faiss", str(file)))["status"] == status
    assert (await probe("faiss", file.as_uri()))["status"] == status


async def test_an_index_that_is_not_there_is_unhealthy(tmp_path: Path) -> None:
    found = await probe("faiss", str(tmp_path / "nothing"))
    assert found["status"] == "unhealthy"
    assert "FileNotFoundError" in found["reason"]


@pytest.mark.parametrize("kind", ["Flat", "IVF2,Flat", "HNSW8", "PQ4x4", "LSH", "PCA4,Flat", "IDMap,Flat", "SQ8"])
async def test_real_indexes_of_faiss_are_healthy(tmp_path: Path, kind: str) -> None:
    faiss = pytest.importorskip("faiss", reason="FAISS is not installed here")
    numpy = importlib.import_module("numpy")
    index = faiss.index_factory(8, kind)
    vectors = numpy.random.default_rng(1).random((64, 8), dtype="float32")
    index.train(vectors)
    faiss.write_index(index, str(tmp_path / "real"))
    assert (await probe("faiss", str(tmp_path / "real")))["status"] == "healthy"


@pytest.mark.parametrize("name", sorted(SERVICES))
async def test_a_real_service_is_healthy(name: str) -> None:
    url = getattr(Settings.load().probes, f"{name}_url").get_secret_value()
    if not url:
        pytest.skip(f"NEXUS_PROBES__{name.upper()}_URL names no {name}")
    assert (await probe(name, url))["status"] == "healthy"
