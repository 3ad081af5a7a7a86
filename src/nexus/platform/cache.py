"""Short-lived values in Redis or Valkey, never the only copy: without it Nexus is slower, not down."""

import time
from dataclasses import dataclass, field
from typing import Any

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

from nexus.platform.ids import TenantId

CONNECTIONS = 20
PATIENCE_SECONDS = 0.5
REST_SECONDS = 1.0
"""After a failure nothing is asked for so long, so that a lost server does not slow down every request."""

log = structlog.get_logger()


def key_of(tenant: TenantId | None, *parts: str | int) -> str:
    """Return the key of a value of this tenant (None: of all); the only place where keys are made."""
    return ":".join(["nexus", "-" if tenant is None else str(int(tenant)), *(str(part) for part in parts)])


@dataclass
class Cache:
    """Get, put, forget and count; each says so by its answer when the server is not there."""

    client: redis.Redis
    _asked_again_at: float = field(default=0.0)

    @classmethod
    def at(cls, url: str) -> "Cache":
        """Prepare for the server at `url`; nothing is connected yet."""
        pool = redis.BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
        )
        return cls(redis.Redis.from_pool(pool))

    async def get(self, key: str) -> bytes | None:
        """Return a value, None when it is not there or cannot be asked for."""
        return await self._ask("get", key)

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
            self._asked_again_at = time.monotonic() + REST_SECONDS
            log.warning("cache.lost", reason=str(lost))
            return None
