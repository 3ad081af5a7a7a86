"""What the door costs: signing in beside the bare hashing pool, refreshing beside signing in, the check of a token, the
row-level security of a read. All in one process and one run, measured in turns, so that only ratios and small
differences are told.
"""

import asyncio
import json
import secrets
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from fastapi import FastAPI

from benchmarks.quotes import house
from nexus.identity.models import User
from nexus.identity.public import Role, TenantId
from nexus.identity.service.tenants import open_tenant
from nexus.main import create_app
from nexus.platform import logging
from nexus.platform.db import plain_url
from nexus.platform.settings import Settings

PEOPLE = 64
PASSWORD = "Quartz-Harbour-19"
ROUNDS = 5
SIGN_INS, REFRESHES, CHECKS = 160, 3_000, 3_000


async def call(app: FastAPI, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes]:
    """Ask the whole application, edge included, without a network in between."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "app": app,
    }
    got: list[Any] = []

    asked = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        message = next(asked, None)
        return message or await asyncio.get_running_loop().create_future()  # nobody hangs up

    async def send(message: Any) -> None:
        got.append(message)

    await app(scope, receive, send)
    return got[0]["status"], b"".join(message.get("body", b"") for message in got[1:])


async def rate(work: Callable[[int], Awaitable[None]], count: int, at_once: int) -> float:
    """Return how many a second are done, `at_once` at a time."""
    numbers = iter(range(count))

    async def one_after_another() -> None:
        for number in numbers:
            await work(number)

    begun = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    return count / (time.perf_counter() - begun)


class Clients:
    """People who sign in and refresh."""

    def __init__(self, app: FastAPI, tenant: TenantId, emails: list[str]) -> None:
        self.app = app
        self.headers = {"content-type": "application/json", "x-tenant-id": str(tenant)}
        self.emails = emails
        self.tokens: list[dict[str, str]] = [{} for _ in emails]

    async def sign_in(self, number: int) -> None:
        who = number % len(self.emails)
        body = json.dumps({"email": self.emails[who], "password": PASSWORD}).encode()
        status, answer = await call(self.app, "POST", "/api/v1/auth/login", self.headers, body)
        assert status == 200, answer
        self.tokens[who] = json.loads(answer)

    async def refresh(self, number: int) -> None:
        who = number % len(self.emails)
        body = json.dumps({"refresh_token": self.tokens[who]["refresh_token"]}).encode()
        status, answer = await call(self.app, "POST", "/api/v1/auth/refresh", self.headers, body)
        assert status == 200, answer
        self.tokens[who] = json.loads(answer)


async def of_door(app: FastAPI) -> dict[str, float]:
    """Return the figures of signing in, refreshing and checking."""
    tenant, emails, hashed = await _people(app)
    clients = Clients(app, tenant, emails)
    passwords = app.state.door.passwords

    async def verify(_number: int) -> None:
        right, _ = await passwords.verify(PASSWORD, hashed)
        assert right

    shares, times = [], []
    await rate(clients.sign_in, PEOPLE, 4)
    for _ in range(ROUNDS):
        alone = await rate(verify, SIGN_INS, 8)
        signing_in = await rate(clients.sign_in, SIGN_INS, 8)
        refreshing = await rate(clients.refresh, REFRESHES, 8)
        shares.append(signing_in / alone)
        times.append(refreshing / signing_in)
    return {
        "sign-in, share of the hashing pool's own rate": statistics.median(shares),
        "refresh, times the rate of signing in": statistics.median(times),
        "check of a token, ms of processor time": await _check(app, clients.tokens[0]["access_token"]),
    }


async def _people(app: FastAPI) -> tuple[TenantId, list[str], str]:
    ground = app.state.ground
    hashed = await app.state.door.passwords.hash(PASSWORD)
    async with ground.database.transaction(None) as session:
        tenant = await open_tenant(session, f"door-{secrets.token_hex(4)}", "Door")
    names = [f"p{number}" for number in range(PEOPLE)]
    async with ground.database.transaction(tenant) as session:
        for name in names:
            email = f"{name}@bench.example"
            session.add(User(tenant_id=tenant, email=email, username=name, role=Role.OPERATOR, password_hash=hashed))
    return tenant, [f"{name}@bench.example" for name in names], hashed


async def _check(app: FastAPI, token: str) -> float:
    """Return the median of what a path that is open to all costs more when a token is sent to it."""
    more = []
    for _ in range(ROUNDS):
        with_token = await _processor(app, {"authorization": f"Bearer {token}"})
        more.append(with_token - await _processor(app, {}))
    return statistics.median(more)


async def _processor(app: FastAPI, headers: dict[str, str]) -> float:
    spent = []
    for _ in range(CHECKS):
        begun = time.process_time()
        await call(app, "GET", "/health", headers)
        spent.append(time.process_time() - begun)
    return statistics.median(spent) * 1000


async def of_row_level_security(settings: Settings) -> float:
    """Return what a read of one row costs more, in ms at the median, under the policy than for a role without it."""
    assert settings.database_url is not None
    assert settings.migrator_url is not None
    urls = (settings.database_url, settings.migrator_url)
    held, free = [await asyncpg.connect(plain_url(url.get_secret_value())) for url in urls]
    try:
        tenant, user = await free.fetchrow("select tenant_id, id from users order by id limit 1")
        more = []
        for _ in range(ROUNDS):
            begin = f"BEGIN READ ONLY; SET LOCAL app.tenant_id = '{tenant}'"
            more.append(await _read(held, begin, tenant, user) - await _read(free, "BEGIN READ ONLY", tenant, user))
        return statistics.median(more)
    finally:
        await held.close()
        await free.close()


async def _read(connection: asyncpg.Connection, begin: str, tenant: int, user: int) -> float:
    spent = []
    for _ in range(2_000):
        begun = time.perf_counter()
        await connection.execute(begin)
        await connection.fetchrow("select email, role from users where tenant_id = $1 and id = $2", tenant, user)
        await connection.execute("ROLLBACK")
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent) * 1000


async def measured(settings: Settings) -> dict[str, float]:
    """Return all figures of the door."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        figures = await of_door(app)
    return {**figures, "row-level security, ms of a read": await of_row_level_security(settings)}


def figures() -> dict[str, float]:
    """Start a database of its own, measure, and return all figures of the door."""
    logging.configure(json=True)
    with house() as settings:
        return asyncio.run(measured(settings))


if __name__ == "__main__":
    for name, figure in figures().items():
        print(f"{name:50} {figure:8.3f}")
