"""Two other ways to serve quotes, to measure ours against: as little as Python needs, and as most would write it."""

import os
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

import asyncpg
import msgspec
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nexus.identity.public import TenantId
from nexus.identity.tokens import Tokens
from nexus.main import create_app
from nexus.platform import clock, logging
from nexus.platform.db import Database, plain_url
from nexus.platform.http.server import serve
from nexus.platform.settings import Settings
from nexus.sales.models import Customer, NumberSeries, Quote, QuoteLine
from nexus.sales.queries.quotes import ONE, PAGE
from nexus.sales.rules.customers import CustomerStatus
from nexus.sales.rules.money import line_total, totals
from nexus.sales.rules.prices import PriceSource
from nexus.sales.rules.quotes import LineKind, QuoteStatus, quote_number

CREATE = """
with series as (
    insert into number_series (tenant_id, series, year, last) values ($1, 'bench', $2, 1)
    on conflict (tenant_id, series, year) do update set last = number_series.last + 1 returning last
), quote as (
    insert into quotes (tenant_id, quote_number, revision, title, description, status, currency, digits, tax_rate,
        subtotal, tax_amount, total_amount, expiry_date, customer_reference, payment_terms, delivery_terms, notes,
        locale, search, version, created_at, updated_at)
    select $1, 'F-' || $2 || '-' || last, 1, $3, '', 'draft', 'USD', 2, 0, $4, 0, $4, $5, '', '', '', '', 'en', $3, 1,
        now(), now() from series
    returning id, quote_number
), lines as (
    insert into quote_lines (tenant_id, quote_id, line_number, kind, product_code, customer_part_number, product_name,
        description, quantity, unit, unit_price, discount_percent, line_total, lead_time, remark, price_source,
        price_note, quantity_breaks)
    select $1, quote.id, n, 'standard', code, '', name, '', quantity, 'pcs', price, 0, total, '', '', 'person', '', '[]'
    from quote, unnest($6::text[], $7::text[], $8::numeric[], $9::numeric[], $10::bigint[])
        with ordinality as given (code, name, quantity, price, total, n)
)
select id, quote_number from quote
"""


class Item(msgspec.Struct):
    product_name: str
    product_code: str
    quantity: Decimal
    unit_price: Decimal


class New(msgspec.Struct):
    title: str
    items: list[Item]


class Floor:
    """Starlette and asyncpg, the same statements, the token verified once and its session remembered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, TenantId] = {}
        self._page = PAGE.format("$1", "$2") + "order by q.id desc limit $3"
        routes = [
            Route("/api/v1/quotes/{id:int}", self._get),
            Route("/api/v1/quotes", self._list),
            Route("/api/v1/quotes", self._create, methods=["POST"]),
        ]
        self.app = Starlette(routes=routes, lifespan=self._open)

    @asynccontextmanager
    async def _open(self, _app: Starlette) -> AsyncGenerator[None]:
        async def as_is(_connection: Any) -> None:
            """Nothing has to be reset."""

        assert self._settings.database_url is not None
        assert self._settings.jwt_secret is not None
        url = plain_url(self._settings.database_url.get_secret_value())
        self._tokens = Tokens([self._settings.jwt_secret.get_secret_value()], 60)
        async with asyncpg.create_pool(url, min_size=1, max_size=self._settings.pool.reads, reset=as_is) as pool:
            self._pool = pool
            yield

    def _tenant_of(self, request: Request) -> TenantId:
        token = request.headers["authorization"].removeprefix("Bearer ")
        if token not in self._known:
            self._known[token] = self._tokens.verify(token).tenant
        return self._known[token]

    async def _get(self, request: Request) -> Response:
        tenant = self._tenant_of(request)
        async with self._pool.acquire() as connection:
            await connection.execute(f"BEGIN READ ONLY; SET LOCAL app.tenant_id = '{tenant}'")
            row = await connection.fetchrow(ONE, tenant, request.path_params["id"], clock.today())
            await connection.execute("ROLLBACK")
        return Response(row["body"], media_type="application/json")

    async def _list(self, request: Request) -> Response:
        tenant = self._tenant_of(request)
        limit = int(request.query_params["limit"])
        async with self._pool.acquire() as connection:
            await connection.execute(f"BEGIN READ ONLY; SET LOCAL app.tenant_id = '{tenant}'")
            rows = await connection.fetch(self._page, tenant, clock.today(), limit + 1)
            await connection.execute("ROLLBACK")
        return Response(f"[{','.join(row['row'] for row in rows[:limit])}]", media_type="application/json")

    async def _create(self, request: Request) -> Response:
        tenant = self._tenant_of(request)
        new = msgspec.json.decode(await request.body(), type=New)
        each = [line_total(item.quantity, item.unit_price, Decimal(0), 2) for item in new.items]
        today = clock.today()
        async with self._pool.acquire() as connection:
            await connection.execute(f"BEGIN; SET LOCAL app.tenant_id = '{tenant}'")
            row = await connection.fetchrow(
                CREATE, tenant, today.year, new.title, sum(each), today + timedelta(days=30),
                [item.product_code for item in new.items], [item.product_name for item in new.items],
                [item.quantity for item in new.items], [item.unit_price for item in new.items], each,
            )  # fmt: skip
            await connection.execute("COMMIT")
        return Response(msgspec.json.encode(dict(row)), 201, media_type="application/json")


class UsualItem(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    quote_id: int
    line_number: int
    product_id: int | None
    product_name: str
    product_code: str
    customer_part_number: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    discount_percent: Decimal
    line_total: int | None
    kind: LineKind
    lead_time: str
    remark: str
    price_source: PriceSource
    price_note: str
    quantity_breaks: list[Any]
    rfq_line_id: int | None


class UsualCustomer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    type: str
    industry: str
    primary_contact: str
    email: str
    phone: str
    billing_address: str
    status: CustomerStatus


class UsualRow(BaseModel):
    """What a list says of a quote: the same as ours."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    quote_number: str
    revision: int
    previous_id: int | None
    superseded_by: int | None = None
    customer_id: int | None
    customer_name: str | None = None
    title: str
    description: str
    status: QuoteStatus
    created_date: datetime = Field(validation_alias="created_at")
    created_at: datetime
    updated_at: datetime
    expiry_date: date
    valid_until: date = Field(validation_alias="expiry_date")
    created_by: int | None
    currency: str
    subtotal: int
    tax_rate: Decimal
    tax_amount: int
    total_amount: int
    customer_reference: str
    notes: str
    document_id: int | None
    rfq_id: int | None
    version: int


class UsualQuote(UsualRow):
    """One quote, with its customer and lines: the same as ours."""

    customer: UsualCustomer | None = None
    payment_terms: str
    delivery_terms: str
    locale: str
    items: list[UsualItem] = []
    line_items: list[UsualItem] = []


class NewUsualItem(BaseModel):
    product_name: str
    product_code: str
    quantity: Decimal
    unit_price: Decimal


class UsualNew(BaseModel):
    title: str
    items: list[NewUsualItem]


def usual(settings: Settings, tenant: TenantId) -> FastAPI:
    """Return FastAPI with a session as a dependency, objects of the ORM, and Pydantic on the way in and out."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncGenerator[None]:
        assert settings.database_url is not None
        app.state.database = await Database.connect(settings.database_url.get_secret_value(), settings.pool)
        yield
        await app.state.database.close()

    app = FastAPI(lifespan=opened)

    async def transaction() -> Any:
        async with app.state.database.transaction(tenant) as session:
            yield session

    @app.get("/api/v1/quotes/{id}")
    async def get(session: Annotated[AsyncSession, Depends(transaction)], id: int) -> UsualQuote:
        quote = (await session.scalars(select(Quote).where(Quote.tenant_id == tenant, Quote.id == id))).one()
        mine = (QuoteLine.tenant_id == tenant, QuoteLine.quote_id == id)
        lines = await session.scalars(select(QuoteLine).where(*mine).order_by(QuoteLine.line_number))
        shown = _with_lines(quote, lines.all())
        await _complete(session, tenant, [shown])
        customer = await session.get(Customer, (tenant, quote.customer_id))
        shown.customer = UsualCustomer.model_validate(customer) if customer else None
        return shown

    @app.get("/api/v1/quotes")
    async def page(session: Annotated[AsyncSession, Depends(transaction)], limit: int = 50) -> list[UsualRow]:
        quotes = select(Quote).where(Quote.tenant_id == tenant).order_by(Quote.id.desc()).limit(limit)
        shown = [UsualRow.model_validate(quote) for quote in await session.scalars(quotes)]
        await _complete(session, tenant, shown)
        return shown

    @app.post("/api/v1/quotes", status_code=201)
    async def create(session: Annotated[AsyncSession, Depends(transaction)], new: UsualNew) -> UsualQuote:
        year = clock.today().year
        series = await session.get_one(NumberSeries, (tenant, "usual", year), with_for_update=True)
        series.last += 1
        lines = [
            QuoteLine(tenant_id=tenant, line_number=number, line_total=line_total(
                item.quantity, item.unit_price, Decimal(0), 2
            ), **item.model_dump())
            for number, item in enumerate(new.items, 1)
        ]  # fmt: skip
        sums = totals([line.line_total or 0 for line in lines], Decimal(0))
        quote = Quote(
            tenant_id=tenant, quote_number=f"U{quote_number(year, series.last)}", title=new.title, currency="USD",
            digits=2, tax_rate=Decimal(0), expiry_date=clock.today() + timedelta(days=30), locale="en",
            subtotal=sums.subtotal, tax_amount=sums.tax, total_amount=sums.total,
        )  # fmt: skip
        session.add(quote)
        await session.flush()
        for line in lines:
            line.quote_id = quote.id
        session.add_all(lines)
        await session.flush()
        return _with_lines(quote, lines)

    return app


async def _complete(session: AsyncSession, tenant: TenantId, shown: Sequence[UsualRow]) -> None:
    """Add what stands in other rows, asked for once a page."""
    ids = {row.customer_id for row in shown if row.customer_id is not None}
    customers = await session.scalars(select(Customer).where(Customer.tenant_id == tenant, Customer.id.in_(ids)))
    named = {customer.id: customer.name for customer in customers}
    newer = select(Quote.previous_id, Quote.id).where(
        Quote.tenant_id == tenant, Quote.previous_id.in_([row.id for row in shown])
    )
    after = {row.previous_id: row.id for row in await session.execute(newer)}
    for row in shown:
        row.customer_name = named.get(row.customer_id or 0)
        row.superseded_by = after.get(row.id)


def _with_lines(quote: Quote, lines: Sequence[QuoteLine]) -> UsualQuote:
    shown = UsualQuote.model_validate(quote)
    shown.items = shown.line_items = [UsualItem.model_validate(line) for line in lines]
    return shown


def serve_one(way: str, dumped: str, secrets: dict[str, str], port: int, tenant: TenantId) -> None:
    """Serve one way of doing it until the process is told to stop, with logs as in production, thrown away."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    settings = Settings.load(**{**msgspec.json.decode(dumped), **secrets})
    logging.configure(json=True)
    ways: dict[str, Callable[[], Any]] = {
        "floor": lambda: Floor(settings).app,
        "ours": lambda: create_app(settings),
        "usual": lambda: usual(settings, tenant),
    }
    serve(ways[way](), "127.0.0.1", port)
