"""What a quote costs: processor time of the server per request, beside the floor and beside the usual way.

    python -m benchmarks.quotes [--rounds 5] [--others 1000 100000]

The floor is a Starlette application on asyncpg that sends the same SQL, sign-in check and all. The usual way is
FastAPI with objects of the ORM and models of Pydantic on the same tables. Each is served by uvicorn in a process of its
own and called over a dozen connections; rounds are interleaved, and the median of each is printed.
"""

import argparse
import asyncio
import secrets
import socket
import statistics
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import psutil
from pydantic import SecretStr

from benchmarks.quotes_ways import serve_one
from nexus.identity.models import Session, User
from nexus.identity.public import Role, TenantId
from nexus.identity.service.tenants import open_tenant
from nexus.identity.tokens import Tokens
from nexus.platform import clock, embedded
from nexus.platform.db import Database, plain_url
from nexus.platform.migrations import migrate
from nexus.platform.settings import UNLIMITED, Settings
from nexus.sales.models import NumberSeries

CUSTOMERS, QUOTES, LINES = 2_000, 20_000, 5
CONNECTIONS, WARM, CALLS, ROUNDS = 12, 200, 1200, 5
WAYS = ("floor", "ours", "usual")
TARGETS = {"get one": 2.0, "list 50": 2.0, "create with 5 lines": 4.0}
FASTER, FLAT = 3.0, 1.2

FILL = """
insert into customers (tenant_id, name, name_key, search, type, industry, primary_contact, email, phone,
    billing_address, status, payment_terms, delivery_terms, email_domains, version, created_at, updated_at)
select {tenant}, 'Customer ' || n, 'customer ' || n, 'customer ' || n, '', '', '', '', '', '', 'active', '', '', '{{}}',
    1, now(), now() from generate_series(1, {customers}) n;
insert into quotes (tenant_id, quote_number, revision, customer_id, title, description, status, currency, digits,
    tax_rate, subtotal, tax_amount, total_amount, expiry_date, customer_reference, payment_terms, delivery_terms, notes,
    locale, search, version, created_at, updated_at)
select {tenant}, 'Q-2025-' || n, 1, first.id + n % {customers}, 'Quote ' || n, '', 'draft', 'USD', 2, 0, 10000, 0,
    10000, current_date + 30, '', '', '', '', 'en', 'quote ' || n, 1, now(), now()
from generate_series(1, {quotes}) n, (select min(id) as id from customers where tenant_id = {tenant}) first;
insert into quote_lines (tenant_id, quote_id, line_number, kind, product_code, customer_part_number, product_name,
    description, quantity, unit, unit_price, discount_percent, line_total, lead_time, remark, price_source, price_note,
    quantity_breaks)
select {tenant}, q.id, n, 'standard', 'P-' || n, '', 'Terminal block', 'Pitch 5.08 mm', 10, 'pcs', 2, 0, 2000, '', '',
    'person', '', '[]' from quotes q, generate_series(1, {lines}) n where q.tenant_id = {tenant};
"""


@contextmanager
def house() -> Generator[Settings]:
    """Give settings of a migrated database that is gone afterwards; logs go where production's would."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        servers = embedded.start(home, durable=False)
        try:
            asyncio.run(migrate(servers.migrator_url))
            yield Settings.load(
                environment="production",
                home=home,
                database_url=SecretStr(servers.database_url),
                migrator_url=SecretStr(servers.migrator_url),
                worker_url=SecretStr(servers.worker_url),
                redis_url=SecretStr(servers.redis_url),
                rates=UNLIMITED,
                jwt_secret=SecretStr(secrets.token_urlsafe(32)),
                admin_email="admin@bench.example",
                admin_password_hash=SecretStr("!"),
            )
        finally:
            servers.stop()


async def fill(url: str, tenant: int, customers: int, quotes: int) -> None:
    """Put rows there as the owner of the tables would."""
    connection = await asyncpg.connect(plain_url(url))
    try:
        await connection.execute("set role nexus_owner")
        async with connection.transaction():
            await connection.execute(f"set local app.tenant_id = '{tenant}'")
            await connection.execute(FILL.format(tenant=tenant, customers=customers, quotes=quotes, lines=LINES))
        await connection.execute("analyze customers, quotes, quote_lines")
    finally:
        await connection.close()


class Served:
    """One way of serving quotes, running in a process of its own."""

    def __init__(self, way: str, settings: Settings, tenant: TenantId) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        arguments = (way, settings.model_dump_json(), _secrets(settings), self.port, tenant)
        self.process: BaseProcess = get_context("spawn").Process(target=serve_one, args=arguments)
        self.process.start()
        self._used = psutil.Process(self.process.pid)

    async def ready(self) -> None:
        """Wait until it answers."""
        while self.process.is_alive():
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return
        raise RuntimeError("The server did not start.")

    async def measure(self, request: bytes, calls: int) -> tuple[float, float]:
        """Return the server's processor time of one request, in milliseconds, and the requests answered in a second."""
        before, begun = self._seconds(), time.perf_counter()
        await asyncio.gather(*(self._call(request, calls // CONNECTIONS) for _ in range(CONNECTIONS)))
        done = calls // CONNECTIONS * CONNECTIONS
        return (self._seconds() - before) / done * 1000, done / (time.perf_counter() - begun)

    async def latency(self, request: bytes, calls: int) -> float:
        """Return how long a lone request takes, in milliseconds: the fastest tenth, since machines are shared."""
        return statistics.quantiles(await self._call(request, calls), n=10)[0] * 1000

    def stop(self) -> None:
        self.process.terminate()
        self.process.join(10)

    def _seconds(self) -> float:
        used = self._used.cpu_times()
        return used.user + used.system

    async def _call(self, request: bytes, calls: int) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        times: list[float] = []
        for _ in range(calls):
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head[9:12] in {b"200", b"201"}, head + await reader.read(500)
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            times.append(time.perf_counter() - begun)
        writer.close()
        return times


def requests(token: str, quote: int) -> dict[str, bytes]:
    """Return the bytes of each request that is measured."""
    line = {"product_name": "Bolt M8", "product_code": "B-8", "quantity": 12, "unit_price": 0.35}
    body = msgspec.json.encode({"title": "New", "items": [line] * LINES})
    return {
        "get one": _request("GET", f"/api/v1/quotes/{quote}", token),
        "list 50": _request("GET", "/api/v1/quotes?limit=50", token),
        "create with 5 lines": _request("POST", "/api/v1/quotes", token, body),
    }


async def measure(settings: Settings, rounds: int, others: list[int]) -> dict[str, Any]:
    """Return all figures."""
    assert settings.migrator_url is not None
    owner = settings.migrator_url.get_secret_value()
    tenant, token, quote = await _stage(settings, owner)
    servers = {way: Served(way, settings, tenant) for way in WAYS}
    try:
        for server in servers.values():
            await server.ready()
        costs: dict[str, dict[str, tuple[float, float]]] = {}
        for name, request in requests(token, quote).items():
            costs[name] = await _compared(servers, request, rounds)
        flat: dict[int, float] = {}
        for count in sorted(others):
            other = await _tenant(settings, f"other-{count}")
            await fill(owner, other, 100, count - max(flat, default=0))
            flat[count] = await servers["ours"].latency(requests(token, quote)["list 50"], WARM)
    finally:
        for server in servers.values():
            server.stop()
    return {"costs": costs, "listing": flat}


async def _compared(servers: dict[str, Served], request: bytes, rounds: int) -> dict[str, tuple[float, float]]:
    seen: dict[str, list[tuple[float, float]]] = {way: [] for way in servers}
    for server in servers.values():
        await server.measure(request, WARM)
    for _ in range(rounds):
        for way, server in servers.items():
            seen[way].append(await server.measure(request, CALLS))
    return {way: tuple(map(statistics.median, zip(*each, strict=True))) for way, each in seen.items()}


async def _stage(settings: Settings, owner: str) -> tuple[TenantId, str, int]:
    """Fill a tenant, and sign its administrator in; return the tenant, the token and one of its quotes."""
    tenant = await _tenant(settings, "bench")
    await fill(owner, tenant, CUSTOMERS, QUOTES)
    assert settings.database_url is not None
    assert settings.jwt_secret is not None
    database = await Database.connect(settings.database_url.get_secret_value(), settings.pool)
    async with database.transaction(tenant) as session:
        user = User(tenant_id=tenant, email="bench@bench.example", username="bench", role=Role.ADMIN, password_hash="!")
        series = NumberSeries(tenant_id=tenant, series="usual", year=clock.today().year, last=0)
        session.add_all([user, series])
        await session.flush()
        opened = Session(tenant_id=tenant, user_id=user.id, expires_at=clock.now().replace(year=clock.now().year + 1))
        session.add(opened)
        await session.flush()
        token = Tokens([settings.jwt_secret.get_secret_value()], 60).issue(tenant, user.id, opened.id)
    async with database.reads(tenant) as reads:
        quote = await reads.fetchval("select max(id) from quotes where tenant_id = $1", tenant)
    await database.close()
    return tenant, token, quote


async def _tenant(settings: Settings, name: str) -> TenantId:
    assert settings.database_url is not None
    database = await Database.connect(settings.database_url.get_secret_value(), settings.pool)
    async with database.transaction(None) as session:
        tenant = await open_tenant(session, name, name)
    await database.close()
    return tenant


def _request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _secrets(settings: Settings) -> dict[str, str]:
    """Return the settings that a dump hides."""
    named = ("database_url", "migrator_url", "worker_url", "redis_url", "jwt_secret", "admin_password_hash")
    return {name: getattr(settings, name).get_secret_value() for name in named}


def report(found: dict[str, Any]) -> None:
    """Print the figures beside their targets."""
    print(f"{'processor time, ms a request':30}{'floor':>8}{'ours':>8}{'usual':>8}{'ours/floor':>14}")
    for name, ways in found["costs"].items():
        floor, ours, usual = (ways[way][0] for way in WAYS)
        kept = _kept(ours / floor, TARGETS[name])
        print(f"{name:30}{floor:8.2f}{ours:8.2f}{usual:8.2f}{ours / floor:10.2f} (target {kept})")
    print(f"\n{'requests/s':30}{'floor':>8}{'ours':>8}{'usual':>8}{'ours/usual':>14}")
    for name, ways in found["costs"].items():
        floor, ours, usual = (ways[way][1] for way in WAYS)
        kept = _kept(-ours / usual, -FASTER)
        print(f"{name:30}{floor:8.0f}{ours:8.0f}{usual:8.0f}{ours / usual:10.2f} (target {kept})")
    first = next(iter(found["listing"].values()))
    for count, taken in found["listing"].items():
        kept = _kept(taken / first, FLAT)
        print(f"list 50 beside {count:>10,} rows of others: {taken:.2f} ms, {taken / first:.2f} times (target {kept})")


def _kept(value: float, target: float) -> str:
    return f"{abs(target):.1f}, {'kept' if value <= target else 'MISSED'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--others", type=int, nargs="+", default=[1_000, 100_000], help="rows of other tenants")
    given = parser.parse_args()
    with house() as settings:
        report(asyncio.run(measure(settings, given.rounds, given.others)))


if __name__ == "__main__":
    main()
