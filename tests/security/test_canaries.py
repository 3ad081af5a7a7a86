"""Words that stand only in one tenant, looked for in all that another can read: not one is ever found."""

import itertools
from collections.abc import Iterator

import asyncpg
import pytest
from fastapi import FastAPI

from nexus.identity.public import Role
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.security.asgi import ask
from tests.security.calling import PUBLIC, Operation, operations, right_of
from tests.security.world import Side

pytestmark = pytest.mark.anyio

PROBES = 20_000
"""One word looked for in one answer is a probe."""
ANSWERS = 3_000
WORDS = 30
"""Fewer words would mean that the world was not made."""
BESIDE = ("/metrics", "/openapi.json", "/docs", "/redoc", "/health", "/healthz", "/health/ready", "/api/v1/health")
"""What can be read besides the API's operations."""


def texts_of(app: FastAPI, operation: Operation) -> list[str]:
    """Return the names of an operation's query that take any text."""
    parameters = app.openapi()["paths"][operation.path]["get"].get("parameters", [])
    found = []
    for parameter in parameters:
        kinds = [parameter["schema"], *parameter["schema"].get("anyOf", [])]
        is_text = any(kind.get("type") == "string" and "enum" not in kind and "pattern" not in kind for kind in kinds)
        if parameter["in"] == "query" and is_text and parameter["name"] != "cursor":
            found.append(parameter["name"])
    return found


def pieces(word: str) -> Iterator[str]:
    """Return the word, and beginnings, ends and middles of it, as somebody who guesses would try them."""
    yield word
    for length in (6, 8, 10, 12):
        yield word[:length]
        yield word[-length:]
        yield word[2 : 2 + length]


def paths(app: FastAPI, mine: Side, theirs: Side) -> Iterator[str]:
    """Return path after path for the stranger to read, without an end in sight."""
    reading = [operation for operation in operations(app) if operation.method == "GET"]
    yield from BESIDE
    for side in (mine, theirs):
        for operation in reading:
            yield operation.at({**side.ids, "tenant": side.tenant, "page": 1})
    # Ids near those of the other side: what was made next to them.
    for operation, near in itertools.product(reading, range(-5, 6)):
        if "{" in operation.path:
            ids = {name: max(1, id_ + near) for name, id_ in mine.ids.items()}
            yield operation.at({**ids, "tenant": mine.tenant + near, "page": 1})
    asked = [(operation.path, name) for operation in reading for name in texts_of(app, operation)]
    assert len(asked) >= 10
    for word, (path, name) in itertools.product(mine.words, asked):
        # Where meaning is searched for, each question takes thirty milliseconds: there the whole word has to do.
        for piece in [word] if path.startswith("/api/v1/products") else pieces(word):
            yield f"{path}?{name}={piece}"


async def found_in(app: FastAPI, path: str, token: str, words: list[str]) -> list[str]:
    """Return the words that stand in the answer, and were not in the question."""
    text = (await ask(app, "GET", path, token)).text
    return [word for word in words if word in text and word not in path]


async def test_nothing_of_one_tenant_is_found_by_another(app: FastAPI, mine: Side, theirs: Side) -> None:
    assert len(mine.words) >= WORDS
    tokens = [await theirs.fresh_token(role) for role in (Role.ADMIN, Role.MANAGER, Role.ASSEMBLY)]
    answers, leaks = 0, []
    for path in paths(app, mine, theirs):
        token = tokens[answers % len(tokens)]
        leaks += [(path, word) for word in await found_in(app, path, token, mine.words)]
        answers += 1
        if answers >= ANSWERS:
            break
    assert leaks == []
    assert answers >= ANSWERS
    assert answers * len(mine.words) >= PROBES


async def test_the_words_are_there_for_their_own_tenant(app: FastAPI, mine: Side) -> None:
    token = await mine.fresh_token(Role.ADMIN)
    seen: set[str] = set()
    for operation in operations(app):
        if operation.method == "GET" and right_of(operation) != PUBLIC:
            path = operation.at({**mine.ids, "tenant": mine.tenant, "page": 1})
            seen |= set(await found_in(app, path, token, mine.words))
    assert len(seen) >= len(mine.words) * 2 // 3


async def test_no_key_of_the_cache_and_no_name_of_a_file_crosses(ground: Ground, mine: Side, theirs: Side) -> None:
    keys = [key.decode() async for key in ground.cache.client.scan_iter("*")]
    assert not any(word in key for word in mine.words for key in keys)
    async with ground.database.reads(mine.tenant) as reads:
        stored = await reads.fetch("select storage_key from documents")
    assert stored
    assert all(row["storage_key"].startswith(f"{mine.tenant}/") for row in stored)


async def test_sabotage_a_row_of_the_other_tenant_is_found(
    app: FastAPI, settings: Settings, mine: Side, theirs: Side
) -> None:
    connection = await asyncpg.connect(settings.migrator_url.get_secret_value())
    token = await theirs.fresh_token(Role.ADMIN)
    copied = await connection.fetchval(
        "insert into customers (tenant_id, name, name_key, type, industry, primary_contact, email, phone, "
        "billing_address, status, email_domains, version, created_at, updated_at, search, currency, locale, "
        "payment_terms, delivery_terms) select $1, name, name_key, type, industry, primary_contact, email, phone, "
        "billing_address, status, email_domains, version, created_at, updated_at, search, currency, locale, "
        "payment_terms, delivery_terms from customers where tenant_id = $2 and id = $3 returning id",
        theirs.tenant, mine.tenant, mine.ids["customer"],
    )  # fmt: skip
    try:
        assert await found_in(app, "/api/v1/customers", token, mine.words)
    finally:
        await connection.execute("delete from customers where tenant_id = $1 and id = $2", theirs.tenant, copied)
        await connection.close()
