"""RFQs over HTTP: the quote that answers a document, and what people decide of its lines."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from nexus.documents.public import DocumentId
from nexus.identity.public import CurrentActor
from nexus.platform import clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound, Stale, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IfMatch, etag
from nexus.platform.http.words import Reads, TheGround, Tx
from nexus.platform.pages import cursor_of, next_page
from nexus.platform.types import MOST_ID
from nexus.sales.errors import NothingToAccept, NothingToQuote, NotReadYet, QuoteIsFinal, UnknownProduct
from nexus.sales.ids import QuoteId, QuoteLineId, RfqId
from nexus.sales.queries.quotes import read_quote
from nexus.sales.queries.rfqs import list_rfqs
from nexus.sales.schemas.quotes import QuoteOut
from nexus.sales.schemas.rfqs import QuotedRfq, ReviewItem, RfqRow, RfqsAsked
from nexus.sales.service.rfqs.drafting import Making, quote_document
from nexus.sales.service.rfqs.reviewing import review_item
from nexus.sales.service.rfqs.telling import owned_rfq, rfq_of_document, tell

router = APIRouter(tags=["rfqs"])

Document = Annotated[DocumentId, Path(ge=1, le=MOST_ID)]


@router.post("/api/v1/documents/{id}/quote", responses=problems(NotFound, Forbidden, NotReadYet, NothingToQuote))
async def quote_a_document(session: Tx, ground: TheGround, actor: CurrentActor, id: Document) -> QuotedRfq:
    """Make, or make again, the draft quote that answers a document. What a person decided of a line is kept."""
    making = Making(ground.settings, ground.embedder)
    return await tell(session, actor, await quote_document(session, actor, id, making))


@router.get("/api/v1/documents/{id}/quote", responses=problems(NotFound))
async def read_quote_of_document(session: Tx, actor: CurrentActor, id: Document) -> QuotedRfq:
    """Tell what came of a document that asks for a quote, line by line, with the evidence."""
    return await tell(session, actor, await rfq_of_document(session, actor, id))


@router.get("/api/v1/rfqs", response_model=list[RfqRow], responses=problems(Invalid))
async def list_all(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[RfqsAsked, Query()]
) -> Response:
    """List RFQs, newest first."""
    actor.must("quotes:read")
    found = await list_rfqs(reads, actor.tenant, asked.page, customer=asked.customer_id, search=asked.search)
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.get("/api/v1/rfqs/{id}", responses=problems(NotFound))
async def read_rfq(session: Tx, actor: CurrentActor, id: Annotated[RfqId, Path(ge=1, le=MOST_ID)]) -> QuotedRfq:
    """Tell what came of an RFQ, line by line, with the evidence."""
    return await tell(session, actor, await owned_rfq(session, actor, id))


@router.post(
    "/api/v1/quotes/{id}/items/{item_id}/review", response_model=QuoteOut,
    responses=problems(NotFound, QuoteIsFinal, NothingToAccept, UnknownProduct, Stale, Forbidden),
)  # fmt: skip
async def review(
    *,
    session: Tx,
    actor: CurrentActor,
    id: Annotated[QuoteId, Path(ge=1, le=MOST_ID)],
    item_id: Annotated[QuoteLineId, Path(ge=1, le=MOST_ID)],
    said: ReviewItem,
    if_match: IfMatch = None,
) -> Response:
    """Accept, change or reject a line of a draft. The customer's own part number is remembered with the product."""
    await review_item(session, actor, (id, item_id), said, if_match)
    shown = await read_quote(await driver_of(session), actor.tenant, id, clock.today())
    if shown is None:
        raise NotFound("quote")
    return json_bytes(shown[1], headers=etag(shown[0]))
