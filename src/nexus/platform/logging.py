"""How events are logged: a line for a person in development, a JSON object for machines elsewhere, never any locals."""

import logging
import sys
from functools import lru_cache
from io import StringIO
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, ExcInfo, Processor

from nexus.platform.redaction import HIDDEN, hidden

SECRET_WORDS = ("password", "secret", "token", "authorization", "api_key", "cookie")


def configure(*, json: bool) -> None:
    """Let this process log to its standard output, once for its whole life."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    for_machines: list[Processor] = [
        structlog.processors.format_exc_info,
        _without_secrets,
        structlog.processors.JSONRenderer(serializer=_encoded),
    ]
    # Locals of a traceback may hold a customer's data or a password, so that no renderer shows them.
    plain = structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), exception_formatter=_plain_traceback)
    structlog.configure(
        processors=[*shared, *(for_machines if json else [_without_secrets, plain])],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Libraries()], force=True)


class _Libraries(logging.Handler):
    """What libraries say by the standard library's logging, as events like ours; their tracebacks as one line."""

    def emit(self, record: logging.LogRecord) -> None:
        error = {"error": repr(record.exc_info[1])} if record.exc_info and record.exc_info[1] else {}
        structlog.get_logger().log(record.levelno, record.getMessage().split("\n", 1)[0], by=record.name, **error)


def _plain_traceback(to: TextIO, failed: ExcInfo) -> None:
    written = StringIO()
    structlog.dev.plain_traceback(written, failed)
    to.write(hidden(written.getvalue()))


def _without_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    return {name: _shown(name, value) for name, value in event.items()}


def _shown(name: str, value: Any) -> Any:
    """Return what may be logged: nothing under the name of a secret, and none inside of texts, however deep."""
    if _is_secret(name):
        return HIDDEN
    if isinstance(value, str):
        return hidden(value)
    if isinstance(value, BaseException) and name != "exc_info":
        return hidden(repr(value))
    if isinstance(value, dict):
        return {key: _shown(str(key), each) for key, each in value.items()}
    return [_shown("", each) for each in value] if isinstance(value, list | tuple | set) else value


@lru_cache(maxsize=1000)
def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(word in lowered for word in SECRET_WORDS)


def _encoded(event: EventDict, **_options: object) -> str:
    return msgspec.json.encode(event, enc_hook=lambda value: hidden(str(value))).decode()
