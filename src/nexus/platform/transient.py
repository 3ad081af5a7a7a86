"""Which failures pass by themselves: worth another try for a job, and "try again" instead of "broken" for a request."""

import errno

import asyncpg
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from nexus.platform.errors import TooMany, Unavailable

# Classes of SQLSTATE: connection, rollback (deadlock), resources, lock not available, operator's shutdown, system.
_PASSING = ("08", "40", "53", "55P03", "57P", "58")
# An internal error is what the driver says when the database's last words came before they were asked for.
_GONE = (Unavailable, TooMany, TimeoutError, RedisError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_LASTING = (errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR)


def is_transient(error: BaseException) -> bool:
    """Return whether the same work may well succeed a little later: something was away, busy or full."""
    if isinstance(error, _GONE):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _passes(getattr(error.orig, "sqlstate", None))
    if isinstance(error, asyncpg.PostgresError):
        return _passes(getattr(error, "sqlstate", None))
    return isinstance(error, OSError) and error.errno not in _LASTING


def _passes(sqlstate: str | None) -> bool:
    # Without a state the driver itself lost the connection.
    return sqlstate is None or sqlstate.startswith(_PASSING)
