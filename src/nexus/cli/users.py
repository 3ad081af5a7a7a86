"""`nexus users`: the people of a tenant."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from nexus.cli.refusals import Refused

if TYPE_CHECKING:
    from nexus.identity.models import User

TenantName = Annotated[str | None, typer.Option("--tenant", help="Short name of the tenant; else the default one.")]
Who = Annotated[str, typer.Argument(help="E-mail or user name.")]
RoleName = Annotated[str, typer.Option(help="admin, manager, operator, quality, purchasing, assembly or engineer.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    users = typer.Typer(help="The people of a tenant.", no_args_is_help=True)
    users.command("list")(list_users)
    users.command("create")(create)
    users.command("invite")(invite)
    users.command("role")(role)
    users.command("deactivate")(deactivate)
    users.command("activate")(activate)
    users.command("unlock")(unlock)
    users.command("password")(password)
    users.command("platform")(platform)
    app.add_typer(users, name="users")


def list_users(tenant: TenantName = None) -> None:
    """List the users of a tenant."""
    from sqlalchemy import select

    from nexus.cli.desk import Desk, at_desk
    from nexus.identity.models import User
    from nexus.identity.service.users import is_invited

    async def work(desk: Desk) -> list[User]:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            return list(await session.scalars(select(User).where(User.tenant_id == id_).order_by(User.id)))

    table = Table("number", "e-mail", "user name", "name", "role", "", box=None, pad_edge=False)
    for user in at_desk(work):
        state = "invited" if is_invited(user) else "" if user.is_active else "put out"
        if user.is_platform:
            state = f"platform {state}".strip()
        table.add_row(str(user.id), user.email, user.username, user.name, user.role.value, state)
    Console().print(table)


def create(
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    role: RoleName = "assembly",
    username: Annotated[str | None, typer.Option(help="Name to sign in with; else made of the address.")] = None,
    tenant: TenantName = None,
) -> None:
    """Make a user; the password is asked for."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.cli.refusals import checked
    from nexus.identity.schemas.users import NewUser
    from nexus.identity.service import users

    new = checked(
        NewUser, email=email, username=username or email.partition("@")[0], role=role, password=_new_password()
    )

    async def work(desk: Desk) -> None:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            await users.make_user(session, desk.door, desk.actor(id_), new)

    at_desk(work)
    Console().print(f"[b]{new.email}[/b] is a user now, as {new.role}.")


def invite(
    email: Annotated[str, typer.Argument(help="E-mail address.")],
    role: RoleName = "assembly",
    language: Annotated[str, typer.Option(help="Language of the mail: en or fa; else the tenant's.")] = "",
    tenant: TenantName = None,
) -> None:
    """Invite somebody by mail; for somebody who has not come yet, send a new link."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.cli.refusals import checked
    from nexus.identity.schemas.users import Invitation
    from nexus.identity.service import users

    given = checked(Invitation, email=email, role=role, language=language)

    async def work(desk: Desk) -> None:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            await users.invite(session, desk.actor(id_), given)

    at_desk(work)
    Console().print(f"An invitation to [b]{given.email}[/b] goes out as soon as a worker runs.")


def role(who: Who, role: Annotated[str, typer.Argument(help="The new role.")], tenant: TenantName = None) -> None:
    """Give a user another role; it acts within a second."""
    user = _changed(who, tenant, role=role)
    Console().print(f"[b]{user.email}[/b] is {user.role.value} now.")


def deactivate(who: Who, tenant: TenantName = None) -> None:
    """Put a user out: their sessions end within a second."""
    Console().print(f"[b]{_changed(who, tenant, is_active=False).email}[/b] is put out.")


def activate(who: Who, tenant: TenantName = None) -> None:
    """Let a user in again."""
    Console().print(f"[b]{_changed(who, tenant, is_active=True).email}[/b] may sign in again.")


def unlock(who: Who, tenant: TenantName = None) -> None:
    """Forget a user's failures to sign in."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.identity.ids import UserId
    from nexus.identity.service import users

    async def work(desk: Desk) -> None:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            user = await _named(session, id_, who)
            await users.unlock(session, desk.actor(id_), UserId(user.id))

    at_desk(work)
    Console().print(f"[b]{who}[/b] may try again from every device.")


def password(who: Who, tenant: TenantName = None) -> None:
    """Give a user a new password, which is asked for; all their sessions end."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.identity.ids import UserId
    from nexus.identity.policy import rules_of
    from nexus.identity.service import accounts, lockouts, proofs, sessions
    from nexus.platform import audit
    from nexus.platform.db import driver_of

    new = _new_password()

    async def work(desk: Desk) -> None:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            user = await _named(session, id_, who)
            user.password_hash = await accounts.hashed_password(desk.door, new, user, await rules_of(session, id_))
            audit.note(session, desk.actor(id_), "user.password_changed", ("user", user.id))
            await sessions.end_all(session, desk.actor(id_), UserId(user.id), "password changed")
            await proofs.withdraw(session, id_, UserId(user.id))
            await lockouts.clear(await driver_of(session), id_, f"user:{user.id}")

    at_desk(work)
    Console().print(f"[b]{who}[/b] has a new password.")


def platform(
    who: Who,
    take: Annotated[bool, typer.Option("--take", help="Take the right away again.")] = False,
    tenant: TenantName = None,
) -> None:
    """Let a user open and suspend tenants over the API: the one right that crosses tenants."""
    from nexus.cli.desk import Desk, at_desk
    from nexus.platform import audit

    async def work(desk: Desk) -> None:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            user = await _named(session, id_, who)
            user.is_platform = not take
            action = f"user.platform_{'taken' if take else 'given'}"
            audit.note(session, desk.actor(id_), action, ("user", user.id))

    at_desk(work)
    Console().print(f"[b]{who}[/b] is {'no longer ' if take else ''}an administrator of the platform.")


def _changed(who: str, tenant: str | None, **change: object) -> "User":
    from nexus.cli.desk import Desk, at_desk
    from nexus.cli.refusals import checked
    from nexus.identity.ids import UserId
    from nexus.identity.models import User
    from nexus.identity.schemas.users import UserPatch
    from nexus.identity.service import users

    patch: UserPatch = checked(UserPatch, **change)

    async def work(desk: Desk) -> User:
        id_ = await desk.tenant(tenant)
        async with desk.ground.database.transaction(id_) as session:
            user = await _named(session, id_, who)
            return await users.change_user(session, desk.actor(id_), UserId(user.id), patch, None)

    return at_desk(work)


async def _named(session: Any, tenant: int, who: str) -> "User":
    from sqlalchemy import or_, select

    from nexus.identity.models import User

    login = who.lower()
    named = (User.tenant_id == tenant, or_(User.email == login, User.username == login))
    user = await session.scalar(select(User).where(*named))
    if user is None:
        raise Refused(f"There is no user {who} in this tenant; `nexus users list` shows those that there are.")
    return user


def _new_password() -> str:
    return str(typer.prompt("New password", hide_input=True, confirmation_prompt="The same again"))
