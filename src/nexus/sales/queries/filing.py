"""Storing a new quote: the quote, its lines and its first move in one statement, without an object graph."""

from collections.abc import Sequence

import msgspec

from nexus.identity.public import Actor, TenantId
from nexus.platform.db import ReadConnection
from nexus.platform.events import told
from nexus.sales.events import QuoteDrafted
from nexus.sales.ids import QuoteId
from nexus.sales.models import LineDraft, QuoteDraft

_TO_COME = QuoteId(0)
"""Stands for the id until the statement knows it."""

NEXT = """
insert into number_series (tenant_id, series, year, last) values ($1, $2, $3, 1)
on conflict (tenant_id, series, year) do update set last = number_series.last + 1 returning last
"""

_FILE = """
with quote as (
    insert into quotes (tenant_id, QUOTE_COLUMNS)
    select $1, QUOTE_COLUMNS from json_populate_record(null::quotes, $2::text::json) returning id
), lines as (
    insert into quote_lines (tenant_id, quote_id, LINE_COLUMNS)
    select $1, quote.id, LINE_COLUMNS from quote, json_populate_recordset(null::quote_lines, $3::text::json)
), move as (
    insert into quote_moves (tenant_id, quote_id, to_status, by_id, by_name, at, reason)
    select $1, id, 'draft', $4, $5, $6, $7 from quote
), told as (
    insert into outbox (tenant_id, kind, payload, created_at)
    select $1, $8, jsonb_set($9::text::jsonb, '{quote}', to_jsonb(id)), $6 from quote
)
select id from quote
"""

_ADD_LINES = """
insert into quote_lines (tenant_id, quote_id, LINE_COLUMNS)
select $1, $2, LINE_COLUMNS from json_populate_recordset(null::quote_lines, $3::text::json)
"""

_LINE_COLUMNS = ", ".join(LineDraft.__struct_fields__)
FILE = _FILE.replace("QUOTE_COLUMNS", ", ".join(QuoteDraft.__struct_fields__)).replace("LINE_COLUMNS", _LINE_COLUMNS)
ADD_LINES = _ADD_LINES.replace("LINE_COLUMNS", _LINE_COLUMNS)


async def next_number(driver: ReadConnection, tenant: TenantId, series: str, year: int) -> int:
    """Take the next number of a series; no two are alike, however many are taken at once."""
    return await driver.fetchval(NEXT, tenant, series, year)


async def file(
    driver: ReadConnection, actor: Actor, quote: QuoteDraft, lines: Sequence[LineDraft], why: str
) -> QuoteId:
    """Store a draft with its lines, the move that began it and the event that tells of it; return its id."""
    event = QuoteDrafted(tenant=actor.tenant, quote=_TO_COME, document=quote.document_id)
    stored = (_json(quote), _json(lines), actor.by, actor.name, quote.created_at, why, *told(event))
    return QuoteId(await driver.fetchval(FILE, actor.tenant, *stored))


async def add_lines(driver: ReadConnection, tenant: TenantId, quote: QuoteId, lines: Sequence[LineDraft]) -> None:
    """Store further lines of a quote."""
    if lines:
        await driver.execute(ADD_LINES, tenant, quote, _json(lines))


def _json(values: object) -> str:
    return msgspec.json.encode(values).decode()
