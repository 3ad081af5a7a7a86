"""Reading documents in the background: each step can be repeated, and none leaves a document hanging.

    begin (transaction) -> read in a child process -> ask the model, if any -> store the reading -> finish (transaction)

A worker that dies anywhere in between leaves a document that is being read and a job that another worker takes up;
a job that is given up leaves a document that failed and says why.
"""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec
import structlog

from nexus.documents.evidence import Extraction, Reading
from nexus.documents.extraction.model.complete import complete
from nexus.documents.extraction.model.server import model_of
from nexus.documents.intake import forget
from nexus.documents.limits import reading_limits
from nexus.documents.reader import Outcome, read_document
from nexus.documents.reading.limits import Unreadable
from nexus.documents.rules.accounts import account_of, pages_of
from nexus.documents.service import readings
from nexus.documents.service.readings import WAITING_FOR_MODEL, Begun, Result
from nexus.documents.work import ForgetFiles, ReadDocument
from nexus.identity.public import active_tenants
from nexus.platform import clock
from nexus.platform.ground import Ground

log = structlog.get_logger()

UNFINISHED = timedelta(days=1)
"""How old the beginning of a file must be for nobody to be sending the rest."""
READER_VERSION = "1"
"""Of everything between a file and its extraction; counted up when a document read again may read differently."""


async def read(ground: Ground, job: ReadDocument) -> None:
    """Read a document and keep what was found; a document that cannot be read is failed and says why."""
    async with ground.database.transaction(job.tenant) as session:
        begun = await readings.begin(session, job)
    if begun is None:
        return
    started = time.monotonic()
    try:
        outcome = await _outcome(ground, begun)
    except Unreadable as refused:
        async with ground.database.transaction(job.tenant) as session:
            await readings.fail(session, job, refused.code, refused.reason)
        return
    extraction = await _completed(ground, job, outcome)
    key = await _store(ground, job, outcome.reading)
    account = account_of(outcome.reading)
    flags = [*outcome.reading.flags, *account.flags()]
    result = Result(
        READER_VERSION, key, extraction, account, pages_of(outcome.reading), flags, time.monotonic() - started
    )
    async with ground.database.transaction(job.tenant) as session:
        await readings.finish(session, job, result)


async def give_up(ground: Ground, job: ReadDocument, reason: str) -> None:
    """Let a document fail whose reading failed for good through no fault of its own."""
    said = f"Reading was given up: {reason} Process the document again, or send it as another kind of file."
    async with ground.database.transaction(job.tenant) as session:
        await readings.fail(session, job, "given-up", said)


async def resume_left_behind(ground: Ground) -> None:
    """Ask anew for readings whose jobs are gone, so that no document waits for ever."""
    async with ground.database.transaction(None) as session:
        tenants = await active_tenants(session)
    for tenant in tenants:
        async with ground.database.transaction(tenant) as session:
            behind = await readings.ask_again_where_left_behind(session, tenant)
        if behind:
            log.warning("documents.left_behind", tenant=tenant, documents=behind)


async def forget_unfinished_uploads(ground: Ground) -> None:
    """Remove what is left of uploads during which the process was killed."""
    async with ground.database.transaction(None) as session:
        tenants = await active_tenants(session)
    for tenant in tenants:
        left = await ground.storage.forget_unfinished(tenant, clock.now() - UNFINISHED)
        if left:
            log.info("documents.uploads_forgotten", tenant=tenant, files=left)


async def forget_files(ground: Ground, job: ForgetFiles) -> None:
    """Remove stored files that no document has any more."""
    for key in job.keys:
        await forget(ground, job.tenant, key)


async def _outcome(ground: Ground, begun: Begun) -> Outcome:
    async with ground.storage.open(begun.storage_key) as path:
        return await read_document(path, begun.name, reading_limits(ground.settings.limits))


async def _completed(ground: Ground, job: ReadDocument, outcome: Outcome) -> Extraction:
    """Let the model, where one is set, read what layout could not; never inside a transaction."""
    model = model_of(ground.settings)
    if model is None:
        return outcome.extraction
    async with ground.database.transaction(job.tenant) as session:
        await readings.show_progress(session, job, WAITING_FOR_MODEL)
    return await complete(outcome.extraction, outcome.reading, model)


async def _store(ground: Ground, job: ReadDocument, reading: Reading) -> str:
    """Store the reading for later (pictures, search, another extraction) and return its key."""
    # The document and the asking make it this reading's own, so that no two documents share a stored reading.
    content = msgspec.msgpack.encode({"document": job.document, "asked": job.asked, "reading": reading})

    async def deflated() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(zlib.compress, content)

    stored = await ground.storage.put(job.tenant, deflated(), limit=len(content) + 1024)
    return stored.key
