"""Rate limits at the edge: which rate a path has, whom it is counted for, and what the answer says of it."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol, TypeAlias

from nexus.platform.cache import Cache
from nexus.platform.errors import TooMany
from nexus.platform.http.addresses import neighbourhood
from nexus.platform.ids import TenantId
from nexus.platform.limits import WINDOW_SECONDS, Asker, Rate, Standing, Tally
from nexus.platform.settings import Settings

GENERAL, SIGN_IN, RESET, FREE = "general", "sign-in", "reset", ""
"""The names of rates; paths that are free are not counted."""


class Countable(Protocol):
    """What is needed of somebody who is signed in."""

    @property
    def tenant(self) -> int: ...
    @property
    def user(self) -> int: ...


CountRequest: TypeAlias = Callable[[MutableMapping[str, Any], Countable | None], Awaitable[TooMany | None]]
"""Counts a request, tells its answer's headers what is left, and returns the refusal when nothing is."""


def counting(tally: Tally, cache: Callable[[], Cache], settings: Settings, rate_of: Mapping[str, str]) -> CountRequest:
    """Return what counts requests by these settings; `rate_of`: canonical path -> name of its rate, else general."""
    rates = rates_of(settings)

    async def count(scope: MutableMapping[str, Any], caller: Countable | None) -> TooMany | None:
        rate = rates.get(rate_of.get(scope["path"], GENERAL))
        if rate is None:
            return None
        standing = await tally.take(cache(), rate, _asker(scope, caller))
        scope["state"]["headers"].extend(_headers(standing))
        return _refusal(standing) if standing.wait else None

    return count


def rates_of(settings: Settings) -> dict[str, Rate]:
    """Return the rates by name; those of 0 per minute are left out, which switches them off."""
    rates = settings.rates
    each = [
        Rate(GENERAL, rates.general_per_minute),
        Rate(SIGN_IN, rates.sign_in_per_minute, strict=True),
        Rate(RESET, rates.reset_per_minute, strict=True),
    ]
    return {rate.name: rate for rate in each if rate.per_minute}


def _asker(scope: MutableMapping[str, Any], caller: Countable | None) -> Asker:
    if caller is not None and caller.user:
        return Asker(TenantId(caller.tenant), f"user-{caller.user}")
    return Asker(None, f"address-{neighbourhood(scope['state']['address'])}")


def _headers(standing: Standing) -> list[tuple[bytes, bytes]]:
    rate = standing.rate
    wait = standing.wait or standing.resets
    return [
        (b"ratelimit-policy", f'"{rate.name}";q={rate.per_minute};w={WINDOW_SECONDS}'.encode()),
        (b"ratelimit", f'"{rate.name}";r={standing.remaining};t={wait}'.encode()),
    ]


def _refusal(standing: Standing) -> TooMany:
    return TooMany(
        f"No more than {standing.rate.per_minute} of these requests are taken in a minute. "
        f"Try again in {standing.wait} s.",
        headers={"Retry-After": str(standing.wait)},
        retry_after=standing.wait,
    )
