"""`nexus up` under fire: the API, the worker, the database and all of it at once are killed while clients go on."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import httpx2
import psutil
import pytest

import nexus
from tests.platform.house import eventually, temporary_home

RFQS = sorted((Path(__file__).parents[2] / "examples" / "rfqs").iterdir())
ENOUGH = 150
"""Acknowledged customers after which the writers stop."""

pytestmark = [pytest.mark.anyio, pytest.mark.crash]


@dataclass
class Up:
    """A running `nexus up`."""

    process: "subprocess.Popen[bytes]"
    address: str
    said: str

    def pids(self, word: str) -> list[int]:
        """Return the processes below it whose command line has the word."""
        found = psutil.Process(self.process.pid).children()
        alive = [child for child in found if child.status() != psutil.STATUS_ZOMBIE]
        return [child.pid for child in alive if word in child.cmdline()]

    def kill(self, word: str) -> None:
        """Kill those processes as the kernel would for want of memory."""
        for pid in self.pids(word):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def running(home: Path) -> Generator[Up]:
    """Run `nexus up` in `home` from the moment it says that it answers."""
    said = home / "said.txt"
    rates = {f"NEXUS_RATES__{name}_PER_MINUTE": "1000000" for name in ("GENERAL", "SIGN_IN")}
    # What is run is what is tested, wherever another Nexus may be installed.
    source = str(Path(nexus.__file__).parents[1])
    environment = {
        "PATH": os.defpath, "PYTHONPATH": source, "NEXUS_HOME": str(home), "NEXUS_PORT": "0", "COLUMNS": "200", **rates,
    }  # fmt: skip
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "nexus.cli", "up"], env=environment, stdout=output, stderr=output
        )
    try:
        yield _once_it_answers(process, said)
    finally:
        process.terminate()
        process.wait(60)


def _once_it_answers(process: "subprocess.Popen[bytes]", said: Path) -> Up:
    found = None
    while found is None:
        assert process.poll() is None, said.read_text()
        found = re.search(r"answers at (http://\S+)", said.read_text())
    return Up(process, found[1], said.read_text())


@dataclass
class Client:
    """Somebody who is signed in and keeps on trying."""

    http: httpx2.AsyncClient

    async def post(self, path: str, **body: object) -> bool:
        """Send it; return whether it was acknowledged."""
        try:
            return (await self.http.post(path, **body)).status_code in {200, 201, 202}
        except httpx2.TransportError:
            return False

    async def all(self, path: str) -> list[dict[str, object]]:
        """Return all pages of a list."""
        answer = await self.http.get(path, params={"limit": 200})
        found = list(answer.json())
        while cursor := answer.headers.get("x-next-cursor"):
            answer = await self.http.get(path, params={"limit": 200, "cursor": cursor})
            found += answer.json()
        return found


@pytest.fixture
def home() -> Generator[Path]:
    with temporary_home() as home:
        yield home


@pytest.fixture
def up(home: Path) -> Generator[Up]:
    with running(home) as up:
        yield up


@pytest.fixture
async def client(up: Up) -> AsyncGenerator[Client]:
    async with httpx2.AsyncClient(base_url=up.address, timeout=30) as http:
        found = re.search(r"administrator is (\S+), password (\S+)", up.said)
        assert found is not None
        answer = await http.post("/api/v1/auth/login", json={"email": found[1], "password": found[2]})
        http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
        yield Client(http)


async def write_customers(client: Client, acknowledged: list[str], attack: Callable[[int], None]) -> None:
    """Let four writers make customers without a pause, and attack twice in the middle of it."""

    async def write(writer: int) -> None:
        number = 0
        while len(acknowledged) < ENOUGH:
            number += 1
            name = f"customer {writer}-{number}"
            made = await client.post(
                "/api/v1/customers", json={"name": name, "email": f"c{writer}-{number}@example.com"}
            )
            acknowledged.extend([name] if made else [])
            await anyio.sleep(0 if made else 0.1)

    async with anyio.create_task_group() as writing:
        for writer in range(4):
            writing.start_soon(write, writer)
        for round_ in (1, 2):
            await eventually(lambda least=round_ * 40: _at_least(acknowledged, least), "writing goes on")
            attack(round_)


async def _at_least(acknowledged: list[str], number: int) -> bool:
    return len(acknowledged) >= number


async def _is_well(client: Client) -> bool:
    try:
        return (await client.http.get("/api/v1/health")).status_code == 200
    except httpx2.TransportError:
        return False


async def names(client: Client) -> list[str]:
    return [str(customer["name"]) for customer in await client.all("/api/v1/customers")]


async def test_a_killed_api_comes_back_with_all_that_it_acknowledged(up: Up, client: Client) -> None:
    acknowledged: list[str] = []
    await write_customers(client, acknowledged, lambda _: up.kill("api"))
    await eventually(lambda: _is_well(client), "the API is back")
    found = await names(client)
    assert set(acknowledged) <= set(found)
    assert len(found) == len(set(found))


async def test_a_killed_database_comes_back_with_all_that_was_acknowledged(up: Up, client: Client) -> None:
    acknowledged: list[str] = []
    await write_customers(client, acknowledged, lambda _: up.kill("-D"))
    await eventually(lambda: _is_well(client), "the database is back")
    found = await names(client)
    assert set(acknowledged) <= set(found)
    assert len(found) == len(set(found))


async def test_the_api_answers_while_the_database_and_the_worker_are_away(up: Up, client: Client) -> None:
    up.kill("-D")
    up.kill("worker")
    assert (await client.http.get("/health")).status_code == 200
    await eventually(lambda: _is_well(client), "all is well again")


async def test_no_document_is_stuck_however_often_its_worker_dies(up: Up, client: Client) -> None:
    for path in RFQS:
        assert await client.post(
            "/api/v1/files", files={"file": (path.name, path.read_bytes())}, data={"document_type": "rfq"}
        )
    for _ in range(3):
        await eventually(lambda: _any_is(client, "processing"), "a document is being read", 20)
        up.kill("worker")
    await eventually(lambda: _all_are_settled(client), "every document is settled")
    documents = await client.all("/api/v1/documents")
    assert {document["status"] for document in documents} == {"completed"}
    await eventually(lambda: _each_has_a_quote(client, documents), "each has one quote")


async def _each_has_a_quote(client: Client, documents: list[dict[str, object]]) -> bool:
    quotes = await client.all("/api/v1/quotes")
    return sorted(str(quote["document_id"]) for quote in quotes) == sorted(str(one["id"]) for one in documents)


async def _any_is(client: Client, status: str) -> bool:
    documents = await client.all("/api/v1/documents")
    return any(document["status"] == status for document in documents)


async def _all_are_settled(client: Client) -> bool:
    documents = await client.all("/api/v1/documents")
    return all(document["status"] in {"completed", "failed"} for document in documents)


async def test_all_of_it_killed_at_once_leaves_nothing_behind_and_loses_nothing(home: Path) -> None:
    with running(home) as first:
        below = psutil.Process(first.process.pid).children(recursive=True)
        os.kill(first.process.pid, signal.SIGKILL)
        assert psutil.wait_procs(below, timeout=60)[1] == []
    with running(home) as second:
        assert "administrator" not in second.said


async def test_ctrl_c_stops_everything(home: Path) -> None:
    with running(home) as up:
        below = psutil.Process(up.process.pid).children(recursive=True)
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(60) == 0
    assert psutil.wait_procs(below, timeout=5)[1] == []
