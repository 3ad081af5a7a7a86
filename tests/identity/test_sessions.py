"""Sessions: refreshed once each, found out when a token is used twice, listed and ended by their owner."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI

from nexus.identity.models import Session
from nexus.identity.public import TenantId
from nexus.platform import clock
from nexus.platform.settings import Settings
from tests.conftest import make_tenant
from tests.identity.people import PASSWORD, Person, bearer, make_person
from tests.mails import mails_to

pytestmark = pytest.mark.anyio


@pytest.fixture
async def person(app: FastAPI, tenant: TenantId) -> Person:
    return await make_person(app, tenant)


async def refreshed(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await client.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def test_a_refresh_token_gives_new_tokens_that_work(person: Person) -> None:
    async with person.client() as client:
        first = (await person.login(client)).json()
        answer = await refreshed(client, first["refresh_token"])
        assert answer.status_code == 200
        assert set(answer.json()) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}
        assert answer.json()["refresh_token"] != first["refresh_token"]
        assert (await client.get("/auth/me", headers=bearer(answer))).json()["email"] == person.email


@pytest.mark.parametrize("path", ["/api/v1/auth/refresh", "/auth/refresh", "/api/auth/refresh", "/v1/auth/refresh/"])
async def test_refreshing_on_every_old_path(person: Person, path: str) -> None:
    async with person.client() as client:
        token = (await person.login(client)).json()["refresh_token"]
        assert (await client.post(path, json={"refresh_token": token})).status_code == 200


async def test_two_refreshes_at_once_get_one_child(person: Person) -> None:
    async with person.client() as client:
        token = (await person.login(client)).json()["refresh_token"]
        answers = await asyncio.gather(*(refreshed(client, token) for _ in range(8)))
        assert [answer.status_code for answer in answers] == [200] * 8
        assert len({answer.json()["refresh_token"] for answer in answers}) == 1


async def test_within_the_grace_the_same_child_is_answered_and_after_it_the_session_ends(
    person: Person, settings: Settings, running_worker: None
) -> None:
    async with person.client() as client:
        token = (await person.login(client)).json()["refresh_token"]
        child = await refreshed(client, token)
        with clock.turned(clock.now() + timedelta(seconds=9)):
            assert (await refreshed(client, token)).json()["refresh_token"] == child.json()["refresh_token"]
        with clock.turned(clock.now() + timedelta(seconds=11)):
            assert (await refreshed(client, token)).status_code == 401
        # Whoever has the newer token may be the thief: it is worth nothing either.
        assert (await refreshed(client, child.json()["refresh_token"])).status_code == 401
        assert (await client.get("/auth/me", headers=bearer(child))).status_code == 401
    mail = (await mails_to(settings, person.email))[0]
    assert "used twice" in mail.get_content()


async def test_a_grandparent_ends_the_session_at_once(person: Person) -> None:
    async with person.client() as client:
        first = (await person.login(client)).json()["refresh_token"]
        second = (await refreshed(client, first)).json()["refresh_token"]
        third = (await refreshed(client, second)).json()["refresh_token"]
        assert (await refreshed(client, first)).status_code == 401
        assert (await refreshed(client, third)).status_code == 401


async def test_a_token_that_is_not_ours_gets_the_same_answer_and_ends_nothing(person: Person) -> None:
    async with person.client() as client:
        good = (await person.login(client)).json()["refresh_token"]
        head, _, mark = good.rpartition(".")
        tenant, session = good.split(".")[1:3]
        wrong = [
            "x",
            f"{head}.{mark[:-2]}AA",
            f"nxr.{tenant}.{session}.1.{mark}",
            f"nxr.{int(tenant) + 1}.{session}.0.{mark}",
            f"nxr.{tenant}.{int(session) + 1}.0.{mark}",
            f"nxr.{'9' * 30}.1.0.{mark}",
            f"nxr.-1.1.0.{mark}",
            f"nxr.{tenant}.{session}.0.é",
        ]
        answers = [await refreshed(client, token) for token in wrong]
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.text for answer in answers}) == 1
        assert (await refreshed(client, good)).status_code == 200


async def test_a_session_that_was_not_refreshed_for_a_week_has_ended(person: Person) -> None:
    async with person.client() as client:
        token = (await person.login(client)).json()["refresh_token"]
        with clock.turned(clock.now() + timedelta(days=7, seconds=1)):
            assert (await refreshed(client, token)).status_code == 401


async def test_a_session_ends_after_thirty_days_however_often_it_is_refreshed(person: Person) -> None:
    begun = clock.now()
    async with person.client() as client:
        token = (await person.login(client)).json()["refresh_token"]
        for day in range(6, 30, 6):
            with clock.turned(begun + timedelta(days=day)):
                token = (await refreshed(client, token)).json()["refresh_token"]
        with clock.turned(begun + timedelta(days=30, seconds=1)):
            assert (await refreshed(client, token)).status_code == 401


async def test_a_clock_that_jumps_lets_no_session_live_longer(person: Person) -> None:
    async with person.client() as client:
        with clock.turned(clock.now() + timedelta(days=365)):
            ahead = await person.login(client)
        # The clock is right again: what was given out in the future is not believed.
        assert (await client.get("/auth/me", headers=bearer(ahead))).status_code == 401
        assert (await refreshed(client, ahead.json()["refresh_token"])).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/auth/logout", "/auth/logout", "/api/auth/logout"])
async def test_after_logout_neither_token_is_worth_anything(person: Person, path: str) -> None:
    async with person.client() as client:
        opened = await person.login(client)
        answer = await client.post(path, headers=bearer(opened))
        assert answer.status_code == 200
        assert answer.json()["message"]
        assert (await client.get("/auth/me", headers=bearer(opened))).status_code == 401
        assert (await refreshed(client, opened.json()["refresh_token"])).status_code == 401


async def test_signing_out_everywhere_ends_all_sessions_of_this_user_only(
    person: Person, app: FastAPI, tenant: TenantId
) -> None:
    other = await make_person(app, tenant)
    async with person.client() as client, other.client() as others:
        mine = [await person.login(client) for _ in range(3)]
        theirs = await other.login(others)
        await client.post("/api/v1/auth/logout-all", headers=bearer(mine[0]))
        asked = [(await client.get("/auth/me", headers=bearer(each))).status_code for each in mine]
        assert asked == [401, 401, 401]
        assert (await others.get("/auth/me", headers=bearer(theirs))).status_code == 200


async def test_own_sessions_are_listed_with_where_they_came_from_and_can_be_ended(person: Person) -> None:
    async with person.client(**{"user-agent": "Tablet 7"}) as tablet, person.client() as client:
        on_tablet, here = await person.login(tablet), await person.login(client)
        listed = (await client.get("/api/v1/auth/sessions", headers=bearer(here))).json()
        assert [(each["device"][:8], each["current"]) for each in listed] == [
            (listed[0]["device"][:8], True),
            ("Tablet 7", False),
        ]
        ended = await client.delete(f"/api/v1/auth/sessions/{listed[1]['id']}", headers=bearer(here))
        assert ended.status_code == 204
        assert (await tablet.get("/auth/me", headers=bearer(on_tablet))).status_code == 401
        assert (await client.get("/auth/me", headers=bearer(here))).status_code == 200


async def test_a_session_of_somebody_else_is_not_there(person: Person, app: FastAPI) -> None:
    strange = await make_person(app, await make_tenant(app.state.ground))
    colleague = await make_person(app, person.tenant)
    async with person.client() as client, strange.client() as far, colleague.client() as near:
        mine = await person.login(client)
        for who, there in ((strange, far), (colleague, near)):
            theirs = (await who.login(there)).json()["refresh_token"].split(".")[2]
            answer = await client.delete(f"/api/v1/auth/sessions/{theirs}", headers=bearer(mine))
            assert answer.status_code == 404


async def test_another_process_learns_within_a_second_that_a_session_has_ended(person: Person, app: FastAPI) -> None:
    async with person.client() as client:
        opened = await person.login(client)
        assert (await client.get("/auth/me", headers=bearer(opened))).status_code == 200
        session_id = int(opened.json()["refresh_token"].split(".")[2])
        async with app.state.ground.database.transaction(person.tenant) as session:
            (await session.get_one(Session, (person.tenant, session_id))).ended_at = clock.now()
        ended = asyncio.get_running_loop().time()
        while (await client.get("/auth/me", headers=bearer(opened))).status_code == 200:
            assert asyncio.get_running_loop().time() - ended < 1.0
            await asyncio.sleep(0.01)


async def test_signing_in_with_two_secrets_while_one_is_changed(settings: Settings, person: Person) -> None:
    from nexus.identity.tokens import Tokens

    old, new = Tokens(["o" * 32], 30), Tokens(["n" * 32, "o" * 32], 30)
    token = old.issue(person.tenant, 1, 2)
    assert new.verify(token).session == 2
    assert new.verify(new.issue(person.tenant, 1, 3)).session == 3
    given = new.read_refresh(old.refresh(person.tenant, 1, 0, b"key"))
    assert new.is_refresh(given, b"key")
    assert not new.is_refresh(given, b"another")
    assert not new.is_refresh(given, b"")


async def test_the_password_is_in_no_answer(person: Person) -> None:
    async with person.client() as client:
        answer = await person.login(client)
        assert PASSWORD not in answer.text + str(answer.headers)
