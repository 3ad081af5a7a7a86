"""The API's description: every operation says how it can be refused, and that it wants a bearer token."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from nexus.platform.errors import ProblemOut
from nexus.platform.http.answers import problem_schema

METHODS = {"get", "put", "post", "patch", "delete"}


def install(app: FastAPI, public: frozenset[str], guests: frozenset[str]) -> None:
    """Let the application describe itself; `public` paths need no token, and what `guests` may read takes one."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app, public, guests)
        return app.openapi_schema

    app.openapi = described  # pyright: ignore[reportAttributeAccessIssue] - FastAPI's documented way


def _described(app: FastAPI, public: frozenset[str], guests: frozenset[str]) -> dict[str, Any]:
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["ProblemOut"] = ProblemOut.model_json_schema()
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                _complete(operation, signed_in=path not in public)
                if path in guests and method == "get":
                    operation["security"].append({})
    return schema


def _complete(operation: dict[str, Any], *, signed_in: bool) -> None:
    responses = operation["responses"]
    common = {
        "503": "Something this needs is not answering",
        "400": "The request cannot be read",
        "429": "Too many requests",
    }
    if "requestBody" in operation:
        common["413"] = "This is larger than is taken here"
    if signed_in:
        operation["security"] = [{"token": []}]
        common |= {"401": "Sign in first", "403": "You may not do this"}
    if "422" in responses:
        common["422"] = "A field is not right"
        responses.pop("422")
    for status, description in common.items():
        responses.setdefault(status, {"description": description, "content": problem_schema()})
