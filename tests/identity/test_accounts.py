"""Registering, confirming an address, and new passwords."""

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from nexus.identity.public import TenantId
from nexus.identity.rules import Purpose
from nexus.identity.service.proofs import mail_proof
from nexus.identity.strength import weakness
from nexus.identity.work import MailProof
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.conftest import make_tenant
from tests.identity.people import OTHER, PASSWORD, Person, bearer, make_person
from tests.mails import mails_to, token_in

pytestmark = pytest.mark.anyio


@pytest.fixture
async def person(app: FastAPI, tenant: TenantId) -> Person:
    return await make_person(app, tenant)


async def register(person: Person, client: httpx2.AsyncClient, **over: str) -> httpx2.Response:
    body = {"email": person.email, "username": person.username, "password": PASSWORD, **over}
    return await client.post("/api/v1/auth/register", json=body)


async def linked(ground: Ground, settings: Settings, person: Person, purpose: Purpose, count: int = 1) -> str:
    await mail_proof(ground, MailProof(tenant=person.tenant, purpose=purpose, email=person.email))
    return token_in((await mails_to(settings, person.email, count))[-1])


async def test_registering_where_it_is_open_makes_a_user_who_can_sign_in_and_confirms_by_mail(
    ground: Ground, settings: Settings, app: FastAPI, running_worker: None
) -> None:
    new = Person(app, await make_tenant(ground, policy={"registration": "open"}))
    async with new.client() as client:
        assert (await register(new, client)).status_code == 202
        assert (await new.login(client)).json()["user"]["role"] == "assembly"
        token = token_in((await mails_to(settings, new.email))[0])
        assert (await client.post("/auth/verify-email", json={"token": token})).status_code == 200
        assert (await client.post("/auth/verify-email", json={"token": token})).status_code == 422


async def test_where_addresses_must_be_proven_nobody_signs_in_before(
    ground: Ground, settings: Settings, app: FastAPI, running_worker: None
) -> None:
    new = Person(app, await make_tenant(ground, policy={"registration": "verified"}))
    async with new.client() as client:
        await register(new, client)
        assert (await new.login(client)).status_code == 401
        token = token_in((await mails_to(settings, new.email))[0])
        await client.post("/auth/verify-email", json={"token": token})
        assert (await new.login(client)).status_code == 200


async def test_a_closed_tenant_and_one_that_does_not_exist_refuse_alike(ground: Ground, app: FastAPI) -> None:
    closed = Person(app, await make_tenant(ground, policy={"registration": "closed"}))
    nowhere = Person(app, TenantId(999_999_999), closed.email)
    async with closed.client() as client, nowhere.client() as lost:
        answers = [await register(closed, client), await register(nowhere, lost)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(403, answers[0].text)}


async def test_a_known_address_or_name_is_told_by_mail_only(
    ground: Ground, settings: Settings, app: FastAPI, running_worker: None
) -> None:
    tenant = await make_tenant(ground, policy={"registration": "open"})
    known, new, third = await make_person(app, tenant), Person(app, tenant), Person(app, tenant)
    async with known.client() as client:
        answers = [
            await register(new, client),
            await register(known, client, username=third.username),
            await register(third, client, username=known.username),
        ]
        assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
        assert (await known.login(client)).json()["user"]["id"] == known.id
        assert (await third.login(client)).status_code == 401
    assert "account" in (await mails_to(settings, known.email))[0]["subject"]
    assert "user name" in (await mails_to(settings, third.email))[0]["subject"]


@pytest.mark.parametrize(
    "body",
    [
        {"email": "a@b.example\nbcc: x@y.example"},
        {"email": "a\x00@b.example"},
        {"email": "a\ud800@b.example"},
        {"username": "with space"},
        {"username": "at@sign"},
        {"password": "x" * 10_000},
        {"password": "Aa1!\x00aaaaaaa"},
        {"password": "Ab1!" + "\ud83d" * 8},
        {"extra": "field"},
    ],
)
async def test_what_is_no_address_name_or_password_is_422(ground: Ground, app: FastAPI, body: dict[str, str]) -> None:
    import json

    new = Person(app, await make_tenant(ground, policy={"registration": "open"}))
    sent = {"email": new.email, "username": new.username, "password": PASSWORD, **body}
    async with new.client(**{"content-type": "application/json"}) as client:
        answer = await client.post("/api/v1/auth/register", content=json.dumps(sent).encode())
    assert answer.status_code == 422


async def test_a_forgotten_password_is_replaced_by_a_mailed_link_and_all_sessions_end(
    settings: Settings, person: Person, running_worker: None
) -> None:
    async with person.client() as client, person.client() as fresh:
        before = await person.login(client)
        asked = await client.post("/auth/forgot-password", json={"email": person.email})
        assert asked.status_code == 202
        token = token_in((await mails_to(settings, person.email))[0])
        changed = await fresh.post("/auth/reset-password", json={"token": token, "password": OTHER})
        assert changed.status_code == 200
        assert (await person.login(fresh)).status_code == 401
        assert (await person.login(fresh, OTHER)).status_code == 200
        refreshed = await client.post("/auth/refresh", json={"refresh_token": before.json()["refresh_token"]})
        assert refreshed.status_code == 401
        again = await fresh.post("/auth/reset-password", json={"token": token, "password": PASSWORD + "x"})
        assert again.status_code == 422
    assert "changed" in (await mails_to(settings, person.email, 2))[1]["subject"]


async def test_a_weak_new_password_uses_no_link_up(ground: Ground, settings: Settings, person: Person) -> None:
    token = await linked(ground, settings, person, Purpose.RESET_PASSWORD)
    async with person.client() as client:
        weak = await client.post("/auth/reset-password", json={"token": token, "password": "Password1!"})
        assert (weak.status_code, weak.json()["type"]) == (422, "/problems/weak-password")
        good = await client.post("/auth/reset-password", json={"token": token, "password": OTHER})
        assert good.status_code == 200


async def test_a_link_is_good_for_its_purpose_and_until_the_next_one_only(
    ground: Ground, settings: Settings, person: Person
) -> None:
    verify = await linked(ground, settings, person, Purpose.VERIFY_EMAIL)
    old = await linked(ground, settings, person, Purpose.RESET_PASSWORD, 2)
    new = await linked(ground, settings, person, Purpose.RESET_PASSWORD, 3)
    tenant, number, secret = new.split(".")
    wrong = [verify, old, "x", f"{tenant}.{number}.x", f"{int(tenant) + 1}.{number}.{secret}", f"{tenant}..{secret}"]
    async with person.client() as client:
        for token in wrong:
            answer = await client.post("/auth/reset-password", json={"token": token, "password": OTHER})
            assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-link")
        assert (await client.post("/auth/verify-email", json={"token": new})).status_code == 422
        assert (await client.post("/auth/reset-password", json={"token": new, "password": OTHER})).status_code == 200


async def test_a_mailed_link_leads_to_a_page_that_does_it(ground: Ground, settings: Settings, person: Person) -> None:
    token = await linked(ground, settings, person, Purpose.RESET_PASSWORD)
    async with person.client() as client:
        shown = await client.get("/reset-password", params={"token": token})
        assert f'value="{token}"' in shown.text
        assert "form-action 'self'" in shown.headers["content-security-policy"]
        weak = await client.post("/reset-password", data={"token": token, "password": "x"})
        assert (weak.status_code, "at least 8" in weak.text) == (422, True)
        done = await client.post("/reset-password", data={"token": token, "password": OTHER})
        assert (done.status_code, "Done" in done.text) == (200, True)
        assert (await person.login(client, OTHER)).status_code == 200
        again = await client.post("/reset-password", data={"token": token, "password": OTHER})
        assert again.status_code == 422


async def test_a_page_shows_what_it_was_sent_as_text_only_and_in_the_readers_language(person: Person) -> None:
    async with person.client() as client:
        hostile = await client.get("/verify-email", params={"token": '"><script>alert(1)</script>'})
        assert "<script>" not in hostile.text
        persian = await client.get("/accept-invitation", headers={"accept-language": "fa-IR,en;q=0.5"})
        assert 'dir="rtl"' in persian.text


async def test_forgetting_is_answered_alike_for_every_address(person: Person) -> None:
    async with person.client() as client:
        answers = [
            await client.post("/auth/forgot-password", json={"email": email})
            for email in (person.email, "nobody@test.example")
        ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}


async def test_changing_a_password_needs_the_present_one_and_ends_the_other_sessions(person: Person) -> None:
    async with person.client() as client, person.client() as other:
        mine, theirs = await person.login(client), await person.login(other)

        async def change(present: str, new: str) -> int:
            body = {"current_password": present, "new_password": new}
            return (await client.post("/auth/change-password", json=body, headers=bearer(mine))).status_code

        assert await change("wrong", OTHER) == 403
        assert await change(PASSWORD, "short") == 422
        assert await change(PASSWORD, OTHER) == 200
        assert (await client.get("/auth/me", headers=bearer(mine))).status_code == 200
        assert (await other.get("/auth/me", headers=bearer(theirs))).status_code == 401
        assert (await person.login(other, OTHER)).status_code == 200


async def test_guessing_the_present_password_ends_after_five(person: Person) -> None:
    async with person.client() as client:
        mine = await person.login(client)
        for present in ["wrong"] * 5 + [PASSWORD]:
            body = {"current_password": present, "new_password": OTHER}
            answer = await client.post("/auth/change-password", json=body, headers=bearer(mine))
            assert answer.status_code == 403
        assert (await person.login(client)).status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "Short1!",
        "alllowercase1!",
        "NoDigitsHere!",
        "NoSpecial123",
        "Password1!",
        "Qwerty123!",
        "aaaaaaaaaaaaaaaaaaaa",
        "larkfield-larkfield",
        "x" * 129,
        "passwordpassword",
    ],
)
def test_passwords_that_are_too_weak(password: str) -> None:
    assert weakness(password, ("ada@larkfield.example", "ada", "Larkfield"))


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        OTHER,
        "xK9#mQ2p",
        "vR7$tLw2z",
        "کلید باغ نارنج در زمستان",
        "correct horse battery staple",
        "þ" + OTHER * 3,
    ],
)
def test_passwords_that_are_good(password: str) -> None:
    assert weakness(password, ("ada@larkfield.example", "ada", "Larkfield")) is None


@given(st.text(max_size=200))
def test_any_text_is_judged(password: str) -> None:
    assert weakness(password, ("ada@test.example",)) != ""
