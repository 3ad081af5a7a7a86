"""Multipart bodies read part by part while they arrive: nothing is kept whole in memory, nothing is spooled."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from nexus.platform.errors import Malformed, TooLarge, WrongType

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 40
FIELD_BYTES = 64 * 1024
STALLED_SECONDS = 30
"""How long nothing may arrive of a body that has not ended."""

_Headers = dict[str, str]


@dataclass
class Part:
    """One part. What is not read of it is skipped when the next one is asked for."""

    name: str
    filename: str | None
    """As the sender gave it; None for a plain field."""
    _parts: "Parts" = field(repr=False)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the content as it arrives; raise Malformed when the body ends before the part does."""
        while (data := await self._parts.data()) is not None:
            yield data

    async def text(self) -> str:
        """Return a field's text; raise TooLarge beyond 64 KB and Malformed when it is not UTF-8."""
        content = bytearray()
        async for chunk in self.chunks():
            content += chunk
            if len(content) > FIELD_BYTES:
                raise TooLarge(f"The field {self.name} is larger than {FIELD_BYTES:,} bytes.", limit_bytes=FIELD_BYTES)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed(f"The field {self.name} is not UTF-8 text.") from error


class Parts:
    """The parts of one body, in the order they come: `async for part in Parts(content_type, stream)`."""

    def __init__(self, content_type: str, stream: AsyncIterator[bytes]) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data":
            raise WrongType("Send the file as multipart/form-data, in a field called file.")
        if not options.get(b"boundary"):
            raise Malformed("The Content-Type names no boundary between the parts.")
        self._stream = stream
        self._events: deque[_Headers | bytes | None] = deque()
        self._name, self._value = bytearray(), bytearray()
        self._headers: _Headers = {}
        self._parser = self._watched(options[b"boundary"])
        self._in_part = False
        self._ended = False

    async def __aiter__(self) -> AsyncIterator[Part]:
        """Yield each part once."""
        for _ in range(MOST_PARTS):
            while self._in_part and await self.data() is not None:
                pass
            headers = await self._next()
            if headers is None:
                return
            assert isinstance(headers, dict)
            self._in_part = True
            yield _part(headers, self)
        raise Malformed(f"The upload has more than {MOST_PARTS} parts.")

    async def data(self) -> bytes | None:
        """Return the next bytes of the part that is being read; None at its end."""
        if not self._in_part:
            return None
        event = await self._next()
        if event is None:
            self._in_part = False
            return None
        assert isinstance(event, bytes)
        return event

    async def _next(self) -> _Headers | bytes | None:
        """Return the next part's headers, the next bytes of a part, or None where a part or the whole ends."""
        while not self._events:
            if self._ended:
                return None
            self._feed(await self._arriving())
        return self._events.popleft()

    async def _arriving(self) -> bytes:
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                chunk = await anext(self._stream, None)
        except TimeoutError as stalled:
            raise Malformed("The upload came to a standstill; send it again.") from stalled
        if chunk is None:
            raise Malformed("The upload ended in the middle; send it again.")
        return chunk

    def _feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise Malformed(f"The multipart body is not right: {error}.") from error

    def _watched(self, boundary: bytes) -> MultipartParser:
        def part_end() -> None:
            self._events.append(None)

        def ended() -> None:
            self._ended = True

        callbacks: MultipartCallbacks = {
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._keep_header,
            "on_headers_finished": self._begin_part,
            "on_part_data": lambda data, start, end: self._events.append(data[start:end]),
            "on_part_end": part_end,
            "on_end": ended,
        }
        try:
            return MultipartParser(boundary, callbacks)
        except FormParserError as error:
            raise Malformed(f"The multipart body is not right: {error}.") from error

    def _keep_header(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value.decode("latin-1")
        self._name, self._value = bytearray(), bytearray()

    def _begin_part(self) -> None:
        self._events.append(self._headers)
        self._headers = {}


def _part(headers: _Headers, parts: Parts) -> Part:
    disposition = headers.get("content-disposition", "")
    kind, options = parse_options_header(disposition)
    if kind != b"form-data" or b"name" not in options:
        raise Malformed("A part of the upload has no name.")
    filename = options.get(b"filename")
    name = options[b"name"].decode("utf-8", "replace")
    return Part(name, _extended(disposition) if filename is None else filename.decode("utf-8", "replace"), parts)


def _extended(disposition: str) -> str | None:
    """Return the name in `filename*=UTF-8''...`: RFC 7578 forbids it, older clients send it all the same."""
    marker = "filename*="
    at = disposition.lower().find(marker)
    if at < 0:
        return None
    charset, _, rest = disposition[at + len(marker) :].split(";", 1)[0].strip().partition("'")
    return unquote(rest.partition("'")[2], "latin-1" if charset.lower() == "iso-8859-1" else "utf-8", "replace")
