"""Rate limits through HTTP, counted in a real Valkey, and without one."""

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from nexus.main import create_app
from nexus.platform import clock
from nexus.platform.cache import Cache
from nexus.platform.http.addresses import Addresses, neighbourhood
from nexus.platform.ids import TenantId
from nexus.platform.limits import Asker, Rate, Tally
from nexus.platform.settings import Limits, Rates, Settings
from tests.conftest import SignedIn

pytestmark = pytest.mark.anyio

LIMITED = Rates(general_per_minute=6, sign_in_per_minute=3, reset_per_minute=2)
LOGIN, FORGOT = "/api/v1/auth/login", "/api/v1/auth/forgot-password"
MINUTE = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)


@asynccontextmanager
async def serving(settings: Settings, **over: Any) -> AsyncGenerator[FastAPI]:
    application = create_app(settings.model_copy(update={"rates": LIMITED, **over}))
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture(scope="module")
async def limited(settings: Settings) -> AsyncGenerator[FastAPI]:
    async with serving(settings, trusted_proxies=("127.0.0.1",), cors_origins=("https://shop.example",)) as app:
        yield app


def nobody() -> dict[str, str]:
    """What somebody sends who guesses: another account each time, which no earlier guesses have locked."""
    return {"email": f"{secrets.token_hex(6)}@test.example", "password": "wrong"}


def somewhere() -> str:
    return ".".join(["10", *(str(each) for each in secrets.token_bytes(3))])


def at(app: FastAPI, address: str = "127.0.0.1", **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, client=(address, 4711))
    return httpx2.AsyncClient(transport=transport, base_url="http://nexus", headers=headers)


async def statuses(client: httpx2.AsyncClient, path: str, times: int, **given: Any) -> list[int]:
    method = "POST" if given else "GET"
    return [(await client.request(method, path, **given)).status_code for _ in range(times)]


async def test_signing_in_is_counted_by_address_and_says_when_to_come_back(limited: FastAPI) -> None:
    async with at(limited, somewhere()) as client:
        assert await statuses(client, LOGIN, 3, json=nobody()) == [401] * 3
        refused = await client.post(LOGIN, json=nobody())
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/too-many"
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    assert refused.headers["ratelimit-policy"] == '"sign-in";q=3;w=60'
    assert refused.headers["ratelimit"] == f'"sign-in";r=0;t={refused.headers["retry-after"]}'
    async with at(limited, somewhere()) as other:
        assert await statuses(other, LOGIN, 1, json=nobody()) == [401]


async def test_old_paths_do_not_open_a_second_purse(limited: FastAPI) -> None:
    async with at(limited, somewhere()) as client:
        paths = [LOGIN, "/api/auth/login", "/auth/login", LOGIN]
        assert [(await client.post(path, json=nobody())).status_code for path in paths] == [401, 401, 401, 429]


async def test_resets_have_the_smallest_rate_and_one_of_their_own(limited: FastAPI) -> None:
    async with at(limited, somewhere()) as client:
        assert await statuses(client, FORGOT, 3, json={"email": "a@test.example"}) == [202, 202, 429]
        assert await statuses(client, LOGIN, 1, json=nobody()) == [401]


async def test_a_good_answer_tells_what_is_left(limited: FastAPI, admin: SignedIn) -> None:
    headers = {"authorization": admin.client.headers["authorization"]}
    async with at(limited, somewhere(), **headers) as client:
        answers = [await client.get("/api/v1/customers") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == [
        "r=5", "r=4", "r=3", "r=2", "r=1", "r=0", "r=0",
    ]  # fmt: skip
    assert answers[0].headers["ratelimit-policy"] == '"general";q=6;w=60'


async def test_users_behind_one_address_have_a_rate_each(limited: FastAPI, sign_in: Any) -> None:
    address = somewhere()
    for _ in range(3):
        token = (await sign_in()).client.headers["authorization"]
        async with at(limited, address, authorization=token) as client:
            assert await statuses(client, "/api/v1/customers", 6) == [200] * 6


async def test_who_is_not_let_in_is_counted_too(limited: FastAPI) -> None:
    async with at(limited, somewhere(), authorization="Bearer guessed") as client:
        assert await statuses(client, "/api/v1/customers", 7) == [401] * 6 + [429]


async def test_health_is_never_limited(limited: FastAPI) -> None:
    async with at(limited, somewhere()) as client:
        assert await statuses(client, "/health", 20) == [200] * 20


async def test_a_refusal_can_be_read_by_a_page_of_an_allowed_origin(limited: FastAPI) -> None:
    async with at(limited, somewhere(), origin="https://shop.example") as client:
        answers = [await client.post(LOGIN, json=nobody()) for _ in range(4)]
        answers.append(await client.get("/api/v1/customers"))
        answers.append(await client.post("/api/v1/auth/refresh", content=b"x" * 70_000))
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 401, 413]
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {"https://shop.example"}
    assert "Retry-After" in answers[3].headers["access-control-expose-headers"]


async def test_ten_megabytes_to_sign_in_are_refused_before_a_byte_is_read(limited: FastAPI) -> None:
    taken: list[int] = []

    async def body() -> AsyncGenerator[bytes]:
        for _ in range(160):
            taken.append(1)
            yield b"x" * 65_536

    async with at(limited, somewhere()) as client:
        declared = {"content-length": str(160 * 65_536)}
        answers = [await client.post(LOGIN, content=body(), headers=declared) for _ in range(4)]
        undeclared = await client.post("/api/v1/customers", content=body())
    assert [answer.status_code for answer in answers] == [413, 413, 413, 429]
    assert undeclared.status_code == 401
    assert answers[0].json()["limit_bytes"] == Limits().sign_in_bytes
    assert taken == []


async def test_the_address_is_what_the_trusted_proxy_says(limited: FastAPI) -> None:
    here, there = somewhere(), somewhere()
    async with at(limited, **{"x-forwarded-for": f"1.2.3.4, {here}"}) as client:
        assert await statuses(client, LOGIN, 4, json=nobody()) == [401, 401, 401, 429]
    async with at(limited, **{"x-forwarded-for": f"1.2.3.4, {there}"}) as client:
        assert await statuses(client, LOGIN, 1, json=nobody()) == [401]


async def test_nobody_else_is_believed(limited: FastAPI) -> None:
    address = somewhere()
    said: list[int] = []
    for _ in range(4):
        async with at(limited, address, **{"x-forwarded-for": somewhere()}) as client:
            said += await statuses(client, LOGIN, 1, json=nobody())
    assert said == [401, 401, 401, 429]


async def test_two_processes_count_together(settings: Settings, limited: FastAPI) -> None:
    async with serving(settings) as second:
        address = somewhere()
        async with at(limited, address) as here, at(second, address) as there:
            assert await statuses(here, LOGIN, 2, json=nobody()) == [401, 401]
            assert await statuses(there, LOGIN, 2, json=nobody()) == [401, 429]
            assert await statuses(here, LOGIN, 1, json=nobody()) == [429]


async def test_without_valkey_each_process_goes_on_counting(settings: Settings) -> None:
    gone = SecretStr("redis://127.0.0.1:1/0")
    async with serving(settings, redis_url=gone) as alone, at(alone, somewhere()) as client:
        assert await statuses(client, LOGIN, 4, json=nobody()) == [401, 401, 401, 429]
        assert await statuses(client, "/api/v1/customers", 7) == [401] * 6 + [429]


@pytest.fixture
async def cache(settings: Settings) -> AsyncGenerator[Cache]:
    assert settings.redis_url is not None
    cache = Cache.at(settings.redis_url.get_secret_value())
    yield cache
    await cache.close()


def asker() -> Asker:
    return Asker(TenantId(1), secrets.token_hex(8))


async def taken(tally: Tally, cache: Cache, rate: Rate, who: Asker, times: int, *, after: float) -> int:
    with clock.turned(MINUTE + timedelta(seconds=after)):
        return sum([(await tally.take(cache, rate, who)).wait == 0 for _ in range(times)])


@pytest.mark.parametrize("strict", [True, False])
async def test_the_window_slides(cache: Cache, strict: bool) -> None:
    rate, who, tally = Rate("sliding", 10, strict=strict), asker(), Tally()
    assert await taken(tally, cache, rate, who, 20, after=59) == 10
    assert await taken(tally, cache, rate, who, 20, after=61) == 0
    assert await taken(tally, cache, rate, who, 20, after=90) == 5
    assert await taken(tally, cache, rate, who, 20, after=180) == 10
    await tally.close()


@pytest.mark.parametrize(("used_at", "asked_at"), [(0, 1), (59, 59.5), (30, 70)])
async def test_there_is_room_when_the_wait_is_over_and_none_a_second_earlier(
    cache: Cache, used_at: float, asked_at: float
) -> None:
    rate, who, tally = Rate("waiting", 10, strict=True), asker(), Tally()
    assert await taken(tally, cache, rate, who, 10, after=used_at) == 10
    await taken(tally, cache, rate, who, 10, after=asked_at)
    with clock.turned(MINUTE + timedelta(seconds=asked_at)):
        wait = (await tally.take(cache, rate, who)).wait
    assert await taken(tally, cache, rate, who, 1, after=asked_at + wait - 1.01) == 0
    assert await taken(tally, cache, rate, who, 1, after=asked_at + wait) == 1


async def test_what_one_process_counted_the_other_learns(cache: Cache) -> None:
    rate, who, here, there = Rate("shared", 10), asker(), Tally(), Tally()
    assert await taken(here, cache, rate, who, 6, after=1) == 6
    assert await taken(there, cache, rate, who, 1, after=1) == 1
    await here.share(cache)
    await there.share(cache)
    assert await taken(there, cache, rate, who, 1, after=2) == 1
    await there.share(cache)
    assert await taken(there, cache, rate, who, 9, after=2) == 2
    await here.close()
    await there.close()


async def test_what_could_not_be_told_is_told_later(cache: Cache) -> None:
    rate, who, tally, lost = Rate("later", 10), asker(), Tally(), Cache.at("redis://127.0.0.1:1/0")
    assert await taken(tally, lost, rate, who, 7, after=1) == 7
    assert await taken(tally, cache, rate, who, 1, after=2) == 1
    assert await taken(Tally(), cache, rate, who, 1, after=3) == 1
    assert await taken(Tally(), cache, Rate("later", 9), who, 1, after=3) == 0
    await lost.close()
    await tally.close()


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "1.1.1.1", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "6.6.6.6, rubbish, 10.0.0.2", "10.0.0.2"),
        ("::ffff:10.0.0.1", "[2001:db8::5]:443", "2001:db8::5"),
        ("10.0.0.1", "198.51.100.7:5000", "198.51.100.7"),
    ],
)
def test_forwarded_addresses_are_read_from_the_right(peer: str, forwarded: str, address: str) -> None:
    scope = {"client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert Addresses(("10.0.0.0/8",)).of(scope) == address


def test_a_subscriber_of_ipv6_is_one_neighbour() -> None:
    assert neighbourhood("2001:db8:1:2:aaaa::1") == neighbourhood("2001:db8:1:2:bbbb::2")
    assert neighbourhood("2001:db8:1:2::1") != neighbourhood("2001:db8:1:3::1")
    assert neighbourhood("192.0.2.1") == "192.0.2.1"
