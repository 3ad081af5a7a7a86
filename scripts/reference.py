"""Write the reference pages from the code they describe; `--check` only says which of them are out of date."""

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer.main
from drawing import drawn

import nexus
from nexus import wiring
from nexus.cli.main import app as cli
from nexus.identity.rules import GUEST_PERMISSIONS, TOLD, Role
from nexus.main import create_app
from nexus.platform.errors import Problem
from nexus.platform.events import Event
from nexus.platform.flow import Flow
from nexus.platform.jobs import Job
from nexus.platform.settings import Settings, known_names

TAKES = {Path: "FILE", int: "N", str: "TEXT", bool: ""}
"""What an option of this type takes, in the words of the page."""
FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def main() -> int:
    """Write every page, or compare every page; return the exit code."""
    schema = create_app(Settings()).openapi()
    pages = {
        "openapi.json": json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n",
        "api.md": api(schema),
        "cli.md": commands(),
        "settings.md": settings(),
        "problems.md": problems(),
        "states.md": states(),
        "permissions.md": permissions(),
        "events.md": events(),
        "../decisions/index.md": decisions(),
        **pictures(),
    }
    stale = [name for name, text in pages.items() if not _same(FOLDER / name, text)]
    if "--check" in sys.argv:
        if stale:
            print(f"Out of date: {', '.join(stale)}. Run `make openapi` and commit what it writes.")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).write_text(pages[name], encoding="utf-8")
        print(f"{(FOLDER / name).resolve().relative_to(FOLDER.parents[1])} written")
    return 0


def api(schema: dict[str, Any]) -> str:
    """Tell every operation by its subject, then the old clients' paths."""
    subjects: dict[str, list[tuple[str, str, str]]] = {}
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            subject = operation.get("tags", ["service"])[0]
            subjects.setdefault(subject, []).append((method.upper(), f"`{path}`", _first(operation)))
    text = [
        "# API",
        (
            "A running Nexus shows its own description at `/docs` (to try), `/redoc` (to read) and `/openapi.json` "
            "(for programs). The same description is kept here as [openapi.json](openapi.json)."
        ),
        (
            "Requests carry `Authorization: Bearer TOKEN`; `POST /api/v1/auth/login` gives the token. Lists answer a "
            "JSON array with `Link` and `X-Next-Cursor` headers and take `limit` (at most 200) and `cursor`. Refusals "
            "are [problems](problems.md). Quotes and customers carry an `ETag`; send it back as `If-Match` so as not "
            "to overwrite somebody else's change."
        ),
    ]
    for subject, rows in sorted(subjects.items()):
        text += [f"## {subject.capitalize()}", _table(("method", "path", "what it does"), rows)]
    aliases = [(f"`{old}`", f"`{new}`") for old, new in wiring.ALIASES.items()]
    text += ["## Paths of older clients", "They answer exactly as the canonical path, with all that is below it."]
    text.append(_table(("old path", "canonical path"), aliases))
    return _page(text)


def commands() -> str:
    """Tell every command with its arguments and options."""
    root = typer.main.get_command(cli)
    text = [
        "# Command line",
        "Every command takes `--help`. Settings come from the environment; see [Settings](settings.md).",
    ]
    for name, command in _leaves("nexus", root):
        text += [f"## {name}", (command.help or "").strip()]
        rows = [_option(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            text.append(_table(("argument or option", "meaning"), rows))
    return _page(text)


def settings() -> str:
    """Tell every environment variable with its default; older names of one setting share its row."""
    by_field: dict[str, tuple[list[str], object, str]] = {}
    for name, (field, default, description) in known_names().items():
        by_field.setdefault(field, ([], default, description))[0].append(name)
    rows = [
        (" or ".join(f"`{name}`" for name in names), _default(default), description)
        for names, default, description in by_field.values()
    ]
    return _page(
        [
            "# Settings",
            (
                "Settings are environment variables, read once at the start. A name that begins with `NEXUS_` and is "
                "not listed here, or a value that cannot be, stops the start with a message that says which."
            ),
            _table(("name", "default", "meaning"), rows),
        ]
    )


def problems() -> str:
    """Tell every way in which Nexus says no."""
    kinds = sorted(
        {kind for kind in _subclasses(Problem) if "code" in vars(kind)}, key=lambda kind: (kind.status, kind.code)
    )
    rows = [(str(kind.status), f"`{kind.code}`", kind.title) for kind in kinds]
    return _page(
        [
            "# Problems",
            (
                "A refusal is answered as `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, "
                "and what helps to act on it, such as the moves that are allowed. `detail` is always a plain sentence."
            ),
            _table(("status", "code", "meaning"), rows),
        ]
    )


def permissions() -> str:
    """Tell who may do what, one row for each permission."""
    rows = [
        (f"`{permission}`", meaning, *("x" if role in roles else "" for role in Role))
        for permission, (roles, meaning) in TOLD.items()
    ]
    guests = ", ".join(f"`{permission}`" for permission in sorted(GUEST_PERMISSIONS))
    return _page(
        [
            "# Permissions",
            "Who may do what, by role. Whatever is not marked is refused with 403, which names the roles that may.",
            _table(("permission", "to", *(role.value for role in Role)), rows),
            (
                f"Where a tenant shows its dashboard to all, somebody who has not signed in has {guests}. Opening and "
                "suspending tenants is for administrators of the platform, whom `nexus users platform` names."
            ),
        ]
    )


def states() -> str:
    """Tell every table of moves."""
    text = [
        "# States",
        "A status changes only along these tables. Any other move is refused with 409 and the allowed ones.",
    ]
    for name, flow in _flows():
        rows = [
            (f"`{state.value}`", ", ".join(f"`{after}`" for after in flow.allowed(state)) or "final")
            for state in flow.moves
        ]
        picture = f"![{name}: what may follow what](../assets/{_picture(name)})"
        text += [f"## {name}", picture, _table(("from", "to"), rows)]
    return _page(text)


def pictures() -> dict[str, str]:
    """Draw every table of moves."""
    return {
        f"../assets/{_picture(name)}": drawn(name, {state.value: set(after) for state, after in flow.moves.items()})
        for name, flow in _flows()
    }


def _picture(name: str) -> str:
    return f"{name.lower().replace(' ', '-')}.svg"


def events() -> str:
    """Tell every event and job."""
    text = ["# Events and jobs", "Events are what the contexts tell each other. Handlers may see one more than once."]
    text.append(_table(("event", "carries", "meaning"), [_struct(kind) for kind in _named(Event)]))
    text += ["## Jobs", "Jobs are what the worker does in the background."]
    text.append(_table(("job", "carries", "meaning"), [_struct(kind) for kind in _named(Job)]))
    return _page(text)


def decisions() -> str:
    """List the decision records by their titles."""
    rows = []
    for file in sorted((FOLDER.parent / "decisions").glob("0*.md")):
        number, _, title = file.read_text("utf-8").splitlines()[0].removeprefix("# ").partition(". ")
        rows.append((number, f"[{title}]({file.name})"))
    return _page(["# Decisions", "Why it is as it is, one page each.", _table(("", "decision"), rows)])


def _modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(nexus.__path__, "nexus."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def _flows() -> list[tuple[str, Flow[Any]]]:
    found: dict[int, tuple[str, Flow[Any]]] = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, Flow):
                state = type(next(iter(value.moves)))
                found[id(value)] = (_spaced(state.__name__), value)
    return sorted(found.values(), key=lambda entry: entry[0])


def _subclasses(kind: type) -> Iterator[Any]:
    for child in kind.__subclasses__():
        yield child
        yield from _subclasses(child)


def _named(kind: type) -> list[Any]:
    return sorted(_subclasses(kind), key=lambda child: child.__name__)


def _struct(kind: Any) -> tuple[str, str, str]:
    meaning = " ".join((kind.__doc__ or "").split())
    fields = ", ".join(f"`{field}`" for field in kind.__struct_fields__ if field != "tenant")
    return f"`{kind.__name__}`", fields, meaning


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    for child, its in children.items():
        yield from _leaves(f"{name} {child}", its)


def _option(parameter: Any) -> tuple[str, str]:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name.upper()}`", parameter.help or ""
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    takes = parameter.metavar or TAKES[parameter.type_descriptor.annotation]
    return f"`{names} {takes}`".replace(" `", "`"), parameter.help or ""


def _first(operation: dict[str, Any]) -> str:
    return (operation.get("description") or operation.get("summary") or "").strip().splitlines()[0]


def _default(value: object) -> str:
    if value is None or value in ("", ()):
        return ""
    return value if isinstance(value, str) and " " in value else f"`{value}`"


def _spaced(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip().capitalize()


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )


def _page(blocks: list[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
