"""Asking the whole application without a network, as cheaply as can be: for tests that ask very often."""

import asyncio
import json
from typing import Any

from fastapi import FastAPI


class Answer:
    """What came back."""

    def __init__(self, messages: list[Any]) -> None:
        self.status: int = messages[0]["status"]
        self.headers: dict[str, str] = {
            name.decode(): value.decode("latin-1") for name, value in messages[0]["headers"]
        }
        self.body: bytes = b"".join(message.get("body", b"") for message in messages[1:])

    @property
    def text(self) -> str:
        """Headers and body, for looking into both."""
        return f"{self.headers}\n{self.body.decode('utf-8', 'replace')}"

    def json(self) -> Any:
        return json.loads(self.body)


async def ask(app: FastAPI, method: str, path: str, token: str = "", body: Any = None, **headers: str) -> Answer:
    """Send one request and return its answer; `path` may carry a query."""
    content = b"" if body is None else json.dumps(body).encode()
    return await _asked(app, method, path, token, content, {"content-type": "application/json", **headers})


async def ask_with_file(app: FastAPI, path: str, token: str, fields: dict[str, str]) -> Answer:
    """Send a form with fields and a small table as its file."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    file = "sku,name\r\nS-1,Swept\r\n"
    parts.append(f'--x\r\nContent-Disposition: form-data; name="file"; filename="swept.csv"\r\n\r\n{file}\r\n--x--\r\n')
    headers = {"content-type": "multipart/form-data; boundary=x"}
    return await _asked(app, "POST", path, token, "".join(parts).encode(), headers)


async def _asked(app: FastAPI, method: str, path: str, token: str, content: bytes, headers: dict[str, str]) -> Answer:
    path, _, query = path.partition("?")
    sent = {**headers, "content-length": str(len(content)), **({"authorization": f"Bearer {token}"} if token else {})}
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "root_path": "", "scheme": "http", "server": ("nexus", 80),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1), "app": app,
    }  # fmt: skip
    messages: list[Any] = []

    sent_all = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if sent_all.is_set():
            # Whoever streams an answer asks now and then whether the client is still there. It is.
            await asyncio.Event().wait()
        sent_all.set()
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return Answer(messages)
