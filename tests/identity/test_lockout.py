"""Lockout: five wrong passwords keep strangers out, never the owner's own devices; and names tell nothing."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI

from nexus.identity.public import TenantId
from nexus.identity.service import lockouts
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.platform.settings import Settings
from tests.identity.people import PASSWORD, Person, bearer, make_person
from tests.mails import code_in, mails_to

pytestmark = pytest.mark.anyio


@pytest.fixture
async def person(app: FastAPI, tenant: TenantId) -> Person:
    return await make_person(app, tenant)


async def statuses(person: Person, client: httpx2.AsyncClient, *passwords: str) -> list[int]:
    return [(await person.login(client, password)).status_code for password in passwords]


async def test_five_wrong_passwords_lock_for_half_an_hour_and_the_right_one_does_not_open(person: Person) -> None:
    async with person.client() as client:
        assert await statuses(person, client, *["wrong"] * 5) == [401] * 5
        refused = await person.login(client)
        assert refused.status_code == 403
        assert refused.json()["type"] == "/problems/account-locked"
        assert 1790 < int(refused.headers["retry-after"]) <= 1801
        with clock.turned(clock.now() + timedelta(minutes=29)):
            assert (await person.login(client)).status_code == 403
        with clock.turned(clock.now() + timedelta(minutes=31)):
            assert (await person.login(client)).status_code == 200


async def test_the_right_password_ends_the_row(person: Person) -> None:
    async with person.client() as client:
        assert await statuses(person, client, *["wrong"] * 4, PASSWORD) == [401] * 4 + [200]
    async with person.client() as client:
        assert await statuses(person, client, *["wrong"] * 4, PASSWORD) == [401] * 4 + [200]


async def test_name_and_address_of_one_account_are_counted_together(person: Person) -> None:
    async with person.client() as client:
        for name in (person.email, person.username, person.email.upper(), person.username, person.email):
            body = {"username": name, "password": "wrong"}
            assert (await client.post("/auth/login", json=body)).status_code == 401
        assert (await person.login(client)).status_code == 403


async def test_a_name_that_does_not_exist_is_answered_and_locked_alike(person: Person) -> None:
    stranger = Person(person.app, person.tenant)
    async with person.client() as client:
        known = [await person.login(client, "wrong") for _ in range(7)]
        unknown = [await stranger.login(client, "wrong") for _ in range(7)]
    assert [each.status_code for each in known] == [each.status_code for each in unknown]
    assert [each.json()["detail"] for each in known] == [each.json()["detail"] for each in unknown]


async def test_a_device_that_signed_in_before_stays_in_and_is_counted_by_itself(person: Person) -> None:
    async with person.client() as mine, person.client() as theirs:
        assert (await person.login(mine)).status_code == 200
        assert await statuses(person, theirs, *["wrong"] * 6) == [401] * 5 + [403]
        assert await statuses(person, mine, *["wrong"] * 4, PASSWORD) == [401] * 4 + [200]
        # Somebody who guesses on the owner's own device is a stranger too, after five.
        assert await statuses(person, mine, *["wrong"] * 5, PASSWORD) == [401] * 5 + [403]


async def test_a_cookie_of_somebody_else_or_of_our_making_is_no_known_device(person: Person, app: FastAPI) -> None:
    other = await make_person(app, person.tenant)
    async with person.client() as mine, other.client() as theirs, person.client() as forged:
        await other.login(theirs)
        forged.cookies = theirs.cookies
        assert await statuses(person, mine, *["wrong"] * 5) == [401] * 5
        assert (await person.login(forged)).status_code == 403
        forged.cookies.set("nexus_device", "nonce.mark")
        assert (await person.login(forged)).status_code == 403


async def test_the_owner_is_told_once_and_a_mailed_code_opens(
    person: Person, settings: Settings, running_worker: None
) -> None:
    async with person.client() as client:
        await statuses(person, client, *["wrong"] * 6)
        mail = (await mails_to(settings, person.email))[0]
        assert "5 times" in mail.get_content()
        await client.post("/api/v1/auth/request-code", json={"email": person.email})
        code = code_in((await mails_to(settings, person.email, 2))[1])
        opened = await client.post("/api/v1/auth/verify-code", json={"email": person.email, "code": code})
        assert opened.status_code == 200
        assert (await client.get("/auth/me", headers=bearer(opened))).status_code == 200
    async with person.client() as fresh:
        assert (await person.login(fresh)).status_code == 200


async def test_after_ninety_failures_the_password_alone_lets_no_stranger_in(person: Person) -> None:
    begun = clock.now()
    async with person.client() as client:
        for row in range(18):
            with clock.turned(begun + timedelta(minutes=31 * row)):
                assert await statuses(person, client, *["wrong"] * 5) == [401] * 5
        with clock.turned(begun + timedelta(days=30)):
            assert (await person.login(client)).status_code == 403


async def test_ten_thousand_guesses_from_five_hundred_addresses_give_a_hundred_and_keep_nobody_out(
    person: Person, app: FastAPI
) -> None:
    """The guesses come in bursts of 100 over a day; each burst ends in the lock of the last one."""
    begun = clock.now()
    looked_at = 0
    async with person.client() as mine:
        assert (await person.login(mine)).status_code == 200
        for burst in range(100):
            with clock.turned(begun + timedelta(minutes=15 * burst)):
                clients = [person.client(**{"x-forwarded-for": f"192.0.2.{burst % 250}"}) for _ in range(10)]
                answers = await asyncio.gather(
                    *(person.login(each, f"guess {number}") for number in range(10) for each in clients)
                )
                for each in clients:
                    await each.aclose()
                looked_at += sum(answer.status_code == 401 for answer in answers)
        assert looked_at <= 100
        with clock.turned(begun + timedelta(hours=26)):
            assert (await person.login(mine)).status_code == 200


async def test_failures_of_names_that_do_not_exist_are_forgotten(person: Person, app: FastAPI) -> None:
    stranger = Person(app, person.tenant)
    async with person.client() as client:
        await statuses(stranger, client, "wrong")
        await statuses(person, client, "wrong")
    async with app.state.ground.database.aside(person.tenant) as driver:
        with clock.turned(clock.now() + timedelta(days=3)):
            await lockouts.forget_strangers(driver, person.tenant)
        left = await driver.fetch("select subject from lockouts where tenant_id = $1", person.tenant)
    assert [row["subject"] for row in left] == [f"user:{person.id}"]


async def test_signing_in_is_counted(person: Person, ground: Ground) -> None:
    def counted() -> dict[str, float]:
        lines = ground.metrics.text().decode().splitlines()
        return {line.split(" ")[0]: float(line.split(" ")[1]) for line in lines if line.startswith("auth_")}

    before = counted()
    async with person.client() as client:
        await statuses(person, client, PASSWORD)
        client.cookies.clear()
        await statuses(person, client, *["wrong"] * 6)
    after = counted()
    grown = {name: after[name] - before[name] for name in after if "_created" not in name}
    assert grown == {
        'auth_login_total{status="success"}': 1,
        'auth_login_total{status="failed"}': 5,
        'auth_login_total{status="locked"}': 1,
        "auth_account_lockouts_total": 1,
    }
