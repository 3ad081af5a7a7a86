"""Travelers and labels on paper over HTTP."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from nexus.identity.public import CurrentActor, UserId
from nexus.manufacturing.ids import TravelerId
from nexus.manufacturing.printing.labels import Label, label_pdf, label_zpl
from nexus.manufacturing.printing.typesetting import traveler_pdf
from nexus.manufacturing.service import paper
from nexus.platform import clock
from nexus.platform.errors import Forbidden, Invalid, NotFound, problems
from nexus.platform.http.words import TheGround
from nexus.platform.types import MOST_ID, Wire

router = APIRouter(prefix="/api/v1", tags=["paper"])

TravelerPath = Annotated[TravelerId, Path(ge=1, le=MOST_ID)]
UserPath = Annotated[UserId, Path(ge=1, le=MOST_ID)]
PDF = "application/pdf"
ZPL = "application/vnd.zebra.zpl"
_LABELS = {"content": {PDF: {}, ZPL: {}}, "description": "The labels"}


class LabelsAsked(Wire):
    """How labels are wanted: as pages, or for a label printer of so many dots an inch."""

    format: Literal["pdf", "zpl"] = "pdf"
    size: Literal["100x50", "57x32"] = "100x50"
    dpi: Literal["203", "300"] = "203"


class TravelerLabelsAsked(LabelsAsked):
    """Which labels of a traveler are wanted."""

    of: Literal["traveler", "operations"] = "traveler"


@router.get(
    "/travelers/{id:int}/pdf", response_class=Response,
    responses={200: {"content": {PDF: {}}, "description": "The traveler"}, **problems(NotFound)},
)  # fmt: skip
async def print_traveler(ground: TheGround, actor: CurrentActor, id: TravelerPath) -> Response:
    """Return the traveler as a PDF to be pinned to the job."""
    async with ground.database.transaction(actor.tenant) as session:
        sheet = await paper.sheet_of(session, actor, id)
    content = await asyncio.to_thread(traveler_pdf, sheet, clock.now())
    return Response(content, media_type=PDF, headers=_named(f"{sheet.number}-R{sheet.revision}", "pdf"))


@router.get(
    "/travelers/{id:int}/labels", response_class=Response, responses={200: _LABELS, **problems(NotFound, Invalid)}
)
async def print_labels(
    ground: TheGround, actor: CurrentActor, id: TravelerPath, asked: Annotated[TravelerLabelsAsked, Query()]
) -> Response:
    """Return the label of a traveler, or one of each of its operations."""
    async with ground.database.transaction(actor.tenant) as session:
        labels = await paper.labels_of(session, actor, id, steps=asked.of == "operations")
    return await _labels(labels, asked, f"traveler-{id}")


@router.get(
    "/labels/badges/{id}", response_class=Response, responses={200: _LABELS, **problems(NotFound, Invalid, Forbidden)}
)
async def print_badge(
    ground: TheGround, actor: CurrentActor, id: UserPath, asked: Annotated[LabelsAsked, Query()]
) -> Response:
    """Return the badge of a user, by which a shared scanner knows who works at it."""
    async with ground.database.transaction(actor.tenant) as session:
        label = await paper.badge_of(session, actor, id)
    return await _labels([label], asked, f"badge-{id}")


@router.get("/labels/commands", response_class=Response, responses={200: _LABELS, **problems(Invalid)})
async def print_commands(actor: CurrentActor, asked: Annotated[LabelsAsked, Query()]) -> Response:
    """Return what hangs beside a scanner: start, pause, finish, and so on, each with its code."""
    actor.must("travelers:read")
    return await _labels(paper.command_labels(), asked, "commands")


async def _labels(labels: Sequence[Label], asked: LabelsAsked, name: str) -> Response:
    width, height = (int(side) for side in asked.size.split("x"))
    if asked.format == "zpl":
        content = label_zpl(labels, 300 if asked.dpi == "300" else 203, width, height)
        return Response(content, media_type=ZPL, headers=_named(name, "zpl"))
    content = await asyncio.to_thread(label_pdf, labels, width, height, clock.now())
    return Response(content, media_type=PDF, headers=_named(name, "pdf"))


def _named(name: str, suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="{name}.{suffix}"'}
