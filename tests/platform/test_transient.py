"""What passes by itself is told from what does not."""

import errno

import asyncpg
import pytest
from sqlalchemy.exc import OperationalError

from nexus.platform.errors import Invalid, Unavailable
from nexus.platform.transient import is_transient


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("busy"),
        TimeoutError(),
        ConnectionResetError(),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.ConnectionDoesNotExistError("closed in the middle"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("another operation is in progress"),
        asyncpg.DeadlockDetectedError("deadlock"),
        OperationalError("select 1", None, Exception("server closed the connection"), connection_invalidated=True),
    ],
)
def test_what_was_away_busy_or_full_passes(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        Invalid("no"),
        ValueError("no"),
        FileNotFoundError(errno.ENOENT, "gone"),
        PermissionError(errno.EACCES, "no"),
        asyncpg.UniqueViolationError("twice"),
    ],
)
def test_what_is_wrong_stays_wrong(error: Exception) -> None:
    assert not is_transient(error)
