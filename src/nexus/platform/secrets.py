"""Random secrets of this installation, made once and kept in files only their owner can read."""

import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile


def secret(home: Path, name: str) -> str:
    """Return the secret `name` of this home, making it at the first call; safe against another process doing so too."""
    folder = home / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / name
    if not file.exists():
        _make(file)
    return file.read_text("ascii")


def _make(file: Path) -> None:
    # Written aside and linked: the file is whole when it appears, and the first one to link wins.
    with NamedTemporaryFile("w", dir=file.parent, encoding="ascii") as aside:
        aside.write(secrets.token_urlsafe(32))
        aside.flush()
        os.fsync(aside.fileno())
        try:
            os.link(aside.name, file)
        except FileExistsError:
            return
