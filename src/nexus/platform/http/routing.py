"""Finding the route of a request by its method and the shape of its path, instead of trying every pattern in turn."""

import re

from fastapi import APIRouter, FastAPI
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

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
        self._routes: dict[tuple[str, str], Route] = {}
        for route in router.routes:
            for method in (isinstance(route, Route) and route.methods) or ():
                assert isinstance(route, Route)
                self._routes.setdefault((method, _PARAMETER.sub(_ANY, route.path)), route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get((scope.get("method", ""), _NUMBER.sub(_ANY, scope.get("path", ""))))
        match, matched = (Match.NONE, {}) if route is None else route.matches(scope)
        if route is None or match is not Match.FULL:
            await self._router.app(scope, receive, send)
            return
        scope.update(matched, router=self._router)
        await route.handle(scope, receive, send)


def install(app: FastAPI, routers: tuple[APIRouter, ...]) -> None:
    """Let the application serve these routers, found by table.

    Their routes are taken as they are: included the usual way, every request would walk through router after router.
    """
    for router in routers:
        app.router.routes.extend(router.routes)
    app.router.middleware_stack = RouteTable(app.router)
