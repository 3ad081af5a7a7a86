"""`nexus tenants`: the companies that work with this installation."""

from decimal import Decimal
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from nexus.cli.refusals import Refused

Slug = Annotated[str, typer.Argument(help="Short name of the tenant.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    tenants = typer.Typer(help="The companies that work with this installation.", no_args_is_help=True)
    tenants.command("list")(list_tenants)
    tenants.command("create")(create)
    tenants.command("show")(show)
    tenants.command("set")(change)
    tenants.command("suspend")(suspend)
    tenants.command("resume")(resume)
    app.add_typer(tenants, name="tenants")


def list_tenants() -> None:
    """List all tenants with their numbers of users."""
    from nexus.cli.desk import Desk, at_desk

    async def work(desk: Desk) -> list[tuple[str, ...]]:
        async with desk.ground.database.reads(None) as reads:
            found = await reads.fetch("select id, slug, name, status, currency, locale from tenants order by id")
        rows: list[tuple[str, ...]] = []
        for each in found:
            async with desk.ground.database.reads(each["id"]) as reads:
                users = await reads.fetchval("select count(*) from users where is_active")
            rows.append((*(str(value) for value in each), str(users)))
        return rows

    table = Table("number", "short name", "name", "status", "currency", "language", "users", box=None, pad_edge=False)
    for row in at_desk(work):
        table.add_row(*row)
    Console().print(table)


def create(
    slug: Slug,
    name: Annotated[str, typer.Option(help="Name of the company, as it stands on paper.")],
    admin: Annotated[str, typer.Option(help="E-mail of the first administrator, who is invited by mail.")],
    currency: Annotated[str, typer.Option(help="ISO 4217.")] = "USD",
    language: Annotated[str, typer.Option(help="Language of mails and paper, such as en, de or fa-IR.")] = "en",
) -> None:
    """Open a tenant and invite its first administrator."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.cli.refusals import checked
    from nexus.identity.schemas.tenants import NewTenant
    from nexus.identity.service import tenants

    new = checked(NewTenant, slug=slug, name=name, admin_email=admin, currency=currency, locale=language)

    async def work(desk: Desk) -> None:
        await tenants.open_new(desk.ground.database, desk.actor(await desk.tenant(None)), new)

    at_desk(work)
    Console().print(f"The tenant [b]{new.slug}[/b] is open; an invitation to {new.admin_email} is on its way.")


def show(slug: Slug) -> None:
    """Show a tenant's settings and policy."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.identity.schemas.tenants import TenantOut
    from nexus.identity.service import tenants

    async def work(desk: Desk) -> TenantOut:
        id_ = await desk.tenant(slug)
        async with desk.ground.database.transaction(id_) as session:
            return TenantOut.model_validate(await tenants.read_tenant(session, id_))

    Console().print_json(at_desk(work).model_dump_json())


def change(
    slug: Slug,
    *,
    name: Annotated[str | None, typer.Option(help="Name of the company.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217.")] = None,
    tax_rate: Annotated[str | None, typer.Option(help="Usual tax in percent.")] = None,
    language: Annotated[str | None, typer.Option(help="Such as en, de or fa-IR.")] = None,
    registration: Annotated[str | None, typer.Option(help="closed, verified or open.")] = None,
) -> None:
    """Change a tenant's settings; what is not named stays."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.cli.refusals import checked
    from nexus.identity.schemas.tenants import TenantPatch
    from nexus.identity.service import tenants

    async def work(desk: Desk) -> None:
        id_ = await desk.tenant(slug)
        async with desk.ground.database.transaction(id_) as session:
            given: dict[str, object] = {"name": name, "currency": currency, "locale": language}
            given["tax_rate"] = None if tax_rate is None else Decimal(tax_rate)
            if registration is not None:
                policy = (await tenants.read_tenant(session, id_)).policy
                given["policy"] = {**policy, "registration": registration}
            named = {field: value for field, value in given.items() if value is not None}
            if not named:
                raise Refused("Nothing was named; see `nexus tenants set --help`.")
            await tenants.change_tenant(session, desk.actor(id_), checked(TenantPatch, **named))

    at_desk(work)
    Console().print(f"The tenant [b]{slug}[/b] is changed.")


def suspend(slug: Slug) -> None:
    """Suspend a tenant: within a second nobody of it is let in."""
    _set_status(slug, "suspended")


def resume(slug: Slug) -> None:
    """Let a suspended tenant go on."""
    _set_status(slug, "active")


def _set_status(slug: str, status: str) -> None:
    from nexus.cli.desk import Desk, at_desk
    from nexus.identity.rules import TenantStatus
    from nexus.identity.service import tenants

    async def work(desk: Desk) -> None:
        actor = desk.actor(await desk.tenant(None))
        await tenants.set_status(desk.ground.database, actor, await desk.tenant(slug), TenantStatus(status))

    at_desk(work)
    Console().print(f"The tenant [b]{slug}[/b] is {status}.")
