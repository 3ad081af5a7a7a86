"""The one clock: aware UTC, and tests can turn it."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_turned: ContextVar[datetime | None] = ContextVar("turned", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _turned.get() or datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


def today() -> date:
    """Return the present day in UTC."""
    return now().date()


@contextmanager
def turned(to: datetime) -> Generator[None]:
    """Let `now()` answer `to` within the block, for this task and those it starts."""
    token = _turned.set(to)
    try:
        yield
    finally:
        _turned.reset(token)
