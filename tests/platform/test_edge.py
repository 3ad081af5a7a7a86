"""The edge by itself, around a small application of the test's own."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nexus.identity.errors import BadToken
from nexus.platform.http.edge import Aliases, BodyLimits, Callers, RequestIds
from nexus.platform.settings import Limits

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Somebody:
    tenant: int = 7
    user: int = 3


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    body = await request.body()
    answer = {
        "path": request.url.path,
        "query": request.url.query,
        "bytes": len(body),
        "tenant": scope["state"].get("tenant"),
    }
    await JSONResponse(answer)(scope, receive, send)


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("the insides: password=hunter2")


async def known_by_token(scope: Scope, headers: Headers) -> Somebody | None:
    token = headers.get("authorization")
    if token == "bad":
        raise BadToken
    return Somebody() if token else None


async def never_too_many(scope: object, caller: object) -> None:
    return None


def edge(app: ASGIApp = echo, *, secure: bool = False) -> ASGIApp:
    limits = Limits(body_bytes=100, upload_bytes=1000, sign_in_bytes=1024)
    app = BodyLimits(app, limits=limits, upload_paths=frozenset({"/files"}), small="/auth/")
    app = Callers(
        app, authenticate=known_by_token, is_public=lambda method, path: path == "/public", count=never_too_many
    )
    app = Aliases(app, {"/old": "/new", "/old/special": "/other", "/metrics": "/new?shape=counts"})
    return RequestIds(app, secure=secure)


async def ask(app: ASGIApp, method: str, path: str, **given: Any) -> httpx2.Response:
    given.setdefault("headers", {"authorization": "good"})
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://nexus") as client:
        return await client.request(method, path, **given)


@pytest.mark.parametrize(
    ("asked", "led_to", "query"),
    [
        ("/old", "/new", ""),
        ("/old/", "/new", ""),
        ("/old/5/lines?x=1", "/new/5/lines", "x=1"),
        ("/old/special/1", "/other/1", ""),
        ("/older", "/older", ""),
        ("/metrics?days=7", "/new", "shape=counts&days=7"),
    ],
)
async def test_an_old_path_leads_to_the_canonical_one(asked: str, led_to: str, query: str) -> None:
    answer = (await ask(edge(), "GET", asked)).json()
    assert (answer["path"], answer["query"]) == (led_to, query)


async def test_every_answer_carries_its_ids_and_keeps_those_that_were_given() -> None:
    headers = {"authorization": "good", "x-request-id": "r-1", "x-correlation-id": "c-1"}
    answer = await ask(edge(), "GET", "/new", headers=headers)
    assert (answer.headers["x-request-id"], answer.headers["x-correlation-id"]) == ("r-1", "c-1")


async def test_an_id_that_could_forge_a_log_line_is_replaced() -> None:
    answer = await ask(edge(), "GET", "/new", headers={"authorization": "good", "x-request-id": 'a" level="error'})
    assert answer.headers["x-request-id"].isalnum()


async def test_a_fault_answers_with_its_number_and_without_its_insides() -> None:
    answer = await ask(edge(broken), "GET", "/new")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "hunter2" not in answer.text
    assert answer.headers["x-request-id"]


async def test_a_stranger_is_refused_before_the_body_is_read() -> None:
    taken: list[int] = []

    async def body() -> Any:
        for _ in range(3):
            taken.append(1)
            yield b"x" * 30

    answer = await ask(edge(), "POST", "/new", headers={}, content=body())
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert taken == []


async def test_a_bad_token_is_refused_but_does_not_close_a_public_path() -> None:
    assert (await ask(edge(), "GET", "/new", headers={"authorization": "bad"})).status_code == 401
    assert (await ask(edge(), "GET", "/public", headers={"authorization": "bad"})).status_code == 200


async def test_a_caller_brings_the_tenant() -> None:
    assert (await ask(edge(), "GET", "/new")).json()["tenant"] == 7


@pytest.mark.parametrize(("path", "size", "status"), [("/new", 100, 200), ("/new", 101, 413), ("/files", 1000, 200)])
async def test_a_declared_body_over_the_limit_is_refused(path: str, size: int, status: int) -> None:
    assert (await ask(edge(), "POST", path, content=b"x" * size)).status_code == status


async def test_a_body_that_does_not_declare_its_length_is_counted() -> None:
    async def body() -> Any:
        for _ in range(4):
            yield b"x" * 30

    answer = await ask(edge(), "POST", "/new", content=body())
    assert answer.status_code == 413
    assert answer.json()["limit_bytes"] == 100


@pytest.mark.parametrize(("secure", "expected"), [(True, True), (False, False)])
async def test_strict_transport_is_asked_for_in_production(secure: bool, expected: bool) -> None:
    answer = await ask(edge(secure=secure), "GET", "/new")
    assert ("strict-transport-security" in answer.headers) is expected
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_answer_keeps_headers_of_its_own() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("", headers={"content-security-policy": "default-src 'self'"})(scope, receive, send)

    answer = await ask(edge(page), "GET", "/new")
    assert answer.headers["content-security-policy"] == "default-src 'self'"
