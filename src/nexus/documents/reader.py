"""Has a document read by a child process that cannot harm this one, whatever the document holds."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path

import msgspec
import structlog

from nexus.documents.child import LENGTH_BYTES, Refusal, Request
from nexus.documents.evidence import Extraction, Reading
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.spot import Spot

log = structlog.get_logger()

_FRAME_HEAD = 1 + LENGTH_BYTES
_OUT_OF_TIME = {-signal.SIGXCPU}
_LAST_WORDS = 4096
_GRACE = 1.0
"""Seconds that the child is given on top, to say itself that time ran out."""


class Outcome(msgspec.Struct):
    """What a document says, and what it asks for."""

    reading: Reading
    extraction: Extraction


async def read_document(path: Path, name: str, limits: ReadingLimits) -> Outcome:
    """Read a file in a child process. Raises `Unreadable`, with a reason for people, for all that can go wrong."""
    answer = await _asked(Request(str(path), name, limits, os.getpid()))
    return await asyncio.to_thread(msgspec.msgpack.decode, answer, type=Outcome)


async def draw_page(path: Path, name: str, spot: Spot, limits: ReadingLimits) -> bytes:
    """Draw a page of a file as PNG in a child process. Raises `Unreadable` where there is nothing to draw."""
    return await _asked(Request(str(path), name, limits, os.getpid(), spot))


async def _asked(request: Request) -> bytes:
    """Return what a child of its own answers to the request."""
    limits = request.limits
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-B", "-m", "nexus.documents.child",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        start_new_session=True, env=_environment(), limit=limits.output_bytes,
    )  # fmt: skip
    said = asyncio.create_task(_last_words(process))
    try:
        return await _converse(process, request)
    except Unreadable as refused:
        if refused.code == "crashed":
            await process.wait()
            log.warning("reader.crashed", document=request.name, status=process.returncode, said=await said)
        raise
    finally:
        said.cancel()
        await _end(process)


async def _last_words(process: asyncio.subprocess.Process) -> str:
    """Return the last of what the child says on stderr, which is read to the end so that it never blocks."""
    words = b""
    while process.stderr is not None and (more := await process.stderr.read(_LAST_WORDS)):
        words = (words + more)[-_LAST_WORDS:]
    return words.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """Nothing of ours but where programs are: no secret reaches a child."""
    tesseract = shutil.which("tesseract")
    places = [str(Path(tesseract).parent)] if tesseract else []
    return {"PATH": os.pathsep.join([*places, os.defpath]), "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


async def _converse(process: asyncio.subprocess.Process, request: Request) -> bytes:
    limits = request.limits
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the child was started without pipes")
    loop = asyncio.get_running_loop()
    start = loop.time()
    try:
        async with asyncio.timeout(limits.seconds + _GRACE) as clock:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                process.stdin.write(msgspec.msgpack.encode(request))
                await process.stdin.drain()
                process.stdin.close()
            kind, payload = await _frame(process, limits)
            if kind == b"S":
                clock.reschedule(start + limits.total_seconds(int.from_bytes(payload, "big")) + _GRACE)
                kind, payload = await _frame(process, limits)
    except TimeoutError as error:
        raise _too_slow(limits) from error
    if kind == b"E":
        refusal = msgspec.msgpack.decode(payload, type=Refusal)
        raise Unreadable(refusal.code, refusal.reason)
    return payload


async def _frame(process: asyncio.subprocess.Process, limits: ReadingLimits) -> tuple[bytes, bytes]:
    if process.stdout is None:
        raise RuntimeError("the child was started without pipes")
    try:
        head = await process.stdout.readexactly(_FRAME_HEAD)
        length = int.from_bytes(head[1:], "big")
        if length > limits.output_bytes:
            raise Unreadable("bomb", "What was read is too large. Send it in parts.")
        return head[:1], await process.stdout.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise _broken_off(await process.wait(), limits) from error


def _broken_off(status: int, limits: ReadingLimits) -> Unreadable:
    """Why a child ended without an answer. A parser that gets no memory aborts or traps."""
    if status in _OUT_OF_TIME:
        return _too_slow(limits)
    if status in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL, -signal.SIGKILL):
        return Unreadable(
            "memory", "Reading the document takes too much memory. Print it to PDF again, or send it in parts."
        )
    return Unreadable("crashed", "The document is built so strangely that it cannot be read. Print it to PDF again.")


def _too_slow(limits: ReadingLimits) -> Unreadable:
    return Unreadable(
        "timeout", f"Reading the document takes longer than {limits.seconds:.0f} seconds. Send it in parts."
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the child and whatever it started: they are a session of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
