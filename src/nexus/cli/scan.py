"""`nexus scan`: a bench with a scanner, or with a keyboard in its place."""

import asyncio
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer
from rich.console import Console
from rich.markup import escape

from nexus.cli.refusals import Refused
from nexus.platform.settings import Settings

if TYPE_CHECKING:
    from nexus.cli.calls import Nexus

Device = Annotated[str, typer.Option(help="What this bench is called: it remembers what was scanned at it last.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(scan)


def scan(device: Device = "bench-1") -> None:
    """Take what is scanned or typed, a line each, and say what came of it; ends at the end of the input.

    A code says what it is about. Then `start`, `pause`, `finish`, `move`, `good 5`, `scrap 1 scratched` and
    `rework 2` say what is done there, as the codes beside a scanner do.
    """
    from nexus.cli.calls import calls
    from nexus.cli.signing import administrator_token
    from nexus.cli.up import served

    console = Console()
    with served(Settings.load(), "127.0.0.1", 0, aside=True) as house:

        def work() -> None:
            with calls(house.address, asyncio.run(administrator_token(house.settings))) as nexus:
                take(nexus, sys.stdin, device, console)

        house.meanwhile(work)


def take(nexus: "Nexus", lines: Iterable[str], device: str, console: Console) -> None:
    """Send each line as a scan of the device, and print the answer."""
    for line in lines:
        text = line.strip()
        if not text:
            continue
        try:
            told = nexus.post("/api/v1/scans", {"scan_id": uuid4().hex, "device": device, **_said(text)})
        except Refused as refused:
            console.print(f"[red]{escape(str(refused))}[/red]")
            continue
        console.print(escape(told["message"]))
        if told["actions"]:
            console.print(f"  can: {', '.join(told['actions'])}", style="dim")


def _said(text: str) -> dict[str, Any]:
    """Return what a line asks for: a code as it is, a word as the command that it names."""
    from nexus.manufacturing.public import Action, command_code

    word, _, rest = text.partition(" ")
    if word.upper() not in Action.__members__:
        return {"text": text}
    action = Action(word.upper())
    count, _, reason = rest.strip().partition(" ")
    if not count.isdigit():
        count, reason = "", rest.strip()
    counted = {Action.GOOD, Action.SCRAP, Action.REWORK}
    quantity = int(count) if count and action in counted else 1 if action is Action.GOOD else None
    finished = {"quantity": int(count)} if count and action is Action.FINISH else {}
    return {"text": command_code(action, quantity), "reason": reason, **finished}
