"""`nexus worker`: the background process alone, as many as wanted, on any machine."""

import asyncio

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(work)


def work() -> None:
    """Run jobs, events and schedules until stopped; several may run at once."""
    from nexus import wiring
    from nexus.platform import logging
    from nexus.platform.starting import settings_to_serve
    from nexus.worker import run

    settings = settings_to_serve()
    logging.configure(json=settings.environment != "development")
    asyncio.run(run(settings, wiring.WORK))
