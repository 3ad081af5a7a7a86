"""The catalog over HTTP: products, their export, files of products taken in, customers' own numbers."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from starlette.requests import ClientDisconnect

from nexus.catalog import uploads
from nexus.catalog.errors import ProductInUse, SkuTaken, UnknownCustomer
from nexus.catalog.ids import ImportId, ProductId
from nexus.catalog.models import ProductImport
from nexus.catalog.queries.products import Filter, read_product
from nexus.catalog.schemas import (
    CustomerPartIn,
    CustomerPartOut,
    ExportAsked,
    ImportOut,
    ImportPreview,
    ImportResult,
    NewProduct,
    ProductOut,
    ProductPatch,
    ProductsAsked,
)
from nexus.catalog.service import exports, imports, parts, products
from nexus.catalog.service.search import Search as Searching
from nexus.catalog.service.search import search_products
from nexus.identity.public import Actor, CurrentActor
from nexus.platform import audit
from nexus.platform.db import Readable, driver_of
from nexus.platform.errors import Forbidden, Invalid, Malformed, NotFound, Stale, TooLarge, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IdempotencyKey, IfMatch, etag
from nexus.platform.http.multipart import Parts
from nexus.platform.http.words import Reads, TheGround, Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import PageRequest, cursor_of, next_page
from nexus.platform.tables.errors import NotATable, UnknownColumn, UnreadableTable
from nexus.platform.types import MOST_ID

router = APIRouter(prefix="/api/v1/products", tags=["products"])

Id = Annotated[ProductId, Path(ge=1, le=MOST_ID)]
ImportNumber = Annotated[ImportId, Path(ge=1, le=MOST_ID)]
EXPORTED = 100_000
_FILES: dict[str, Any] = {"content": {"text/csv": {}, exports.XLSX: {}}, "description": "The table"}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "mapping": {"type": "string", "description": "JSON object: field -> name of its column"},
                        "preview": {"type": "string", "enum": ["true", "false"]},
                        "file": {"type": "string", "format": "binary", "description": "CSV or XLSX"},
                    },
                }
            }
        },
    }
}


@router.get("", response_model=list[ProductOut], responses=problems(Invalid, Malformed))
async def list_products(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[ProductsAsked, Query()]
) -> Response:
    """List products, newest first."""
    actor.must("products:read")
    wanted = Filter(asked.sku, asked.manufacturer, asked.category, asked.in_stock, asked.is_active)
    found = await search_products(reads, actor.tenant, asked.page, Searching(asked.search, wanted))
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.post(
    "", status_code=201, response_model=ProductOut, responses=problems(Forbidden, Invalid, SkuTaken, KeyReused)
)
async def open_product(session: Tx, actor: CurrentActor, new: NewProduct, key: IdempotencyKey = None) -> Response:
    """Make a product."""

    async def do() -> str:
        product = await products.open_product(session, actor, new)
        _, body = await _shown(await driver_of(session), actor, ProductId(product.id))
        return body

    return json_bytes(await once(session, actor.tenant, key, ("POST products", new), do), status=201)


@router.get("/export", response_class=Response, responses={200: _FILES, **problems(Invalid)})
async def export_products(
    ground: TheGround, reads: Reads, actor: CurrentActor, asked: Annotated[ExportAsked, Query()]
) -> Response:
    """Return the newest 100,000 products as a table that can be imported again."""
    actor.must("products:read")
    fields = asked.model_dump(exclude={"format", "search"})
    wanted = Searching(asked.search, Filter(**fields))
    found = await search_products(reads, actor.tenant, PageRequest(limit=EXPORTED), wanted)
    write, kind = (exports.as_csv, exports.CSV) if asked.format == "csv" else (exports.as_xlsx, exports.XLSX)
    content = await asyncio.to_thread(lambda: write(msgspec.json.decode(found.body)))
    await audit.note_aside(ground.database, actor, "products.exported", format=asked.format)
    headers = {"Content-Disposition": f'attachment; filename="products.{asked.format}"'}
    return Response(content, headers=headers, media_type=kind)


@router.post(
    "/import",
    response_model=ImportResult | ImportPreview,
    openapi_extra=_FORM,
    responses={
        **problems(Forbidden, Malformed, NotATable, UnreadableTable, UnknownColumn, TooLarge),
        202: {"model": ImportOut, "description": "A large file: the worker takes it in, ask for the import"},
    },
)
async def import_products(request: Request, ground: TheGround, actor: CurrentActor) -> Response:
    """Take in a CSV or XLSX file of products by SKU, or preview what it holds; a row that is not right is told."""
    received = Parts(request.headers.get("content-type", ""), request.stream())
    try:
        found = await uploads.take_in(ground, actor, received)
    except ClientDisconnect as gone:
        raise Malformed("The upload ended in the middle; send it again.") from gone
    if isinstance(found, ProductImport):
        body = ImportOut.model_validate(found).model_dump_json()
        return json_bytes(body, status=202, headers={"Location": f"/api/v1/products/imports/{found.id}"})
    return json_bytes(found.model_dump_json())


@router.get("/imports/{id:int}", responses=problems(NotFound))
async def read_import(session: Tx, actor: CurrentActor, id: ImportNumber) -> ImportOut:
    """Return how an import stands."""
    return ImportOut.model_validate(await imports.read_import(session, actor, id))


@router.get("/{id:int}", response_model=ProductOut, responses=problems(NotFound))
async def read(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """Read a product."""
    actor.must("products:read")
    version, body = await _shown(reads, actor, id)
    return json_bytes(body, headers=etag(version))


@router.put("/{id:int}", response_model=ProductOut, responses=problems(NotFound, Invalid, SkuTaken, Stale, Forbidden))
@router.patch("/{id:int}", response_model=ProductOut, responses=problems(NotFound, Invalid, SkuTaken, Stale, Forbidden))
async def change_product(
    session: Tx, actor: CurrentActor, id: Id, patch: ProductPatch, if_match: IfMatch = None
) -> Response:
    """Change a product; what is left out stays as it is."""
    await products.change_product(session, actor, id, patch, if_match)
    version, body = await _shown(await driver_of(session), actor, id)
    return json_bytes(body, headers=etag(version))


@router.delete("/{id:int}", status_code=204, responses=problems(NotFound, ProductInUse, Stale, Forbidden))
async def delete_product(session: Tx, actor: CurrentActor, id: Id, if_match: IfMatch = None) -> None:
    """Delete a product to which nothing refers; otherwise set is_active to false."""
    await products.delete_product(session, actor, id, if_match)


@router.get("/{id:int}/customer-parts", responses=problems(NotFound))
async def list_customer_parts(session: Tx, actor: CurrentActor, id: Id) -> list[CustomerPartOut]:
    """List the customers' own numbers for a product."""
    return [CustomerPartOut.model_validate(part) for part in await parts.remembered_parts(session, actor, id)]


@router.post(
    "/{id:int}/customer-parts", status_code=201, responses=problems(NotFound, Invalid, UnknownCustomer, Forbidden)
)
async def remember_customer_part(session: Tx, actor: CurrentActor, id: Id, new: CustomerPartIn) -> CustomerPartOut:
    """Remember that a customer calls the product by this number."""
    part = await parts.remember_part(session, actor, new.customer_id, new.number, id)
    return CustomerPartOut.model_validate(part)


@router.delete("/{id:int}/customer-parts/{part:int}", status_code=204, responses=problems(NotFound, Forbidden))
async def forget_customer_part(
    session: Tx, actor: CurrentActor, id: Id, part: Annotated[int, Path(ge=1, le=MOST_ID)]
) -> None:
    """Forget a customer's number for a product."""
    await parts.forget_part(session, actor, part, id)


async def _shown(driver: Readable, actor: Actor, id: ProductId) -> tuple[int, str]:
    found = await read_product(driver, actor.tenant, id)
    if found is None:
        raise NotFound("product")
    return found
