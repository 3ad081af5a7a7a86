"""`nexus import products`: take in a catalog from a CSV or XLSX file."""

import asyncio
import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from nexus.cli.refusals import Refused
from nexus.platform.servers import provided
from nexus.platform.settings import Settings

SHOWN_PROBLEMS = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    importing = typer.Typer(help="Take in what other systems know.", no_args_is_help=True)
    importing.command("products")(products)
    app.add_typer(importing, name="import")


def products(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX, one product a row.")],
    map: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Say which column is a field; may stand several times."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show how the file is understood; change nothing.")
    ] = False,
    rejected: Annotated[
        Path | None, typer.Option(help="Where rows that are not taken go; else FILE.rejected.csv.")
    ] = None,
) -> None:
    """Take in products by SKU: new ones are added, known ones updated, what cannot be taken is told with its reason."""
    from nexus.cli.preparing import get_ready
    from nexus.platform.errors import Problem

    console = Console()
    mapping = _mapping(map or [])
    with provided(Settings.load()) as settings:
        get_ready(settings, Console(stderr=True))
        try:
            if preview:
                asyncio.run(_preview(settings, file, mapping, console))
            else:
                aside = rejected or file.with_suffix(".rejected.csv")
                asyncio.run(_import(settings, file, mapping, aside, console))
        except Problem as problem:
            raise Refused(problem.detail) from problem


def _mapping(pairs: list[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise Refused(f"--map {pair} is not FIELD=COLUMN, such as sku=Artikel.")
    return {field.strip(): column.strip() for field, _, column in (pair.partition("=") for pair in pairs)}


async def _preview(settings: Settings, file: Path, mapping: Mapping[str, str], console: Console) -> None:
    from nexus.catalog.public import import_products
    from nexus.cli.signing import acting

    async with acting(settings) as (session, actor):
        seen = await import_products(session, actor, file, file.name, mapping, preview=True)
    columns = Table("field", "column", title=f"{file.name}: {seen.rows} rows", title_justify="left")
    for field, column in seen.mapping.items():
        columns.add_row(field, column)
    console.print(columns)
    if seen.ignored:
        console.print(f"Not used: {', '.join(seen.ignored)}")
    console.print(_sample(seen.sample, list(seen.mapping)))
    _say_rejected([(row.line, row.reason) for row in seen.rejected], seen.rejected_count, console)


def _sample(rows: list[dict[str, object]], fields: list[str]) -> Table:
    shown = [
        field for field in ("sku", "name", "mpn", "unit", "list_price", "currency", "stock_quantity") if field in fields
    ]
    table = Table(*shown, title="The first products as they would be stored", title_justify="left")
    for row in rows[:5]:
        table.add_row(*(_cell(row.get(field)) for field in shown))
    return table


def _cell(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "")


async def _import(settings: Settings, file: Path, mapping: Mapping[str, str], aside: Path, console: Console) -> None:
    from nexus.catalog.public import import_products
    from nexus.cli.signing import acting

    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(f"Reading {file.name}", total=None)

        def on_progress(done: int, total: int) -> None:
            progress.update(task, description="Taking in products", completed=done, total=total)

        async with acting(settings) as (session, actor):
            result = await import_products(session, actor, file, file.name, mapping, progress=on_progress)
    console.print(
        f"{result.rows} rows: {result.created} new, {result.updated} changed, {result.unchanged} unchanged, "
        f"{result.rejected_count} not taken."
    )
    problems = [(row.line, row.reason) for row in result.rejected]
    _say_rejected(problems, result.rejected_count, console)
    if problems:
        _write_rejected(file, mapping, dict(problems), aside)
        console.print(
            f"The rows that were not taken are in {aside}, each with its reason. Mend them there and import it."
        )


def _say_rejected(problems: list[tuple[int, str]], count: int, console: Console) -> None:
    for line, reason in problems[:SHOWN_PROBLEMS]:
        console.print(f"[yellow]line {line}[/yellow]: {reason}", highlight=False)
    if count > SHOWN_PROBLEMS:
        console.print(f"... and {count - SHOWN_PROBLEMS} more.")


def _write_rejected(file: Path, mapping: Mapping[str, str], reasons: Mapping[int, str], aside: Path) -> None:
    """Write the rows of the file that were not taken, under its own header, with the reason in the last column."""
    from nexus.catalog.importing.columns import find_layout
    from nexus.platform.tables.reading import read_table

    rows = read_table(file.read_bytes(), file.name).rows
    columns = find_layout(rows, mapping).columns
    with aside.open("w", newline="", encoding="utf-8-sig") as out:
        writer = csv.writer(out)
        writer.writerow([*columns, "reason"])
        for row in rows:
            if row.line in reasons:
                cells = [*row.cells, *[""] * len(columns)][: len(columns)]
                writer.writerow([*cells, reasons[row.line]])
