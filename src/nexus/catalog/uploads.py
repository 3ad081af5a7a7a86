"""Files of products coming in over HTTP: small ones are taken in at once, large ones in the background."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from nexus.catalog.models import ProductImport
from nexus.catalog.schemas import ImportPreview, ImportResult
from nexus.catalog.service.imports import enqueue_import, import_products
from nexus.identity.public import Actor
from nexus.platform.errors import Malformed, TooLarge
from nexus.platform.ground import Ground
from nexus.platform.http.multipart import Part, Parts

AT_ONCE_BYTES = 1024 * 1024
CHUNK = 256 * 1024


@dataclass
class _Upload:
    """What has come in so far."""

    path: Path
    filename: str = ""
    size: int = 0
    mapping: dict[str, str] | None = None
    preview: bool = False


async def take_in(ground: Ground, actor: Actor, parts: Parts) -> ImportPreview | ImportResult | ProductImport:
    """Take in an uploaded file; the answer is a preview, the result, or the import that the worker will do."""
    actor.must("products:write")
    with tempfile.TemporaryDirectory(prefix="nexus-import-") as folder:
        upload = await _received(ground, parts, Path(folder) / "products")
        if upload.size > AT_ONCE_BYTES and not upload.preview:
            stored = await ground.storage.put(
                actor.tenant, _chunks(upload.path), limit=ground.settings.limits.upload_bytes
            )
            async with ground.database.transaction(actor.tenant) as session:
                return await enqueue_import(session, actor, upload.filename, stored.key, upload.mapping or {})
        async with ground.database.transaction(actor.tenant) as session:
            if upload.preview:
                return await import_products(session, actor, upload.path, upload.filename, upload.mapping, preview=True)
            return await import_products(session, actor, upload.path, upload.filename, upload.mapping)


async def _received(ground: Ground, parts: Parts, path: Path) -> _Upload:
    upload = _Upload(path)
    async for part in parts:
        if part.name == "file":
            await _save(upload, part, ground.settings.limits.upload_bytes)
        elif part.name == "mapping":
            upload.mapping = _mapping(await part.text())
        elif part.name == "preview":
            upload.preview = (await part.text()).strip().lower() in {"true", "1", "yes"}
    if not upload.filename:
        raise Malformed("Send the file in a field called file, with its name.")
    return upload


async def _save(upload: _Upload, part: Part, limit: int) -> None:
    upload.filename = (part.filename or "products")[:255]
    with upload.path.open("wb") as file:
        async for chunk in part.chunks():
            upload.size += len(chunk)
            if upload.size > limit:
                raise TooLarge(f"The file is larger than {limit:,} bytes.", limit_bytes=limit)
            file.write(chunk)


def _mapping(text: str) -> dict[str, str] | None:
    if not text.strip():
        return None
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise Malformed(f"The mapping is no JSON object of field -> column: {error}.") from error


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
