"""Customers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from nexus.identity.public import CurrentActor
from nexus.platform.db import driver_of
from nexus.platform.errors import Forbidden, Invalid, NotFound, Stale, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.conditions import IdempotencyKey, IfMatch, etag
from nexus.platform.http.words import Reads, Tx
from nexus.platform.idempotency import KeyReused, once
from nexus.platform.pages import cursor_of, next_page
from nexus.platform.statement import Driver
from nexus.platform.types import MOST_ID
from nexus.sales.errors import CustomerInUse, UnknownProduct
from nexus.sales.ids import CustomerId
from nexus.sales.queries import customers as queries
from nexus.sales.schemas.customers import (
    CustomerOut,
    CustomerPatch,
    CustomerPriceOut,
    CustomersAsked,
    NewCustomer,
    NewCustomerPrice,
)
from nexus.sales.service import customers as service

router = APIRouter(prefix="/api/v1/customers", tags=["customers"])

Id = Annotated[CustomerId, Path(ge=1, le=MOST_ID)]


@router.get("", response_model=list[CustomerOut], responses=problems(Invalid))
async def list_customers(
    request: Request, reads: Reads, actor: CurrentActor, asked: Annotated[CustomersAsked, Query()]
) -> Response:
    """List customers, newest first."""
    actor.must("customers:read")
    found = await queries.list_customers(reads, actor.tenant, asked.page, search=asked.search, status=asked.status)
    cursor = None if found.next_id is None else cursor_of(found.next_id)
    return json_bytes(found.body, headers=next_page(request, cursor))


@router.post("", status_code=201, response_model=CustomerOut, responses=problems(Invalid, KeyReused))
async def open_customer(session: Tx, actor: CurrentActor, new: NewCustomer, key: IdempotencyKey = None) -> Response:
    """Make a customer."""

    async def do() -> str:
        customer = await service.open_customer(session, actor, new)
        _, body = await _shown(await driver_of(session), actor, CustomerId(customer.id))
        return body

    return json_bytes(await once(session, actor.tenant, key, ("POST customers", new), do), status=201)


@router.get("/{id}", response_model=CustomerOut, responses=problems(NotFound))
async def read_customer(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """Read a customer."""
    actor.must("customers:read")
    version, body = await _shown(reads, actor, id)
    return json_bytes(body, headers=etag(version))


@router.put("/{id}", response_model=CustomerOut, responses=problems(NotFound, Invalid, Stale, Forbidden))
async def change_customer(
    session: Tx, actor: CurrentActor, id: Id, patch: CustomerPatch, if_match: IfMatch = None
) -> Response:
    """Change a customer; what is left out stays as it is."""
    await service.change_customer(session, actor, id, patch, if_match)
    version, body = await _shown(await driver_of(session), actor, id)
    return json_bytes(body, headers=etag(version))


@router.delete("/{id}", status_code=204, responses=problems(NotFound, CustomerInUse, Stale, Forbidden))
async def delete_customer(session: Tx, actor: CurrentActor, id: Id, if_match: IfMatch = None) -> None:
    """Delete a customer to whom no quote refers."""
    await service.delete_customer(session, actor, id, if_match)


@router.get("/{id}/prices", response_model=list[CustomerPriceOut], responses=problems(NotFound))
async def list_prices(reads: Reads, actor: CurrentActor, id: Id) -> Response:
    """List the prices agreed with a customer."""
    actor.must("customers:read")
    await _shown(reads, actor, id)
    return json_bytes(await queries.list_prices(reads, actor.tenant, id))


@router.post(
    "/{id}/prices", status_code=201, response_model=CustomerPriceOut,
    responses=problems(NotFound, UnknownProduct, Forbidden, KeyReused),
)  # fmt: skip
async def agree_price(
    session: Tx, actor: CurrentActor, id: Id, new: NewCustomerPrice, key: IdempotencyKey = None
) -> Response:
    """Note a price agreed with a customer for a product."""

    async def do() -> str:
        price = await service.agree_price(session, actor, id, new)
        return CustomerPriceOut.model_validate(price).model_dump_json()

    return json_bytes(await once(session, actor.tenant, key, (f"POST customers/{id}/prices", new), do), status=201)


@router.delete("/{id}/prices/{price_id}", status_code=204, responses=problems(NotFound, Forbidden))
async def drop_price(
    session: Tx, actor: CurrentActor, id: Id, price_id: Annotated[int, Path(ge=1, le=MOST_ID)]
) -> None:
    """Forget a price agreed with a customer."""
    await service.drop_price(session, actor, id, price_id)


async def _shown(driver: Driver, actor: CurrentActor, id: CustomerId) -> tuple[int, str]:
    found = await queries.read_customer(driver, actor.tenant, id)
    if found is None:
        raise NotFound("customer")
    return found
