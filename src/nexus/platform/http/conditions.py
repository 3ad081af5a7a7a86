"""What a request is guarded by: If-Match against overwriting, Idempotency-Key against being done twice."""

from typing import Annotated, TypeAlias

from fastapi import Header

from nexus.platform.errors import Stale

IfMatch: TypeAlias = Annotated[
    str | None,
    Header(max_length=1000, description="ETag of what was read; 412 when it has changed since. Left out: not checked"),
]
"""The version that the caller believes to be changing."""

IdempotencyKey: TypeAlias = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="One request sent twice with one key is done once",
    ),
]
"""What the caller calls this one request."""


def etag(version: int) -> dict[str, str]:
    """Return the header that tells a resource's version."""
    return {"ETag": f'"{version}"'}


def must_match(if_match: str | None, version: int) -> None:
    """Raise Stale (412) unless the caller named this version, any version, or none."""
    if if_match is None:
        return
    named = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if not named & {"*", f'"{version}"', str(version)}:
        raise Stale("Somebody changed this since you read it. Read it again, then make your change.", version=version)
