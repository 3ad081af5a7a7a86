"""Files: kept by their content below their tenant, never half, never larger than is taken."""

import hashlib
import os
import subprocess
from collections.abc import AsyncIterator, Generator
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from nexus.platform import clock
from nexus.platform.errors import NotFound, TooLarge, Unavailable
from nexus.platform.ids import TenantId
from nexus.platform.storage import Storage, key_of
from tests.platform.house import eventually

pytestmark = pytest.mark.anyio

OURS, THEIRS = TenantId(1), TenantId(2)
MANY = 1 << 30


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage.at(str(tmp_path))


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A disk of two megabytes."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(tmp_path)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("only root can mount a small disk")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def megabytes(number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield os.urandom(1 << 20)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_file_is_kept_by_the_hash_of_its_content(storage: Storage) -> None:
    stored = await storage.put(OURS, chunks(b"one ", b"two"), limit=MANY)
    assert stored.sha256 == hashlib.sha256(b"one two").hexdigest()
    assert (stored.size, stored.key) == (7, key_of(OURS, stored.sha256))
    assert await storage.read(stored.key) == b"one two"


async def test_an_empty_file_is_a_file(storage: Storage) -> None:
    stored = await storage.put(OURS, chunks(), limit=MANY)
    assert (stored.size, await storage.read(stored.key)) == (0, b"")


async def test_the_same_content_is_kept_once_for_each_tenant(storage: Storage, tmp_path: Path) -> None:
    first = await storage.put(OURS, chunks(b"same"), limit=MANY)
    again = await storage.put(OURS, chunks(b"sa", b"me"), limit=MANY)
    theirs = await storage.put(THEIRS, chunks(b"same"), limit=MANY)
    assert first == again
    assert theirs.key != first.key
    assert len(files_below(tmp_path)) == 2


async def test_a_part_of_a_file_can_be_read(storage: Storage) -> None:
    stored = await storage.put(OURS, chunks(b"0123456789"), limit=MANY)
    assert b"".join([chunk async for chunk in storage.get(stored.key, 2, 5)]) == b"234"
    assert b"".join([chunk async for chunk in storage.get(stored.key, 7)]) == b"789"
    assert await storage.size(stored.key) == 10


async def test_a_reader_gets_the_file_as_a_path(storage: Storage) -> None:
    stored = await storage.put(OURS, chunks(b"content"), limit=MANY)
    async with storage.open(stored.key) as path:
        assert path.read_bytes() == b"content"


async def test_more_than_is_taken_is_refused_and_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        await storage.put(OURS, megabytes(20), limit=15 << 20)
    assert files_below(tmp_path) == []


async def test_an_upload_that_breaks_off_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * (6 << 20)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await storage.put(OURS, broken(), limit=MANY)
    assert files_below(tmp_path) == []


async def test_an_upload_that_is_given_up_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * (1 << 20)
            await anyio.sleep(0.01)

    with anyio.move_on_after(0.3):
        await storage.put(OURS, endless(), limit=MANY)
    await eventually(lambda: _is_empty(tmp_path), "nothing is left")


async def _is_empty(folder: Path) -> bool:
    return files_below(folder) == []


async def test_a_full_disk_is_said_plainly_and_leaves_nothing(small_disk: Path) -> None:
    storage = Storage.at(str(small_disk))
    kept = await storage.put(OURS, chunks(b"kept"), limit=MANY)
    with pytest.raises(Unavailable, match="disk may be full"):
        await storage.put(OURS, megabytes(8), limit=MANY)
    assert [path.name for path in files_below(small_disk)] == [kept.sha256]
    assert await storage.read(kept.key) == b"kept"


@pytest.mark.parametrize("ask", [Storage.read, Storage.size])
async def test_what_is_not_there_is_not_found(storage: Storage, ask: object) -> None:
    with pytest.raises(NotFound):
        await ask(storage, key_of(OURS, "0" * 64))  # type: ignore[operator]


async def test_what_was_deleted_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    stored = await storage.put(OURS, chunks(b"content"), limit=MANY)
    await storage.delete(stored.key)
    await storage.delete(stored.key)
    with pytest.raises(NotFound):
        await storage.read(stored.key)


async def test_only_old_beginnings_of_uploads_are_forgotten(storage: Storage, tmp_path: Path) -> None:
    kept = await storage.put(OURS, chunks(b"whole"), limit=MANY)
    for tenant in (OURS, THEIRS):
        begun = tmp_path / str(tenant) / "incoming" / "half"
        begun.parent.mkdir(parents=True, exist_ok=True)
        begun.write_bytes(b"ha")
    now = clock.now()
    assert await storage.forget_unfinished(OURS, now - timedelta(days=1)) == 0
    assert await storage.forget_unfinished(OURS, now + timedelta(minutes=1)) == 1
    assert {path.name for path in files_below(tmp_path)} == {kept.sha256, "half"}
