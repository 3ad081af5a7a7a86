"""What `nexus doctor` looks at, one function for each thing."""

import asyncio
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal
from uuid import uuid4

import asyncpg
import redis

from nexus.platform import migrations
from nexus.platform.db import plain_url
from nexus.platform.errors import Unavailable
from nexus.platform.ids import TenantId
from nexus.platform.jobs.reaper import ALIVE
from nexus.platform.roles import EXTENSIONS
from nexus.platform.servers import ServersError, refuse_powerful_role
from nexus.platform.settings import Settings
from nexus.platform.storage import Storage, location

GIB = 1024**3
LANGUAGES = {"eng": "English", "deu": "German", "por": "Portuguese", "fas": "Persian"}
OLDEST_POSTGRES = 160010
OLDEST_REDIS = (6, 2)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `weak` works but not fully, `wrong` keeps Nexus from running."""

    what: str
    state: Literal["fine", "weak", "wrong"]
    found: str
    to_do: str = ""


def of_machine() -> Iterator[Finding]:
    """Look at Python, the processor, and the programs and fonts that reading and printing use."""
    new_enough = sys.version_info >= (3, 11)
    yield Finding(
        "Python",
        "fine" if new_enough else "wrong",
        platform.python_version(),
        "" if new_enough else "Use 3.11 or newer.",
    )
    yield _processor()
    yield _tesseract()
    yield _fonts()


def of_home(settings: Settings) -> Iterator[Finding]:
    """Look at the folder of the home, the disk under it, its secrets, and the port."""
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".{uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError as failed:
        yield Finding("home", "wrong", f"{home}: {failed.strerror}", "Set NEXUS_HOME to a folder that can be written.")
        return
    yield Finding("home", "fine", str(home))
    yield _disk(home)
    yield _secrets(home)
    yield _listening(settings.host, settings.port)


def of_setting(wrong: str) -> Finding:
    """Return what is wrong with a setting, or what it names, as a finding: `NAME: what; how to mend it`."""
    what, _, to_do = wrong.partition("; ")
    return Finding("settings", "wrong", what, f"{to_do[:1].upper()}{to_do[1:]}." if to_do else "Set it as it says.")


def of_servers(settings: Settings) -> list[Finding]:
    """Look at the database, the cache and the store that these settings name."""
    return [*asyncio.run(_database(settings)), _cache(settings), asyncio.run(_storage(settings))]


def _processor() -> Finding:
    known = Path("/proc/cpuinfo")
    if sys.platform != "linux" or not known.exists():
        return Finding("processor", "fine", platform.machine())
    words = set(known.read_text("utf-8", "replace").split())
    needed = "avx2" if platform.machine() in {"x86_64", "AMD64"} else "sve"
    if needed in words:
        return Finding("processor", "fine", f"{platform.machine()} with {needed.upper()}")
    advice = "The embedded pgvector cannot run here: give DATABASE_URL of a PostgreSQL with pgvector."
    return Finding("processor", "weak", f"{platform.machine()} without {needed.upper()}", advice)


def _tesseract() -> Finding:
    program = shutil.which("tesseract")
    if program is None:
        return Finding(
            "tesseract", "weak", "not installed: scans stay unread", "Install tesseract-ocr with its languages."
        )
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()  # noqa: S603 - a fixed command
    missing = [language for language in LANGUAGES if language not in listed]
    if missing:
        names = ", ".join(LANGUAGES[language] for language in missing)
        packages = " ".join(f"tesseract-ocr-{language}" for language in missing)
        return Finding("tesseract", "weak", f"without {names}", f"Install {packages}.")
    return Finding("tesseract", "fine", ", ".join(LANGUAGES.values()))


def _fonts() -> Finding:
    fonts = [
        entry.name for entry in (files("nexus.platform.printing") / "fonts").iterdir() if entry.name.endswith(".ttf")
    ]
    if not fonts:
        return Finding("fonts", "wrong", "the fonts of quotes are missing", "Install Nexus again.")
    return Finding("fonts", "fine", f"{len(fonts)} for quotes")


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    state = "fine" if free > 2 * GIB else "weak" if free > GIB // 4 else "wrong"
    return Finding(
        "disk", state, f"{free / GIB:.1f} GiB free", "" if state == "fine" else "Make room, or move NEXUS_HOME."
    )


def _secrets(home: Path) -> Finding:
    folder = home / "secrets"
    found = [folder, *folder.iterdir()] if folder.exists() else []
    open_to_others = [path for path in found if path.stat().st_mode & 0o077]
    if open_to_others:
        names = " ".join(str(path) for path in open_to_others)
        return Finding("secrets", "wrong", "others can read them", f"chmod go= {names}")
    return Finding("secrets", "fine", f"{max(len(found) - 1, 0)} files that only their owner reads")


def _listening(host: str, port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            return Finding(
                "port", "weak", f"{host}:{port}: {taken.strerror}", "Fine if it is Nexus; else set NEXUS_PORT."
            )
    return Finding("port", "fine", f"{host}:{port} is free")


async def _database(settings: Settings) -> list[Finding]:
    assert settings.database_url is not None
    try:
        connection = await asyncpg.connect(plain_url(settings.database_url.get_secret_value()), timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as failed:
        return [Finding("database", "wrong", str(failed), "Start it, or correct DATABASE_URL.")]
    try:
        return [await _version(connection), await _role(connection), await _extensions(connection),
                await _schema(connection), await _workers(connection)]  # fmt: skip
    finally:
        await connection.close()


async def _version(connection: asyncpg.Connection) -> Finding:
    number = int(str(await connection.fetchval("show server_version_num")))
    found = str(await connection.fetchval("show server_version"))
    if number < OLDEST_POSTGRES:
        return Finding(
            "database",
            "wrong",
            f"PostgreSQL {found}",
            "Use 16.10 or newer: older ones leak statistics of other tenants.",
        )
    return Finding("database", "fine", f"PostgreSQL {found}")


async def _role(connection: asyncpg.Connection) -> Finding:
    try:
        await refuse_powerful_role(connection)
    except ServersError as wrong:
        return Finding("role", "wrong", str(wrong), "Give DATABASE_URL of nexus_app.")
    return Finding("role", "fine", str(await connection.fetchval("select current_user")))


async def _extensions(connection: asyncpg.Connection) -> Finding:
    there = {
        row["extname"]: row["extversion"]
        for row in await connection.fetch("select extname, extversion from pg_extension")
    }
    missing = [name for name in EXTENSIONS if name not in there]
    if missing:
        commands = " ".join(f"create extension {name};" for name in missing)
        return Finding("extensions", "wrong", f"without {', '.join(missing)}", f"As a superuser: {commands}")
    return Finding("extensions", "fine", f"pgvector {there['vector']} and {len(EXTENSIONS) - 1} more")


async def _schema(connection: asyncpg.Connection) -> Finding:
    found, wanted = await migrations.revision_of(connection), migrations.head()
    if found != wanted:
        return Finding(
            "schema", "wrong", found or "nothing was migrated yet", f"Run `nexus migrate` to come to {wanted}."
        )
    return Finding("schema", "fine", wanted)


async def _workers(connection: asyncpg.Connection) -> Finding:
    alive = await connection.fetchval(
        "select count(*) from pg_locks where locktype = 'advisory' and granted and classid = $1::oid and objsubid = 2",
        ALIVE,
    )
    if not alive:
        return Finding(
            "workers", "weak", "none is running", "Nothing is read or quoted until `nexus up` or `nexus worker` runs."
        )
    return Finding("workers", "fine", f"{alive} running")


def _cache(settings: Settings) -> Finding:
    assert settings.redis_url is not None
    try:
        with redis.Redis.from_url(settings.redis_url.get_secret_value(), socket_timeout=5) as client:
            about = client.info("server")
    except (redis.RedisError, OSError) as failed:
        return Finding("cache", "weak", str(failed), "Nexus is slower without it. Start it, or correct REDIS_URL.")
    version = str(about.get("valkey_version") or about["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        return Finding("cache", "wrong", version, "Use Valkey, or Redis 6.2 or newer.")
    return Finding("cache", "fine", f"{'Valkey' if 'valkey_version' in about else 'Redis'} {version}")


async def _storage(settings: Settings) -> Finding:
    where = location(settings)

    async def probe() -> AsyncIterator[bytes]:
        yield os.urandom(16)

    storage = Storage.at(where)
    try:
        stored = await storage.put(TenantId(0), probe(), limit=16)
        await storage.delete(stored.key)
    except Unavailable as failed:
        return Finding("files", "wrong", f"{where}: {failed.detail}", "Correct NEXUS_STORAGE_URL, or make room.")
    return Finding("files", "fine", where)
