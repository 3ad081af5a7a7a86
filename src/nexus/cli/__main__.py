"""`python -m nexus.cli`: the same as `nexus`."""

from nexus.cli.main import app

app()
