"""A storm of requests that are given up at any moment, on a small pool: no answer ever reaches the wrong caller."""

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from nexus.main import create_app
from nexus.platform import db
from nexus.platform.settings import Pool, Settings
from tests.conftest import make_actor, make_tenant
from tests.security.asgi import Answer, ask

pytestmark = pytest.mark.anyio

CANCELLED = 20_000
AT_ONCE = 40


@dataclass(frozen=True)
class Caller:
    """Somebody with a customer of their own."""

    tenant: int
    user: int
    token: str
    customer: int
    name: str


@pytest.fixture
async def small(settings: Settings) -> AsyncGenerator[FastAPI]:
    """An application with two connections of each kind."""
    app = create_app(settings.model_copy(update={"pool": Pool(writes=2, reads=2)}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def callers(small: FastAPI) -> list[Caller]:
    return [await make_caller(small) for _ in range(6)]


async def make_caller(app: FastAPI) -> Caller:
    actor = await make_actor(app.state.ground, await make_tenant(app.state.ground))
    token = app.state.door.tokens.issue(actor.tenant, actor.user, actor.session)
    name = f"Customer {secrets.token_hex(8)}"
    made = (await ask(app, "POST", "/api/v1/customers", token, {"name": name})).json()
    return Caller(actor.tenant, actor.user, token, made["id"], name)


def is_right(answer: Answer, caller: Caller, kind: str, number: str) -> bool:
    """Whether an answer is this caller's own: its request's number and its content, or a plain refusal for now."""
    if answer.headers["x-request-id"] != number:
        return False
    if answer.status == 503:
        return True
    said = answer.json()
    match kind:
        case "me":
            right = (said["tenant_id"], said["id"]) == (caller.tenant, caller.user)
        case "one":
            right = (said["id"], said["name"]) == (caller.customer, caller.name)
        case "list":
            right = caller.name in {each["name"] for each in said}
        case _:
            right = answer.status == 201 and said["name"] == f"New of {caller.user}"
    return right


async def one(app: FastAPI, caller: Caller, kind: str, number: str) -> Answer:
    headers = {"x-request-id": number}
    match kind:
        case "me":
            return await ask(app, "GET", "/api/v1/auth/me", caller.token, **headers)
        case "one":
            return await ask(app, "GET", f"/api/v1/customers/{caller.customer}", caller.token, **headers)
        case "list":
            return await ask(app, "GET", "/api/v1/customers?limit=200&search=Customer", caller.token, **headers)
        case _:
            body = {"name": f"New of {caller.user}"}
            return await ask(app, "POST", "/api/v1/customers", caller.token, body, **headers)


@pytest.mark.usefixtures("told_to_the_loop")
async def test_no_answer_reaches_the_wrong_caller_when_requests_are_given_up(
    small: FastAPI, callers: list[Caller]
) -> None:
    chance = random.Random(7)
    seen: Counter[str] = Counter()
    wrong: list[str] = []

    async def asked() -> None:
        while seen["cancelled"] < CANCELLED:
            caller, kind = chance.choice(callers), chance.choice(("me", "one", "list", "list", "new"))
            number = secrets.token_hex(6)
            task = asyncio.create_task(one(small, caller, kind, number))
            # Most are given up within the time that such a request takes here; one in thirty is waited for.
            patience = chance.choice([60, *[chance.random() ** 3 * 0.05] * 29])
            asyncio.get_running_loop().call_later(patience, task.cancel)
            await asyncio.wait([task])
            if task.cancelled():
                seen["cancelled"] += 1
            elif not is_right(task.result(), caller, kind, number):
                wrong.append(f"{kind}: {task.result().text[:300]}")
            else:
                seen["answered"] += 1

    await asyncio.gather(*(asked() for _ in range(AT_ONCE)))
    assert wrong == []
    assert seen["cancelled"] >= CANCELLED
    assert seen["answered"] >= 100
    # The pool is as good as new, and nothing was left open.
    for caller in callers:
        for kind in ("me", "one", "list", "new"):
            number = secrets.token_hex(6)
            answer = await one(small, caller, kind, number)
            assert answer.status in {200, 201}
            assert is_right(answer, caller, kind, number)
    async with small.state.ground.database.reads(None) as reads:
        left = await reads.fetchval(
            "select count(*) from pg_stat_activity where usename = current_user and state like 'idle in transaction%'"
            " and pid <> pg_backend_pid()"
        )
    assert left == 0


async def test_sabotage_a_tenant_that_outlives_its_transaction_is_found(
    small: FastAPI, callers: list[Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = callers[:2]
    monkeypatch.setattr(db, "_known", lambda _tenant: "")
    number = secrets.token_hex(6)
    database = small.state.ground.database
    for _ in range(4):
        async with database.reads(None) as reads:
            await reads.execute(f"SET SESSION app.tenant_id = '{first.tenant}'; COMMIT; BEGIN")
        async with database.transaction(None) as session:
            driver = await db.driver_of(session)
            await driver.execute(f"SET SESSION app.tenant_id = '{first.tenant}'")
    answer = await one(small, second, "one", number)
    assert answer.status != 200 or not is_right(answer, second, "one", number)
    small.state.door.callers.forget_all()


async def test_sabotage_an_answer_that_is_another_callers_is_found(callers: list[Caller]) -> None:
    first, second = callers[:2]
    headers = [(b"x-request-id", b"n1")]
    body = f'{{"id": {first.customer}, "name": "{first.name}"}}'.encode()
    answer = Answer([{"status": 200, "headers": headers}, {"body": body}])
    assert is_right(answer, first, "one", "n1")
    assert not is_right(answer, second, "one", "n1")
    assert not is_right(answer, first, "one", "n2")
