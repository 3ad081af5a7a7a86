"""`nexus openapi`: the API's description, for programs."""

import json
from pathlib import Path
from typing import Annotated

import typer

from nexus.platform.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(openapi)


def openapi(output: Annotated[Path | None, typer.Option(help="File to write; else standard output.")] = None) -> None:
    """Print the API's description (OpenAPI 3.1, JSON)."""
    from nexus.main import create_app

    text = json.dumps(create_app(Settings()).openapi(), indent=1, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
