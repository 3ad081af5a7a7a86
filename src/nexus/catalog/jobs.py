"""What the catalog does in the background: giving products their vectors, taking in large files."""

import tempfile
import time
from pathlib import Path

from nexus.catalog.matching.index import INDEX_VERSION
from nexus.catalog.models import ProductImport
from nexus.catalog.queries.indexing import is_outdated, store_vectors, without_vectors
from nexus.catalog.rules import ImportStatus
from nexus.catalog.service import imports
from nexus.catalog.service.indexing import index_all
from nexus.catalog.work import EmbedProducts, RunImport
from nexus.identity.public import Actor, active_tenants
from nexus.platform.db import driver_of
from nexus.platform.embeddings import written
from nexus.platform.errors import Problem
from nexus.platform.ground import Ground
from nexus.platform.jobs import enqueue

BATCH = 32
TURN_SECONDS = 15


async def embed(ground: Ground, job: EmbedProducts) -> None:
    """Give products without a vector theirs, a batch at a time; matching works before and meanwhile.

    A large catalog takes long: after a while the job makes way for others and asks to go on.
    """
    embedder = ground.embedder
    begun = time.monotonic()
    while time.monotonic() - begun < TURN_SECONDS:
        async with ground.database.transaction(job.tenant) as session:
            driver = await driver_of(session)
            waiting = await without_vectors(driver, job.tenant, embedder.model, embedder.dimensions, BATCH)
        if not waiting:
            return
        vectors = await embedder.passages([text for _, text in waiting])
        given = [(product, text, written(vector)) for (product, text), vector in zip(waiting, vectors, strict=True)]
        async with ground.database.transaction(job.tenant) as session:
            driver = await driver_of(session)
            await store_vectors(driver, job.tenant, embedder.model, embedder.dimensions, given)
    async with ground.database.transaction(job.tenant) as session:
        await enqueue(session, job)


async def keep_indexes(ground: Ground) -> None:
    """Index every catalog anew that an earlier version of Nexus indexed in another way."""
    async with ground.database.transaction(None) as session:
        tenants = await active_tenants(session)
    for tenant in tenants:
        async with ground.database.transaction(tenant) as session:
            driver = await driver_of(session)
            if await is_outdated(driver, tenant, INDEX_VERSION):
                await index_all(driver, tenant)


async def run_import(ground: Ground, job: RunImport) -> None:
    """Take in a stored file; what is wrong with it as a whole is noted on the import."""
    actor = Actor.system(job.tenant)
    async with ground.database.transaction(job.tenant) as session:
        begun = await imports.begin(session, actor, job.file)
    if begun is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "products"
        async with ground.storage.open(begun.storage_key) as path:
            copy.write_bytes(path.read_bytes())
        try:
            async with ground.database.transaction(job.tenant) as session:
                result = await imports.import_products(session, actor, copy, begun.filename, begun.mapping)
                await imports.finish(session, actor, job.file, result)
        except Problem as refused:
            await give_up(ground, job, refused.detail)


async def give_up(ground: Ground, job: RunImport, reason: str) -> None:
    """Note that an import failed for good."""
    async with ground.database.transaction(job.tenant) as session:
        found = await session.get(ProductImport, (job.tenant, job.file))
        if found is not None and found.status is not ImportStatus.COMPLETED:
            found.status = ImportStatus.FAILED
            found.reason = reason
