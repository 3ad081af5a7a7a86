"""The commands: `nexus up` serves, `nexus doctor` tells what is wrong, the rest does one thing each."""

import importlib
from importlib.metadata import version
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperGroup

from nexus.cli.refusals import Refused
from nexus.platform.servers import ServersError
from nexus.platform.settings import SettingsError

COMMANDS = (
    "up", "demo", "rfq", "scan", "imports", "tenants", "users", "audit", "worker", "api", "migrate", "doctor",
    "openapi",
)  # fmt: skip
"""Files of this folder, each with a function `register(app)`; in the order of `nexus --help`."""

UNDERSTOOD = (SettingsError, ServersError, Refused)
"""What stops a command with a message instead of a traceback."""


class Commands(TyperGroup):
    """All commands; a failure that says by itself what is wrong is printed as it is."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; exit with 1 when something it stands on is not right."""
        try:
            return super().invoke(ctx)
        except UNDERSTOOD as wrong:
            Console(stderr=True).print(f"[red]{escape(str(wrong))}[/red]")
            raise typer.Exit(1) from wrong


app = typer.Typer(
    cls=Commands,
    help="Nexus: from RFQ to finished goods.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("nexus"))
        raise typer.Exit


@app.callback()
def everywhere(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take what comes before the command."""


for _command in COMMANDS:
    importlib.import_module(f"nexus.cli.{_command}").register(app)
