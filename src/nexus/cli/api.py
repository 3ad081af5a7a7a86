"""`nexus api`: the API alone, for machines where the worker and the servers are elsewhere."""

from typing import Annotated

import typer

from nexus.platform.settings import UNLIMITED

Host = Annotated[str | None, typer.Option(help="Address to listen on; else NEXUS_HOST.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; else NEXUS_PORT.")]

Private = Annotated[
    bool, typer.Option("--private", hidden=True, help="Serve the command that started it, however often it asks.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("api")(api)


def api(host: Host = None, port: Port = None, private: Private = False) -> None:
    """Serve the API and nothing else."""
    from nexus.main import create_app
    from nexus.platform import logging
    from nexus.platform.http.server import serve
    from nexus.platform.starting import settings_to_serve

    settings = settings_to_serve()
    if private:
        settings = settings.model_copy(update={"rates": UNLIMITED})
    logging.configure(json=settings.environment != "development")
    serve(create_app(settings), host or settings.host, settings.port if port is None else port)
