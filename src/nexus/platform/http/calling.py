"""Calling a route without the framework where that adds nothing.

FastAPI resolves the parameters of a route one by one at the pace of Python, and a short request pays more for that
than for its work. How a route is described, checked and refused stays as FastAPI has it: whatever is not plain, or not
right, goes its way.
"""

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Annotated, Any, TypeAlias, get_args, get_origin

from fastapi import Request, Response
from fastapi.params import Depends, Header, Path, Query
from fastapi.requests import HTTPConnection
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Resolve: TypeAlias = Callable[[Request, AsyncExitStack], Awaitable[Any]]
"""Finds the value of one parameter; raises ValidationError when what was sent is not right."""

_WITH_BODY = {"POST", "PUT", "PATCH"}


def direct(route: Route) -> ASGIApp | None:
    """Return what calls a route directly, when it takes only plain things and makes its own response.

    Plain are our words (functions of the connection), whole numbers of the path, headers, one model of the query or
    the body, and the request itself.
    """
    if not isinstance(route, APIRoute):
        return None
    signature = inspect.signature(route.endpoint)
    found = [(name, _resolver(name, each.annotation)) for name, each in signature.parameters.items()]
    resolvers = [(name, resolve) for name, resolve in found if resolve is not None]
    if signature.return_annotation is not Response or len(resolvers) < len(found):
        return None
    # A transaction is opened last, so that none waits for a body.
    resolvers.sort(key=lambda each: isinstance(each[1], _Opened))

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        async with AsyncExitStack() as opened:
            try:
                values = {name: await resolve(request, opened) for name, resolve in resolvers}
            except ValidationError:
                response: ASGIApp = _framework(route, request)
            else:
                response = await route.endpoint(**values)
        await response(scope, receive, send)

    return called


def _framework(route: APIRoute, request: Request) -> ASGIApp:
    """Let the framework say what is wrong, as everywhere; it is given the body that was read already."""

    async def handled(scope: Scope, receive: Receive, send: Send) -> None:
        async def again() -> Message:
            return {"type": "http.request", "body": await request.body(), "more_body": False}

        await route.handle(scope, again if request.method in _WITH_BODY else receive, send)

    return handled


def _resolver(name: str, annotation: Any) -> Resolve | None:
    kind, *said = get_args(annotation) if get_origin(annotation) is Annotated else [annotation]
    resolve: Resolve | None = None
    match said:
        case [] if kind is Request:
            resolve = _itself
        case [] if _is_model(kind):
            resolve = _body(kind)
        case [Depends(dependency=function)] if function is not None and _takes_connection(function):
            resolve = _Opened(function) if inspect.isasyncgenfunction(function) else _word(function)
        case [Path()]:
            resolve = _number(name, TypeAdapter(annotation))
        case [Header(alias=alias)]:
            resolve = _header(alias or name.replace("_", "-"), TypeAdapter(annotation))
        case [Query()] if _is_model(kind):
            resolve = _query(kind)
        case _:
            pass
    return resolve


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _takes_connection(function: Any) -> bool:
    if not (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)):
        return False
    return [each.annotation for each in inspect.signature(function).parameters.values()] == [HTTPConnection]


class _Opened:
    """A word that is open while the route does its work: closed before the response leaves, told of any error."""

    def __init__(self, function: Callable[[HTTPConnection], AsyncGenerator[Any]]) -> None:
        self._manager = asynccontextmanager(function)

    async def __call__(self, request: Request, opened: AsyncExitStack) -> Any:
        return await opened.enter_async_context(self._manager(request))


async def _itself(request: Request, _opened: AsyncExitStack) -> Request:
    return request


def _word(function: Callable[[HTTPConnection], Awaitable[Any]]) -> Resolve:
    async def resolve(request: Request, _opened: AsyncExitStack) -> Any:
        return await function(request)

    return resolve


def _number(name: str, adapter: TypeAdapter[Any]) -> Resolve:
    async def resolve(request: Request, _opened: AsyncExitStack) -> Any:
        return adapter.validate_python(request.path_params[name])

    return resolve


def _header(name: str, adapter: TypeAdapter[Any]) -> Resolve:
    async def resolve(request: Request, _opened: AsyncExitStack) -> Any:
        given = request.headers.get(name)
        return None if given is None else adapter.validate_python(given)

    return resolve


def _query(model: type[BaseModel]) -> Resolve:
    async def resolve(request: Request, _opened: AsyncExitStack) -> BaseModel:
        return model.model_validate(dict(request.query_params))

    return resolve


def _body(model: type[BaseModel]) -> Resolve:
    async def resolve(request: Request, _opened: AsyncExitStack) -> BaseModel:
        is_json = request.headers.get("content-type", "").startswith("application/json")
        return model.model_validate_json(await request.body() if is_json else b"")

    return resolve
