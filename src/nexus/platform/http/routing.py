"""Finding the route of a request by its method and the shape of its path, instead of trying every pattern in turn."""

import re

from fastapi import APIRouter, FastAPI
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from nexus.platform.http.calling import direct

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
                    self._routes.setdefault(key, (route, direct(route) or route.handle))

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
