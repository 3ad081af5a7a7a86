"""`nexus doctor`: look at everything Nexus stands on, and say what is wrong and how to mend it."""

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from nexus.cli.findings import Finding

MARKS = {"fine": "[green]fine[/green]", "weak": "[yellow]weak[/yellow]", "wrong": "[red]wrong[/red]"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor() -> None:
    """Tell what is wrong and how to mend it; the exit code is 1 when Nexus cannot run as things are."""
    findings = examine()
    table = Table("what", "", "found", "to do", box=None, pad_edge=False, header_style="dim")
    for finding in findings:
        table.add_row(finding.what, MARKS[finding.state], finding.found, finding.to_do)
    Console().print(table)
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


def examine() -> "list[Finding]":
    """Return what was found of everything; embedded servers are started for the time of the examination."""
    from nexus.cli import findings
    from nexus.cli.findings import Finding
    from nexus.platform import starting
    from nexus.platform.servers import ServersError, provided

    settings, wrong = starting.examine()
    if settings is None or wrong:
        of_home = findings.of_home(settings) if settings else ()
        return [*findings.of_machine(), *(findings.of_setting(line) for line in wrong), *of_home]
    found = [*findings.of_machine(), Finding("settings", "fine", settings.environment), *findings.of_home(settings)]
    try:
        with provided(settings) as complete:
            return [*found, *findings.of_servers(complete)]
    except ServersError as wrong:
        return [*found, Finding("servers", "wrong", str(wrong), "")]
