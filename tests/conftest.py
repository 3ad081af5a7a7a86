"""What tests stand on: real PostgreSQL and Valkey, migrated once, and a tenant for each test.

Tests share the database and never see each other, because each has a tenant of its own: tenancy is the isolation.
DATABASE_URL and REDIS_URL are used when they are given; else the embedded servers run in a temporary home.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import hypothesis
import pytest
from fastapi import FastAPI

from nexus import wiring, worker
from nexus.cli.preparing import bring_up_to_date
from nexus.identity.models import Session, User
from nexus.identity.public import Actor, Role, TenantId, UserId
from nexus.identity.service.tenants import open_tenant
from nexus.main import create_app
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.platform.servers import provided
from nexus.platform.settings import UNLIMITED, Settings

# How long an example takes says something of the machine, not of the rule.
hypothesis.settings.register_profile("nexus", deadline=None)
hypothesis.settings.load_profile("nexus")

URLS = ("database_url", "worker_url", "migrator_url", "redis_url")
GIVEN = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be told to take the time for a whole storm."""
    parser.addoption("--storm", action="store_true", help="storm the shop floor with 20,000 deeds and 22 kills")


def pytest_configure(config: pytest.Config) -> None:
    """Take the servers' addresses from the process that hands out the tests, or be that process and start them."""
    if hasattr(config, "workerinput"):
        config.stash[GIVEN] = config.workerinput["given"]
        return
    folder = TemporaryDirectory(prefix="nexus-tests-")
    config.add_cleanup(folder.cleanup)
    home = Path(folder.name)
    home.chmod(0o755)
    servers = provided(Settings.load(home=home), durable=False)
    settings = servers.__enter__()
    config.add_cleanup(lambda: servers.__exit__(None, None, None))
    given = {name: getattr(settings, name).get_secret_value() for name in URLS}
    asyncio.run(bring_up_to_date(settings))
    config.stash[GIVEN] = {**given, "home": str(home)}


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Hand the servers' addresses to a test process."""
    node.workerinput["given"] = node.config.stash[GIVEN]  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def settings(request: pytest.FixtureRequest) -> Settings:
    return Settings.load(**request.config.stash[GIVEN], rates=UNLIMITED)


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncGenerator[FastAPI]:
    application = create_app(settings)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture(scope="session")
def ground(app: FastAPI) -> Ground:
    return app.state.ground


@pytest.fixture(scope="session")
def running_worker(settings: Settings) -> Generator[None]:
    """A worker in a thread of its own, doing the background work of all tests that ask for it.

    Its event loop goes on between tests, which the tests' own loop does not.
    """
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def work() -> None:
        stop = asyncio.Event()
        started.set_result((asyncio.get_running_loop(), stop))
        await worker.run(settings, wiring.WORK, stop)

    with ThreadPoolExecutor(1, "worker") as threads:
        working = threads.submit(asyncio.run, work())
        loop, stop = started.result(timeout=10)
        yield
        loop.call_soon_threadsafe(stop.set)
        working.result(timeout=60)


async def make_tenant(ground: Ground, **trade: object) -> TenantId:
    async with ground.database.transaction(None) as session:
        return await open_tenant(session, f"t-{secrets.token_hex(6)}", "Test & Sons", **trade)


@pytest.fixture
async def tenant(ground: Ground) -> TenantId:
    return await make_tenant(ground)


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in, and the client that speaks for them."""

    actor: Actor
    client: httpx2.AsyncClient


SignIn = Callable[..., Awaitable[SignedIn]]


@pytest.fixture
async def sign_in(app: FastAPI, ground: Ground, tenant: TenantId) -> AsyncGenerator[SignIn]:
    """Sign somebody in: `await sign_in(Role.QUALITY)`, or for another tenant `await sign_in(tenant=other)`."""
    opened: list[httpx2.AsyncClient] = []

    async def signed_in(role: Role = Role.ADMIN, tenant: TenantId = tenant) -> SignedIn:
        actor = await make_actor(ground, tenant, role)
        token = app.state.door.tokens.issue(tenant, actor.user, actor.session)
        client = _client(app, {"authorization": f"Bearer {token}"})
        opened.append(client)
        return SignedIn(actor, client)

    yield signed_in
    for client in opened:
        await client.aclose()


async def make_actor(ground: Ground, tenant: TenantId, role: Role = Role.ADMIN) -> Actor:
    name = f"{role.value}-{secrets.token_hex(4)}"
    async with ground.database.transaction(tenant) as session:
        user = User(tenant_id=tenant, email=f"{name}@test.example", username=name, role=role, password_hash="!")
        session.add(user)
        await session.flush()
        opened = Session(tenant_id=tenant, user_id=user.id, expires_at=clock.now() + timedelta(days=1))
        session.add(opened)
        await session.flush()
    return Actor(tenant, UserId(user.id), role, name, opened.id)


@pytest.fixture
async def admin(sign_in: SignIn) -> SignedIn:
    return await sign_in()


@pytest.fixture
def client(admin: SignedIn) -> httpx2.AsyncClient:
    """A client signed in as an administrator of this test's tenant."""
    return admin.client


@pytest.fixture
def actor(admin: SignedIn) -> Actor:
    """The administrator that `client` speaks for."""
    return admin.actor


@pytest.fixture
async def stranger(sign_in: SignIn, ground: Ground) -> httpx2.AsyncClient:
    """A client signed in as an administrator of another tenant."""
    return (await sign_in(tenant=await make_tenant(ground))).client


@pytest.fixture
async def guest(app: FastAPI) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client that has not signed in."""
    async with _client(app, {}) as client:
        yield client


def _client(app: FastAPI, headers: dict[str, str]) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://nexus", headers=headers)


@asynccontextmanager
async def counted_queries(ground: Ground) -> AsyncGenerator[list[str]]:
    """Collect the statements that the writing connections send within the block."""
    from sqlalchemy import event

    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = ground.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the reference data sets; the test is skipped, saying so, where NEXUS_DATA names none."""
    folder = Settings.load().data
    if folder is None:
        pytest.skip("NEXUS_DATA names no folder of reference data sets")
    return folder
