"""Where the present request comes from, for the trail and the log: known to all code that serves it."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The number of a request and the address it came from; both empty for work nobody sent over the network."""

    request: str = ""
    address: str = ""


_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


def origin() -> Origin:
    """Return where the present request comes from."""
    return _origin.get()


def set_origin(request: str, address: str) -> None:
    """Note where this request comes from, for this task and those it starts."""
    _origin.set(Origin(request, address))
