"""Finding and calling the route of a request: by a table of paths, and without the framework where it adds nothing.

FastAPI tries one pattern after another, and then resolves parameters one by one at the pace of Python. A hot read pays
more for that than for its work. What is described, checked and refused stays as FastAPI has it: whatever is not plain
goes its way.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeAlias, get_args, get_origin

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.params import Depends, Path, Query
from fastapi.requests import HTTPConnection
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

Resolve: TypeAlias = Callable[[Request], Awaitable[Any]]
"""Finds the value of one parameter; raises ValidationError when what was sent is not right."""

_PARAMETER = re.compile(r"{[^}]+}")
_NUMBER = re.compile(r"(?<=/)[0-9]+(?=/|$)")
_ANY = "#"


class RouteTable:
    """The routes of an application by method and shape: numbers in a path stand where a route has its parameters.

    Whatever is not found so (another kind of parameter, an unknown path, a method that is not taken) goes the
    framework's own way, which knows what to answer.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._routes: dict[tuple[str, str], tuple[Route, ASGIApp]] = {}
        for route in router.routes:
            if isinstance(route, Route):
                for method in route.methods or ():
                    key = (method, _PARAMETER.sub(_ANY, route.path))
                    self._routes.setdefault(key, (route, _plain(route) or route.handle))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._routes.get((scope.get("method", ""), _NUMBER.sub(_ANY, scope.get("path", ""))))
        match, matched = (Match.NONE, {}) if found is None else found[0].matches(scope)
        if found is None or match is not Match.FULL:
            await self._router.app(scope, receive, send)
            return
        scope.update(matched, router=self._router)
        await found[1](scope, receive, send)


def install(app: FastAPI, routers: tuple[APIRouter, ...]) -> None:
    """Let the application serve these routers, found by table.

    Their routes are taken as they are: included the usual way, every request would walk through router after router.
    """
    for router in routers:
        app.router.routes.extend(router.routes)
    app.router.middleware_stack = RouteTable(app.router)


def _plain(route: Route) -> ASGIApp | None:
    """Return what calls a GET route directly, when it takes only plain things and makes its own response.

    Plain are our words (asynchronous functions of the connection), whole numbers of the path, one model of the query,
    and the request itself.
    """
    if not isinstance(route, APIRoute) or route.methods != {"GET"}:
        return None
    signature = inspect.signature(route.endpoint)
    resolvers = {name: _resolver(name, each.annotation) for name, each in signature.parameters.items()}
    known = {name: resolve for name, resolve in resolvers.items() if resolve is not None}
    if signature.return_annotation is not Response or len(known) < len(resolvers):
        return None

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            values = {name: await resolve(request) for name, resolve in known.items()}
        except ValidationError:
            await route.handle(scope, receive, send)  # which says what is wrong, as everywhere
            return
        response = await route.endpoint(**values)
        await response(scope, receive, send)

    return called


def _resolver(name: str, annotation: Any) -> Resolve | None:
    if annotation is Request:
        return _itself
    kind, *said = get_args(annotation) if get_origin(annotation) is Annotated else [annotation]
    match said:
        case [Depends(dependency=function)] if _takes_connection(function):
            return function
        case [Path()]:
            return _number(name, TypeAdapter(annotation))
        case [Query()] if isinstance(kind, type) and issubclass(kind, BaseModel):
            return _query(kind)
        case _:
            return None


def _takes_connection(function: Any) -> bool:
    if not inspect.iscoroutinefunction(function):
        return False
    return [each.annotation for each in inspect.signature(function).parameters.values()] == [HTTPConnection]


async def _itself(request: Request) -> Request:
    return request


def _number(name: str, adapter: TypeAdapter[Any]) -> Resolve:
    async def resolve(request: Request) -> Any:
        return adapter.validate_python(request.path_params[name])

    return resolve


def _query(model: type[BaseModel]) -> Resolve:
    async def resolve(request: Request) -> BaseModel:
        return model.model_validate(dict(request.query_params))

    return resolve
