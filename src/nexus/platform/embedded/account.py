"""The unprivileged account that the embedded servers run under when Nexus itself runs as root."""

import grp
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAME = "nexus-servers"


@dataclass(frozen=True)
class Account:
    """Whom to become before a server starts."""

    name: str
    uid: int
    gid: int


def account_for_servers() -> Account | None:
    """Return the account to drop to, made if it is not there; None when Nexus is not root and stays who it is."""
    if os.geteuid() != 0:
        return None
    return _find(NAME) or _make() or _find("nobody")


def reaches(account: Account | None, path: Path) -> bool:
    """Return whether `account` (None: this process) may pass through every folder above `path`."""
    if account is None:
        return True
    above = [folder for folder in path.absolute().parents if folder.exists()]
    return all(_may(account, folder.stat(), stat.S_IXUSR) for folder in above)


def reads(account: Account | None, path: Path) -> bool:
    """Return whether `account` (None: this process) may read the file or folder `path` with all that is in it."""
    if not reaches(account, path):
        return False
    if account is None:
        return True
    everything = [path, *path.rglob("*")] if path.is_dir() else [path]
    return all(_may(account, entry.stat(), _needed(entry)) for entry in everything)


def give(path: Path, account: Account | None) -> None:
    """Make `account` the owner of `path`; nothing to do when there is none."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _needed(entry: Path) -> int:
    return stat.S_IRUSR | (stat.S_IXUSR if entry.is_dir() or os.access(entry, os.X_OK) else 0)


def _may(account: Account, found: os.stat_result, wanted: int) -> bool:
    if found.st_uid == account.uid:
        return found.st_mode & wanted == wanted
    if found.st_gid == account.gid:
        return found.st_mode & (wanted >> 3) == wanted >> 3
    return found.st_mode & (wanted >> 6) == wanted >> 6


def _find(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def _make() -> Account | None:
    useradd = shutil.which("useradd")
    if useradd is None:
        return None
    known = {group.gr_name for group in grp.getgrall()}
    grouping = ["--gid", NAME] if NAME in known else ["--user-group"]
    shell = "/usr/sbin/nologin" if Path("/usr/sbin/nologin").exists() else "/bin/false"
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", shell, *grouping, NAME]
    # Two processes may try at once, or /etc may be read-only: what counts is whether the account is there afterwards.
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - a fixed command
    return _find(NAME)
