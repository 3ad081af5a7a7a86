"""Pages of lists: keyset cursors, the old `skip`, and the headers that lead to the next page."""

import base64
import binascii
from typing import Any
from urllib.parse import urlencode

import msgspec
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from nexus.platform.errors import Malformed

MOST = 200


class PageRequest(msgspec.Struct, frozen=True):
    """Which page is asked: `limit` rows after the row whose sort key is `after`, or after `skip` rows."""

    limit: int = 50
    skip: int = 0
    after: list[Any] | None = None

    def key(self, *kinds: type) -> list[Any] | None:
        """Return the sort key of the cursor, its parts checked to be of `kinds`; 400 when they are not."""
        if self.after is None:
            return None
        try:
            return [msgspec.convert(part, kind) for part, kind in zip(self.after, kinds, strict=True)]
        except (msgspec.ValidationError, ValueError) as error:
            raise _foreign() from error


class PageAsked(BaseModel):
    """What the query of a list says of the page; a list adds what it can be filtered by."""

    model_config = ConfigDict(frozen=True)

    limit: int = Field(50, ge=1, le=MOST, description="Rows of this page")
    cursor: str | None = Field(None, max_length=500, description="X-Next-Cursor of the page before")
    skip: int = Field(0, ge=0, le=1_000_000, description="Rows to leave out; prefer the cursor")

    @property
    def page(self) -> PageRequest:
        """The page; raises Malformed (400) for a cursor that is not one of ours."""
        return PageRequest(self.limit, self.skip, None if self.cursor is None else opened(self.cursor))


def cursor_of(*key: Any) -> str:
    """Return the cursor that leads to the rows after the one with this sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def next_page(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the headers that lead to the next page; none on the last."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {"cursor", "skip"}]
    query = urlencode([*kept, ("cursor", cursor)])
    return {"X-Next-Cursor": cursor, "Link": f'<{request.scope["path"]}?{query}>; rel="next"'}


def opened(cursor: str) -> list[Any]:
    """Return the sort key in a cursor; raise Malformed (400) when it is not one of ours."""
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list[Any])
    except (binascii.Error, msgspec.DecodeError, ValueError) as error:
        raise _foreign() from error


def _foreign() -> Malformed:
    return Malformed("This cursor is not one of ours; take the X-Next-Cursor of the page before.")
