"""Asking the services beside Nexus how they are, each by its own protocol, all at once, each with a time limit."""

import asyncio
import ssl
import struct
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

import httpx2

from nexus.platform.redaction import hidden
from nexus.platform.settings import Probes

Ask: TypeAlias = Callable[[str, float], Awaitable[None]]
"""Asks the service at a URL within so many seconds; raises when it is not well."""


class NotWell(Exception):
    """A service answered, but not as one that is well."""


async def probed(asking: Awaitable[Any], seconds: float) -> dict[str, Any]:
    """Return whether what is asked answers in time, how long it took, and what was wrong."""
    started = time.perf_counter()
    reason = ""
    try:
        await asyncio.wait_for(asking, seconds)
    except TimeoutError:
        reason = f"no answer within {seconds:g} s"
    except Exception as error:  # noqa: BLE001 - a probe reports whatever went wrong
        said = str(error).split("\n", 1)[0] if str(error) else "no answer"
        reason = hidden(said if isinstance(error, NotWell) else f"{type(error).__name__}: {said}")[:200]
    took = round((time.perf_counter() - started) * 1000, 2)
    state = "unhealthy" if reason else "healthy"
    return {"status": state, "response_time_ms": took, **({"reason": reason} if reason else {})}


async def look_around(settings: Probes) -> dict[str, dict[str, Any]]:
    """Return how each service of the settings is; one that they do not name is not configured."""
    addresses = {name: getattr(settings, f"{name}_url").get_secret_value() for name in SERVICES}
    names = [name for name, url in addresses.items() if url]
    asked = [probed(SERVICES[name](addresses[name], settings.seconds), settings.seconds) for name in names]
    found: Mapping[str, dict[str, Any]] = dict(zip(names, await asyncio.gather(*asked), strict=True))
    return {name: found.get(name) or _not_configured(name) for name in SERVICES}


def _not_configured(name: str) -> dict[str, Any]:
    setting = f"NEXUS_PROBES__{name}_URL".upper()
    return {"status": "not_configured", "response_time_ms": None, "reason": f"{setting} is not set"}


async def ask_rabbitmq(url: str, seconds: float) -> None:
    """Begin AMQP 0-9-1 and want Connection.Start; or ask the management API for alarms when the URL is HTTP."""
    if _is_http(url):
        await _json_of(url, "/api/health/checks/alarms", seconds)
        return
    async with _connected(url, {"amqp": 5672, "amqps": 5671}) as (reader, writer):
        writer.write(b"AMQP\x00\x00\x09\x01")
        begun = await reader.readexactly(7)
        if begun.startswith(b"AMQP"):
            raise NotWell("it does not speak AMQP 0-9-1")
        kind, _channel, _size = struct.unpack(">BHI", begun)
        if (kind, await reader.readexactly(4)) != (1, struct.pack(">HH", 10, 10)):
            raise NotWell("it does not begin an AMQP connection")


async def ask_neo4j(url: str, seconds: float) -> None:
    """Shake hands by Bolt; or ask for the discovery document when the URL is HTTP."""
    if _is_http(url):
        found = await _json_of(url, "/", seconds)
        if "neo4j_version" not in found:
            raise NotWell("it does not say that it is Neo4j")
        return
    async with _connected(url, dict.fromkeys(("bolt", "neo4j", "bolt+s", "neo4j+s"), 7687)) as (reader, writer):
        writer.write(bytes.fromhex("6060b017 00080805 00020404 00000104 00000003".replace(" ", "")))
        if await reader.readexactly(4) == bytes(4):
            raise NotWell("it knows no version of Bolt that we do")


async def ask_chromadb(url: str, seconds: float) -> None:
    """Want a heartbeat."""
    found = await _json_of(url, "/api/v2/heartbeat", seconds)
    if "nanosecond heartbeat" not in found:
        raise NotWell("there is no heartbeat in its answer")


async def ask_qdrant(url: str, seconds: float) -> None:
    """Want it to be ready for requests."""
    await _answer_of(url, "/readyz", seconds)


async def ask_consul(url: str, seconds: float) -> None:
    """Want a leader of the cluster."""
    if not await _json_of(url, "/v1/status/leader", seconds, kind=str):
        raise NotWell("the cluster has no leader")


async def ask_kong(url: str, seconds: float) -> None:
    """Ask the admin API for its state, and that of its database if it has one."""
    found = await _json_of(url, "/status", seconds)
    if "server" not in found:
        raise NotWell("it does not say that it is Kong")
    if found.get("database", {}).get("reachable") is False:
        raise NotWell("it does not reach its database")


async def ask_ollama(url: str, seconds: float) -> None:
    """Ask for the version; servers that only speak OpenAI's protocol list their models."""
    async with _client(url, seconds) as client:
        answer = await client.get("/api/version")
        path = "/api/version"
        if answer.status_code in {404, 405}:
            path = "/models" if str(client.base_url).rstrip("/").endswith("/v1") else "/v1/models"
            answer = await client.get(path)
    found = _read(answer, path)
    if not isinstance(found, dict) or not {"version", "data", "models"} & found.keys():
        raise NotWell("it tells neither a version nor models")


async def ask_faiss(url: str, _seconds: float) -> None:
    """Read the header of the index: FAISS is a library, what must be there is its file."""
    path = Path(unquote(urlsplit(url).path) if url.startswith("file:") else url)
    _must_be_index(await asyncio.to_thread(_beginning, path))


SERVICES: dict[str, Ask] = {
    "rabbitmq": ask_rabbitmq,
    "neo4j": ask_neo4j,
    "chromadb": ask_chromadb,
    "qdrant": ask_qdrant,
    "faiss": ask_faiss,
    "consul": ask_consul,
    "kong": ask_kong,
    "ollama": ask_ollama,
}


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(33)


def _must_be_index(header: bytes) -> None:
    """Raise NotWell unless this begins an index: its kind, dimension, number of vectors, and whether it is trained."""
    kind = header[:4]
    if len(header) < 33 or not (kind.startswith(b"I") and kind.isalnum()):
        raise NotWell("this is not an index of FAISS")
    if kind.startswith(b"IB"):
        dimensions, size, vectors = struct.unpack("<iiq", header[4:20])
        is_right = size * 8 == dimensions
    else:
        dimensions, vectors = struct.unpack("<iq", header[4:16])
        is_right = header[32] in {0, 1}
    if not (is_right and 0 < dimensions <= 1_000_000 and vectors >= 0):
        raise NotWell("the header of this index is damaged")


@asynccontextmanager
async def _connected(
    url: str, ports: Mapping[str, int]
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    parts = urlsplit(url)
    if parts.scheme not in ports:
        raise NotWell(f"its address must begin with {', '.join(f'{each}://' for each in ports)} or http(s)://")
    secure = ssl.create_default_context() if parts.scheme in {"amqps", "bolt+s", "neo4j+s"} else None
    reader, writer = await asyncio.open_connection(
        parts.hostname, parts.port or ports[parts.scheme], ssl=secure, limit=64 * 1024
    )
    try:
        yield reader, writer
    finally:
        writer.close()


def _is_http(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _client(url: str, seconds: float) -> httpx2.AsyncClient:
    if not _is_http(url):
        raise NotWell("its address must begin with http:// or https://")
    secure = ssl.create_default_context() if url.startswith("https://") else False
    return httpx2.AsyncClient(base_url=url, timeout=seconds, trust_env=False, verify=secure)


async def _answer_of(url: str, path: str, seconds: float) -> httpx2.Response:
    async with _client(url, seconds) as client:
        answer = await client.get(path)
    if not answer.is_success:
        raise NotWell(f"{path} is answered with {answer.status_code}")
    return answer


async def _json_of(url: str, path: str, seconds: float, kind: type = dict) -> Any:
    found = _read(await _answer_of(url, path, seconds), path)
    if not isinstance(found, kind):
        raise NotWell(f"{path} is answered with something else")
    return found


def _read(answer: httpx2.Response, path: str) -> Any:
    if not answer.is_success:
        raise NotWell(f"{path} is answered with {answer.status_code}")
    try:
        return answer.json()
    except ValueError as error:
        raise NotWell(f"{path} is not answered with JSON") from error
