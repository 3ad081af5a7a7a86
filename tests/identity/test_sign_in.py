"""Signing in and profiles, as the old clients do it."""

import httpx2
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey

from nexus.identity.models import Session, User
from nexus.identity.public import Role, TenantId
from nexus.identity.service.tenants import ensure_admin
from nexus.platform.ground import Ground
from tests.conftest import SignIn, make_tenant

pytestmark = pytest.mark.anyio

PASSWORD = "Quartz-Harbour-19"


@pytest.fixture
async def slug(app: FastAPI, ground: Ground, tenant: TenantId) -> str:
    """The tenant's number, whose administrator ada@test.example has PASSWORD."""
    hashed = await app.state.door.passwords.hash(PASSWORD)
    async with ground.database.transaction(tenant) as session:
        await ensure_admin(session, tenant, "Ada@Test.example", hashed)
    return str(tenant)


@pytest.mark.parametrize("path", ["/api/v1/auth/login", "/api/auth/login", "/auth/login", "/auth/login/"])
@pytest.mark.parametrize("body", [{"email": "ada@test.example"}, {"username": "ada"}, {"email": "ADA@test.example"}])
async def test_signing_in_with_json(guest: httpx2.AsyncClient, slug: str, path: str, body: dict[str, str]) -> None:
    answer = await guest.post(path, json={**body, "password": PASSWORD}, headers={"x-tenant-id": slug})
    assert answer.status_code == 200
    said = answer.json()
    assert (said["token_type"], said["expires_in"]) == ("bearer", 1800)
    assert set(said["user"]) == {"id", "email", "username", "name", "first_name", "last_name", "role", "tenant_id"}
    assert said["user"]["role"] == "admin"


async def test_signing_in_with_a_form(guest: httpx2.AsyncClient, slug: str) -> None:
    form = {"username": "ada@test.example", "password": PASSWORD}
    answer = await guest.post("/api/v1/auth/login", data=form, headers={"x-tenant-id": slug})
    assert answer.status_code == 200


async def test_the_token_opens_the_profile_on_every_path(guest: httpx2.AsyncClient, slug: str) -> None:
    body = {"email": "ada@test.example", "password": PASSWORD}
    token = (await guest.post("/api/auth/login", json=body, headers={"x-tenant-id": slug})).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    profiles = [await guest.get(path, headers=headers) for path in ("/api/v1/auth/me", "/api/user/profile", "/auth/me")]
    assert [profile.json()["email"] for profile in profiles] == ["ada@test.example"] * 3


@pytest.mark.parametrize(
    ("email", "password", "named"),
    [
        ("ada@test.example", "wrong", None),
        ("nobody@test.example", PASSWORD, None),
        ("ada@test.example", PASSWORD, "no-such"),
    ],
)
async def test_a_wrong_name_password_or_tenant_gets_one_and_the_same_answer(
    guest: httpx2.AsyncClient, slug: str, email: str, password: str, named: str | None
) -> None:
    body = {"email": email, "password": password}
    answer = await guest.post("/api/v1/auth/login", json=body, headers={"x-tenant-id": named or slug})
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/wrong-password"
    assert answer.json()["detail"] == "The name or the password is wrong."


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "a@b.example"},
        {"password": "x"},
        {"email": "a", "password": "x" * 10_000},
        {"email": "a\x00", "password": "x"},
    ],
)
async def test_incomplete_or_unclean_credentials_are_invalid(guest: httpx2.AsyncClient, body: dict[str, str]) -> None:
    answer = await guest.post("/api/v1/auth/login", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_preferences_are_any_json_object_and_are_kept(client: httpx2.AsyncClient) -> None:
    wanted = {"theme": "dark", "columns": ["line", "price"], "nested": {"a": 1}}
    assert (await client.put("/api/user/preferences", json=wanted)).status_code == 200
    assert (await client.get("/api/v1/auth/me")).json()["preferences"] == wanted


async def test_a_bcrypt_hash_is_accepted_and_upgraded(
    guest: httpx2.AsyncClient, ground: Ground, tenant: TenantId
) -> None:
    from pwdlib.hashers.bcrypt import BcryptHasher

    async with ground.database.transaction(tenant) as session:
        await ensure_admin(session, tenant, "old@test.example", BcryptHasher(rounds=4).hash(PASSWORD))
    body = {"email": "old@test.example", "password": PASSWORD}
    answer = await guest.post("/api/v1/auth/login", json=body, headers={"x-tenant-id": str(tenant)})
    assert answer.status_code == 200
    async with ground.database.transaction(tenant) as session:
        user = await session.get(User, (tenant, answer.json()["user"]["id"]))
    assert user is not None
    assert user.password_hash.startswith("$argon2id$")


def forged(**over: object) -> str:
    claims = {
        "iss": "nexus",
        "aud": "nexus-api",
        "sub": "1",
        "tid": 1,
        "sid": 1,
        "iat": 0,
        "exp": 9_999_999_999,
        **over,
    }
    return jwt.encode(
        {"alg": "HS256", "typ": "at+jwt"}, claims, OctKey.import_key("another-secret-of-thirty-two-bytes!")
    )


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c", forged(), "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "é"],
)
async def test_a_token_that_is_not_ours_is_refused_with_one_body(guest: httpx2.AsyncClient, token: str) -> None:
    answer = await guest.get("/api/v1/auth/me", headers={"authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401


async def test_an_ended_session_and_an_inactive_user_are_refused(
    sign_in: SignIn, ground: Ground, tenant: TenantId
) -> None:
    ended, inactive = await sign_in(Role.MANAGER), await sign_in(Role.OPERATOR)
    async with ground.database.transaction(tenant) as session:
        (await session.get_one(Session, (tenant, ended.actor.session))).ended_at = (
            await session.get_one(Session, (tenant, ended.actor.session))
        ).created_at
        (await session.get_one(User, (tenant, inactive.actor.user))).is_active = False
    assert [(await who.client.get("/api/v1/auth/me")).status_code for who in (ended, inactive)] == [401, 401]


async def test_a_header_that_names_another_tenant_is_refused(client: httpx2.AsyncClient, ground: Ground) -> None:
    other = await make_tenant(ground)
    answer = await client.get("/api/v1/auth/me", headers={"x-tenant-id": str(other)})
    assert answer.status_code == 403


async def test_health_touches_nothing_and_the_checks_say_how_long_they_took(guest: httpx2.AsyncClient) -> None:
    assert (await guest.get("/health")).json() == {"status": "healthy"}
    assert (await guest.get("/healthz")).json() == {"status": "healthy"}
    checked = (await guest.get("/api/health")).json()
    assert checked["status"] == "healthy"
    assert checked["database"]["response_time_ms"] > 0
    assert checked["redis"]["response_time_ms"] > 0
