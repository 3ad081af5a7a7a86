"""Users and who manages them; a new role, or being put out, acts within a second everywhere."""

import asyncio
import time

import httpx2
import pytest
from fastapi import FastAPI

from nexus.identity.public import Role, TenantId
from nexus.identity.rules import PERMISSIONS, TOLD
from nexus.main import create_app
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.conftest import SignedIn, SignIn, make_tenant
from tests.identity.people import OTHER, PASSWORD, Person, bearer, make_person
from tests.mails import code_in, mails_to, token_in

pytestmark = pytest.mark.anyio

MATRIX = """
                admin manager operator quality purchasing assembly engineer
users:write       x
travelers:write   x      x       x
bom:write         x      x       x                  x                 x
labor:log         x      x                x                  x        x
quality:approve   x      x                x                           x
reports:read      x      x       x        x         x        x        x
"""
"""The matrix of the contract, cell by cell."""


def test_the_table_is_the_contracts_matrix() -> None:
    marks = {row.split()[0]: row.split().count("x") for row in MATRIX.strip().splitlines()[1:]}
    assert {name: len(PERMISSIONS[name]) for name in marks} == marks
    assert PERMISSIONS["users:write"] == {Role.ADMIN}
    assert PERMISSIONS["travelers:write"] == {Role.ADMIN, Role.MANAGER, Role.OPERATOR}
    assert PERMISSIONS["bom:write"] == {Role.ADMIN, Role.MANAGER, Role.OPERATOR, Role.PURCHASING, Role.ENGINEER}
    assert PERMISSIONS["labor:log"] == {Role.ADMIN, Role.MANAGER, Role.QUALITY, Role.ASSEMBLY, Role.ENGINEER}
    assert PERMISSIONS["quality:approve"] == {Role.ADMIN, Role.MANAGER, Role.QUALITY, Role.ENGINEER}
    assert PERMISSIONS["reports:read"] == set(Role)
    assert all(meaning for _, meaning in TOLD.values())


def new(tenant: TenantId, app: FastAPI, **over: object) -> dict[str, object]:
    person = Person(app, tenant)
    return {"email": person.email, "username": person.username, "password": PASSWORD, "role": "operator", **over}


@pytest.mark.parametrize("path", ["/api/v1/users", "/users/", "/users", "/api/users"])
async def test_an_administrator_makes_lists_and_reads_users_on_every_path(
    client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId, path: str
) -> None:
    body = new(tenant, app, first_name="Grace", last_name="Hopper")
    made = await client.post(path, json=body)
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["role"], made.json()["is_active"]) == ("Grace Hopper", "operator", True)
    listed = (await client.get(path, params={"search": "hopp"})).json()
    assert [user["id"] for user in listed] == [made.json()["id"]]
    assert (await client.get(f"{path.rstrip('/')}/{made.json()['id']}")).json() == listed[0]
    assert "password" not in str(listed)


async def test_users_are_listed_in_pages_by_role_and_state(
    client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId
) -> None:
    for role in ("quality", "quality", "engineer"):
        await client.post("/users", json=new(tenant, app, role=role))
    first = await client.get("/users", params={"limit": 2})
    rest = await client.get("/users", params={"limit": 2, "cursor": first.headers["x-next-cursor"]})
    ids = [user["id"] for user in [*first.json(), *rest.json()]]
    assert (len(ids), ids) == (4, sorted(ids, reverse=True))
    assert len((await client.get("/users", params={"role": "quality"})).json()) == 2
    assert (await client.get("/users", params={"is_active": False})).json() == []


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_list_read_and_make_users(sign_in: SignIn, role: Role, app: FastAPI, tenant: TenantId) -> None:
    somebody = await sign_in(Role.ADMIN)
    who = await sign_in(role)
    reads = 200 if role in {Role.ADMIN, Role.MANAGER} else 403
    assert (await who.client.get("/users")).status_code == reads
    assert (await who.client.get(f"/users/{somebody.actor.user}")).status_code == reads
    assert (await who.client.get(f"/users/{who.actor.user}")).status_code == 200
    made = await who.client.post("/users", json=new(tenant, app))
    assert made.status_code == (201 if role is Role.ADMIN else 403)


async def test_a_name_or_address_counts_once_in_a_tenant_and_again_in_another(
    client: httpx2.AsyncClient, stranger: httpx2.AsyncClient, app: FastAPI, tenant: TenantId
) -> None:
    body = new(tenant, app)
    assert (await client.post("/users", json=body)).status_code == 201
    for twice in ({**body, "username": "another"}, {**body, "email": "another@test.example"}):
        assert (await client.post("/users", json=twice)).status_code == 409
    assert (await client.post("/users", json={**body, "email": str(body["email"]).upper()})).status_code == 409
    assert (await stranger.post("/users", json=body)).status_code == 201


async def test_users_of_another_tenant_are_not_there(client: httpx2.AsyncClient, sign_in: SignIn, app: FastAPI) -> None:
    far = await sign_in(Role.ADMIN, await make_tenant(app.state.ground))
    path = f"/api/v1/users/{far.actor.user}"
    calls = [
        client.get(path),
        client.put(path, json={"role": "quality"}),
        client.delete(path),
        client.post(f"{path}/activate"),
        client.post(f"{path}/deactivate"),
        client.post(f"{path}/unlock"),
        client.delete(f"{path}/sessions"),
    ]
    assert [(await call).status_code for call in calls] == [404] * len(calls)
    assert (await far.client.get("/auth/me")).status_code == 200


async def test_a_change_needs_the_version_that_was_read(
    client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId
) -> None:
    id_ = (await client.post("/users", json=new(tenant, app))).json()["id"]
    tag = (await client.get(f"/users/{id_}")).headers["etag"]
    first = await client.put(f"/users/{id_}", json={"first_name": "A"}, headers={"if-match": tag})
    assert (first.status_code, first.json()["first_name"], first.json()["role"]) == (200, "A", "operator")
    late = await client.put(f"/users/{id_}", json={"first_name": "B"}, headers={"if-match": tag})
    assert late.status_code == 412


async def test_the_last_administrator_stays(client: httpx2.AsyncClient, admin: SignedIn) -> None:
    path = f"/users/{admin.actor.user}"
    for refused in (client.put(path, json={"role": "manager"}), client.delete(path), client.post(f"{path}/deactivate")):
        answer = await refused
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/last-administrator")


async def test_two_administrators_who_put_each_other_out_leave_one(sign_in: SignIn) -> None:
    for _ in range(5):
        one, two = await sign_in(Role.ADMIN), await sign_in(Role.ADMIN)
        others = [user for user in (await one.client.get("/users")).json() if user["role"] == "admin"]
        for other in others:
            await one.client.put(
                f"/users/{other['id']}", json={"is_active": other["id"] in {one.actor.user, two.actor.user}}
            )
        answers = await asyncio.gather(
            one.client.put(f"/users/{two.actor.user}", json={"role": "manager"}),
            two.client.put(f"/users/{one.actor.user}", json={"is_active": False}),
        )
        assert sorted(answer.status_code for answer in answers) in ([200, 401], [200, 403], [200, 409])


async def test_a_new_role_and_being_put_out_act_within_a_second_on_another_server(
    client: httpx2.AsyncClient, app: FastAPI, settings: Settings, tenant: TenantId
) -> None:
    other = create_app(settings)
    async with other.router.lifespan_context(other):
        person = await make_person(other, tenant, Role.MANAGER)
        async with person.client() as there:
            opened = bearer(await person.login(there))
            body = {"name": "Larkfield"}
            assert (await there.post("/api/v1/customers", json=body, headers=opened)).status_code == 201
            await client.put(f"/users/{person.id}", json={"role": "quality"})
            await refused_within_a_second(there, "POST", "/api/v1/customers", opened, 403)
            await client.post(f"/users/{person.id}/deactivate")
            await refused_within_a_second(there, "GET", "/auth/me", opened, 401)
            await client.post(f"/users/{person.id}/activate")
            assert (await there.get("/auth/me", headers=opened)).status_code == 401
            assert (await person.login(there)).status_code == 200


async def refused_within_a_second(
    client: httpx2.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """Ask until it is refused; no answer after a second may be a good one."""
    begun = time.monotonic()
    while (answer := await client.request(method, path, headers=headers, json={"name": "X"})).is_success:
        assert time.monotonic() - begun < 1.0
        await asyncio.sleep(0.02)
    assert answer.status_code == status


async def test_somebody_without_a_password_is_invited_comes_by_the_link_and_signs_in(
    client: httpx2.AsyncClient, app: FastAPI, settings: Settings, tenant: TenantId, running_worker: None
) -> None:
    guest = Person(app, tenant)
    made = await client.post("/users/invite", json={"email": guest.email, "role": "quality", "first_name": "Mary"})
    assert (made.status_code, made.json()["is_invited"]) == (201, True)
    mail = (await mails_to(settings, guest.email))[0]
    assert "invites you to Test & Sons" in mail["subject"]
    assert [user["email"] for user in (await client.get("/users", params={"invited": True})).json()] == [guest.email]
    again = await client.post("/users/invite", json={"email": guest.email, "language": "fa"})
    assert again.json()["id"] == made.json()["id"]
    second = (await mails_to(settings, guest.email, 2))[1]
    async with guest.client() as there:
        old = {"token": token_in(mail), "password": PASSWORD}
        assert (await there.post("/auth/accept-invitation", json=old)).status_code == 422
        body = {"token": token_in(second), "password": PASSWORD}
        assert (await there.post("/auth/accept-invitation", json=body)).status_code == 200
        assert (await guest.login(there)).json()["user"]["role"] == "quality"
    assert (await client.get("/users", params={"invited": True})).json() == []


async def test_an_invited_user_can_come_by_a_mailed_code(
    client: httpx2.AsyncClient, app: FastAPI, settings: Settings, tenant: TenantId, running_worker: None
) -> None:
    guest = Person(app, tenant)
    await client.post("/users", json={"email": guest.email, "username": guest.username, "role": "assembly"})
    await mails_to(settings, guest.email)
    async with guest.client() as there:
        await there.post("/v1/auth/request-code", json={"email": guest.email})
        code = code_in((await mails_to(settings, guest.email, 2))[1])
        opened = await there.post("/v1/auth/verify-code", json={"email": guest.email, "code": code})
        assert opened.json()["user"]["role"] == "assembly"


async def test_somebody_known_is_not_invited_again(client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId) -> None:
    known = await make_person(app, tenant)
    assert (await client.post("/users/invite", json={"email": known.email})).status_code == 409


async def test_an_administrator_unlocks_and_signs_out(
    client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId
) -> None:
    person = await make_person(app, tenant)
    async with person.client() as there:
        opened = bearer(await person.login(there))
        there.cookies.clear()
        for _ in range(5):
            await person.login(there, "wrong")
        assert (await person.login(there)).status_code == 403
        assert (await client.post(f"/users/{person.id}/unlock")).status_code == 200
        assert (await person.login(there)).status_code == 200
        assert "2" in (await client.delete(f"/users/{person.id}/sessions")).json()["message"]
        assert (await there.get("/auth/me", headers=opened)).status_code == 401


async def test_a_weak_password_makes_no_user(client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId) -> None:
    answer = await client.post("/users", json=new(tenant, app, password="Password1!"))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/weak-password")


async def test_one_key_makes_one_user_and_keeps_no_password(
    client: httpx2.AsyncClient, app: FastAPI, ground: Ground, tenant: TenantId
) -> None:
    body = new(tenant, app)
    answers = [await client.post("/users", json=body, headers={"idempotency-key": "u1"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    async with ground.database.reads(tenant) as reads:
        kept = await reads.fetch("select k::text as row from idempotency_keys k")
    assert not any(PASSWORD in row["row"] for row in kept)


async def test_managing_users_is_in_the_trail(client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId) -> None:
    id_ = (await client.post("/users", json=new(tenant, app))).json()["id"]
    await client.put(f"/users/{id_}", json={"role": "manager"})
    await client.delete(f"/users/{id_}")
    actions = [entry["action"] for entry in (await client.get("/api/v1/audit", params={"subject": "user"})).json()]
    assert actions == ["session.all_ended", "user.deactivated", "user.role_changed", "user.made"]


async def test_a_changed_address_must_be_shown_again(
    client: httpx2.AsyncClient, app: FastAPI, tenant: TenantId
) -> None:
    person = await make_person(app, tenant)
    changed = await client.put(f"/users/{person.id}", json={"email": f"new-{person.email}"})
    assert changed.json()["is_verified"] is False
    async with person.client() as there:
        assert (await person.login(there)).status_code == 401
        person.email = f"new-{person.email}"
        assert (await person.login(there, OTHER)).status_code == 401
        assert (await person.login(there)).status_code == 200
