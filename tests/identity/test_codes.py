"""Signing in by a mailed code: six digits, once, five tries, ten minutes, three mails in a quarter of an hour."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI

from nexus.identity.models import Tenant, User
from nexus.identity.public import Role, TenantId
from nexus.identity.rules import Purpose
from nexus.identity.service.proofs import mail_proof
from nexus.identity.work import MailProof
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.conftest import make_tenant
from tests.identity.people import Person, bearer, make_person
from tests.mails import code_in, mails_to

pytestmark = pytest.mark.anyio


@pytest.fixture
async def person(app: FastAPI, tenant: TenantId) -> Person:
    return await make_person(app, tenant)


async def mailed_code(ground: Ground, settings: Settings, person: Person, count: int = 1) -> str:
    """Have a code mailed, as the job does it, and read it."""
    await mail_proof(ground, MailProof(tenant=person.tenant, purpose=Purpose.SIGN_IN, email=person.email))
    return code_in((await mails_to(settings, person.email, count))[-1])


async def verify(person: Person, client: httpx2.AsyncClient, code: str) -> httpx2.Response:
    return await client.post("/v1/auth/verify-code", json={"email": person.email, "code": code})


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_a_code_is_mailed_and_signs_in_with_the_answer_of_all_old_clients(
    person: Person, settings: Settings, running_worker: None
) -> None:
    async with person.client() as client:
        asked = await client.post("/v1/auth/request-code", json={"email": person.email.upper()})
        assert asked.status_code == 202
        mail = (await mails_to(settings, person.email))[0]
        assert mail["to"] == person.email
        opened = await verify(person, client, code_in(mail))
        assert opened.status_code == 200
        assert set(opened.json()) == {"access_token", "refresh_token", "token_type", "expires_in", "user"}
        assert (await client.get("/auth/me", headers=bearer(opened))).json()["id"] == person.id


async def test_a_code_counts_once_also_when_it_comes_twice_at_once(
    ground: Ground, settings: Settings, person: Person
) -> None:
    code = await mailed_code(ground, settings, person)
    async with person.client() as client:
        answers = await asyncio.gather(*(verify(person, client, code) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]
        assert (await verify(person, client, code)).status_code == 401


async def test_the_sixth_try_is_refused_though_it_is_right(ground: Ground, settings: Settings, person: Person) -> None:
    code = await mailed_code(ground, settings, person)
    async with person.client() as client:
        wrong = [(await verify(person, client, another(code))).status_code for _ in range(5)]
        assert wrong == [401] * 5
        assert (await verify(person, client, code)).status_code == 401


async def test_the_fifth_try_still_counts(ground: Ground, settings: Settings, person: Person) -> None:
    code = await mailed_code(ground, settings, person)
    async with person.client() as client:
        for _ in range(4):
            await verify(person, client, another(code))
        assert (await verify(person, client, code)).status_code == 200


async def test_a_code_is_good_for_ten_minutes_and_until_the_next_one(
    ground: Ground, settings: Settings, person: Person
) -> None:
    first = await mailed_code(ground, settings, person)
    second = await mailed_code(ground, settings, person, 2)
    async with person.client() as client:
        with clock.turned(clock.now() + timedelta(minutes=10, seconds=1)):
            assert (await verify(person, client, second)).status_code == 401
        right = {first: 401, second: 200}
        assert (await verify(person, client, first)).status_code == right[first]
        assert (await verify(person, client, second)).status_code == 200


async def test_three_mails_go_to_one_address_in_a_quarter_of_an_hour(
    ground: Ground, settings: Settings, person: Person
) -> None:
    job = MailProof(tenant=person.tenant, purpose=Purpose.SIGN_IN, email=person.email)
    await asyncio.gather(*(mail_proof(ground, job) for _ in range(6)))
    assert len(await mails_to(settings, person.email, 3)) == 3
    with clock.turned(clock.now() + timedelta(minutes=16)):
        await mail_proof(ground, job)
    assert len(await mails_to(settings, person.email, 4)) == 4


async def test_a_code_of_another_tenant_or_address_is_worth_nothing(
    ground: Ground, settings: Settings, person: Person, app: FastAPI
) -> None:
    elsewhere = await make_person(app, await make_tenant(ground), email=person.email, username=person.username)
    twin = Person(app, elsewhere.tenant, person.email)
    code = await mailed_code(ground, settings, person)
    other = await make_person(app, person.tenant)
    async with twin.client() as far, other.client() as near, person.client() as mine:
        assert (await verify(twin, far, code)).status_code == 401
        assert (await verify(other, near, code)).status_code == 401
        assert (await verify(person, mine, code)).status_code == 200


async def test_known_and_unknown_addresses_are_answered_alike(person: Person, tenant: TenantId) -> None:
    stranger = Person(person.app, tenant)
    nowhere = Person(person.app, TenantId(999_999_999))
    async with person.client() as client, nowhere.client() as lost:
        asked = [
            await client.post("/v1/auth/request-code", json={"email": person.email}),
            await client.post("/v1/auth/request-code", json={"email": stranger.email}),
            await lost.post("/v1/auth/request-code", json={"email": person.email}),
        ]
        tried = [await verify(person, client, "123456"), await verify(stranger, client, "123456")]
    assert {(answer.status_code, answer.text) for answer in asked} == {(202, asked[0].text)}
    assert {(answer.status_code, answer.text) for answer in tried} == {(401, tried[0].text)}


async def test_whoever_is_new_becomes_a_user_only_where_the_tenant_allows_it(
    ground: Ground, settings: Settings, app: FastAPI
) -> None:
    opened = await make_tenant(ground, policy={"registration": "verified", "new_role": "quality"})
    closed = await make_tenant(ground, policy={"registration": "closed"})
    new, refused = Person(app, opened), Person(app, closed)
    code = await mailed_code(ground, settings, new)
    async with new.client() as client:
        answer = await verify(new, client, code)
        assert answer.json()["user"]["role"] == "quality"
        assert answer.json()["user"]["username"] == new.username
    await mail_proof(ground, MailProof(tenant=closed, purpose=Purpose.SIGN_IN, email=refused.email))
    assert list((settings.home / "outbox").glob(f"*-{refused.email}.eml")) == []


async def test_a_tenant_may_forbid_codes(ground: Ground, settings: Settings, app: FastAPI) -> None:
    strict = await make_tenant(ground)
    person = await make_person(app, strict, Role.ADMIN)
    code = await mailed_code(ground, settings, person)
    async with ground.database.transaction(strict) as session:
        (await session.get_one(Tenant, strict)).policy = {"code_sign_in": False}
    async with person.client() as client:
        assert (await verify(person, client, code)).status_code == 401


async def test_somebody_who_was_put_out_gets_no_code(ground: Ground, settings: Settings, person: Person) -> None:
    async with ground.database.transaction(person.tenant) as session:
        (await session.get_one(User, (person.tenant, person.id))).is_active = False
    await mail_proof(ground, MailProof(tenant=person.tenant, purpose=Purpose.SIGN_IN, email=person.email))
    assert list((settings.home / "outbox").glob(f"*-{person.email}.eml")) == []


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "", "12345\x00", "١٢٣٤٥٦"])
async def test_a_code_that_is_none_is_422(person: Person, code: str) -> None:
    async with person.client() as client:
        assert (await verify(person, client, code)).status_code == 422


async def test_the_code_is_kept_nowhere(ground: Ground, settings: Settings, person: Person) -> None:
    code = await mailed_code(ground, settings, person)
    async with ground.database.reads(person.tenant) as reads:
        kept = await reads.fetch("select p::text as proof from proofs p")
    assert not any(code in row["proof"] for row in kept)


async def test_a_persian_tenant_writes_persian(ground: Ground, settings: Settings, app: FastAPI) -> None:
    person = await make_person(app, await make_tenant(ground, locale="fa-IR"))
    await mailed_code(ground, settings, person)
    mail = (await mails_to(settings, person.email))[0]
    assert "کد شما" in mail.get_content()
    assert mail["content-language"] == "fa"
