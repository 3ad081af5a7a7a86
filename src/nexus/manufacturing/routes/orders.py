"""Orders over HTTP."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response

from nexus.identity.public import CurrentActor
from nexus.manufacturing.errors import (
    HasDifferences,
    NotAccepted,
    NothingToOrder,
    OrderExists,
    TooMuchOrdered,
    UnknownQuoteLine,
)
from nexus.manufacturing.ids import OrderId
from nexus.manufacturing.queries import orders as queries
from nexus.manufacturing.schemas.orders import MoveOrder, NewOrder, OrderMoveOut, OrderOut, OrderRow, OrdersAsked
from nexus.manufacturing.service import orders as service
from nexus.platform import clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound, Stale, problems
from nexus.platform.flow import IllegalMove
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IdempotencyKey, IfMatch, etag
from nexus.platform.http.words import Reads, Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import cursor_of, next_page
from nexus.platform.types import MOST_ID
from nexus.sales.public import UnknownCustomer

router = APIRouter(prefix="/api/v1/orders", tags=["orders"])

Id = Annotated[OrderId, Path(ge=1, le=MOST_ID)]


@router.get("", response_model=list[OrderRow], responses=problems(Invalid))
async def list_orders(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[OrdersAsked, Query()]
) -> Response:
    """List orders, newest first."""
    actor.must("orders:read")
    wanted = queries.Wanted(asked.status, asked.customer_id, asked.quote_id, asked.search)
    found = await queries.list_orders(reads, actor.tenant, asked.page, wanted, clock.today())
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.post(
    "", status_code=201, response_model=OrderOut,
    responses=problems(
        Forbidden, NotFound, UnknownCustomer, UnknownQuoteLine, NotAccepted, NothingToOrder, OrderExists,
        TooMuchOrdered, KeyReused,
    ),
)  # fmt: skip
async def open_order(session: Tx, actor: CurrentActor, new: NewOrder, key: IdempotencyKey = None) -> Response:
    """Take an order: of an approved quote in one call, out of a customer's purchase order, or by hand."""

    async def do() -> str:
        _, body = await _shown(session, actor, await service.open_order(session, actor, new))
        return body

    return json_bytes(await once(session, actor.tenant, key, ("POST orders", new), do), status=201)


@router.get("/{id}", response_model=OrderOut, responses=problems(NotFound))
async def read_order(session: Tx, actor: CurrentActor, id: Id) -> Response:
    """Read an order with its lines, its travelers, and where it is not what was quoted."""
    actor.must("orders:read")
    version, body = await _shown(session, actor, id)
    return json_bytes(body, headers=etag(version))


@router.put(
    "/{id}/status", response_model=OrderOut,
    responses=problems(NotFound, IllegalMove, HasDifferences, TooMuchOrdered, NotAccepted, Stale, Forbidden),
)  # fmt: skip
async def move_order(session: Tx, actor: CurrentActor, id: Id, move: MoveOrder, if_match: IfMatch = None) -> Response:
    """Move an order along its states; one that differs from its quote is confirmed with accept_differences."""
    await service.move_order(session, actor, id, move, if_match)
    version, body = await _shown(session, actor, id)
    return json_bytes(body, headers=etag(version))


@router.get("/{id}/history", response_model=list[OrderMoveOut], responses=problems(NotFound))
async def list_moves(session: Tx, actor: CurrentActor, id: Id) -> Response:
    """Tell every move of an order: from, to, who, when, why."""
    actor.must("orders:read")
    await service.owned_order(session, actor, id)
    return json_bytes(await queries.list_moves(await driver_of(session), actor.tenant, id))


async def _shown(session: Tx, actor: CurrentActor, id: OrderId) -> tuple[int, str]:
    told = msgspec.json.encode(await service.differences_of(session, actor, id)).decode()
    found = await queries.read_order(await driver_of(session), actor.tenant, id, clock.today(), told)
    if found is None:
        raise NotFound("order")
    return found
