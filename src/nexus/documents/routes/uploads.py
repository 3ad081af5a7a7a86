"""Uploads over HTTP."""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from nexus.documents import intake, queries
from nexus.documents.errors import EmptyFile, FileTooLarge, NoFile, UnknownCustomer, WrongContent
from nexus.documents.schemas import UploadedOut
from nexus.identity.public import CurrentActor
from nexus.platform.errors import Malformed, problems
from nexus.platform.http.answers import json_bytes
from nexus.platform.http.multipart import Parts
from nexus.platform.http.words import TheGround

router = APIRouter(prefix="/api/v1/files", tags=["documents"])

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "document_type": {
                            "type": "string",
                            "description": "rfq, order, quote, invoice, other; left out: told by reading",
                        },
                        "customer_id": {"type": "integer"},
                        "category": {"type": "string"},
                        "name": {"type": "string", "description": "What to call it; left out: the file's name"},
                        "metadata": {"type": "string", "description": "A JSON object kept with the document"},
                    },
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=201,
    response_model=UploadedOut,
    openapi_extra=_FORM,
    responses={
        **problems(EmptyFile, NoFile, FileTooLarge, WrongContent, UnknownCustomer),
        200: {"model": UploadedOut, "description": "This content is here already: its document"},
    },
)
async def upload(request: Request, ground: TheGround, actor: CurrentActor) -> Response:
    """Take in a file; its reading begins in the background. The same content again answers 200 with its document."""
    parts = Parts(request.headers.get("content-type", ""), request.stream())
    try:
        document, duplicate = await intake.take_in(ground, actor, parts)
    except ClientDisconnect as gone:
        raise Malformed("The upload ended in the middle; send it again.") from gone
    async with ground.database.reads(actor.tenant) as reads:
        body = await queries.read_document(reads, actor, document)
    answer = f'{body[:-1]},"duplicate":{"true" if duplicate else "false"}}}'
    return json_bytes(answer, status=200 if duplicate else 201, headers={"Location": f"/api/v1/documents/{document}"})
