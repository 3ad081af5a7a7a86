"""Rate limits: how often somebody may ask within a minute, counted over all processes.

The window slides: what was asked in the minute before counts for the part of it that is not yet sixty seconds ago.
Every process counts by itself and shares its counts in Redis or Valkey, so that a limit holds over all of them. Strict
limits are settled there, in one round trip. The others are asked for once a minute and told together a few times a
second. Without the server each process goes on by what it knows itself: there is never no limit.
"""

import asyncio
import math
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import msgspec

from nexus.platform import clock
from nexus.platform.cache import Cache, key_of
from nexus.platform.ids import TenantId

WINDOW_SECONDS = 60
SHARED_EVERY_SECONDS = 0.1
REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests within any minute; a strict one is settled over all processes at each request."""

    name: str
    per_minute: int
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom requests are counted for: a user of a tenant, or an address."""

    tenant: TenantId | None
    who: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a rate: `wait` are the seconds until the next request is taken, 0 when this one was."""

    rate: Rate
    remaining: int
    resets: int
    """Seconds until this minute ends."""
    wait: int = 0


class _Count(msgspec.Struct):
    """The requests of one asker in one minute."""

    minute: int
    before: int = 0
    """Those of the minute before, of all processes."""
    shared: int = 0
    """Those of this minute that the server knows."""
    unshared: int = 0
    sending: int = 0
    """Those that are being told to the server."""
    asked: bool = False
    """Whether the server was asked what others have counted."""

    @property
    def used(self) -> int:
        """All of this minute, as far as it is known here."""
        return self.shared + self.sending + self.unshared

    def learn(self, shared: int, before: int | None = None, *, told: int) -> None:
        """Take over what the server knows, `told` of it from here."""
        self.asked = True
        self.unshared -= told
        self.shared = max(self.shared, shared)
        self.before = self.before if before is None else max(self.before, before)


@dataclass
class Tally:
    """Counts of one process, and how they are shared."""

    _counts: dict[tuple[str, Asker], _Count] = field(default_factory=dict)
    _unshared: set[tuple[str, Asker]] = field(default_factory=set)
    _sharing: asyncio.Task[None] | None = None

    async def take(self, cache: Cache, rate: Rate, asker: Asker) -> Standing:
        """Count one more request, unless the rate is used up; a request that is refused is not counted."""
        moment = clock.now().timestamp()
        minute, gone = int(moment // WINDOW_SECONDS), moment % WINDOW_SECONDS
        key = (rate.name, asker)
        count = self._count(key, minute)
        if not _has_room(rate, count, gone):
            return _standing(rate, count, gone, taken=False)
        if rate.strict or not count.asked:
            return await self._settle(cache, rate, asker, count, gone)
        count.unshared += 1
        self._share_soon(cache, key)
        return _standing(rate, count, gone, taken=True)

    async def _settle(self, cache: Cache, rate: Rate, asker: Asker, count: _Count, gone: float) -> Standing:
        """Let the server decide, which counts for all; decide alone when it is not there."""
        count.unshared += 1
        keys = [_key(rate.name, asker, minute) for minute in (count.minute, count.minute - 1)]
        with _sending(count) as told:
            known = await cache.count_below(keys, told, rate.per_minute, 1 - gone / WINDOW_SECONDS, 2 * WINDOW_SECONDS)
            if known is not None:
                count.learn(known[1], known[2], told=told if known[0] else 0)
        if known is None or known[0]:
            return _standing(rate, count, gone, taken=True)
        count.unshared -= 1
        return _standing(rate, count, gone, taken=False)

    def _count(self, key: tuple[str, Asker], minute: int) -> _Count:
        count = self._counts.get(key)
        if count is None or count.minute != minute:
            is_next = count is not None and count.minute == minute - 1
            before = count.used if count is not None and is_next else 0
            self._counts.pop(key, None)
            count = self._counts[key] = _Count(minute, before)
            self._forget(minute)
        return count

    def _forget(self, minute: int) -> None:
        """Drop what is too old to count, and the oldest when there are too many; they stand in the order of minutes."""
        while self._counts:
            oldest = next(iter(self._counts))
            if self._counts[oldest].minute >= minute - 1 and len(self._counts) <= REMEMBERED:
                break
            del self._counts[oldest]

    def _share_soon(self, cache: Cache, key: tuple[str, Asker]) -> None:
        self._unshared.add(key)
        if self._sharing is None or self._sharing.done():
            self._sharing = asyncio.get_running_loop().create_task(self._share(cache))

    async def _share(self, cache: Cache) -> None:
        await asyncio.sleep(SHARED_EVERY_SECONDS)
        await self.share(cache)

    async def share(self, cache: Cache) -> None:
        """Tell the server what was counted here since the last time, and learn what others have counted."""
        counts = {key: self._counts[key] for key in self._unshared if key in self._counts}
        self._unshared.clear()
        with ExitStack() as sending:
            told = [sending.enter_context(_sending(count)) for count in counts.values()]
            keys = (_key(name, asker, count.minute) for (name, asker), count in counts.items())
            totals = await cache.count_all(zip(keys, told, strict=True), 2 * WINDOW_SECONDS)
            for count, part, total in zip(counts.values(), told, totals, strict=False):
                count.learn(total, told=part)

    async def close(self) -> None:
        """Stop sharing."""
        if self._sharing is not None:
            self._sharing.cancel()
            await asyncio.gather(self._sharing, return_exceptions=True)


@contextmanager
def _sending(count: _Count) -> Generator[int]:
    """Give the requests that are to be told; those that could not be told are kept for the next time."""
    told, count.unshared = count.unshared, 0
    count.sending += told
    try:
        yield told
    finally:
        # What was learnt has been taken off.
        count.sending -= told
        count.unshared += told


def _key(name: str, asker: Asker, minute: int) -> str:
    return key_of(asker.tenant, "rate", name, asker.who, minute)


def _used(count: _Count, gone: float) -> float:
    return count.before * (1 - gone / WINDOW_SECONDS) + count.used


def _has_room(rate: Rate, count: _Count, gone: float) -> bool:
    return _used(count, gone) + 1 <= rate.per_minute


def _standing(rate: Rate, count: _Count, gone: float, *, taken: bool) -> Standing:
    resets = math.ceil(WINDOW_SECONDS - gone)
    if taken:
        return Standing(rate, max(0, math.floor(rate.per_minute - _used(count, gone))), resets)
    return Standing(rate, 0, resets, max(1, math.ceil(_wait(rate.per_minute, count, gone))))


def _wait(most: int, count: _Count, gone: float) -> float:
    """Return the seconds until there is room for one more, if nobody asks meanwhile."""
    here = count.used
    if here + 1 <= most:
        return _faded(count.before, most - 1 - here) - gone
    return WINDOW_SECONDS - gone + _faded(here, most - 1)


def _faded(counted: int, down_to: int) -> float:
    """Return after how many seconds of the next minute so many requests weigh no more than `down_to`."""
    return WINDOW_SECONDS * (1 - down_to / counted) if counted else 0.0
