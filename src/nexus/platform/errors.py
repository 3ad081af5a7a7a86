"""Refusals: every way in which Nexus says no, as RFC 9457 problems.

    Problem
    ├── Malformed 400     ├── Conflict 409      ├── Invalid 422
    ├── Unauthorized 401  ├── Stale 412         ├── TooMany 429
    ├── Forbidden 403     ├── TooLarge 413      └── Unavailable 503
    └── NotFound 404      └── WrongType 415

A context subclasses the one whose status fits and gives it a `code` and a `title`. The type of a problem is
`/problems/<code>`; `detail` is always a plain sentence that says what is wrong and what to do.
"""

from typing import Any, ClassVar

from pydantic import BaseModel


class Problem(Exception):
    """A refusal that the caller can understand and act on."""

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str, *, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra

    def body(self, instance: str = "") -> dict[str, Any]:
        """Return the problem as the members of its JSON body."""
        body = {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }
        return {**body, "instance": instance} if instance else body


class Malformed(Problem):
    status, code, title = 400, "malformed", "The request cannot be read"


class Unauthorized(Problem):
    status, code, title = 401, "not-signed-in", "Sign in first"

    def __init__(self, detail: str = "Sign in and send the access token as a bearer token.", **extra: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"}, **extra)


class Forbidden(Problem):
    status, code, title = 403, "not-allowed", "You may not do this"


class NotFound(Problem):
    status, code, title = 404, "not-found", "There is no such thing here"

    def __init__(self, what: str = "resource", **extra: Any) -> None:
        super().__init__(f"There is no such {what}, or it is not yours.", **extra)


class Conflict(Problem):
    status, code, title = 409, "conflict", "This is not possible as things stand"


class Stale(Problem):
    status, code, title = 412, "stale", "Somebody changed this since you read it"


class TooLarge(Problem):
    status, code, title = 413, "too-large", "This is larger than is taken here"


class WrongType(Problem):
    status, code, title = 415, "wrong-type", "This kind of content is not taken here"


class Invalid(Problem):
    status, code, title = 422, "invalid", "A field is not right"


class TooMany(Problem):
    status, code, title = 429, "too-many", "Too many requests"


class Unavailable(Problem):
    status, code, title = 503, "unavailable", "Something this needs is not answering"


class ProblemOut(BaseModel):
    """The body of every refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None

    model_config = {"extra": "allow"}


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route that may refuse in these ways."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        entry = described.setdefault(
            kind.status,
            {"description": kind.title, "content": {"application/problem+json": {"schema": _SCHEMA_REFERENCE}}},
        )
        if kind.title not in entry["description"]:
            entry["description"] += f"; {kind.title[0].lower()}{kind.title[1:]}"
    return described


_SCHEMA_REFERENCE = {"$ref": "#/components/schemas/ProblemOut"}

_constraints: dict[str, tuple[type[Problem], str]] = {}


def on_constraint(name: str, problem: type[Problem], detail: str) -> None:
    """Let a violation of the database constraint `name` be refused as `problem`: the database decides races."""
    _constraints[name] = (problem, detail)


def problem_of_constraint(name: str | None) -> Problem | None:
    """Return the problem that a violated constraint stands for, if one was declared."""
    if name is None or name not in _constraints:
        return None
    problem, detail = _constraints[name]
    return problem(detail)
