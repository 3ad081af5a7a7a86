"""The address a request comes from: of whoever connected, or what a trusted proxy says of it."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.types import Scope

FORWARDED_FOR = b"x-forwarded-for"
MOST_BELIEVED = 50
"""So many hops of a proxied request are looked at."""


class Addresses:
    """Finds addresses, believing X-Forwarded-For from these addresses and networks only, from right to left."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        self._trusted = [ip_network(each, strict=False) for each in trusted]

    def of(self, scope: Scope) -> str:
        """Return the address of the nearest one that is not a trusted proxy; empty when there is none."""
        client = scope.get("client")
        address = plain(client[0]) if client else ""
        if not self._trusted or not self._is_trusted(address):
            return address
        hops = b",".join(value for name, value in scope["headers"] if name == FORWARDED_FOR).decode("latin-1")
        for hop in reversed(hops.split(",")[-MOST_BELIEVED:]):
            said = plain(hop.strip())
            if not said:
                break
            address = said
            if not self._is_trusted(said):
                break
        return address

    def _is_trusted(self, address: str) -> bool:
        known = _parsed(address)
        return known is not None and any(known in network for network in self._trusted)


def plain(address: str) -> str:
    """Return an address as it is written everywhere, without port or zone; empty when it is none."""
    known = _parsed(address)
    return "" if known is None else str(known)


def neighbourhood(address: str) -> str:
    """Return what is counted as one asker: an IPv4 address, or the /64 that one subscriber has of IPv6."""
    known = _parsed(address)
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else address


@lru_cache(maxsize=10_000)
def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    bare = address.partition("]")[0].removeprefix("[") if address.startswith("[") else address
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        known = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known
