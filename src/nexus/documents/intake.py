"""Taking a file in: streamed into the store, its type told, kept as one document however often it comes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from pydantic import ValidationError

from nexus.documents.errors import EmptyFile, FileTooLarge, NoFile, WrongContent
from nexus.documents.ids import DocumentId
from nexus.documents.reading.limits import Unreadable
from nexus.documents.rules.names import clean_name
from nexus.documents.schemas import UploadFields
from nexus.documents.service import documents as service
from nexus.documents.service.documents import Arrival
from nexus.documents.sniff import sniff_file
from nexus.identity.public import Actor
from nexus.platform.errors import Invalid, NotFound, TooLarge, Unavailable
from nexus.platform.ground import Ground
from nexus.platform.http.multipart import Part, Parts
from nexus.platform.ids import TenantId
from nexus.platform.storage import Stored


@dataclass(frozen=True)
class _Arrived:
    stored: Stored
    filename: str


async def take_in(ground: Ground, actor: Actor, parts: Parts) -> tuple[DocumentId, bool]:
    """Store the file of an upload and return its document, and whether that document was there already.

    Raises EmptyFile, NoFile, FileTooLarge, WrongContent and Invalid; then nothing is left behind.
    """
    actor.must("documents:write")
    arrived: list[_Arrived] = []
    try:
        fields = _fields(await _receive(ground, actor.tenant, parts, arrived))
        return await keep(ground, actor, arrived[0].stored, arrived[0].filename, fields)
    except BaseException:
        for file in arrived:
            await forget(ground, actor.tenant, file.stored.key)
        raise


async def keep(
    ground: Ground, actor: Actor, stored: Stored, filename: str, fields: UploadFields
) -> tuple[DocumentId, bool]:
    """Make a document of a stored file, or find the one with the same content; its reading is enqueued with it."""
    name = clean_name(filename)
    async with ground.storage.open(stored.key) as path:
        try:
            kind = await asyncio.to_thread(sniff_file, path, name)
        except Unreadable as refused:
            raise WrongContent(refused.reason, reason_code=refused.code, filename=name) from refused
    async with ground.database.transaction(actor.tenant) as session:
        await service.hold_file(session, stored.key)
        taken = await service.take(session, actor, Arrival(stored, name, kind.value, fields))
        try:
            # Asked while the key is held: a deletion of the same content a moment ago may have taken the file away.
            await ground.storage.size(stored.key)
        except NotFound as gone:
            raise Unavailable("The same file was deleted at this very moment; send it again.") from gone
    return taken


async def forget(ground: Ground, tenant: TenantId, key: str) -> None:
    """Remove a file from the store unless a document has it."""
    async with ground.database.transaction(tenant) as session:
        await service.hold_file(session, key)
        if not await service.is_kept(session, tenant, key):
            await ground.storage.delete(key)


async def _receive(ground: Ground, tenant: TenantId, parts: Parts, arrived: list[_Arrived]) -> dict[str, str]:
    said: dict[str, str] = {}
    async for part in parts:
        if part.filename is None:
            said[part.name] = await part.text()
        elif arrived:
            raise Invalid("Send one file at a time; this upload has several.")
        elif part.filename:
            arrived.append(_Arrived(await _store(ground, tenant, part), part.filename))
    if not arrived:
        raise NoFile("Send the file as multipart/form-data, in a field called file.")
    return said


async def _store(ground: Ground, tenant: TenantId, part: Part) -> Stored:
    chunks = part.chunks()
    first = await anext(chunks, b"")
    if not first:
        raise EmptyFile("The file is empty. Check it where it comes from and send it again.")
    limit = ground.settings.limits.upload_bytes
    try:
        return await ground.storage.put(tenant, _after(first, chunks), limit=limit)
    except TooLarge as refused:
        raise FileTooLarge(
            f"The file is larger than the {limit:,} bytes taken here. Send it in parts, or with smaller pictures.",
            limit_bytes=limit,
        ) from refused


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


def _fields(said: dict[str, str]) -> UploadFields:
    given: dict[str, object] = {name: text for name, text in said.items() if text.strip()}
    try:
        if "metadata" in given:
            given["metadata"] = json.loads(str(given["metadata"]), parse_constant=_refuse)
        return UploadFields.model_validate(given)
    except ValidationError as error:
        errors = [{"field": ".".join(str(at) for at in item["loc"]), "msg": item["msg"]} for item in error.errors()]
        raise Invalid("; ".join(f"{item['field']}: {item['msg']}" for item in errors[:5]), errors=errors) from error
    except (ValueError, RecursionError) as error:
        raise Invalid("metadata: must be a JSON object") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
