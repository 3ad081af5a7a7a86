"""Each row of the contract about signing in, at each old client's own path, with the bodies they send and read."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from nexus.identity.public import Role, TenantId
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.conftest import make_tenant
from tests.identity.people import OTHER, PASSWORD, Person, bearer, make_person
from tests.mails import code_in, mails_to, token_in

pytestmark = pytest.mark.anyio

USER = {"id", "email", "username", "name", "first_name", "last_name", "role", "tenant_id"}
SIGNED_IN = {"access_token", "refresh_token", "token_type", "expires_in", "user"}


@pytest.fixture
async def ada(app: FastAPI, tenant: TenantId) -> Person:
    return await make_person(app, tenant, Role.MANAGER, first_name="Ada", last_name="Larkfield")


def is_signed_in(answer: httpx2.Response, who: Person) -> bool:
    said = answer.json()
    assert answer.status_code == 200, said
    assert set(said) == SIGNED_IN
    assert set(said["user"]) == USER
    assert (said["token_type"], said["expires_in"]) == ("bearer", 1800)
    assert said["user"]["email"] == who.email
    return True


# 1. The quotation system


async def test_sales_signs_in_with_an_e_mail_and_reads_its_profile(ada: Person) -> None:
    async with ada.client() as client:
        answer = await client.post("/api/auth/login", json={"email": ada.email, "password": PASSWORD})
        assert is_signed_in(answer, ada)
        profile = (await client.get("/api/user/profile", headers=bearer(answer))).json()
        assert set(profile) == USER | {"preferences"}
        assert (profile["name"], profile["role"]) == ("Ada Larkfield", "manager")


async def test_sales_keeps_free_preferences(ada: Person) -> None:
    wanted: dict[str, Any] = {"theme": "dark", "columns": ["a", {"b": None}], "n": 1.5}
    async with ada.client() as client:
        headers = bearer(await ada.login(client))
        kept = await client.put("/api/user/preferences", json=wanted, headers=headers)
        assert (kept.status_code, kept.json()["preferences"]) == (200, wanted)
        assert (await client.get("/api/user/profile", headers=headers)).json()["preferences"] == wanted


# 2. The platform


async def test_the_platform_signs_in_refreshes_reads_and_signs_out(ada: Person) -> None:
    async with ada.client() as client:
        first = await client.post("/auth/login", json={"email": ada.email, "password": PASSWORD})
        assert is_signed_in(first, ada)
        second = await client.post("/auth/refresh", json={"refresh_token": first.json()["refresh_token"]})
        assert is_signed_in(second, ada)
        assert (await client.get("/auth/me", headers=bearer(second))).json()["email"] == ada.email
        left = await client.post("/auth/logout", headers=bearer(second))
        assert (left.status_code, set(left.json())) == (200, {"message"})
        assert (await client.get("/auth/me", headers=bearer(second))).status_code == 401


# 3. The hardened operations backend


async def test_operations_registers_with_json(app: FastAPI, ground: Ground) -> None:
    new = Person(app, await make_tenant(ground, policy={"registration": "open"}))
    body = {"email": new.email, "username": new.username, "password": PASSWORD}
    async with new.client() as client:
        answer = await client.post("/api/v1/auth/register", json=body)
        assert (answer.status_code, set(answer.json())) == (202, {"message"})
        form = {"username": new.username, "password": PASSWORD}
        assert is_signed_in(await client.post("/api/v1/auth/login", data=form), new)


@pytest.mark.parametrize("password", ["short1!", "alllower1!", "ALLUPPER1!", "NoDigits!!", "NoSpecial11"])
async def test_operations_refuses_the_passwords_it_always_refused(app: FastAPI, ground: Ground, password: str) -> None:
    new = Person(app, await make_tenant(ground, policy={"registration": "open"}))
    body = {"email": new.email, "username": new.username, "password": password}
    async with new.client() as client:
        assert (await client.post("/api/v1/auth/register", json=body)).status_code == 422


async def test_operations_signs_in_with_a_form(ada: Person) -> None:
    async with ada.client() as client:
        for name in (ada.username, ada.email):
            form = {"username": name, "password": PASSWORD}
            assert is_signed_in(await client.post("/api/v1/auth/login", data=form), ada)


async def test_operations_locks_after_five_failures_with_403(ada: Person) -> None:
    async with ada.client() as client:
        for _ in range(5):
            form = {"username": ada.username, "password": "wrong"}
            answer = await client.post("/api/v1/auth/login", data=form)
            assert (answer.status_code, answer.json()["detail"]) == (401, "The name or the password is wrong.")
        form = {"username": ada.username, "password": PASSWORD}
        assert (await client.post("/api/v1/auth/login", data=form)).status_code == 403


async def test_operations_resets_a_password_by_a_mailed_link(
    ada: Person, settings: Settings, running_worker: None
) -> None:
    async with ada.client() as client:
        assert (await client.post("/api/v1/auth/forgot-password", json={"email": ada.email})).status_code == 202
        token = token_in((await mails_to(settings, ada.email))[0])
        body = {"token": token, "password": OTHER}
        assert (await client.post("/api/v1/auth/reset-password", json=body)).status_code == 200
        assert is_signed_in(await ada.login(client, OTHER), ada)


# 4. The traveler backend


@pytest.mark.parametrize("path", ["/auth/login", "/auth/login/", "/api/v1/auth/login"])
async def test_travelers_sign_in_with_a_user_name(ada: Person, path: str) -> None:
    async with ada.client() as client:
        answer = await client.post(path, json={"username": ada.username, "password": PASSWORD})
        assert is_signed_in(answer, ada)
        assert (await client.get("/auth/me", headers=bearer(answer))).json()["username"] == ada.username


# 5. The document chat backend


@pytest.mark.parametrize("root", ["/v1/auth", "/api/v1/auth"])
async def test_chat_signs_in_by_a_mailed_code_in_the_tenant_of_its_header(
    ada: Person, settings: Settings, root: str, running_worker: None
) -> None:
    async with ada.client() as client:
        assert (await client.post(f"{root}/request-code", json={"email": ada.email})).status_code == 202
        code = code_in((await mails_to(settings, ada.email))[0])
        answer = await client.post(f"{root}/verify-code", json={"email": ada.email, "code": code})
        assert is_signed_in(answer, ada)
        assert answer.json()["user"]["tenant_id"] == ada.tenant


async def test_chat_makes_a_new_user_where_the_tenant_allows_it(
    app: FastAPI, ground: Ground, settings: Settings, running_worker: None
) -> None:
    new = Person(app, await make_tenant(ground, policy={"registration": "verified"}))
    async with new.client() as client:
        await client.post("/v1/auth/request-code", json={"email": new.email})
        code = code_in((await mails_to(settings, new.email))[0])
        assert is_signed_in(await client.post("/v1/auth/verify-code", json={"email": new.email, "code": code}), new)


async def test_a_header_that_says_another_tenant_than_the_token_is_403_and_one_that_repeats_it_is_fine(
    ada: Person, ground: Ground
) -> None:
    other = await make_tenant(ground)
    async with ada.client() as client:
        headers = bearer(await ada.login(client))
        same = await client.get("/auth/me", headers={**headers, "x-tenant-id": str(ada.tenant)})
        assert same.status_code == 200
        for named in (str(other), "no-such-tenant"):
            answer = await client.get("/auth/me", headers={**headers, "x-tenant-id": named})
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-tenant")


async def test_without_a_header_signing_in_is_to_the_default_tenant(app: FastAPI, settings: Settings) -> None:
    from nexus.identity.service.tenants import open_tenant

    ground: Ground = app.state.ground
    async with ground.database.transaction(None) as session:
        default = await open_tenant(session, settings.default_tenant, "Nexus")
    person = await make_person(app, default)
    async with person.client() as client:
        del client.headers["x-tenant-id"]
        answer = await person.login(client)
        assert answer.json()["user"]["tenant_id"] == default
