"""Short-lived values in Redis or Valkey, never the only copy: without it Nexus is slower, not down."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

from nexus.platform.ids import TenantId
from nexus.platform.monitoring.metrics import Metrics

CONNECTIONS = 20
PATIENCE_SECONDS = 0.5
REST_SECONDS = 1.0
"""After a failure nothing is asked for so long, so that a lost server does not slow down every request."""

_COUNT_BELOW = """
local here, before = tonumber(redis.call('get', KEYS[1]) or 0), tonumber(redis.call('get', KEYS[2]) or 0)
if here + tonumber(ARGV[1]) + before * tonumber(ARGV[3]) > tonumber(ARGV[2]) then return {0, here, before} end
here = redis.call('incrby', KEYS[1], ARGV[1])
redis.call('expire', KEYS[1], ARGV[4])
return {1, here, before}
"""

log = structlog.get_logger()


def key_of(tenant: TenantId | None, *parts: str | int) -> str:
    """Return the key of a value of this tenant (None: of all); the only place where keys are made."""
    return ":".join(["nexus", "-" if tenant is None else str(int(tenant)), *(str(part) for part in parts)])


@dataclass
class Cache:
    """Get, put, forget and count; each says so by its answer when the server is not there."""

    client: redis.Redis
    metrics: Metrics | None = None
    _asked_again_at: float = field(default=0.0)

    @classmethod
    def at(cls, url: str, metrics: Metrics | None = None) -> "Cache":
        """Prepare for the server at `url`; nothing is connected yet."""
        pool = redis.BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
        )
        return cls(redis.Redis.from_pool(pool), metrics)

    async def get(self, key: str) -> bytes | None:
        """Return a value, None when it is not there or cannot be asked for."""
        value = await self._ask("get", key)
        if self.metrics is not None:
            self.metrics.looked_up(key, found=value is not None)
        return value

    async def put(self, key: str, value: bytes | str, seconds: float) -> bool:
        """Keep a value for so long; return whether it was kept."""
        return bool(await self._ask("set", key, value, px=int(seconds * 1000)))

    async def forget(self, *keys: str) -> bool:
        """Drop values; return whether the server was there to drop them."""
        return await self._ask("delete", *keys) is not None

    async def count(self, key: str, seconds: float) -> int | None:
        """Count one more in a window of so many seconds that the first opens; None when it cannot be counted."""
        counted = await self._ask("incr", key)
        if counted == 1:
            await self._ask("pexpire", key, int(seconds * 1000))
        return counted

    async def count_below(
        self, keys: list[str], more: int, most: int, weight: float, seconds: int
    ) -> tuple[int, int, int] | None:
        """Count `more` at the first key if the sum with the weighted second then stays within `most`.

        Returns whether it was counted (0 or 1) and both counts; None when it cannot be asked for. One round trip.
        """
        found = await self._ask("eval", _COUNT_BELOW, 2, *keys, more, most, weight, seconds)
        return found and (int(found[0]), int(found[1]), int(found[2]))

    async def count_all(self, counts: Iterable[tuple[str, int]], seconds: int) -> list[int]:
        """Add to many counts in one round trip; return the sums, nothing when they cannot be counted."""
        if time.monotonic() < self._asked_again_at:
            return []
        try:
            async with self.client.pipeline(transaction=False) as several:
                for key, more in counts:
                    several.incrby(key, more)
                    several.expire(key, seconds)
                return (await several.execute())[::2]
        except (RedisError, OSError) as lost:
            self._rest(lost)
            return []

    async def ping(self) -> float:
        """Return the seconds the server took to answer; raise RedisError or OSError when it does not."""
        begun = time.perf_counter()
        await self.client.ping()
        return time.perf_counter() - begun

    async def close(self) -> None:
        """Close all connections."""
        await self.client.aclose()

    async def _ask(self, command: str, *words: object, **options: object) -> Any:
        if time.monotonic() < self._asked_again_at:
            return None
        try:
            return await getattr(self.client, command)(*words, **options)
        except (RedisError, OSError) as lost:
            self._rest(lost)
            return None

    def _rest(self, lost: Exception) -> None:
        self._asked_again_at = time.monotonic() + REST_SECONDS
        log.warning("cache.lost", reason=str(lost))
