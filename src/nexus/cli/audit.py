"""`nexus audit`: the trail of what was done, and whether it is whole."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from nexus.platform.audit import Chain

TenantName = Annotated[str | None, typer.Option("--tenant", help="Short name of the tenant; else all of them.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    audit = typer.Typer(help="The trail of what was done, and whether it is whole.", no_args_is_help=True)
    audit.command("verify")(verify)
    audit.command("show")(show)
    app.add_typer(audit, name="audit")


def verify(
    tenant: TenantName = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="File of the last hashes: compared when it is there, then written. Keep it elsewhere."),
    ] = None,
) -> None:
    """Find entries that were altered, removed or put in between; the exit code is 1 when there are any."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.platform import audit
    from nexus.platform.ids import TenantId

    known: dict[str, tuple[int, str]] = json.loads(checkpoint.read_text()) if checkpoint and checkpoint.exists() else {}

    async def work(desk: Desk) -> dict[str, tuple[audit.Chain, str | None]]:
        only = None if tenant is None else await desk.tenant(tenant)
        async with desk.ground.database.reads(None) as reads:
            tenants = await reads.fetch("select id, slug from tenants where $1::bigint is null or id = $1", only)
        found: dict[str, tuple[audit.Chain, str | None]] = {}
        for each in tenants:
            id_, slug = TenantId(each["id"]), str(each["slug"])
            async with desk.ground.database.reads(id_) as reads:
                seen = await audit.hash_at(reads, id_, known[slug][0]) if slug in known else None
                found[slug] = (await audit.verify(reads, id_), seen)
        return found

    found = at_desk(work)
    console, wrong = Console(), [_tell(slug, *said, known.get(slug)) for slug, said in sorted(found.items())]
    for line in wrong:
        console.print(line)
    if any("[red]" in line for line in wrong):
        raise typer.Exit(1)
    if checkpoint is not None:
        ends = {slug: (chain.entries, chain.last_hash) for slug, (chain, _) in found.items() if chain.entries}
        checkpoint.write_text(json.dumps({**known, **ends}, indent=1) + "\n")


def show(
    tenant: Annotated[str | None, typer.Option("--tenant", help="Short name; else the default tenant.")] = None,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="So many entries, the last ones.")] = 20,
) -> None:
    """Show the last entries of a tenant's trail."""
    from sqlalchemy import select

    from nexus.cli.desk import Desk, at_desk
    from nexus.platform.audit import AuditEntry

    async def work(desk: Desk) -> list[AuditEntry]:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            mine = select(AuditEntry).where(AuditEntry.tenant_id == id_)
            return list(await session.scalars(mine.order_by(AuditEntry.number.desc()).limit(last)))

    table = Table("number", "when", "who", "what", "on", "detail", "from", box=None, pad_edge=False)
    for entry in reversed(at_desk(work)):
        on = f"{entry.subject} {entry.subject_id or ''}".strip()
        detail = ", ".join(f"{name}: {value}" for name, value in entry.detail.items() if value is not None)
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(entry.number), when, entry.actor_name, entry.action, on, detail, entry.address)
    Console().print(table)


def _tell(slug: str, chain: "Chain", seen: str | None, before: tuple[int, str] | None) -> str:
    if chain.broken:
        places = "; ".join(f"{each.number} ({each.action}): {each.what}" for each in chain.broken[:10])
        return f"{slug}: [red]the chain does not hold[/red] at {places}"
    if before is not None and seen != before[1]:
        return f"{slug}: [red]entry {before[0]} is not the one that was written down[/red]; the end was replaced or cut"
    return f"{slug}: {chain.entries} entries, whole; last hash {chain.last_hash[:16] or '-'}"
