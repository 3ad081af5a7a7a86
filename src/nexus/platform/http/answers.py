"""Answers: bytes of JSON that need no model on the way out, and problems."""

from typing import Any

import msgspec
from starlette.responses import Response

from nexus.platform.errors import Problem

_encoder = msgspec.json.Encoder(decimal_format="number")


def json_answer(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with `content` (rows, dicts, structs) encoded once."""
    return Response(_encoder.encode(content), status, headers, "application/json")


def json_bytes(content: bytes | str, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with JSON that the database has already built."""
    return Response(content, status, headers, "application/json")


def problem_answer(problem: Problem, instance: str = "") -> Response:
    """Answer with a refusal as `application/problem+json`."""
    return Response(
        _encoder.encode(problem.body(instance)), problem.status, problem.headers, "application/problem+json"
    )


def problem_schema() -> dict[str, Any]:
    """Return how OpenAPI describes the body of a refusal."""
    return {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
