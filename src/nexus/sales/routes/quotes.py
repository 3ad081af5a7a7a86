"""Quotes over HTTP."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from nexus.identity.public import CurrentActor
from nexus.platform import audit, clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound, Stale, problems
from nexus.platform.flow import IllegalMove
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IdempotencyKey, IfMatch, etag
from nexus.platform.http.words import Reads, TheGround, Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import PageRequest, cursor_of, next_page
from nexus.platform.statement import Driver
from nexus.platform.tables import writing
from nexus.platform.types import MOST_ID, Search
from nexus.sales.errors import (
    AlreadyRevised,
    CannotPrint,
    QuoteHasExpired,
    QuoteIsFinal,
    QuoteIsOpen,
    UnknownCustomer,
    UnknownDocument,
    UnknownProduct,
)
from nexus.sales.ids import CustomerId, QuoteId
from nexus.sales.models import Quote
from nexus.sales.queries import quotes as queries
from nexus.sales.rules.money import TotalTooLarge, from_minor
from nexus.sales.rules.quotes import QuoteStatus
from nexus.sales.rules.revisions import Difference
from nexus.sales.schemas.quotes import (
    DifferenceOut,
    MoveOut,
    MoveQuote,
    NewQuote,
    QuoteOut,
    QuotePatch,
    QuoteRow,
    QuotesAsked,
    RevisionOut,
)
from nexus.sales.service import exports, paper, revisions
from nexus.sales.service import quotes as service

router = APIRouter(prefix="/api/v1/quotes", tags=["quotes"])

Id = Annotated[QuoteId, Path(ge=1, le=MOST_ID)]
Format = Annotated[Literal["csv", "xlsx"], Query(description="Kind of table")]
# The paths say {id:int}, so that /export is not taken for an id whatever the method.
EXPORTED = 10_000
_FILES = {"content": {"text/csv": {}, writing.XLSX: {}}, "description": "The table"}


@router.get("", response_model=list[QuoteRow], responses=problems(Invalid))
async def list_quotes(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[QuotesAsked, Query()]
) -> Response:
    """List quotes, newest first."""
    actor.must("quotes:read")
    wanted = queries.Wanted(asked.status, asked.customer_id, asked.document_id, asked.search)
    found = await queries.list_quotes(reads, actor.tenant, asked.page, wanted, clock.today())
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.post(
    "", status_code=201, response_model=QuoteOut,
    responses=problems(Forbidden, UnknownCustomer, UnknownProduct, UnknownDocument, TotalTooLarge, KeyReused),
)  # fmt: skip
async def open_quote(
    session: Tx, ground: TheGround, actor: CurrentActor, new: NewQuote, key: IdempotencyKey = None
) -> Response:
    """Draft a quote. Totals are computed from the lines; an Idempotency-Key makes sure it is made once."""

    async def do() -> str:
        made = await service.open_quote(session, actor, new, ground.settings.quotes.validity_days)
        _, body = await _shown(await driver_of(session), actor, made)
        return body

    return json_bytes(await once(session, actor.tenant, key, ("POST quotes", new), do), status=201)


@router.get("/export", response_class=Response, responses={200: _FILES})
async def export_quotes(
    *,
    ground: TheGround,
    reads: Reads,
    actor: CurrentActor,
    format: Format = "csv",
    status: QuoteStatus | None = None,
    customer_id: Annotated[CustomerId | None, Query(ge=1, le=MOST_ID)] = None,
    search: Search = "",
) -> Response:
    """Return the newest 10,000 quotes as a table."""
    actor.must("quotes:read")
    wanted = queries.Wanted(status, customer_id, None, search)
    found = await queries.list_quotes(reads, actor.tenant, PageRequest(limit=EXPORTED), wanted, clock.today())
    rows = exports.rows_of(found.body, exports.QUOTE_COLUMNS)
    await audit.note_aside(ground.database, actor, "quotes.exported", format=format, quotes=len(rows))
    return await _table(format, "quotes", exports.QUOTE_COLUMNS, rows)


@router.get("/{id:int}", response_model=QuoteOut, responses=problems(NotFound))
async def read_quote(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """Read a quote with its customer and lines."""
    actor.must("quotes:read")
    version, body = await _shown(reads, actor, id)
    return json_bytes(body, headers=etag(version))


@router.put(
    "/{id:int}", response_model=QuoteOut,
    responses=problems(NotFound, QuoteIsFinal, Stale, Forbidden, UnknownCustomer, UnknownProduct, TotalTooLarge),
)  # fmt: skip
async def change_quote(
    session: Tx, actor: CurrentActor, id: Id, patch: QuotePatch, if_match: IfMatch = None
) -> Response:
    """Change a draft; what is left out stays, `items` replaces all lines."""
    await service.change_quote(session, actor, id, patch, if_match)
    return await _answer(session, actor, id)


@router.delete("/{id:int}", status_code=204, responses=problems(NotFound, QuoteIsFinal, Stale, Forbidden))
async def delete_quote(session: Tx, actor: CurrentActor, id: Id, if_match: IfMatch = None) -> None:
    """Delete a draft."""
    await service.delete_quote(session, actor, id, if_match)


@router.put(
    "/{id:int}/status", response_model=QuoteOut,
    responses=problems(NotFound, IllegalMove, QuoteIsOpen, QuoteHasExpired, Stale, Forbidden),
)  # fmt: skip
async def move_quote(session: Tx, actor: CurrentActor, id: Id, move: MoveQuote, if_match: IfMatch = None) -> Response:
    """Move a quote along its states: draft, pending, then approved, rejected or expired."""
    await service.move_quote(session, actor, id, move, if_match)
    return await _answer(session, actor, id)


@router.get("/{id:int}/history", response_model=list[MoveOut], responses=problems(NotFound))
async def list_moves(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """Tell every move of a quote: from, to, who, when, why."""
    actor.must("quotes:read")
    await _shown(reads, actor, id)
    return json_bytes(await queries.list_moves(reads, actor.tenant, id))


@router.get("/{id:int}/revisions", responses=problems(NotFound))
async def list_revisions(session: Tx, actor: CurrentActor, id: Id) -> list[RevisionOut]:
    """Tell all revisions of a quote, first to last, each with what it changed."""
    told = await revisions.history(session, actor, id)
    return [_revision(quote, changes) for quote, changes in told]


@router.post(
    "/{id:int}/revisions", status_code=201, response_model=QuoteOut,
    responses=problems(NotFound, QuoteIsFinal, AlreadyRevised, Forbidden, KeyReused),
)  # fmt: skip
async def revise_quote(
    session: Tx, ground: TheGround, actor: CurrentActor, id: Id, key: IdempotencyKey = None
) -> Response:
    """Draft the next revision of a quote that was sent; the one before stays as it is."""

    async def do() -> str:
        made = await revisions.revise(session, actor, id, ground.settings.quotes.validity_days)
        _, body = await _shown(await driver_of(session), actor, made)
        return body

    return json_bytes(await once(session, actor.tenant, key, (f"POST quotes/{id}/revisions", None), do), status=201)


@router.get(
    "/{id:int}/pdf", response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **problems(NotFound, CannotPrint)},
)  # fmt: skip
async def print_quote(ground: TheGround, actor: CurrentActor, id: Id) -> Response:
    """Return the quote as a PDF, in the customer's language."""
    async with ground.database.transaction(actor.tenant) as session:
        printed = await paper.paper_of(session, actor, id)
        audit.note(session, actor, "quote.printed", ("quote", id))
    content = await paper.print_quote(printed)
    return Response(content, media_type="application/pdf", headers=_named(printed.number, "pdf", "inline"))


@router.get("/{id:int}/export", response_class=Response, responses={200: _FILES, **problems(NotFound)})
async def export_quote(
    ground: TheGround, reads: Reads, actor: CurrentActor, id: Id, format: Format = "csv"
) -> Response:
    """Return the lines of a quote as a table."""
    actor.must("quotes:read")
    _, body = await _shown(reads, actor, id)
    await audit.note_aside(ground.database, actor, "quote.exported", ("quote", id), format=format)
    return await _table(format, f"quote-{id}", exports.LINE_COLUMNS, exports.lines_of_quote(body))


async def _answer(session: Tx, actor: CurrentActor, id: QuoteId) -> Response:
    version, body = await _shown(await driver_of(session), actor, id)
    return json_bytes(body, headers=etag(version))


async def _shown(driver: Driver, actor: CurrentActor, id: QuoteId) -> tuple[int, str]:
    found = await queries.read_quote(driver, actor.tenant, id, clock.today())
    if found is None:
        raise NotFound("quote")
    return found


async def _table(format: str, name: str, header: tuple[str, ...], rows: list[list[object]]) -> Response:
    as_csv = format == "csv"
    content = await asyncio.to_thread(writing.as_csv if as_csv else writing.as_xlsx, header, rows)
    media_type = writing.CSV if as_csv else writing.XLSX
    return Response(content, media_type=media_type, headers=_named(name, format, "attachment"))


def _named(name: str, suffix: str, shown: str) -> dict[str, str]:
    return {"Content-Disposition": f'{shown}; filename="{name}.{suffix}"'}


def _revision(quote: Quote, changes: list[Difference]) -> RevisionOut:
    return RevisionOut(
        id=quote.id,
        quote_number=quote.quote_number,
        revision=quote.revision,
        status=quote.status,
        previous_id=quote.previous_id,
        created_at=quote.created_at,
        total_amount=from_minor(quote.total_amount, quote.digits),
        differences=[DifferenceOut.model_validate(change) for change in changes],
    )
