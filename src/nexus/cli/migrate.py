"""`nexus migrate`: bring the database to the newest schema."""

import asyncio

import typer
from rich.console import Console

from nexus.platform import migrations
from nexus.platform.servers import ServersError, provided
from nexus.platform.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the database to the newest schema, as the role of NEXUS_MIGRATOR_URL."""
    from nexus.cli.preparing import bring_up_to_date

    with provided(Settings.load()) as settings:
        if settings.migrator_url is None:
            raise ServersError("Give NEXUS_MIGRATOR_URL: the role that owns the tables.")
        asyncio.run(bring_up_to_date(settings))
    Console().print(f"The schema is {migrations.head()}.")
