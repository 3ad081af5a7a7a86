"""Making a draft quote out of a document that asks for one, and making it again without losing what people decided."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.documents.public import DocumentId, DocumentRef, Extraction, document_of, extraction_of, set_customer
from nexus.identity.public import Actor
from nexus.platform.embeddings import Embedder
from nexus.platform.settings import Settings
from nexus.sales.errors import NothingToQuote, NotReadYet
from nexus.sales.ids import CustomerId, QuoteId
from nexus.sales.models import Customer, Quote, Rfq
from nexus.sales.rules.customers import company_domain, name_key
from nexus.sales.rules.quotes import QuoteStatus
from nexus.sales.service.customers import find_customer, owned_customer, propose_customer
from nexus.sales.service.numbering import next_rfq_number
from nexus.sales.service.quotes import owned_quote
from nexus.sales.service.revisions import revise
from nexus.sales.service.rfqs.asking import fill_header, said
from nexus.sales.service.rfqs.filling import Case, address_to, draft_again, first_draft
from nexus.sales.service.rfqs.matching import match_rows

_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:key, 1))")


@dataclass(frozen=True, slots=True)
class Making:
    """How a quote is made of an RFQ. `run` is the reading that it answers; None: a person asked for it."""

    settings: Settings
    embedder: Embedder | None = None
    run: int | None = None

    @property
    def on_purpose(self) -> bool:
        return self.run is None


async def quote_document(session: AsyncSession, actor: Actor, id: DocumentId, making: Making) -> Rfq:
    """Make, or make again, the draft quote that answers a document; told twice of one reading, it is made once.

    A draft is made anew around what people decided of its lines. A quote that was sent stays as it is: made on
    purpose, its next revision is drafted. Raises NotReadYet or NothingToQuote (409).
    """
    actor.must("quotes:write")
    document = await document_of(session, actor, id)
    await _hold(session, f"rfq {actor.tenant} {id}")
    rfq = await _rfq_of(session, actor, id)
    if rfq is not None and making.run is not None and rfq.run >= making.run:
        return rfq
    extraction = await _asked(session, actor, id)
    is_new = rfq is None
    rfq = rfq or _new_rfq(actor, document)
    fill_header(rfq, extraction)
    rfq.run = max(rfq.run, making.run or 0)
    before = rfq.customer_id
    customer = await _customer_of(session, actor, rfq, document, extraction)
    session.add(rfq)
    await session.flush()  # the lines name the RFQ's id
    rows, gone = await match_rows(session, actor, rfq, extraction, making)
    if is_new:
        # Only now: a number is taken for good, and what came before could have failed.
        rfq.number = await next_rfq_number(session, actor.tenant)
    case = Case(rfq, rows, customer, making.settings)
    quote = await latest_quote(session, actor, rfq)
    if quote is None:
        await first_draft(session, actor, case)
    elif quote.status is QuoteStatus.DRAFT:
        if customer is not None and before is not None and quote.customer_id == before != customer.id:
            await address_to(session, actor, quote, customer)
        await draft_again(session, actor, quote, case)
    elif making.on_purpose:
        revision = await revise(session, actor, QuoteId(quote.id), making.settings.quotes.validity_days)
        await draft_again(session, actor, await owned_quote(session, actor, revision, lock=True), case)
    await session.flush()  # lines that answered what is asked no longer are gone before what they point at
    for row in gone:
        await session.delete(row)
    return rfq


async def latest_quote(session: AsyncSession, actor: Actor, rfq: Rfq) -> Quote | None:
    """Return the newest quote that answers an RFQ."""
    mine = (Quote.tenant_id == actor.tenant, Quote.rfq_id == rfq.id)
    return await session.scalar(select(Quote).where(*mine).order_by(Quote.id.desc()).limit(1))


async def _asked(session: AsyncSession, actor: Actor, id: DocumentId) -> Extraction:
    extraction = await extraction_of(session, actor, id)
    if extraction is None:
        raise NotReadYet("The document has not been read yet; wait until its status is completed.")
    if not extraction.lines:
        raise NothingToQuote("No requested lines were found in this document; add them to its extraction.")
    return extraction


async def _hold(session: AsyncSession, key: str) -> None:
    await session.execute(_HOLD, {"key": key})


async def _rfq_of(session: AsyncSession, actor: Actor, document: DocumentId) -> Rfq | None:
    return await session.scalar(select(Rfq).where(Rfq.tenant_id == actor.tenant, Rfq.document_id == document))


def _new_rfq(actor: Actor, document: DocumentRef) -> Rfq:
    """Return an RFQ that goes by a name nobody else has until it is given its number."""
    return Rfq(tenant_id=actor.tenant, number=uuid4().hex, document_id=document.id, run=0, new_customer=False)


async def _customer_of(
    session: AsyncSession, actor: Actor, rfq: Rfq, document: DocumentRef, extraction: Extraction
) -> Customer | None:
    """Find whom the RFQ is from, or propose whom it names as a new customer; None when it names nobody.

    Who was found before stays, until a person corrects the name that was read.
    """
    known = rfq.customer_id or document.customer_id
    named = extraction.header.get("customer_name")
    name = said(named)
    if known is not None and named is not None and named.source == "person":
        current = await owned_customer(session, actor, CustomerId(known))
        if name_key(current.name) != name_key(name):
            known = await find_customer(session, actor, name, "")
    elif known is None:
        # Two RFQs of one new customer, read at once, must not make two customers.
        await _hold(session, f"customer {actor.tenant} {name_key(name) or company_domain(rfq.contact_email)}")
        known = await find_customer(session, actor, name, rfq.contact_email)
    if known is not None:
        customer = await owned_customer(session, actor, CustomerId(known))
    elif name := name or company_domain(rfq.contact_email) or "":
        customer = await propose_customer(session, actor, name, rfq.contact_name, rfq.contact_email)
        rfq.new_customer = True
    else:
        return None
    rfq.customer_id = customer.id
    if document.customer_id != customer.id:
        await set_customer(session, actor, document.id, customer.id, customer.name)
    return customer
