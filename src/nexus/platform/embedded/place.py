"""Where one home keeps its servers: their data, logs, ports, and the lock that says who runs them."""

import fcntl
import hashlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nexus.platform.embedded.account import Account, account_for_servers, reaches

SYSTEM_FOLDER = Path("/var/lib/nexus")


@dataclass(frozen=True)
class Place:
    """The home, the folder of its servers, and the account they run under."""

    home: Path
    folder: Path
    account: Account | None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know about where things are."""
        if self.account is None or self.home in self.folder.parents:
            return ()
        return (
            f"The account {self.account.name} cannot get into {self.home}: the databases are kept in {self.folder}.",
        )


def place_of(home: Path) -> Place:
    """Return where the servers of `home` are kept: inside it if the account gets there, else below the system's."""
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    account = account_for_servers()
    inside = home / "servers"
    if not reaches(account, inside):
        inside = SYSTEM_FOLDER / f"servers-{hashlib.sha256(bytes(home)).hexdigest()[:12]}"
    inside.mkdir(parents=True, exist_ok=True)
    return Place(home, inside, account)


def take_lock(place: Place) -> IO[bytes] | None:
    """Return the lock of the servers' owner, held until closed or this process dies; None when another has it."""
    lock = (place.home / "servers.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def known_port(place: Place, server: str) -> int:
    """Return the port `server` listens on, or did last; 0 if it never ran here."""
    file = _port_file(place, server)
    return int(file.read_text("ascii")) if file.exists() else 0


def choose_port(place: Place, server: str) -> int:
    """Return the port to listen on: the one of last time while it is free, else another, remembered from now on."""
    port = known_port(place, server)
    if port and _is_free(port):
        return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    aside = _port_file(place, server).with_suffix(".new")
    aside.write_text(str(port), "ascii")
    os.replace(aside, _port_file(place, server))  # noqa: PTH105 - reads best as what it is
    return port


def tail(log: Path, lines: int = 12) -> str:
    """Return the end of a server's log, for a message that says why it does not run."""
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:]) if log.exists() else "(no log)"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a port whose last connections are still winding down can be listened on.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _port_file(place: Place, server: str) -> Path:
    return place.folder / f"{server}.port"
