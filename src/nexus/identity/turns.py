"""Taking turns: so many at once for one key, however many come."""

import asyncio
from collections.abc import AsyncGenerator, Hashable
from contextlib import asynccontextmanager


class Turns:
    """Lets a few do something for the same key at the same time; the others wait."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._held: dict[Hashable, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncGenerator[None]:
        """Wait for a turn, and hold it within the block."""
        gate, holders = self._held.get(key, (asyncio.Semaphore(self._at_once), 0))
        self._held[key] = (gate, holders + 1)
        try:
            async with gate:
                yield
        finally:
            gate, holders = self._held.pop(key)
            if holders > 1:
                self._held[key] = (gate, holders - 1)
