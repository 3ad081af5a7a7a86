"""The process that opens what strangers sent: it locks itself in, reads one document, says what it found and ends.

Started by `reader.py` as `python -m nexus.documents.child`. A request comes in on stdin as MessagePack; frames go out
on stdout, each a letter, eight bytes of length and a payload: `S` how many pages are scans, then `R` the outcome (or
the picture of a page), or `E` the refusal. Nothing is imported before it is needed: most of a short document's time is
start-up.
"""

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from nexus.documents.reading.limits import Code, ReadingLimits, Unreadable
from nexus.documents.reading.spot import Spot

if TYPE_CHECKING:
    from nexus.documents.evidence import Extraction, Reading

LENGTH_BYTES = 8
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_SET_PARENT_DEATH_SIGNAL = 1
_KILL = 9


class Request(msgspec.Struct, frozen=True):
    """What to read, and for whom: a child whose `parent` is gone ends."""

    path: str
    name: str
    limits: ReadingLimits
    parent: int
    spot: Spot | None = None
    """The page to draw, where a picture is wanted and not a reading."""


class Refusal(msgspec.Struct, frozen=True):
    """Why a document was not read."""

    code: Code
    reason: str


class _Answers(NamedTuple):
    """The way back, on a descriptor that no library writes to by mistake."""

    descriptor: int
    most: int

    def send(self, kind: bytes, payload: bytes) -> None:
        if len(payload) > self.most:
            raise Unreadable("bomb", f"What was read is larger than {self.most // 1024**2} MiB. Send it in parts.")
        frame = memoryview(kind + len(payload).to_bytes(LENGTH_BYTES, "big") + payload)
        while frame:
            frame = frame[os.write(self.descriptor, frame) :]


def main() -> None:
    """Read the one document that is asked for."""
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Request)
    answers = _Answers(os.dup(1), request.limits.output_bytes)
    os.dup2(2, 1)
    _lock_in(request)
    try:
        answers.send(b"R", _drawn(request, request.spot) if request.spot else _read(request, answers))
    except Unreadable as refused:
        answers.send(b"E", msgspec.msgpack.encode(Refusal(refused.code, refused.reason)))
    except MemoryError:
        answers.send(b"E", msgspec.msgpack.encode(Refusal("memory", "Reading the document takes too much memory.")))
    except RecursionError:
        answers.send(b"E", msgspec.msgpack.encode(Refusal("bomb", "The document is nested deeper than any real one.")))


def _read(request: Request, answers: _Answers) -> bytes:
    from pathlib import Path

    from nexus.documents.extraction.extract import extract
    from nexus.documents.reading.files import read_bytes

    def tell_scans(count: int) -> None:
        _allow_more_time(request.limits, count)
        answers.send(b"S", count.to_bytes(4, "big"))

    content = Path(request.path).read_bytes()
    reading: Reading = read_bytes(content, limits=request.limits, name=request.name, on_scans=tell_scans)
    extraction: Extraction = extract(reading)
    return msgspec.msgpack.encode({"reading": reading, "extraction": extraction})


def _drawn(request: Request, spot: Spot) -> bytes:
    from pathlib import Path

    from nexus.documents.reading.picture import draw

    return draw(Path(request.path).read_bytes(), request.name, spot, request.limits)


def _lock_in(request: Request) -> None:
    """Cap memory, time and files, drop the network, and die with the parent. What a platform lacks is left out."""
    if sys.platform == "win32":
        return
    import resource

    limits = request.limits
    seconds = int(limits.seconds) + 1
    _cap(resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes)
    _cap(resource.RLIMIT_CPU, seconds, seconds + int(limits.ocr_pages * limits.ocr_seconds_per_page))
    _cap(resource.RLIMIT_CORE, 0, 0)
    _cap(resource.RLIMIT_FSIZE, 0, 0)
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_NETWORK):
            libc.unshare(_NEW_NETWORK | _NEW_USER)
        libc.prctl(_SET_PARENT_DEATH_SIGNAL, _KILL)
    if os.getppid() != request.parent:
        raise SystemExit(1)


def _cap(what: int, soft: int, hard: int) -> None:
    """Lower a limit; one that is already lower stays."""
    import resource

    _, highest = resource.getrlimit(what)
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    resource.setrlimit(what, (soft, hard))


def _allow_more_time(limits: ReadingLimits, scans: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    _cap(resource.RLIMIT_CPU, int(limits.total_seconds(scans)) + 1, hard)


if __name__ == "__main__":
    main()
