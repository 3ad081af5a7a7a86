"""The lock files: they answer what pyproject.toml asks for, by hash, and name no address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
LOCKS = {"requirements.lock": RUNTIME, "requirements-dev.lock": [*RUNTIME, *PROJECT["dependency-groups"]["dev"]]}


def pins(name: str) -> dict[str, set[str]]:
    """Return the locked versions of each package; some have one for each Python."""
    found: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / name).read_text("utf-8")):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked_in_a_version_that_is_allowed(name: str) -> None:
    locked = pins(name)
    for asked in map(Requirement, LOCKS[name]):
        versions = locked.get(canonicalize_name(asked.name), set())
        assert versions, f"{asked.name} is not in {name}: run `make lock`"
        assert all(asked.specifier.contains(version) for version in versions), f"{asked} is not {versions}"


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_hash_and_no_address_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_both_files_lock_the_same_versions() -> None:
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: dev[name] for name in runtime} == runtime
