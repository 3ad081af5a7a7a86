"""How long the present request may still take: known to the edge that set it and to the database that keeps it."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def deadline(seconds: float) -> Generator[None]:
    """Let what is done within the block end within so many seconds, for this task and those it starts."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def milliseconds_left() -> int | None:
    """Return what is left of the present request's time; None for work without a deadline, or that outlives its own."""
    until = _until.get()
    left = 0 if until is None else int((until - time.monotonic()) * 1000)
    return left if left > 0 else None
