"""Metrics in Prometheus' form, of one process; the labels are few and none of them names a tenant or a user."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

import asyncpg
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

CONTENT_TYPE = CONTENT_TYPE_LATEST
UNMATCHED = "unmatched"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OPERATIONS = frozenset({"select", "insert", "update", "delete", "begin", "commit", "rollback"})


class Metrics:
    """All that is counted in one process, in a registry of its own: two applications do not count together."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests_total", "Requests answered", ["method", "endpoint", "status"], registry=registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time from a request to its answer",
            ["method", "endpoint"],
            buckets=BUCKETS,
            registry=registry,
        )
        self.in_progress = Gauge("http_requests_in_progress", "Requests being answered", registry=registry)
        self._logins = Counter("auth_login_total", "Attempts to sign in", ["status"], registry=registry)
        self._lockouts = Counter("auth_account_lockouts_total", "Accounts locked", registry=registry)
        queries = Counter("db_queries_total", "Statements sent", ["operation"], registry=registry)
        self._pool_size = Gauge("db_connection_pool_size", "Database connections open", registry=registry)
        self._pool_active = Gauge("db_connection_pool_active", "Database connections at work", registry=registry)
        self._hits = Counter("cache_hits_total", "Values found in the cache", ["cache_type"], registry=registry)
        self._misses = Counter("cache_misses_total", "Values not in the cache", ["cache_type"], registry=registry)
        # Finding a counter by its labels costs more than counting.
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._statements = {each: queries.labels(each) for each in (*OPERATIONS, "other")}
        for status in ("success", "failed", "locked"):
            self._logins.labels(status)

    def answered(self, method: str, endpoint: str, status: int, seconds: float) -> None:
        """Count an answer; `endpoint` is the template of its route."""
        known = self._known.get((method, endpoint, status)) or self._meet(method, endpoint, status)
        known[0].inc()
        known[1].observe(seconds)

    def _meet(self, method: str, endpoint: str, status: int) -> tuple[Counter, Histogram]:
        word = method if method in METHODS else "other"
        found = self._requests.labels(word, endpoint, status), self._seconds.labels(word, endpoint)
        if word == method:
            self._known[method, endpoint, status] = found
        return found

    def signed_in(self, status: Literal["success", "failed", "locked"]) -> None:
        """Count an attempt to sign in."""
        self._logins.labels(status).inc()

    def locked_out(self) -> None:
        """Count an account that was locked."""
        self._lockouts.inc()

    def queried(self, statement: str) -> None:
        """Count a statement by what it does."""
        self._statements[_operation(statement[:12])].inc()

    def looked_up(self, key: str, *, found: bool) -> None:
        """Count a look into the cache by the kind of value: the word after the tenant in its key."""
        (self._hits if found else self._misses).labels(key.split(":", 3)[2]).inc()

    def watch_pool(self, size: Callable[[], int], active: Callable[[], int]) -> None:
        """Tell the size of the database's pools whenever the metrics are read."""
        self._pool_size.set_function(size)
        self._pool_active.set_function(active)

    def text(self) -> bytes:
        """Return all metrics as Prometheus reads them."""
        return generate_latest(self.registry)


@lru_cache(maxsize=1000)
def _operation(beginning: str) -> str:
    word = beginning.split(None, 1)[0].rstrip(";").lower() if beginning.strip() else ""
    return "select" if word == "with" else word if word in OPERATIONS else "other"


def counting(queried: Callable[[str], None]) -> type[asyncpg.Connection]:
    """Return the driver's connection, telling each statement it is given to `queried`."""

    class Counted(asyncpg.Connection):
        async def execute(self, query: str, *args: Any, **options: Any) -> str:
            queried(query)
            return await super().execute(query, *args, **options)

        async def executemany(self, command: str, *args: Any, **options: Any) -> None:
            queried(command)
            return await super().executemany(command, *args, **options)

        async def fetch(self, query: str, *args: Any, **options: Any) -> list[Any]:
            queried(query)
            return await super().fetch(query, *args, **options)

        async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
            queried(query)
            return await super().fetchval(query, *args, **options)

        async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
            queried(query)
            return await super().fetchrow(query, *args, **options)

    return Counted
