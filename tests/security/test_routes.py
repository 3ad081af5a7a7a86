"""Every operation, asked by everybody with every kind of token: what the table of permissions says, and no more."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from fastapi import APIRouter, FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.routing import BaseRoute, Mount, Route

from nexus import wiring
from nexus.identity.public import Role
from nexus.identity.rules import PERMISSIONS
from nexus.main import create_app
from nexus.platform import clock
from nexus.platform.http import routing
from nexus.platform.settings import Settings
from tests.security.asgi import Answer, ask, ask_with_file
from tests.security.calling import ANYBODY, FILES, PLATFORM, PUBLIC, Operation, body_of, operations, right_of
from tests.security.world import MISSING, Side, digest

pytestmark = pytest.mark.anyio

FLOOR_IDS = ("quote", "document", "order", "traveler", "operation", "check", "user")
FLOOR = 100
"""So many operations there are at the least; fewer would mean that they were not found."""


@pytest.fixture
async def migrator(settings: Settings) -> AsyncGenerator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.migrator_url.get_secret_value())
    yield connection
    await connection.close()


def ids_of(side: Side) -> dict[str, int]:
    return {**side.ids, "tenant": side.tenant, "page": 1}


async def call(app: FastAPI, operation: Operation, token: str, ids: dict[str, int], **headers: str) -> Answer:
    path = operation.at(ids)
    if operation.name in FILES:
        return await ask_with_file(app, path, token, {"customer_id": str(ids["customer"])})
    return await ask(app, operation.method, path, token, body_of(app, operation, ids), **headers)


def walked(routes: list[BaseRoute]) -> set[tuple[str, str]]:
    """Return method and path of every route that is described, however deep it is mounted."""
    found: set[tuple[str, str]] = set()
    for route in routes:
        if isinstance(route, Mount):
            found |= walked(list(route.routes))
        elif isinstance(route, Route) and getattr(route, "include_in_schema", False):
            plain = route.path.replace(":int}", "}").replace(":path}", "}")
            found |= {(method, plain) for method in route.methods or () if method != "HEAD"}
        elif getattr(route, "routes", None):
            found |= walked(list(route.routes))
    return found


async def test_the_description_and_the_routes_agree_and_every_operation_has_its_right(app: FastAPI) -> None:
    described = {(operation.method, operation.path) for operation in operations(app)}
    assert len(described) >= FLOOR
    assert described == walked(list(app.routes))
    wanted = {right_of(operation) for operation in operations(app)}
    assert wanted <= {PUBLIC, ANYBODY, PLATFORM, *PERMISSIONS}
    for operation in operations(app):
        if operation.name not in FILES:
            body_of(app, operation, {**dict.fromkeys(("tenant", "session", "customer", "product", *FLOOR_IDS), 1)})


def bad_tokens(app: FastAPI, side: Side, role: Role) -> dict[str, str]:
    """Return a token of each kind that is worth nothing."""
    actor = side.actors[role]
    tokens = app.state.door.tokens
    with clock.turned(clock.now() - timedelta(hours=1)):
        expired = tokens.issue(actor.tenant, actor.user, actor.session)
    now = int(clock.now().timestamp())
    claims = {"iss": "nexus", "aud": "nexus-api", "sub": str(actor.user), "tid": actor.tenant, "sid": actor.session,
              "iat": now, "exp": now + 900}  # fmt: skip
    head = {"alg": "HS256", "typ": "at+jwt", "kid": tokens._key.kid}
    own = tokens._key
    forged = OctKey.import_key("another-secret-of-thirty-two-bytes!")
    good = tokens.issue(actor.tenant, actor.user, actor.session)
    return {
        "none": "",
        "expired": expired,
        "wrong audience": jwt.encode(head, {**claims, "aud": "another"}, own),
        "wrong type": jwt.encode({**head, "typ": "JWT"}, claims, own),
        "forged": jwt.encode(head, claims, forged),
        "alg none": f"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{good.split('.')[1]}.",
        "from the future": jwt.encode(head, {**claims, "iat": now + 9_000, "exp": now + 9_900}, own),
        "of no session": tokens.issue(actor.tenant, actor.user, MISSING),
        "of another user": tokens.issue(actor.tenant, actor.user + 1, actor.session),
        "of another tenant": tokens.issue(actor.tenant + 1, actor.user, actor.session),
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return the tables in which a byte has changed."""
    return {name for name in before if before[name] != after[name]}


async def revoked(side: Side, role: Role) -> str:
    token = await side.fresh_token(role)
    assert (await ask(side.app, "POST", "/api/v1/auth/logout", token)).status == 200
    return token


@pytest.mark.parametrize("role", list(Role))
async def test_a_token_that_is_worth_nothing_opens_nothing_and_is_answered_alike(
    app: FastAPI, mine: Side, migrator: asyncpg.Connection, role: Role
) -> None:
    tokens = {**bad_tokens(app, mine, role), "revoked": await revoked(mine, role)}
    before, bodies, wrong = await digest(mine, migrator), set(), []
    for operation in operations(app):
        if right_of(operation) == PUBLIC:
            continue
        for kind, token in tokens.items():
            if kind == "none" and operation.path in wiring.GUEST_PATHS:
                continue
            answer = await call(app, operation, token, ids_of(mine))
            if answer.status != 401:
                wrong.append((operation.name, kind, answer.status))
            if kind != "none":
                bodies.add(str({**answer.json(), "instance": ""}))
    assert wrong == []
    assert len(bodies) == 1
    assert changed(before, await digest(mine, migrator)) == set()


@pytest.mark.parametrize("role", list(Role))
async def test_a_stranger_with_a_good_token_reaches_nothing_by_ids_in_path_query_and_body(
    app: FastAPI, mine: Side, theirs: Side, migrator: asyncpg.Connection, role: Role
) -> None:
    before, wrong = await digest(mine, migrator), []
    for operation in operations(app):
        own = {**ids_of(mine)}
        token = await theirs.fresh_token(role)
        answer = await call(app, operation, token, own)
        found = [word for word in mine.words if word in answer.text]
        if found or answer.status >= 500 or (operation.reaches and answer.status not in {403, 404, 409, 422}):
            wrong.append((operation.name, answer.status, found[:2]))
    for name in ("customer_id", "document_id", "subject_id", "cursor", "search"):
        for path in ("/api/v1/quotes", "/api/v1/documents", "/api/v1/rfqs", "/api/v1/audit", "/api/v1/customers"):
            for value in set(ids_of(mine).values()):
                answer = await ask(app, "GET", f"{path}?{name}={value}", theirs.token(role))
                found = [word for word in mine.words if word in answer.text]
                if found or answer.status >= 500:
                    wrong.append((f"{path}?{name}", answer.status, found[:2]))
    assert wrong == []
    assert changed(before, await digest(mine, migrator)) == set()


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_may_do_what_the_table_says_and_no_more(app: FastAPI, theirs: Side, role: Role) -> None:
    missing = {**dict.fromkeys(theirs.ids, MISSING), "tenant": MISSING, "page": 1}
    wrong = []
    for operation in operations(app):
        wanted = right_of(operation)
        if wanted == PUBLIC:
            continue
        may = wanted == ANYBODY or (wanted in PERMISSIONS and role in PERMISSIONS[wanted])
        answer = await call(app, operation, await theirs.fresh_token(role), missing)
        is_refused = answer.status == 403 and answer.json()["type"] == "/problems/not-allowed"
        if is_refused == may or answer.status in {401, 500}:
            wrong.append((operation.name, wanted, answer.status, answer.body[:150]))
    assert wrong == []


async def test_a_body_is_not_read_before_it_is_known_who_asks(app: FastAPI) -> None:
    taken = [0]

    async def receive() -> dict[str, Any]:
        taken[0] += 1 << 16
        return {"type": "http.request", "body": b"x" * (1 << 16), "more_body": taken[0] < 26 << 20}

    async def send(message: Any) -> None:
        statuses.append(message.get("status"))

    statuses: list[Any] = []
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/v1/files", "raw_path": b"/api/v1/files",
        "query_string": b"", "root_path": "", "scheme": "http", "server": ("nexus", 80), "client": ("127.0.0.1", 1),
        "headers": [(b"content-type", b"multipart/form-data; boundary=x")], "app": app,
    }  # fmt: skip
    await app(scope, receive, send)
    assert statuses[0] == 401
    assert taken[0] <= 1 << 16


async def refusals(app: FastAPI, side: Side) -> list[str]:
    """Return the operations that answer somebody who has not signed in with anything but 401."""
    open_ = []
    for operation in operations(app):
        try:
            wanted = right_of(operation)
        except KeyError:
            wanted = ANYBODY
        is_open = wanted == PUBLIC or operation.path in wiring.GUEST_PATHS
        if not is_open and (await call(app, operation, "", ids_of(side))).status != 401:
            open_.append(operation.name)
    return open_


async def test_sabotage_a_route_that_nobody_guards_is_found(
    settings: Settings, mine: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter()

    @router.get("/api/v1/forgotten")
    async def forgotten() -> dict[str, str]:
        return {"secret": mine.words[0]}

    monkeypatch.setattr(wiring, "PUBLIC", wiring.PUBLIC | {"/api/v1/forgotten"})
    app = create_app(settings)
    routing.install(app, (router,))
    async with app.router.lifespan_context(app):
        assert await refusals(app, mine) == ["GET /api/v1/forgotten"]
    with pytest.raises(KeyError, match="say in tests/security"):
        right_of(Operation("GET", "/api/v1/forgotten"))


async def test_sabotage_a_wrong_cell_of_the_table_is_found(
    app: FastAPI, theirs: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PERMISSIONS, "customers:write", PERMISSIONS["customers:write"] | {Role.QUALITY})
    token = await theirs.fresh_token(Role.QUALITY)
    missing = {**dict.fromkeys(theirs.ids, MISSING), "tenant": MISSING, "page": 1}
    answer = await call(app, Operation("DELETE", "/api/v1/customers/{id}"), token, missing)
    assert answer.status == 404
    monkeypatch.undo()
    answer = await call(app, Operation("DELETE", "/api/v1/customers/{id}"), token, missing)
    assert answer.status == 403


async def test_sabotage_a_changed_byte_shows_in_the_digest(mine: Side, migrator: asyncpg.Connection) -> None:
    before = await digest(mine, migrator)
    transaction = migrator.transaction()
    await transaction.start()
    await migrator.execute(f"set local role nexus_owner; set local app.tenant_id = '{mine.tenant}'")
    await migrator.execute("update customers set phone = phone || ' '")
    await migrator.execute("reset role")
    after = await digest(mine, migrator)
    await transaction.rollback()
    assert changed(before, after) == {"customers"}


async def test_the_world_has_a_row_in_every_table(mine: Side, migrator: asyncpg.Connection) -> None:
    empty = {name for name, found in (await digest(mine, migrator)).items() if not found}
    # Of failures and of mails that nobody asked for here, and of imports too large to be taken in at once.
    assert empty <= {"lockouts", "proofs", "product_imports"}
