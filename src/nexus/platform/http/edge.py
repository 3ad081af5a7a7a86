"""The edge, in pure ASGI, in front of the router: who is asking is settled before a byte of the body is read.

From the outside in: request ids and the log line, headers and the 500 that hides its insides; aliases of old paths;
who is asking, and how often; how long it may take; body limits.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nexus.platform.deadline import deadline
from nexus.platform.errors import Problem, TooLarge, Unauthorized, Unavailable
from nexus.platform.http.addresses import Addresses
from nexus.platform.http.answers import problem_answer
from nexus.platform.http.limits import CountRequest
from nexus.platform.http.refusals import Broken
from nexus.platform.monitoring.metrics import UNMATCHED, Metrics
from nexus.platform.origin import set_origin
from nexus.platform.settings import Limits
from nexus.platform.transient import is_transient

log = structlog.get_logger()

_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


class KnownCaller(Protocol):
    """What the edge needs of whoever is asking."""

    @property
    def tenant(self) -> int: ...
    @property
    def user(self) -> int: ...


Header = tuple[bytes, bytes]
Authenticate = Callable[[Scope, Headers], Awaitable[KnownCaller | None]]
"""Finds who is asking; None when nobody says; raises a Problem for a token that is not good."""


class RequestIds:
    """Outermost: ids on every answer, one log line a request, security headers, and a 500 without insides."""

    def __init__(
        self, app: ASGIApp, *, secure: bool, trusted_proxies: tuple[str, ...] = (), metrics: Metrics | None = None
    ) -> None:
        self.app = app
        self.metrics = metrics or Metrics()
        self.headers = _security_headers(secure=secure)
        self.addresses = Addresses(trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _given(headers, "x-request-id") or secrets.token_hex(8)
        correlation_id = _given(headers, "x-correlation-id") or request_id
        address = self.addresses.of(scope)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id, correlation=correlation_id)
        set_origin(request_id, address)
        ours = [
            *self.headers,
            (b"x-request-id", request_id.encode()),
            (b"x-correlation-id", correlation_id.encode()),
        ]
        scope.setdefault("state", {}).update(address=address, headers=ours)
        await self._answer(scope, receive, _with_headers(send, ours, status := [0]), status)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, status: list[int]) -> None:
        started = time.perf_counter()
        path = scope["path"]
        self.metrics.in_progress.inc()
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            problem = _said_of(error, scope["method"], path)
            if status[0]:
                raise
            await problem_answer(problem, path)(scope, receive, send)
        finally:
            seconds = time.perf_counter() - started
            endpoint = getattr(scope.get("route"), "path_format", UNMATCHED)
            self.metrics.in_progress.dec()
            self.metrics.answered(scope["method"], endpoint, status[0], seconds)
            log.info("request", method=scope["method"], path=path, status=status[0], ms=round(seconds * 1000, 1))


class Aliases:
    """The old clients' paths, led to the canonical ones; one table, no logic."""

    def __init__(self, app: ASGIApp, table: Mapping[str, str]) -> None:
        self.app = app
        self.table = sorted(table.items(), key=lambda row: -len(row[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            self._lead(scope)
        await self.app(scope, receive, send)

    def _lead(self, scope: MutableMapping[str, Any]) -> None:
        path = scope["path"].rstrip("/") or "/"
        for old, new in self.table:
            if path == old or path.startswith(f"{old}/"):
                target, _, query = new.partition("?")
                path = target + path[len(old) :]
                if query:
                    scope["query_string"] = b"&".join(filter(None, [query.encode(), scope["query_string"]]))
                break
        scope["path"] = path
        scope["raw_path"] = path.encode()


class BodyLimits:
    """No body larger than its route takes: told from the declared length, else counted while it comes."""

    def __init__(self, app: ASGIApp, *, limits: Limits, upload_paths: frozenset[str], small: str) -> None:
        self.app = app
        self.limits = limits
        self.upload_paths = upload_paths
        self.small = small

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = Headers(scope=scope).get("content-length", "0")
        problem = TooLarge(f"The body is larger than the {limit:,} bytes taken here.", limit_bytes=limit)
        if not declared.isdigit() or int(declared) > limit:
            await problem_answer(problem, scope["path"])(scope, receive, send)
            return
        started = [False]
        try:
            await self.app(scope, _counted(receive, limit, problem), _noting(send, started))
        except TooLarge as refused:
            if started[0]:
                raise
            await problem_answer(refused, scope["path"])(scope, receive, send)

    def _limit(self, path: str) -> int:
        if path in self.upload_paths:
            # A multipart envelope is a little larger than the file; the file itself is measured where it is stored.
            return self.limits.upload_bytes + 64 * 1024
        return self.limits.sign_in_bytes if path.startswith(self.small) else self.limits.body_bytes


class Deadlines:
    """No request longer than its time, which the database is told too; an answer that has begun may go on."""

    def __init__(self, app: ASGIApp, *, limits: Limits, upload_paths: frozenset[str]) -> None:
        self.app = app
        self.limits = limits
        self.upload_paths = upload_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limits = self.limits
        seconds = limits.upload_seconds if scope["path"] in self.upload_paths else limits.request_seconds
        ending = asyncio.timeout(seconds)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                ending.reschedule(None)
            await send(message)

        try:
            with deadline(seconds):
                async with ending:
                    await self.app(scope, receive, sending)
        except TimeoutError:
            if not ending.expired():
                raise
            problem = Unavailable(f"This took longer than {seconds:g} s. Try again.", headers={"Retry-After": "5"})
            await problem_answer(problem, scope["path"])(scope, receive, send)


class Callers:
    """Who is asking, for which tenant and how often, settled before the body is read.

    Without a caller only the public paths answer. Those who are refused are counted like the others.
    """

    def __init__(
        self, app: ASGIApp, *, authenticate: Authenticate, is_public: Callable[[str, str], bool], count: CountRequest
    ) -> None:
        self.app = app
        self.authenticate = authenticate
        self.is_public = is_public
        self.count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        caller, refusal = await self._who(scope)
        refusal = await self.count(scope, caller) or refusal
        if refusal is not None:
            await problem_answer(refusal, scope["path"])(scope, receive, send)
            return
        if caller is not None:
            scope["state"].update(actor=caller, tenant=caller.tenant)
            structlog.contextvars.bind_contextvars(tenant=caller.tenant, user=caller.user)
        await self.app(scope, receive, send)

    async def _who(self, scope: Scope) -> tuple[KnownCaller | None, Problem | None]:
        """Return who is asking, and why they are refused if they are."""
        public = self.is_public(scope["method"], scope["path"])
        try:
            caller = await self.authenticate(scope, Headers(scope=scope))
        except Problem as problem:
            # A token that is not good does not close a public path.
            return None, None if public and isinstance(problem, Unauthorized) else problem
        except Exception as error:
            # With the database away the public paths still answer, above all the one that says so.
            if not (public and is_transient(error)):
                raise
            caller = None
        return caller, Unauthorized() if caller is None and not public else None


def _said_of(error: Exception, method: str, path: str) -> Problem:
    if is_transient(error):
        log.warning("request.unavailable", method=method, path=path, reason=repr(error))
        return Unavailable("Something this needs is not answering just now. Try again.", headers={"Retry-After": "2"})
    log.error("request.broke", method=method, path=path, exc_info=error)
    return Broken("This is a fault in Nexus, not in your request. Its number is in the X-Request-ID header.")


def _given(headers: Headers, name: str) -> str | None:
    value = headers.get(name, "")
    return value if _ID.fullmatch(value) else None


def _security_headers(*, secure: bool) -> list[Header]:
    headers = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "x-xss-protection": "0",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cache-control": "no-store",
    }
    if secure:
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _with_headers(send: Send, ours: list[Header], status: list[int]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            status[0] = message["status"]
            said = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(header for header in ours if header[0] not in said)]
        await send(message)

    return sending


def _noting(send: Send, started: list[bool]) -> Send:
    async def sending(message: Message) -> None:
        started[0] = started[0] or message["type"] == "http.response.start"
        await send(message)

    return sending


def _counted(receive: Receive, limit: int, problem: Problem) -> Receive:
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise problem
        return message

    return receiving
