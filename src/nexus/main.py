"""The application, assembled on one screen."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Scope

from nexus import wiring
from nexus.identity.actor import Actor
from nexus.identity.door import open_door
from nexus.platform.ground import open_ground
from nexus.platform.http import edge, limits, openapi, reference, refusals, routing
from nexus.platform.limits import Tally
from nexus.platform.monitoring.metrics import Metrics
from nexus.platform.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return the web application for these settings; it opens what it stands on when it starts."""
    metrics, tally = Metrics(), Tally()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_ground(settings, metrics=metrics) as ground:
            app.state.ground = ground
            app.state.door = open_door(ground, _guest_paths(settings))
            yield
            await tally.close()
            app.state.door.passwords.close()

    async def authenticate(scope: Scope, headers: Headers) -> Actor | None:
        return await app.state.door.callers.authenticate(scope, headers)

    count = limits.counting(tally, lambda: app.state.ground.cache, settings, wiring.RATES)

    public = _public_paths(settings)

    def is_public(method: str, path: str) -> bool:
        return method == "OPTIONS" or path in public or path.startswith(wiring.PUBLIC_FOLDERS)

    app = FastAPI(
        title="Nexus",
        version=version("nexus"),
        description="From RFQ to finished goods.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(
                edge.RequestIds,
                secure=settings.production,
                trusted_proxies=settings.trusted_proxies,
                metrics=metrics,
            ),
            *_cors(settings),
            Middleware(edge.Aliases, table=wiring.ALIASES),
            Middleware(edge.Deadlines, limits=settings.limits, upload_paths=wiring.UPLOADS),
            Middleware(edge.Callers, authenticate=authenticate, is_public=is_public, count=count),
            Middleware(edge.BodyLimits, limits=settings.limits, upload_paths=wiring.UPLOADS, small=wiring.SIGNING_IN),
        ],
    )
    reference.install(app)
    routing.install(app, wiring.ROUTERS)
    refusals.install(app)
    openapi.install(app, public, _guest_paths(settings))
    return app


def _cors(settings: Settings) -> list[Middleware]:
    """Return what lets pages of other origins in: all of them in development, in production those that are named."""
    origins = settings.cors_origins or ([] if settings.production else ["*"])
    exposed = [
        "X-Next-Cursor", "Link", "ETag", "Location", "X-Request-ID", "X-Correlation-ID",
        "RateLimit", "RateLimit-Policy", "Retry-After",
    ]  # fmt: skip
    every = ["*"]
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware, allow_origins=origins, allow_methods=every, allow_headers=every, expose_headers=exposed
        )
    ]


def _guest_paths(settings: Settings) -> frozenset[str]:
    return wiring.GUEST_PATHS if settings.shows_dashboard_to_all else frozenset()


def _public_paths(settings: Settings) -> frozenset[str]:
    return wiring.PUBLIC | (wiring.PUBLIC_IN_DEVELOPMENT if settings.environment == "development" else frozenset())
