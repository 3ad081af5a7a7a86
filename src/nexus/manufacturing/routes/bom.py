"""BOM files over HTTP: looked at first, then taken in whole or not at all."""

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from nexus.identity.public import CurrentActor
from nexus.manufacturing.errors import BadBom, IsReleased
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.importing.preview import preview_bom
from nexus.manufacturing.importing.shapes import BomItem, BomPreview
from nexus.manufacturing.schemas.travelers import BomItemIn, BomPreviewOut
from nexus.manufacturing.service import travelers
from nexus.platform.errors import Forbidden, Malformed, NotFound, TooLarge, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.multipart import Part, Parts
from nexus.platform.http.words import TheGround
from nexus.platform.tables.errors import NotATable, UnknownColumn, UnreadableTable
from nexus.platform.types import MOST_ID

router = APIRouter(prefix="/api/v1/travelers", tags=["travelers"])

MOST_BYTES = 16 * 1024 * 1024
_json = msgspec.json.Encoder(decimal_format="number")
_YES = {"true", "1", "yes"}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "traveler_id": {"type": "string", "description": "Whose BOM it is; not needed to look at it"},
                        "mapping": {"type": "string", "description": "JSON object: field -> name of its column"},
                        "merge": {"type": "string", "enum": ["true", "false"], "description": "Add up equal parts"},
                        "preview": {"type": "string", "enum": ["true", "false"], "description": "Only look at it"},
                        "file": {"type": "string", "format": "binary", "description": "CSV or XLSX, up to 16 MB"},
                    },
                }
            }
        },
    }
}


@dataclass
class _Upload:
    """What has come in so far."""

    content: bytearray = field(default_factory=bytearray)
    filename: str = ""
    said: dict[str, str] = field(default_factory=dict)

    def says(self, name: str) -> bool:
        """Whether a field says yes."""
        return self.said.get(name, "").strip().lower() in _YES


@router.post(
    "/bom-import", response_model=BomPreviewOut, openapi_extra=_FORM,
    responses=problems(
        Forbidden, Malformed, NotFound, NotATable, UnreadableTable, UnknownColumn, TooLarge, BadBom, IsReleased
    ),
)  # fmt: skip
async def import_bom(request: Request, ground: TheGround, actor: CurrentActor) -> Response:
    """Take a BOM file into a traveler, quantities times its pieces; or with preview=true tell what it holds.

    KiCad, Altium, and the lists of Digi-Key, Mouser and LCSC are known; of any other table the columns are recognised
    by their names, or said in `mapping`. A file with one wrong line is refused whole, each such line named.
    """
    actor.must("bom:write")
    try:
        upload = await _received(Parts(request.headers.get("content-type", ""), request.stream()))
    except ClientDisconnect as gone:
        raise Malformed("The upload ended in the middle; send it again.") from gone
    mapping, merge = _mapping(upload.said.get("mapping", "")), upload.says("merge")
    found = await asyncio.to_thread(preview_bom, bytes(upload.content), upload.filename, mapping, merge=merge)
    imported = 0
    if not upload.says("preview"):
        imported = await _take_in(ground, actor, _traveler(upload.said.get("traveler_id", "")), found, upload.filename)
    return json_bytes(f'{_json.encode(found).decode()[:-1]},"imported":{imported}}}')


async def _take_in(ground: TheGround, actor: CurrentActor, id: TravelerId, found: BomPreview, filename: str) -> int:
    if found.errors:
        first = ", ".join(str(each.line) for each in found.errors[:20])
        raise BadBom(
            f"{len(found.errors)} lines of {filename} are wrong (line {first}); nothing was imported.",
            problems=msgspec.to_builtins(found.errors[:200]),
        )
    fitted = [each for each in found.items if not each.dnp]
    if not fitted:
        raise BadBom(f"{filename} holds no part that is to be fitted.")
    async with ground.database.transaction(actor.tenant) as session:
        traveler = await travelers.owned_traveler(session, actor, id, lock=True)
        items = [_item(each, traveler.quantity) for each in fitted]
        await travelers.add_bom(session, actor, id, items, f"BOM of {filename} imported.")
    return len(items)


def _item(item: BomItem, pieces: Decimal) -> BomItemIn:
    return BomItemIn.model_construct(
        part_number=item.part_number[:200],
        description=item.description,
        quantity=item.quantity * pieces,
        unit=item.unit,
        unit_price=item.unit_price,
        supplier=item.supplier,
        manufacturer=item.manufacturer,
        reference_designators=", ".join(item.reference_designators),
        notes=item.notes,
    )


async def _received(parts: Parts) -> _Upload:
    upload = _Upload()
    async for part in parts:
        if part.name == "file":
            await _save(upload, part)
        else:
            upload.said[part.name] = await part.text()
    if not upload.filename:
        raise Malformed("Send the file in a field called file, with its name.")
    return upload


async def _save(upload: _Upload, part: Part) -> None:
    upload.filename = (part.filename or "bom")[:255]
    async for chunk in part.chunks():
        upload.content += chunk
        if len(upload.content) > MOST_BYTES:
            raise TooLarge(f"A BOM file may have up to {MOST_BYTES:,} bytes.", limit_bytes=MOST_BYTES)


def _mapping(text: str) -> dict[str, str] | None:
    if not text.strip():
        return None
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise Malformed(f"The mapping is no JSON object of field -> column: {error}.") from error


def _traveler(text: str) -> TravelerId:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:20]) <= MOST_ID):
        raise Malformed("Say in traveler_id into which traveler the BOM goes, or ask for preview=true.")
    return TravelerId(int(text))
