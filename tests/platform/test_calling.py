"""Routes called without the framework answer exactly as the framework would; what is not plain still goes its way."""

from collections.abc import AsyncGenerator
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from fastapi.requests import HTTPConnection
from pydantic import BaseModel, Field
from starlette.routing import Route

from nexus.platform.http import routing
from nexus.platform.http.calling import direct
from nexus.platform.http.conditions import IdempotencyKey

pytestmark = pytest.mark.anyio

log: list[str] = []


async def _opened(connection: HTTPConnection) -> AsyncGenerator[str]:
    log.append("open")
    try:
        yield connection.url.path
    except LookupError:
        log.append("undone")
        raise
    finally:
        log.append("closed")


class Asked(BaseModel):
    limit: int = Field(10, le=50)


class Given(BaseModel):
    name: str = Field(min_length=1)
    price: float = 0


router = APIRouter()
Opened = Annotated[str, Depends(_opened, scope="function")]


@router.get("/things/{id:int}")
async def get(request: Request, id: Annotated[int, Path(ge=1, le=100)], asked: Annotated[Asked, Query()]) -> Response:
    return Response(f"{request.method} {id} {asked.limit}")


@router.post("/things")
async def post(path: Opened, new: Given, key: IdempotencyKey = None) -> Response:
    if new.name == "broken":
        raise LookupError
    log.append("done")
    return Response(f"{path} {new.name} {key}", 201)


@router.get("/described/{id:int}")
async def described(id: Annotated[int, Path(ge=1)]) -> Given:
    return Given(name=str(id))


def application(*, by_table: bool) -> FastAPI:
    app = FastAPI()
    if by_table:
        routing.install(app, (router,))
    else:
        app.include_router(router)
    return app


async def answers(by_table: bool, method: str, path: str, **said: object) -> tuple[int, bytes]:
    transport = httpx2.ASGITransport(application(by_table=by_table), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.request(method, path, **said)  # type: ignore[arg-type]
    return answer.status_code, answer.content


REQUESTS = {
    "plain": ("GET", "/things/7", {}),
    "with a query": ("GET", "/things/7?limit=20&other=1", {}),
    "a number too large": ("GET", "/things/1000", {}),
    "a query that is not right": ("GET", "/things/7?limit=99", {}),
    "not a number": ("GET", "/things/abc", {}),
    "unknown": ("GET", "/nothing", {}),
    "another method": ("DELETE", "/things/7", {}),
    "a body": ("POST", "/things", {"json": {"name": "Bolt"}}),
    "a header": ("POST", "/things", {"json": {"name": "Bolt"}, "headers": {"Idempotency-Key": "k1"}}),
    "a body that is not right": ("POST", "/things", {"json": {"name": ""}}),
    "a body that is no JSON": ("POST", "/things", {"content": b"{", "headers": {"content-type": "application/json"}}),
    "a body that says it is text": ("POST", "/things", {"content": b"{}", "headers": {"content-type": "text/plain"}}),
    "no body": ("POST", "/things", {}),
    "a model for an answer": ("GET", "/described/7", {}),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_the_answer_is_the_frameworks_own(name: str) -> None:
    method, path, said = REQUESTS[name]
    assert await answers(True, method, path, **said) == await answers(False, method, path, **said)


async def test_what_is_opened_is_closed_before_the_response_and_never_opened_for_a_bad_body() -> None:
    log.clear()
    assert (await answers(True, "POST", "/things", json={"name": "Bolt"}))[0] == 201
    assert log == ["open", "done", "closed"]
    log.clear()
    assert (await answers(True, "POST", "/things", json={"name": "broken"}))[0] == 500
    assert log == ["open", "undone", "closed"]


async def test_hot_routes_are_called_directly(app: FastAPI) -> None:
    hot = {"/api/v1/quotes", "/api/v1/quotes/{id:int}", "/api/v1/customers", "/api/v1/products", "/api/v1/documents"}
    called = {route.path for route in app.routes if isinstance(route, Route) and direct(route) is not None}
    assert hot <= called
