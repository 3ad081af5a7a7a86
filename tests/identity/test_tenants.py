"""Tenants: changed by their own administrators, opened and suspended by the platform's, apart in everything else."""

import asyncio
import time

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from nexus.identity.models import User
from nexus.identity.public import Role, TenantId, active_tenants
from nexus.identity.rules import Purpose
from nexus.identity.service.proofs import mail_proof
from nexus.identity.work import MailProof
from nexus.platform.db import driver_of
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.conftest import SignedIn, SignIn, make_tenant
from tests.identity.people import OTHER, Person, bearer, make_person
from tests.mails import code_in, mails_to, token_in

pytestmark = pytest.mark.anyio


@pytest.fixture
async def platform(sign_in: SignIn, ground: Ground) -> SignedIn:
    """An administrator of the platform, in a tenant of their own."""
    who = await sign_in(Role.ADMIN, await make_tenant(ground))
    async with ground.database.transaction(who.actor.tenant) as session:
        (await session.get_one(User, (who.actor.tenant, who.actor.user))).is_platform = True
    return who


def slug_of(person: Person) -> str:
    return f"s{person.username.replace('-', '')}"


async def test_an_administrator_changes_how_the_company_trades_and_everybody_reads_it(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    change = {
        "name": "Larkfield",
        "currency": "eur",
        "tax_rate": 19,
        "locale": "de",
        "profile": {"phone": "1"},
        "policy": {"registration": "closed", "second_factor_for": ["admin"]},
    }
    answer = await client.put("/api/v1/tenant", json=change)
    assert answer.status_code == 200, answer.text
    reader = await sign_in(Role.ASSEMBLY)
    seen = (await reader.client.get("/api/v1/tenant")).json()
    assert (seen["currency"], seen["tax_rate"], seen["policy"]["registration"]) == ("EUR", 19, "closed")
    assert (await reader.client.put("/api/v1/tenant", json={"name": "X"})).status_code == 403
    made = await client.post("/api/v1/quotes", json={"title": "x", "items": []})
    assert made.json()["currency"] == "EUR"


@pytest.mark.parametrize(
    "change",
    [{"currency": "EURO"}, {"tax_rate": -1}, {"tax_rate": 101}, {"locale": "xx-nowhere"}, {"name": ""},
     {"policy": {"registration": "maybe"}}, {"policy": {"unknown": 1}}, {"profile": {"a": "\x00"}}, {"slug": "new"}],
)  # fmt: skip
async def test_settings_that_cannot_be_are_422(client: httpx2.AsyncClient, change: dict[str, object]) -> None:
    assert (await client.put("/api/v1/tenant", json=change)).status_code == 422


async def test_only_the_platform_sees_and_opens_tenants(client: httpx2.AsyncClient, platform: SignedIn) -> None:
    body = {"slug": "anything", "name": "X", "admin_email": "a@b.example"}
    calls = [
        client.get("/api/v1/tenants"),
        client.post("/api/v1/tenants", json=body),
        client.get(f"/api/v1/tenants/{platform.actor.tenant}"),
        client.post(f"/api/v1/tenants/{platform.actor.tenant}/suspend"),
        client.post(f"/api/v1/tenants/{platform.actor.tenant}/resume"),
    ]
    assert [(await call).status_code for call in calls] == [403] * len(calls)


async def test_the_platform_opens_a_tenant_whose_first_administrator_is_invited(
    platform: SignedIn, app: FastAPI, settings: Settings, running_worker: None
) -> None:
    first = Person(app, TenantId(0))
    body = {"slug": slug_of(first), "name": "Second Works", "admin_email": first.email, "currency": "GBP"}
    made = await platform.client.post("/api/v1/tenants", json=body)
    assert (made.status_code, made.json()["currency"], made.json()["status"]) == (201, "GBP", "active")
    assert (await platform.client.post("/api/v1/tenants", json=body)).status_code == 409
    first.tenant = TenantId(made.json()["id"])
    token = token_in((await mails_to(settings, first.email))[0])
    async with first.client(**{"x-tenant-id": slug_of(first)}) as there:
        await there.post("/auth/accept-invitation", json={"token": token, "password": OTHER})
        opened = await first.login(there, OTHER)
        assert (opened.json()["user"]["role"], opened.json()["user"]["tenant_id"]) == ("admin", first.tenant)
        trail = (await there.get("/api/v1/audit", headers=bearer(opened))).json()
        assert trail[-1]["action"] == "tenant.opened"
        assert trail[-1]["actor"] is None
        assert "(platform)" in trail[-1]["actor_name"]
    own = (await platform.client.get("/api/v1/audit")).json()
    assert (own[0]["action"], own[0]["subject_id"]) == ("tenant.opened", first.tenant)
    listed = (await platform.client.get("/api/v1/tenants", params={"after": first.tenant - 1, "limit": 1})).json()
    assert [tenant["slug"] for tenant in listed] == [slug_of(first)]
    assert (await platform.client.get(f"/api/v1/tenants/{first.tenant}")).json()["name"] == "Second Works"


async def test_nobody_of_a_suspended_tenant_is_let_in_and_nothing_is_done_for_it(
    platform: SignedIn, app: FastAPI, ground: Ground
) -> None:
    person = await make_person(app, await make_tenant(ground))
    async with person.client() as there:
        opened = await person.login(there)
        assert (await platform.client.post(f"/api/v1/tenants/{person.tenant}/suspend")).json()["status"] == "suspended"
        begun = time.monotonic()
        while (await there.get("/auth/me", headers=bearer(opened))).is_success:
            assert time.monotonic() - begun < 1.0
            await asyncio.sleep(0.02)
        assert (await person.login(there)).status_code == 401
        refresh = {"refresh_token": opened.json()["refresh_token"]}
        assert (await there.post("/auth/refresh", json=refresh)).status_code == 401
        async with ground.database.transaction(None) as session:
            assert person.tenant not in await active_tenants(session)
        await platform.client.post(f"/api/v1/tenants/{person.tenant}/resume")
        assert (await person.login(there)).status_code == 200


async def test_the_platform_cannot_suspend_itself(platform: SignedIn) -> None:
    answer = await platform.client.post(f"/api/v1/tenants/{platform.actor.tenant}/suspend")
    assert answer.status_code == 409


async def test_the_database_lets_a_tenant_change_itself_only(ground: Ground, tenant: TenantId) -> None:
    other = await make_tenant(ground)
    async with ground.database.transaction(tenant) as session:
        driver = await driver_of(session)
        assert await driver.execute("update tenants set name = 'x' where id = $1", other) == "UPDATE 0"
        assert await driver.execute("update tenants set name = 'x' where id = $1", tenant) == "UPDATE 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await driver.execute("delete from tenants where id = $1", tenant)


async def test_one_person_in_two_tenants_is_two_users_with_passwords_of_their_own(app: FastAPI, ground: Ground) -> None:
    here = await make_person(app, await make_tenant(ground), Role.ADMIN)
    hashed = await app.state.door.passwords.hash(OTHER)
    row = {"email": here.email, "username": here.username, "password_hash": hashed}
    there = await make_person(app, await make_tenant(ground), Role.QUALITY, **row)
    there.email = here.email
    async with here.client() as first, there.client() as second:
        assert (await here.login(first)).json()["user"]["role"] == "admin"
        assert (await here.login(first, OTHER)).status_code == 401
        opened = await there.login(second, OTHER)
        assert (opened.json()["user"]["role"], opened.json()["user"]["tenant_id"]) == ("quality", there.tenant)
        crossing = {**bearer(opened), "x-tenant-id": str(here.tenant)}
        assert (await second.get("/auth/me", headers=crossing)).status_code == 403


async def test_an_administrator_of_a_tenant_cannot_take_over_one_of_the_platform(
    platform: SignedIn, sign_in: SignIn
) -> None:
    colleague = await sign_in(Role.ADMIN, platform.actor.tenant)
    path = f"/api/v1/users/{platform.actor.user}"
    refused = [
        await colleague.client.put(path, json={"email": "mine@test.example"}),
        await colleague.client.put(path, json={"role": "assembly"}),
        await colleague.client.delete(path),
        await colleague.client.delete(f"{path}/second-factor"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 4
    assert (await platform.client.get("/api/v1/tenants")).status_code == 200


async def test_a_suspended_tenant_lets_nobody_in_by_mail(
    platform: SignedIn, app: FastAPI, ground: Ground, settings: Settings
) -> None:
    person = await make_person(app, await make_tenant(ground, policy={"registration": "open"}))
    job = MailProof(tenant=person.tenant, purpose=Purpose.SIGN_IN, email=person.email)
    await mail_proof(ground, job)
    code = code_in((await mails_to(settings, person.email))[0])
    await platform.client.post(f"/api/v1/tenants/{person.tenant}/suspend")
    await mail_proof(ground, job)
    new = Person(app, person.tenant)
    async with person.client() as there:
        body = {"email": person.email, "code": code}
        assert (await there.post("/v1/auth/verify-code", json=body)).status_code == 401
        body = {"email": new.email, "username": new.username, "password": OTHER}
        assert (await there.post("/auth/register", json=body)).status_code == 403
    assert len(list((settings.home / "outbox").glob(f"*-{person.email}.eml"))) == 1
