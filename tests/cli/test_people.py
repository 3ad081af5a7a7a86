"""The commands about tenants, users and the trail, as somebody at the machine types them."""

import asyncio
import json
import secrets
from pathlib import Path

import asyncpg
import pytest

from nexus.platform.settings import Settings
from tests.cli.terminal import Nexus
from tests.identity.people import OTHER


@pytest.fixture
def slug() -> str:
    return f"works-{secrets.token_hex(4)}"


@pytest.fixture
def works(nexus: Nexus, slug: str) -> str:
    """A second tenant."""
    made = nexus(
        "tenants", "create", slug, "--name", "Second Works", "--admin", "Ada@works.example", "--currency", "EUR"
    )
    assert made.exit_code == 0, made.output
    return slug


def test_a_tenant_is_opened_listed_shown_changed_suspended_and_resumed(nexus: Nexus, works: str) -> None:
    assert f"{works}" in nexus("tenants", "list").output
    changed = nexus("tenants", "set", works, "--tax-rate", "19", "--registration", "closed", "--language", "de")
    assert changed.exit_code == 0, changed.output
    shown = json.loads(nexus("tenants", "show", works).output)
    assert (shown["currency"], shown["tax_rate"], shown["locale"]) == ("EUR", 19, "de")
    assert shown["policy"]["registration"] == "closed"
    assert "suspended" in nexus("tenants", "suspend", works).output
    assert json.loads(nexus("tenants", "show", works).output)["status"] == "suspended"
    assert nexus("tenants", "resume", works).exit_code == 0


def test_users_are_invited_made_changed_and_put_out(nexus: Nexus, works: str) -> None:
    of = ("--tenant", works)
    assert nexus("users", "invite", "grace@works.example", "--role", "quality", *of).exit_code == 0
    typed = f"{OTHER}\n{OTHER}\n"
    from typer.testing import CliRunner

    from nexus.cli.main import app

    made = CliRunner().invoke(app, ["users", "create", "mary@works.example", "--role", "manager", *of], input=typed)
    assert made.exit_code == 0, made.output
    assert OTHER not in made.output
    assert "operator" in nexus("users", "role", "mary", "operator", *of).output
    assert nexus("users", "deactivate", "mary@works.example", *of).exit_code == 0
    listed = nexus("users", "list", *of).output
    assert [word in listed for word in ("ada@works.example", "invited", "put out", "operator")] == [True] * 4
    assert nexus("users", "activate", "mary", *of).exit_code == 0
    assert nexus("users", "unlock", "mary", *of).exit_code == 0
    assert nexus("users", "platform", "mary", *of).exit_code == 0
    assert "platform" in nexus("users", "list", *of).output
    changed = CliRunner().invoke(app, ["users", "password", "mary", *of], input="weak\nweak\n")
    assert (changed.exit_code, "at least 8" in changed.output) == (1, True)
    trail = nexus("audit", "show", *of, "--last", 50).output
    assert [word in trail for word in ("terminal (", "user.role_changed", "user.platform_given")] == [True] * 3


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("tenants", "show", "no-such"), "There is no tenant no-such"),
        (("tenants", "create", "No Such!", "--name", "X", "--admin", "a@b.example"), "Slug"),
        (("users", "role", "nobody", "admin"), "There is no user nobody"),
        (("users", "invite", "no-address"), "Email"),
        (("users", "invite", "a@b.example", "--role", "king"), "Role"),
        (("users", "list", "--tenant", "no-such"), "There is no tenant no-such"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(nexus: Nexus, command: tuple[str, ...], said: str) -> None:
    refused = nexus(*command)
    assert refused.exit_code == 1
    assert said in refused.output
    assert "Traceback" not in refused.output


async def tampered(settings: Settings, slug: str, statement: str) -> None:
    """Do something to the trail as the owner of the tables, which nobody signs in as."""
    connection = await asyncpg.connect(settings.migrator_url.get_secret_value())
    try:
        tenant = await connection.fetchval("select id from tenants where slug = $1", slug)
        await connection.execute(f"set role nexus_owner; set app.tenant_id = '{tenant}'")
        await connection.execute(statement)
    finally:
        await connection.close()


def test_a_trail_that_was_tampered_with_is_found(nexus: Nexus, works: str, settings: Settings, tmp_path: Path) -> None:
    of = ("--tenant", works, "--checkpoint", tmp_path / "ends.json")
    assert "whole" in nexus("audit", "verify", *of).output
    nexus("users", "invite", "grace@works.example", "--tenant", works)
    assert nexus("audit", "verify", *of).exit_code == 0
    cut = "delete from audit_entries where number = (select max(number) from audit_entries)"
    asyncio.run(tampered(settings, works, cut))
    found = nexus("audit", "verify", *of)
    assert (found.exit_code, "not the one that was written down" in found.output) == (1, True)
    asyncio.run(tampered(settings, works, "update audit_entries set actor_name = 'Eve'"))
    found = nexus("audit", "verify", "--tenant", works)
    assert (found.exit_code, "it was altered" in found.output) == (1, True)
