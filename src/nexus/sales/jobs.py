"""What sales does in the background: lets quotes expire, forgets old keys, and quotes RFQs that were read."""

from collections.abc import AsyncGenerator

import structlog

from nexus.documents.public import DocumentRead, DocumentTaken, set_customer
from nexus.identity.public import Actor, active_tenants
from nexus.platform import clock
from nexus.platform.errors import NotFound
from nexus.platform.ground import Ground
from nexus.platform.idempotency import forget
from nexus.sales.errors import NothingToQuote
from nexus.sales.ids import CustomerId
from nexus.sales.queries.quotes import expired_unnoticed
from nexus.sales.service.customers import owned_customer
from nexus.sales.service.quotes import expire
from nexus.sales.service.rfqs.drafting import Making, quote_document

RFQ = "rfq"


log = structlog.get_logger()


async def name_customer(ground: Ground, taken: DocumentTaken) -> None:
    """Write the customer's name on a document whose uploader said only which customer it is from."""
    if taken.customer is None:
        return
    actor = Actor.system(taken.tenant)
    async with ground.database.transaction(taken.tenant) as session:
        try:
            customer = await owned_customer(session, actor, CustomerId(taken.customer))
            await set_customer(session, actor, taken.document, customer.id, customer.name)
        except NotFound as gone:
            log.info("document.customer_gone", document=taken.document, reason=gone.detail)


async def quote_rfq(ground: Ground, read: DocumentRead) -> None:
    """Draft the quote for a document that asks for one; a document that asks for nothing is left for a person."""
    if read.document_type != RFQ:
        return
    actor, making = Actor.system(read.tenant), Making(ground.settings, ground.embedder, read.run)
    async with ground.database.transaction(read.tenant) as session:
        try:
            rfq = await quote_document(session, actor, read.document, making)
        except (NothingToQuote, NotFound) as left:
            log.info("rfq.not_quoted", document=read.document, reason=left.detail)
            return
        log.info("rfq.quoted", document=read.document, rfq=rfq.number)


async def expire_quotes(ground: Ground) -> None:
    """Let every pending quote whose validity is over expire, each in a transaction of its own."""
    async for actor in _everybody(ground):
        async with ground.database.reads(actor.tenant) as reads:
            due = await expired_unnoticed(reads, actor.tenant, clock.today())
        for quote in due:
            async with ground.database.transaction(actor.tenant) as session:
                await expire(session, actor, quote)


async def forget_keys(ground: Ground) -> None:
    """Forget the Idempotency-Keys that are too old to be repeated."""
    async for actor in _everybody(ground):
        async with ground.database.transaction(actor.tenant) as session:
            await forget(session, actor.tenant)


async def _everybody(ground: Ground) -> AsyncGenerator[Actor]:
    async with ground.database.transaction(None) as session:
        tenants = await active_tenants(session)
    for tenant in tenants:
        yield Actor.system(tenant)
