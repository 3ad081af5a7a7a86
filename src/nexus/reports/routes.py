"""Reports over HTTP."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from nexus.identity.public import CurrentActor
from nexus.manufacturing.public import Kind, day_begins
from nexus.platform import audit, clock
from nexus.platform.errors import Invalid, NotFound, problems
from nexus.platform.http.words import TheGround
from nexus.platform.tables.writing import CSV, XLSX
from nexus.platform.types import MOST_ID, Wire
from nexus.reports import streaming
from nexus.reports.definitions import REPORTS

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])

Name = Annotated[str, Path(max_length=100, json_schema_extra={"enum": list(REPORTS)})]
_FILES = {"content": {"application/json": {}, "text/csv": {}, XLSX: {}}, "description": "The report"}


class Asked(Wire):
    """What a report is asked for: days both included, and what it is narrowed to."""

    start_date: date | None = Field(None, ge=date(1970, 1, 1), le=date(9998, 12, 31))
    end_date: date | None = Field(None, ge=date(1970, 1, 1), le=date(9998, 12, 31))
    type: Kind | None = None
    customer_id: int | None = Field(None, ge=1, le=MOST_ID)
    user_id: int | None = Field(None, ge=1, le=MOST_ID)
    format: Literal["json", "csv", "xlsx"] = "json"


@router.get("/{name}", response_class=StreamingResponse, responses={200: _FILES, **problems(Invalid, NotFound)})
async def report(
    ground: TheGround, actor: CurrentActor, name: Name, asked: Annotated[Asked, Query()]
) -> StreamingResponse:
    """Tell a report as JSON, CSV or XLSX; figures come with the formulas they are computed by."""
    actor.must("reports:read")
    if name not in REPORTS:
        raise NotFound(f"report; there are {', '.join(REPORTS)}")
    if asked.start_date and asked.end_date and asked.end_date < asked.start_date:
        raise Invalid(f"The report would end on {asked.end_date}, before it begins on {asked.start_date}.")
    told, values = REPORTS[name], _values(actor, asked)
    if asked.format == "json":
        head = {"report": name, "title": told.title, "start_date": asked.start_date, "end_date": asked.end_date}
        body = streaming.as_json(ground.database, actor.tenant, told, values, {**head, "timestamp": clock.now()})
        return StreamingResponse(await _begun(body), media_type="application/json")
    await audit.note_aside(ground.database, actor, "report.exported", report=name, format=asked.format)
    write, kind = (streaming.as_csv, CSV) if asked.format == "csv" else (streaming.as_xlsx, XLSX)
    named = {"Content-Disposition": f'attachment; filename="{name}.{asked.format}"'}
    body = write(ground.database, actor.tenant, told, values)
    return StreamingResponse(await _begun(body), media_type=kind, headers=named)


async def _begun(body: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """Wait for the first of it, so that what goes wrong there is a problem and not half a report."""
    first = await anext(body)

    async def whole() -> AsyncGenerator[bytes]:
        async with aclosing(body):
            yield first
            async for part in body:
                yield part

    return whole()


def _values(actor: CurrentActor, asked: Asked) -> list[Any]:
    start = day_begins(asked.start_date) if asked.start_date else None
    end = day_begins(asked.end_date + timedelta(days=1)) if asked.end_date else None
    kind = asked.type.value if asked.type else None
    return [actor.tenant, start, end, kind, asked.customer_id, asked.user_id, clock.today()]
