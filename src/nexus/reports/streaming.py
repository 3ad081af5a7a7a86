"""A report as JSON, CSV or XLSX, its rows read from the database as they are sent."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import msgspec
from openpyxl import Workbook

from nexus.platform.db import Database, ReadConnection
from nexus.platform.ids import TenantId
from nexus.platform.tables.writing import safe, sheet_row
from nexus.reports.definitions import Report

AT_ONCE = 1000
_CHUNK = 256 * 1024


async def as_json(
    database: Database, tenant: TenantId, report: Report, values: Sequence[Any], head: dict[str, Any]
) -> AsyncGenerator[bytes]:
    """Yield the report as one JSON object: what was asked, the figures, how they are computed, and the rows."""
    async with database.reads(tenant) as driver:
        summary = await driver.fetchrow(_ASKED + report.summary, *values)
        told = {**head, **dict(summary or {}), "formulas": dict(report.formulas)}
        yield msgspec.json.encode(told)[:-1] + f',"{report.rows_as}":['.encode()
        comma = b""
        async for rows in _batches(driver, report, values):
            yield comma + b",".join(msgspec.json.encode(dict(zip(report.columns, row, strict=True))) for row in rows)
            comma = b","
        yield b"]}"


async def as_csv(database: Database, tenant: TenantId, report: Report, values: Sequence[Any]) -> AsyncGenerator[bytes]:
    """Yield the rows as CSV with a byte order mark, as Excel wants it to read UTF-8."""
    yield "\ufeff".encode() + _lines([report.columns])
    async with database.reads(tenant) as driver:
        async for rows in _batches(driver, report, values):
            yield _lines(rows)


async def as_xlsx(database: Database, tenant: TenantId, report: Report, values: Sequence[Any]) -> AsyncGenerator[bytes]:
    """Yield the rows as one sheet, which is written to a file first."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Nexus")
    sheet.freeze_panes = "A2"
    sheet.append(list(report.columns))
    async with database.reads(tenant) as driver:
        async for rows in _batches(driver, report, values):
            for row in rows:
                sheet.append(sheet_row(sheet, row))
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(book.save, file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


_ASKED = """
with asked as (
    select $1::bigint, $2::timestamptz, $3::timestamptz, $4::text, $5::bigint, $6::bigint, $7::date
)
"""
"""Names every parameter, so that a report may leave out those that say nothing to it."""


async def _batches(
    driver: ReadConnection, report: Report, values: Sequence[Any]
) -> AsyncGenerator[list[tuple[Any, ...]]]:
    # The driver remembers what columns a statement answers with, so each report has a cursor of its own name.
    cursor = f'"{report.title}"'
    await driver.fetch(f"declare {cursor} no scroll cursor for {_ASKED} {report.rows}", *values)
    while rows := await driver.fetch(f"fetch {AT_ONCE} from {cursor}"):
        yield [tuple(row) for row in rows]
        if len(rows) < AT_ONCE:
            return


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([safe(value) for value in row] for row in rows)
    return out.getvalue().encode()
