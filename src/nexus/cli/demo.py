"""`nexus demo`: an example company, five RFQs, the quotes that answer them, and the goods that one of them becomes."""

import asyncio
import csv
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

import nexus
from nexus.cli.api import Host, Port
from nexus.cli.refusals import Refused
from nexus.platform.settings import Settings

if TYPE_CHECKING:
    from nexus.cli.calls import Nexus

FIRST_SKU = "V10007"
"""The first product of the example catalog: where it is, the example has been loaded before."""

Draft = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(host: Host = None, port: Port = None) -> None:
    """Load an example company, quote five example RFQs, make what one of them asks for, and go on serving.

    A second time finds everything as it was.
    """
    from nexus.cli.calls import calls
    from nexus.cli.signing import administrator_token
    from nexus.cli.up import served

    settings = Settings.load()
    console = Console()
    console.print("Starting PostgreSQL, Valkey, the API and a worker ...", style="dim")
    with served(settings, host or settings.host, settings.port if port is None else port, aside=True) as house:
        with calls(house.address, asyncio.run(administrator_token(house.settings))) as nexus:
            house.meanwhile(lambda: _run(nexus, house.settings, console))
        _farewell(console, house.address, settings)
        house.look_after()
        console.print("Stopping; everything is kept.")


def _run(nexus: "Nexus", settings: Settings, console: Console) -> None:
    from nexus.cli.drafts import show
    from nexus.cli.shift import make_goods

    _load(nexus, settings, console)
    quoted: list[Draft] = []
    for file, draft in _quote(nexus, console).items():
        if isinstance(draft, Refused):
            console.print(f"\n[b]{file.name}[/b]: [red]{escape(str(draft))}[/red]")
        else:
            show(draft, console, name=file.name)
            paper = _print(nexus, draft, settings.home / "quotes")
            console.print(f"As its customer gets it: {paper}", style="dim", soft_wrap=True)
            quoted.append(draft)
    if quoted:
        with console.status("Making what the first of them asks for"):
            make_goods(nexus, quoted[0]["quote_id"], settings.home / "travelers", console)


def examples() -> Path:
    """Return the folder of the examples: beside the sources, or in the installed package."""
    package = Path(nexus.__file__).parent
    return next(folder for folder in (package / "examples", package.parents[1] / "examples") if folder.is_dir())


def _load(nexus: "Nexus", settings: Settings, console: Console) -> None:
    """Load what is missing of the example company; leave a company of one's own alone."""
    here = bool(nexus.get("/api/v1/products", sku=FIRST_SKU))
    if not here and nexus.get("/api/v1/products", limit=1):
        raise Refused(
            "This installation has a catalog of its own, and the demo leaves it alone. "
            "Give the demo a place of its own: NEXUS_HOME=./var-demo nexus demo"
        )
    with console.status("Loading the example company"):
        if not here:
            asyncio.run(_dress(settings))
            nexus.send("/api/v1/products/import", examples() / "catalog.csv")
        customers = _customers(nexus)
        for row in _rows("customer_parts.csv"):
            (product,) = nexus.get("/api/v1/products", sku=row["sku"])
            body = {"customer_id": customers[row["customer"]], "number": row["customer_part_number"]}
            nexus.post(f"/api/v1/products/{product['id']}/customer-parts", body)
    was = "is here already" if here else "is loaded: 395 products with prices and stock"
    console.print(f"The example company {was}, {len(customers)} customers.")


def _customers(nexus: "Nexus") -> dict[str, int]:
    """Make the example customers that are missing; return the ids of all by name."""
    known = {customer["name"]: customer["id"] for customer in nexus.get("/api/v1/customers", limit=200)}
    missing = [row for row in _rows("customers.csv") if row["name"] not in known]
    return known | {row["name"]: nexus.post("/api/v1/customers", row)["id"] for row in missing}


async def _dress(settings: Settings) -> None:
    """Give the tenant the example company's name, currency, tax and letterhead."""
    from nexus.cli.signing import acting
    from nexus.identity.models import Tenant

    company = json.loads((examples() / "company.json").read_text("utf-8"))
    logo = (examples() / "logo.svg").read_text("utf-8")
    async with acting(settings) as (session, actor):
        tenant = await session.get_one(Tenant, actor.tenant)
        tenant.name, tenant.currency = company["name"], company["currency"]
        tenant.tax_rate = Decimal(company["tax_rate"])
        tenant.profile = {**company["profile"], "logo": logo}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (examples() / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _quote(nexus: "Nexus", console: Console) -> dict[Path, Draft | Refused]:
    """Hand in all five RFQs at once and wait for their drafts, or why there is none, showing how far each is."""
    from nexus.cli.handing import draft_of

    files = sorted((examples() / "rfqs").iterdir())
    columns = (SpinnerColumn(), TextColumn("{task.fields[name]:<24}"), BarColumn(30), TextColumn("{task.description}"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress, ThreadPoolExecutor(len(files)) as beside:
        tasks = {file: progress.add_task("uploading", name=file.name, total=100) for file in files}

        def one(file: Path, task: TaskID) -> Draft:
            draft = draft_of(
                nexus, file, lambda percent, word: progress.update(task, completed=percent, description=word)
            )
            progress.update(task, completed=100, description=f"{draft['quote_number']}")
            return draft

        doing = {file: beside.submit(one, file, task) for file, task in tasks.items()}
        return {file: done.result() for file, done in doing.items()}


def _print(nexus: "Nexus", draft: Draft, folder: Path) -> Path:
    """Write the quote as its customer gets it; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{draft['quote_number']}.pdf"
    file.write_bytes(nexus.bytes_of(f"/api/v1/quotes/{draft['quote_id']}/pdf"))
    return file


def _farewell(console: Console, address: str, settings: Settings) -> None:
    email = settings.admin_email or f"admin@{settings.default_tenant}.example"
    console.print(f"\nThe API answers at     [b]http://{address}[/b]")
    console.print(f"Its documentation is at [b]http://{address}/docs[/b]; sign in as {email}")
    console.print("Try one of your own:    [b].venv/bin/nexus rfq FILE[/b]")
    console.print("Ctrl-C stops everything and keeps it for the next time.\n")
