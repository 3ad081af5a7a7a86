"""`nexus up`: everything Nexus needs on this machine, started, looked after and stopped together."""

import http.client
import signal
import socket
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console

from nexus.cli.api import Host, Port
from nexus.cli.children import Child
from nexus.platform import embedded
from nexus.platform.embedded import Embedded
from nexus.platform.servers import ServersError, launch
from nexus.platform.settings import Settings

Done = TypeVar("Done")

LOOK_SECONDS = 0.25
READY_SECONDS = 180


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)


def up(host: Host = None, port: Port = None) -> None:
    """Serve: the API, a worker, and embedded servers where none are named; stop everything with Ctrl-C."""
    from nexus.platform.starting import settings_to_serve

    settings = settings_to_serve(migrates=True)
    with served(settings, host or settings.host, settings.port if port is None else port) as house:
        house.look_after()


class House:
    """What is running: the children, and the embedded servers if there are any."""

    def __init__(
        self, settings: Settings, address: str, servers: Embedded | None, children: list[Child], console: Console
    ) -> None:
        self.settings = settings
        """With every URL set."""
        self.address = address
        self._servers = servers
        self._children = children
        self._console = console
        self._stopping = threading.Event()
        for wanted in (signal.SIGINT, signal.SIGTERM):
            signal.signal(wanted, lambda *_: self._stopping.set())

    def wait_until_ready(self) -> None:
        """Return when the API answers."""
        deadline = time.monotonic() + READY_SECONDS
        while not self._stopping.is_set() and not _answers(self.address):
            if time.monotonic() > deadline:
                raise ServersError(f"The API does not answer at http://{self.address} after {READY_SECONDS} seconds.")
            self._look()
            self._stopping.wait(0.05)

    def look_after(self) -> None:
        """Start again whatever dies, until Ctrl-C or SIGTERM."""
        while not self._stopping.wait(LOOK_SECONDS):
            self._look()

    def meanwhile(self, work: Callable[[], Done]) -> Done:
        """Do `work` in another thread while looking after what runs; return what it returns.

        Ctrl-C ends the waiting, not the thread: its next call of the API fails, and it with that.
        """
        beside = ThreadPoolExecutor(1)
        doing = beside.submit(work)
        beside.shutdown(wait=False)
        while not doing.done():
            if self._stopping.wait(LOOK_SECONDS):
                raise KeyboardInterrupt
            self._look()
        return doing.result()

    def stop(self) -> None:
        """Stop the children, then the servers under them."""
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.stop()
        if self._servers is not None:
            self._servers.stop()

    def _look(self) -> None:
        if self._servers is not None:
            revived = embedded.revive(self._servers)
            if revived is not self._servers:
                self._console.print("[yellow]A database server had died; it runs again.[/yellow]")
                self._servers = revived
        for child in self._children:
            if child.look():
                self._console.print(f"[yellow]The {child.name} had died; it is started again.[/yellow]")


@contextmanager
def served(settings: Settings, host: str, port: int, *, aside: bool = False) -> Generator[House]:
    """Run everything within the block, from the moment the API answers.

    `aside`: another command speaks to the person; messages of API and worker go to files in the home, and only what
    must not be missed is said.
    """
    from nexus.cli.preparing import get_ready

    console = Console(stderr=True)
    begun = time.perf_counter()
    port = _port(host, port)
    complete, servers = launch(settings)
    api = ["api", "--host", host, "--port", str(port), *(["--private"] if aside else [])]
    children = [
        Child("API", api, stop_seconds=15, messages=_messages(settings, "api") if aside else None),
        # What a stopped worker had begun is taken up by the next one, so a person is not kept waiting for it.
        Child(
            "worker",
            ["worker"],
            stop_seconds=5 if aside else 30,
            messages=_messages(settings, "worker") if aside else None,
        ),
    ]
    house = House(complete, f"{_reachable(host)}:{port}", servers, children, console)
    try:
        get_ready(complete, console)
        for child in children:
            child.start()
        house.wait_until_ready()
        for remark in servers.remarks if servers else ():
            console.print(remark)
        if not aside:
            _greet(console, house.address, time.perf_counter() - begun)
        yield house
    finally:
        house.stop()


def _greet(console: Console, address: str, seconds: float) -> None:
    console.print(f"Nexus answers at [b]http://{address}[/b] after {seconds:.1f} s")
    console.print(f"Its documentation is at http://{address}/docs; Ctrl-C stops everything.")


def _messages(settings: Settings, name: str) -> Path:
    folder = settings.home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _port(host: str, port: int) -> int:
    """Return a port that can be listened on: the given one, or any free one for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise ServersError(
                f"Nothing can listen on {host}:{port}: {taken.strerror}. Give --port or NEXUS_PORT."
            ) from taken
        return int(probe.getsockname()[1])


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound


def _answers(address: str) -> bool:
    connection = http.client.HTTPConnection(address, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
