"""API keys: told from other text offline, within their scopes, ended within a second, no way to manage people."""

from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from nexus.identity.keys import ALPHABET, new_key, tenant_of_key
from nexus.identity.public import Role, TenantId
from nexus.platform import clock
from nexus.platform.ground import Ground
from tests.conftest import SignIn, make_tenant
from tests.identity.people import Person

pytestmark = pytest.mark.anyio


async def key_of(client: httpx2.AsyncClient, *scopes: str, **over: object) -> str:
    made = await client.post("/api/v1/keys", json={"name": "ERP", "scopes": scopes or ["customers:read"], **over})
    assert made.status_code == 201, made.text
    return made.json()["key"]


def using(app: FastAPI, key: str, header: str = "authorization") -> httpx2.AsyncClient:
    client = Person(app, TenantId(1)).client(**{header: f"Bearer {key}" if header == "authorization" else key})
    del client.headers["x-tenant-id"]
    return client


@given(st.integers(1, 10**17))
def test_a_key_tells_its_tenant(tenant: int) -> None:
    assert tenant_of_key(new_key(TenantId(tenant))) == tenant


@given(st.integers(4, 40), st.sampled_from(ALPHABET))
def test_a_key_with_one_wrong_character_is_none(place: int, letter: str) -> None:
    key = new_key(TenantId(7))
    changed = key[:place] + letter + key[place + 1 :]
    assert changed == key or tenant_of_key(changed) is None


@given(st.text(max_size=80))
def test_any_other_text_is_no_key(text: str) -> None:
    assert tenant_of_key(text) is None
    assert tenant_of_key(f"nxk_{text}") is None


@pytest.mark.parametrize("header", ["authorization", "x-api-key"])
async def test_a_key_does_what_its_scopes_say_and_no_more(
    client: httpx2.AsyncClient, app: FastAPI, header: str
) -> None:
    async with using(app, await key_of(client, "customers:read", "customers:write"), header) as erp:
        made = await erp.post("/api/v1/customers", json={"name": "Larkfield"})
        assert made.status_code == 201
        assert [each["name"] for each in (await erp.get("/api/v1/customers")).json()] == ["Larkfield"]
        refused = await erp.get("/api/v1/quotes")
        assert (refused.status_code, "scopes of this API key" in refused.json()["detail"]) == (403, True)
        assert (await erp.get("/api/v1/auth/me")).status_code == 200


async def test_a_key_has_at_most_its_makers_rights_at_every_moment(
    client: httpx2.AsyncClient, sign_in: SignIn, app: FastAPI
) -> None:
    quality = await sign_in(Role.QUALITY)
    body = {"name": "X", "scopes": ["customers:write"]}
    assert (await quality.client.post("/api/v1/keys", json=body)).status_code == 403
    manager = await sign_in(Role.MANAGER)
    async with using(app, await key_of(manager.client, "customers:write")) as erp:
        assert (await erp.post("/api/v1/customers", json={"name": "A"})).status_code == 201
        await client.put(f"/users/{manager.actor.user}", json={"role": "quality"})
        assert (await erp.post("/api/v1/customers", json={"name": "B"})).status_code == 403
        await client.delete(f"/users/{manager.actor.user}")
        assert (await erp.post("/api/v1/customers", json={"name": "C"})).status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/keys"),
        ("POST", "/api/v1/keys"),
        ("GET", "/api/v1/auth/sessions"),
        ("POST", "/api/v1/auth/logout-all"),
        ("POST", "/auth/change-password"),
        ("PUT", "/api/user/preferences"),
        ("GET", "/api/v1/users"),
        ("POST", "/api/v1/users"),
        ("PUT", "/api/v1/tenant"),
        ("GET", "/api/v1/audit"),
        ("GET", "/api/v1/tenants"),
    ],
)
async def test_a_key_is_not_a_person(client: httpx2.AsyncClient, app: FastAPI, method: str, path: str) -> None:
    body = {"email": "a@b.example", "username": "a", "current_password": "x", "new_password": "y", "name": "X"}
    async with using(app, await key_of(client)) as erp:
        assert (await erp.request(method, path, json=body)).status_code in {403, 422}


@pytest.mark.parametrize("scope", ["users:write", "tenant:write", "audit:read", "no:such"])
async def test_some_rights_are_for_no_key(client: httpx2.AsyncClient, scope: str) -> None:
    assert (await client.post("/api/v1/keys", json={"name": "X", "scopes": [scope]})).status_code == 422


async def test_an_ended_or_expired_key_and_text_like_one_are_refused_like_bad_tokens(
    client: httpx2.AsyncClient, app: FastAPI
) -> None:
    key = await key_of(client, days=1)
    other = new_key(TenantId(int(key.split("_")[1])))
    async with using(app, key) as erp:
        assert (await erp.get("/api/v1/customers")).status_code == 200
        with clock.turned(clock.now() + timedelta(days=1, seconds=1)):
            app.state.door.callers.forget_all()
            expired = await erp.get("/api/v1/customers")
        app.state.door.callers.forget_all()
        listed = (await client.get("/api/v1/keys")).json()
        assert (await client.delete(f"/api/v1/keys/{listed[0]['id']}")).status_code == 204
        ended = await erp.get("/api/v1/customers")
    answers = [expired, ended]
    for wrong in (other, key[:-1] + "!", "nxk_", "nxk_1_x", "nxk_99999999999999999999_" + key[-36:]):
        async with using(app, wrong) as erp:
            answers.append(await erp.get("/api/v1/customers"))
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, expired.text)}


async def test_keys_are_listed_without_themselves_to_their_owner_and_to_administrators(
    client: httpx2.AsyncClient, sign_in: SignIn, ground: Ground, app: FastAPI
) -> None:
    manager, engineer = await sign_in(Role.MANAGER), await sign_in(Role.ENGINEER)
    key = await key_of(manager.client)
    async with using(app, key) as erp:
        await erp.get("/api/v1/customers")
    listed = await client.get("/api/v1/keys")
    assert key not in listed.text
    assert listed.json()[0]["beginning"] == key[: len(key) - 32]
    assert listed.json()[0]["last_used_at"] is not None
    id_ = listed.json()[0]["id"]
    assert (await engineer.client.get("/api/v1/keys")).json() == []
    assert (await engineer.client.delete(f"/api/v1/keys/{id_}")).status_code == 404
    far = await sign_in(Role.ADMIN, await make_tenant(ground))
    assert (await far.client.delete(f"/api/v1/keys/{id_}")).status_code == 404
    assert (await manager.client.delete(f"/api/v1/keys/{id_}")).status_code == 204
    async with ground.database.reads(manager.actor.tenant) as reads:
        kept = await reads.fetch("select k::text as row from api_keys k")
    assert not any(key[10:] in row["row"] for row in kept)
