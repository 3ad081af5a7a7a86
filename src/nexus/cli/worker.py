"""`nexus worker`: the background process alone, as many as wanted, on any machine."""

import asyncio

import typer

from nexus.platform.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(work)


def work() -> None:
    """Run jobs, events and schedules until stopped; several may run at once."""
    from nexus import wiring
    from nexus.worker import run

    asyncio.run(run(Settings.load(), wiring.WORK))
