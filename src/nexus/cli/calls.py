"""A running Nexus as its terminal calls it: over HTTP, like every other client."""

import json
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from nexus.cli.refusals import Refused

PATIENCE_SECONDS = 300
AWAY_SECONDS = 90
"""Longer than the minute after which a rate limit lets one ask again."""
LOOK_SECONDS = 0.1
AWAY = {429, 502, 503, 504}
"""Answers that may be another one a moment later."""

OnProgress = Callable[[int, str], None]
"""Called with percent and a word while something goes on in the background."""


@dataclass(frozen=True)
class Nexus:
    """Calls to one Nexus, signed in."""

    http: httpx2.Client

    def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        return self._ask(lambda: self.http.get(path, params=query)).json()

    def bytes_of(self, path: str, **query: Any) -> bytes:
        """Read a file."""
        return self._ask(lambda: self.http.get(path, params=query)).content

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Make or do something, once."""
        key = {"Idempotency-Key": uuid4().hex}
        return self._ask(lambda: self.http.post(path, json=body or {}, headers=key)).json()

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change something."""
        return self._ask(lambda: self.http.put(path, json=body)).json()

    def send(self, path: str, file: Path, **fields: str) -> Any:
        """Send a file with form fields beside it; the same content twice is one."""
        content = file.read_bytes()
        return self._ask(lambda: self.http.post(path, files={"file": (file.name, content)}, data=fields)).json()

    def _ask(self, call: Callable[[], httpx2.Response]) -> httpx2.Response:
        """Call; call again for a while when nobody answers, as when the API was killed and is being started anew."""
        deadline = time.monotonic() + AWAY_SECONDS
        while True:
            try:
                response = call()
                if response.status_code not in AWAY or time.monotonic() > deadline:
                    return _answer(response)
            except httpx2.TransportError as error:
                if time.monotonic() > deadline:
                    raise Refused(f"The API does not answer: {error}") from error
                response = None
            time.sleep(_pause(response))

    def wait(self, path: str, done: Callable[[dict[str, Any]], bool], on_progress: OnProgress) -> dict[str, Any]:
        """Read `path` until it is done; raise Refused when that takes longer than anybody waits."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            seen = self.get(path)
            on_progress(seen.get("progress") or 0, seen["status"])
            if done(seen):
                return seen
            if time.monotonic() > deadline:
                raise Refused(f"{path} is still {seen['status']} after {PATIENCE_SECONDS} s; is a worker running?")
            time.sleep(LOOK_SECONDS)


@contextmanager
def calls(address: str, token: str) -> Generator[Nexus]:
    """Give calls to the Nexus at `host:port`."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=f"http://{address}", headers=headers, timeout=60) as http:
        yield Nexus(http)


def _pause(response: httpx2.Response | None) -> float:
    """Return how long to wait: what the API asks for, if it asked."""
    asked = response.headers.get("retry-after", "") if response is not None else ""
    return float(asked) if asked.isdigit() else LOOK_SECONDS


def _answer(response: httpx2.Response) -> httpx2.Response:
    if response.is_success:
        return response
    raise Refused(_reason(response))


def _reason(response: httpx2.Response) -> str:
    try:
        return response.json()["detail"]
    except (json.JSONDecodeError, KeyError):
        return f"{response.request.method} {response.request.url.path}: {response.status_code} {response.text[:200]}"
