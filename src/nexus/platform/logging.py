"""How events are logged: a line for a person in development, a JSON object for machines elsewhere, never any locals."""

import logging
import sys
from functools import lru_cache

import msgspec
import structlog
from structlog.typing import EventDict, Processor

SECRET_WORDS = ("password", "secret", "token", "authorization", "api_key")


def configure(*, json: bool) -> None:
    """Let this process log to its standard output, once for its whole life."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_secrets,
    ]
    for_machines: list[Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(serializer=_encoded),
    ]
    # Locals of a traceback may hold a customer's data or a password, so that no renderer shows them.
    plain = structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[*shared, *(for_machines if json else [plain])],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Libraries()], force=True)


class _Libraries(logging.Handler):
    """What libraries say by the standard library's logging, as events like ours; their tracebacks as one line."""

    def emit(self, record: logging.LogRecord) -> None:
        error = {"error": repr(record.exc_info[1])} if record.exc_info and record.exc_info[1] else {}
        structlog.get_logger().log(record.levelno, record.getMessage().split("\n", 1)[0], by=record.name, **error)


def _without_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    return {name: "***" if _is_secret(name) else value for name, value in event.items()}


@lru_cache(maxsize=1000)
def _is_secret(name: str) -> bool:
    return any(word in name for word in SECRET_WORDS)


def _encoded(event: EventDict, **_options: object) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
