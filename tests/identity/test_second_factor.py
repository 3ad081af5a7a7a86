"""The second factor, as people set it up, sign in with it and lose it."""

import asyncio
import base64
import json
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from pyotp.totp import TOTP

from nexus.identity.models import SecondFactor, Session, Tenant
from nexus.identity.public import Role, TenantId
from nexus.identity.service.tenants import ensure_admin
from nexus.platform import clock
from nexus.platform.ground import Ground
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio

PASSWORD = "Quartz-Harbour-19"
AT = "/api/v1/auth/second-factor"


class Ada:
    """Somebody who signs in, and her device."""

    def __init__(self, guest: httpx2.AsyncClient, tenant: TenantId) -> None:
        self.guest, self.tenant = guest, tenant
        self.secret, self.recovery = "", [""]

    async def login(self, otp: str = "", password: str = PASSWORD) -> httpx2.Response:
        body = {"email": "ada@test.example", "password": password, "otp": otp}
        self.guest.cookies.clear()
        return await self.guest.post("/api/v1/auth/login", json=body, headers={"x-tenant-id": str(self.tenant)})

    def code(self, steps: int = 0) -> str:
        return TOTP(self.secret).at(clock.now(), counter_offset=steps)

    async def set_up(self) -> dict[str, str]:
        signed_in = (await self.login()).json()
        headers = {"authorization": f"Bearer {signed_in['access_token']}"}
        begun = await self.guest.post(f"{AT}/begin", json={"password": PASSWORD}, headers=headers)
        assert begun.status_code == 200, begun.text
        self.secret = begun.json()["secret"]
        assert begun.json()["uri"].startswith("otpauth://totp/")
        # The step before the present one, so that the present one is still good for signing in.
        confirmed = await self.guest.post(f"{AT}/confirm", json={"code": self.code(-1)}, headers=headers)
        assert confirmed.status_code == 200, confirmed.text
        self.recovery = confirmed.json()["recovery_codes"]
        return headers


@pytest.fixture
async def ada(app: FastAPI, guest: httpx2.AsyncClient, ground: Ground, tenant: TenantId) -> Ada:
    hashed = await app.state.door.passwords.hash(PASSWORD)
    async with ground.database.transaction(tenant) as session:
        await ensure_admin(session, tenant, "ada@test.example", hashed)
    return Ada(guest, tenant)


def kind(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("type", "").removeprefix("/problems/")


async def test_once_it_is_set_up_the_password_alone_does_not_sign_in(ada: Ada, ground: Ground) -> None:
    await ada.set_up()
    assert kind(await ada.login()) == (401, "second-factor-needed")
    assert kind(await ada.login(password="wrong")) == (401, "wrong-password")
    answer = await ada.login(ada.code())
    assert answer.status_code == 200
    async with ground.database.transaction(ada.tenant) as session:
        opened = await session.get_one(Session, (ada.tenant, _session_of(answer)))
        kept = await session.get_one(SecondFactor, (ada.tenant, answer.json()["user"]["id"]))
    assert opened.second_factor
    assert ada.secret not in kept.sealed


async def test_a_step_counts_once_also_when_two_come_at_once(ada: Ada) -> None:
    await ada.set_up()
    code = ada.code()
    answers = await asyncio.gather(*(ada.login(code) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


async def test_a_recovery_code_counts_once_and_ten_are_given(ada: Ada) -> None:
    headers = await ada.set_up()
    assert len(set(ada.recovery)) == 10
    answers = await asyncio.gather(*(ada.login(ada.recovery[0]) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    left = (await ada.guest.get(AT, headers=headers)).json()
    assert (left["enabled"], left["recovery_codes_left"]) == (True, 9)


async def test_codes_more_than_a_step_away_are_refused(ada: Ada) -> None:
    await ada.set_up()
    assert [kind(await ada.login(ada.code(steps)))[1] for steps in (-2, 2)] == ["second-factor-wrong"] * 2
    with clock.turned(clock.now() + timedelta(seconds=60)):
        assert (await ada.login(ada.code(1))).status_code == 200


async def test_five_wrong_codes_shut_out_the_right_one_for_half_an_hour(ada: Ada) -> None:
    await ada.set_up()
    for _ in range(5):
        assert kind(await ada.login("ffffffff")) == (401, "second-factor-wrong")
    assert kind(await ada.login(ada.code())) == (403, "account-locked")
    with clock.turned(clock.now() + timedelta(minutes=31)):
        assert (await ada.login(ada.code())).status_code == 200


async def test_removing_it_needs_password_and_code(ada: Ada) -> None:
    headers = await ada.set_up()
    wrong = [{"password": "wrong", "code": ada.code()}, {"password": PASSWORD, "code": "ffffffff"}]
    for body in wrong:
        assert (await ada.guest.request("DELETE", AT, json=body, headers=headers)).status_code == 403
    right = {"password": PASSWORD, "code": ada.code()}
    assert (await ada.guest.request("DELETE", AT, json=right, headers=headers)).status_code == 204
    assert (await ada.login()).status_code == 200


async def test_new_recovery_codes_end_the_old_ones(ada: Ada) -> None:
    headers = await ada.set_up()
    body = {"password": PASSWORD, "code": ada.recovery[0]}
    new = (await ada.guest.post(f"{AT}/recovery-codes", json=body, headers=headers)).json()["recovery_codes"]
    assert [(await ada.login(code)).status_code for code in (ada.recovery[1], new[0])] == [401, 200]


async def test_a_role_that_must_have_one_may_only_set_it_up(ada: Ada, ground: Ground) -> None:
    async with ground.database.transaction(ada.tenant) as session:
        (await session.get_one(Tenant, ada.tenant)).policy = {"second_factor_for": ["admin"]}
    token = (await ada.login()).json()["access_token"]
    refused = await ada.guest.get("/api/v1/customers", headers={"authorization": f"Bearer {token}"})
    assert kind(refused) == (403, "second-factor-required")
    headers = await ada.set_up()
    assert (await ada.guest.get("/api/v1/customers", headers=headers)).status_code == 200


def _session_of(answer: httpx2.Response) -> int:
    body = answer.json()["access_token"].split(".")[1]
    return int(json.loads(base64.urlsafe_b64decode(body + "=="))["sid"])


async def test_an_administrator_takes_away_a_lost_factor(ada: Ada, sign_in: SignIn) -> None:
    headers = await ada.set_up()
    me = (await ada.guest.get("/api/v1/auth/me", headers=headers)).json()["id"]
    admin, manager = await sign_in(Role.ADMIN), await sign_in(Role.MANAGER)
    assert (await manager.client.delete(f"/api/v1/users/{me}/second-factor")).status_code == 403
    assert (await admin.client.delete(f"/api/v1/users/{me}/second-factor")).status_code == 204
    assert (await ada.login()).status_code == 200
    trail = await admin.client.get("/api/v1/audit", params={"action": "user.second_factor_taken"})
    assert trail.json()[0]["subject_id"] == me
