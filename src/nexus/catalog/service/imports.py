"""Taking in a file of products: a preview, or all of it in batches; a row that is not right is told, the rest taken."""

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, overload

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.ids import ImportId
from nexus.catalog.importing.columns import find_layout
from nexus.catalog.importing.rows import Rejected, Taken, read_rows
from nexus.catalog.matching.index import INDEX_VERSION
from nexus.catalog.models import ProductImport
from nexus.catalog.queries import importing as queries
from nexus.catalog.queries.indexing import recount, turn_revision
from nexus.catalog.rules import ImportStatus
from nexus.catalog.schemas import ImportPreview, ImportResult, RejectedRow
from nexus.catalog.service.indexing import Texts, index
from nexus.catalog.work import EmbedProducts, RunImport
from nexus.identity.public import Actor, trade_of
from nexus.platform import clock
from nexus.platform.db import ReadConnection, driver_of
from nexus.platform.errors import NotFound
from nexus.platform.jobs import enqueue
from nexus.platform.tables.headers import Layout
from nexus.platform.tables.reading import read_table

BATCH = 1000
SAMPLE = 20
REJECTED_KEPT = 1000
RECOUNT_ALL = 20_000
"""From so many changed terms on, counting all anew is cheaper than one by one."""

Progress = Callable[[int, int], None]
"""Is told how many rows of how many are done."""


class _Read(NamedTuple):
    layout: Layout
    taken: list[Taken]
    rejected: list[Rejected]

    @property
    def rows(self) -> int:
        return len(self.taken) + len(self.rejected)


@overload
async def import_products(
    session: AsyncSession, actor: Actor, file: Path, filename: str, mapping: Mapping[str, str] | None = None,
    *, preview: Literal[False] = False, progress: Progress | None = None,
) -> ImportResult: ...  # fmt: skip
@overload
async def import_products(
    session: AsyncSession, actor: Actor, file: Path, filename: str, mapping: Mapping[str, str] | None = None,
    *, preview: Literal[True], progress: Progress | None = None,
) -> ImportPreview: ...  # fmt: skip
async def import_products(
    session: AsyncSession,
    actor: Actor,
    file: Path,
    filename: str,
    mapping: Mapping[str, str] | None = None,
    *,
    preview: bool = False,
    progress: Progress | None = None,
) -> ImportResult | ImportPreview:
    """Take in a CSV or XLSX file of products by SKU, or with `preview` only say what it holds.

    `mapping` is field -> name of its column and goes before what the header is understood to say. Doing it twice
    changes nothing. Raises NotATable, UnreadableTable or UnknownColumn when the file as a whole cannot be taken.
    """
    actor.must("products:write")
    read = await asyncio.to_thread(_read, file, filename, mapping)
    if preview:
        return _preview(read)
    currency = (await trade_of(session, actor.tenant)).currency
    driver = await driver_of(session)
    made, changed = await _take(driver, actor, read.taken, currency, progress)
    if made or changed:
        await enqueue(session, EmbedProducts(tenant=actor.tenant))
    return ImportResult(
        rows=read.rows,
        created=made,
        updated=changed,
        unchanged=len(read.taken) - made - changed,
        rejected=_shown(read.rejected, REJECTED_KEPT),
        rejected_count=len(read.rejected),
        mapping=read.layout.named(),
    )


def _read(file: Path, filename: str, mapping: Mapping[str, str] | None) -> _Read:
    rows = read_table(file.read_bytes(), filename).rows
    layout = find_layout(rows, mapping)
    return _Read(layout, *read_rows(rows[layout.header + 1 :], layout))


def _preview(read: _Read) -> ImportPreview:
    return ImportPreview(
        columns=read.layout.columns,
        mapping=read.layout.named(),
        ignored=read.layout.ignored(),
        rows=read.rows,
        sample=[_sample(row) for row in read.taken[:SAMPLE]],
        rejected=_shown(read.rejected, SAMPLE),
        rejected_count=len(read.rejected),
    )


def _sample(row: Taken) -> dict[str, Any]:
    shown = {name: value for name, value in row.values.items() if name != "price_breaks"}
    if steps := row.values.get("price_breaks"):
        shown["price_breaks"] = [{"from_quantity": start, "unit_price": price} for start, price in steps]
    return {"line": row.line, **shown}


def _shown(rejected: Sequence[Rejected], most: int) -> list[RejectedRow]:
    return [RejectedRow(line=row.line, sku=row.sku, reason=row.reason) for row in rejected[:most]]


async def _take(
    driver: ReadConnection, actor: Actor, taken: Sequence[Taken], currency: str, progress: Progress | None
) -> tuple[int, int]:
    """Store and index all rows; return how many products were made and how many changed."""
    made = changed = 0
    terms: set[str] = set()
    for start in range(0, len(taken), BATCH):
        batch = taken[start : start + BATCH]
        new, others, touched = await _take_batch(driver, actor, batch, currency)
        made, changed, terms = made + new, changed + others, terms | touched
        if progress:
            progress(start + len(batch), len(taken))
    if made or changed:
        await recount(driver, actor.tenant, terms if len(terms) < RECOUNT_ALL else None)
        await turn_revision(driver, actor.tenant, INDEX_VERSION)
    return made, changed


async def _take_batch(
    driver: ReadConnection, actor: Actor, batch: Sequence[Taken], currency: str
) -> tuple[int, int, set[str]]:
    rows = [row.values for row in batch]
    stored = await queries.upsert(driver, actor.tenant, rows, currency, clock.now())
    made = {product.id for product in stored if product.made}
    changed = {product.id for product in stored} - made
    if "price_breaks" in rows[0]:
        ids = await queries.ids_of(driver, actor.tenant, [row["sku"] for row in rows])
        changed |= await queries.lay_breaks(
            driver, actor.tenant, {ids[row["sku"]]: row["price_breaks"] for row in rows}
        )
        changed -= made
    texts = await queries.texts_of(driver, actor.tenant, [product.id for product in stored])
    terms = await index(driver, actor.tenant, [Texts(*row) for row in texts]) if texts else set[str]()
    return len(made), len(changed), terms


async def enqueue_import(
    session: AsyncSession, actor: Actor, filename: str, storage_key: str, mapping: Mapping[str, str]
) -> ProductImport:
    """Note a stored file and let the worker take it in."""
    actor.must("products:write")
    found = ProductImport(
        tenant_id=actor.tenant, filename=filename, storage_key=storage_key, mapping=dict(mapping), created_by=actor.by
    )
    session.add(found)
    await session.flush()  # the job names the id
    await enqueue(session, RunImport(tenant=actor.tenant, file=ImportId(found.id)), key=str(uuid.uuid4()))
    return found


async def read_import(session: AsyncSession, actor: Actor, id: ImportId) -> ProductImport:
    """Return how an import stands; NotFound when there is none."""
    actor.must("products:read")
    found = await session.get(ProductImport, (actor.tenant, id))
    if found is None:
        raise NotFound("import")
    return found


async def begin(session: AsyncSession, actor: Actor, id: ImportId) -> ProductImport | None:
    """Note that an import is being worked on; None when it is done already."""
    found = await session.get(ProductImport, (actor.tenant, id), with_for_update=True)
    if found is None or found.status in {ImportStatus.COMPLETED, ImportStatus.FAILED}:
        return None
    found.status = ImportStatus.RUNNING
    return found


async def finish(session: AsyncSession, actor: Actor, id: ImportId, result: ImportResult) -> None:
    """Note what came of an import, in the transaction that took the products in."""
    found = await session.get_one(ProductImport, (actor.tenant, id))
    found.status = ImportStatus.COMPLETED
    for field, value in result.model_dump().items():
        setattr(found, field, value)
