"""Files by the hash of their content, in a folder or an S3 bucket, each under the tenant it belongs to."""

import asyncio
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

if TYPE_CHECKING:
    from obstore import GetOptions

from nexus.platform.errors import NotFound, TooLarge, Unavailable
from nexus.platform.ids import TenantId
from nexus.platform.settings import Settings

CHUNK = 1024 * 1024
FULL = "The file could not be stored; the disk may be full. Nothing was kept: try again later."
log = structlog.get_logger()


@dataclass(frozen=True)
class Stored:
    """A file that was taken in."""

    key: str
    sha256: str
    size: int


def key_of(tenant: TenantId, sha256: str) -> str:
    """Return where content with this hash is kept for this tenant; the only place where keys are made."""
    return f"{int(tenant)}/{sha256[:2]}/{sha256}"


def _incoming(tenant: TenantId) -> str:
    return f"{int(tenant)}/incoming"


def location(settings: Settings) -> str:
    """Return where the settings say that files are kept."""
    return settings.storage_url or str(settings.home / "files")


class Storage:
    """The files of all tenants in one store. A key never names a path of the host."""

    def __init__(self, store: ObjectStore, folder: Path | None) -> None:
        self._store = store
        self._folder = folder

    @classmethod
    def at(cls, where: str) -> "Storage":
        """Open the folder or object store (`s3://bucket/prefix` and the like) `where`; a folder is made."""
        if "://" in where and not where.startswith("file://"):
            return cls(from_url(where), None)
        folder = Path(where.removeprefix("file://")).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        return cls(LocalStore(folder), folder)

    async def put(self, tenant: TenantId, content: AsyncIterator[bytes], *, limit: int) -> Stored:
        """Take in a stream of at most `limit` bytes, never whole in memory; the same content twice is kept once.

        Raises TooLarge past the limit and Unavailable when the store cannot take it; then nothing is left behind.
        """
        measured = _Measured(content, limit)
        incoming = f"{_incoming(tenant)}/{uuid4().hex}"
        try:
            await obstore.put_async(self._store, incoming, measured.chunks(), chunk_size=5 * CHUNK, max_concurrency=2)
            await self._harden(incoming)
            key = key_of(tenant, measured.sha256)
            await obstore.rename_async(self._store, incoming, key)
        except (BaseError, OSError) as failed:
            await self._forget_incoming(incoming)
            if failed is measured.failure:
                raise
            log.warning("storage.put_failed", reason=str(failed).split("\n", 1)[0])
            raise Unavailable(FULL) from failed
        return Stored(key, measured.sha256, measured.size)

    async def get(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` up to, not including, `end`; raise NotFound for an unknown key."""
        try:
            span: GetOptions = {"range": {"offset": start} if end is None else (start, end)}
            found = await obstore.get_async(self._store, key, options=span if start or end is not None else None)
        except FileNotFoundError as missing:
            raise NotFound("file") from missing
        except BaseError as failed:
            raise Unavailable("The file store does not answer; try again later.") from failed
        async for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    async def read(self, key: str) -> bytes:
        """Return a whole file; for what is known to be small."""
        return b"".join([chunk async for chunk in self.get(key)])

    async def size(self, key: str) -> int:
        """Return the size of a file in bytes; raise NotFound for an unknown key."""
        try:
            return int((await obstore.head_async(self._store, key))["size"])
        except FileNotFoundError as missing:
            raise NotFound("file") from missing

    @asynccontextmanager
    async def open(self, key: str) -> AsyncGenerator[Path]:
        """Give the file as a path of this machine, to be read only within the block."""
        if self._folder is not None:
            path = self._folder / key
            if not path.is_file():
                raise NotFound("file")
            yield path
            return
        with tempfile.TemporaryDirectory(prefix="nexus-") as folder:
            path = Path(folder) / "content"
            with path.open("wb") as copy:
                async for chunk in self.get(key):
                    copy.write(chunk)
            yield path

    async def delete(self, key: str) -> None:
        """Remove a file; one that is not there is gone already."""
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return

    async def forget_unfinished(self, tenant: TenantId, before: datetime) -> int:
        """Remove what uploads that never came to an end left behind before then; return how many there were."""
        listed = obstore.list(self._store, prefix=_incoming(tenant))
        left = [each["path"] async for batch in listed for each in batch if each["last_modified"] < before]
        for key in left:
            await self.delete(key)
        return len(left)

    def free_bytes(self) -> int | None:
        """Return how much still fits, where that can be told."""
        return shutil.disk_usage(self._folder).free if self._folder is not None else None

    async def _harden(self, key: str) -> None:
        """Wait until a file in a folder is on the disk, as a commit of the database would."""
        if self._folder is not None:
            await asyncio.to_thread(_sync, self._folder / key)

    async def _forget_incoming(self, key: str) -> None:
        try:
            await self.delete(key)
        except BaseError as failed:
            log.warning("storage.leftover", key=key, reason=str(failed).split("\n", 1)[0])


class _Measured:
    """Passes chunks on, and knows their number and hash afterwards."""

    def __init__(self, content: AsyncIterator[bytes], limit: int) -> None:
        self._content = content
        self._limit = limit
        self._hash = hashlib.sha256()
        self.size = 0
        self.failure: BaseException | None = None
        """What came from where the content comes from, not from where it goes."""

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    async def chunks(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._content:
                self._count(chunk)
                yield chunk
        except BaseException as failure:
            self.failure = failure
            raise

    def _count(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._limit:
            raise TooLarge(f"The file is larger than the {self._limit:,} bytes that are taken here.", limit=self._limit)
        self._hash.update(chunk)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
