"""Whatever goes wrong inside the application leaves it as a problem; a bug leaves as a 500 that hides its insides."""

from typing import Any

import structlog
from asyncpg.exceptions import InterfaceError, PostgresError
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from nexus.platform.audit import note_aside
from nexus.platform.errors import Forbidden, Invalid, Malformed, NotFound, Problem, Unavailable, problem_of_constraint
from nexus.platform.http.answers import problem_answer

log = structlog.get_logger()

BUSY = {"55P03", "57014", "40001", "40P01"}
"""Lock timeout, statement timeout, serialisation failure, deadlock: try again."""
NUMBER_TOO_LARGE = {"22003"}
CONSTRAINT = "23"


class WrongMethod(Problem):
    status, code, title = 405, "wrong-method", "This address does not take that method"


class Broken(Problem):
    status, code, title = 500, "broken", "Something went wrong here"


def install(app: FastAPI) -> None:
    """Let the application answer every error as a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _busy)
    app.add_exception_handler(PostgresError, _database)
    app.add_exception_handler(InterfaceError, _busy)
    app.add_exception_handler(ConnectionError, _busy)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    actor = request.scope["state"].get("actor")
    if isinstance(error, Forbidden) and actor is not None and actor.user:
        database = request.app.state.ground.database
        await note_aside(database, actor, "request.refused", method=request.method, path=request.url.path)
    return problem_answer(error, request.url.path)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem_answer(Malformed("The body is not valid JSON."), request.url.path)
    errors = [
        {"field": _field(item["loc"]), "loc": [str(part) for part in item["loc"]], "msg": item["msg"]} for item in found
    ]
    said = "; ".join(f"{item['field']}: {item['msg']}" for item in errors[:5])
    return problem_answer(Invalid(said, errors=errors), request.url.path)


def _field(loc: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in loc[1:]) or str(loc[0])


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == 404:
        return problem_answer(NotFound("address"), path)
    if error.status_code == 405:
        allowed = ", ".join(sorted(_methods(request)))
        problem = WrongMethod(f"{request.method} is not taken here; {allowed} are.", headers={"Allow": allowed})
        return problem_answer(problem, path)
    return problem_answer(Malformed(str(error.detail)), path)


def _methods(request: Request) -> set[str]:
    """Return every method that some route takes at this path; the framework names those of the first route only."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    return {
        method
        for route in routes
        if route.matches({**request.scope, "method": ""})[0] is not Match.NONE
        for method in route.methods or ()
    }


async def _database(request: Request, error: Exception) -> Response:
    """Answer what the database refused, whether the ORM or the driver itself was asked."""
    state = _state(error)
    problem = refused_by_database(error)
    if problem is not None:
        return problem_answer(problem, request.url.path)
    if getattr(error, "connection_invalidated", False) or state in BUSY or state.startswith(("08", "57P", "53")):
        return await _busy(request, error)
    raise error


def refused_by_database(error: Exception) -> Problem | None:
    """Return the problem that an error of the database stands for; None when it stands for none."""
    state = _state(error)
    if state.startswith(CONSTRAINT):
        return problem_of_constraint(getattr(_cause(error), "constraint_name", None))
    return Invalid("A number is too large.") if state in NUMBER_TOO_LARGE else None


def _cause(error: Exception) -> BaseException | None:
    return error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig is not None else error


def _state(error: Exception) -> str:
    return getattr(_cause(error), "sqlstate", None) or ""


async def _busy(request: Request, error: Exception) -> Response:
    log.warning("database.unavailable", error=str(error).splitlines()[0][:200] if str(error) else type(error).__name__)
    problem = Unavailable(
        "The database is not answering just now. Nothing was changed; try again.", headers={"Retry-After": "2"}
    )
    return problem_answer(problem, request.url.path)
