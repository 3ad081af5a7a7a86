"""`nexus rfq FILE`: one request in, one draft quote out."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from nexus.platform.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(rfq)


def rfq(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="PDF, scan, XLSX, DOCX, CSV or mail.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer of the API, with all evidence.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the lines of the quote as CSV.")] = False,
    pdf: Annotated[Path | None, typer.Option(help="File to write the quote to, as its customer gets it.")] = None,
) -> None:
    """Read a request for quotation, match it to the catalog, draft the quote and show it."""
    from nexus.cli.calls import calls
    from nexus.cli.drafts import show
    from nexus.cli.handing import draft_of
    from nexus.cli.signing import administrator_token
    from nexus.cli.up import served

    said = Console(stderr=True)
    with served(Settings.load(), "127.0.0.1", 0, aside=True) as house, said.status(f"Reading {file.name}") as status:

        def work() -> tuple[dict[str, Any], bytes, bytes]:
            with calls(house.address, asyncio.run(administrator_token(house.settings))) as nexus:
                draft = draft_of(nexus, file, lambda percent, word: status.update(f"{file.name}: {word} {percent} %"))
                quote = f"/api/v1/quotes/{draft['quote_id']}"
                table = nexus.bytes_of(f"{quote}/export", format="csv") if as_csv else b""
                paper = nexus.bytes_of(f"{quote}/pdf") if pdf else b""
                return draft, table, paper

        draft, table, paper = house.meanwhile(work)
    if as_json:
        typer.echo(json.dumps(draft, ensure_ascii=False, indent=1))
    if as_csv:
        typer.echo(table.decode("utf-8-sig"), nl=False)
    if not (as_json or as_csv):
        show(draft, Console(), name=file.name)
    if pdf:
        pdf.write_bytes(paper)
        said.print(f"The quote is in {pdf}")
