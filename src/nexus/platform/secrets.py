"""Random secrets of this installation, made once and kept in files only their owner can read."""

import os
import secrets
from collections import Counter
from math import log2
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


SHORTEST_BYTES = 32
LEAST_BITS = 100
"""Of Shannon's entropy over the whole secret: random ones of that length have much more."""
LEAST_CHARACTERS = 8
"""Different ones."""
WELL_KNOWN = (
    "secret", "password", "passwort", "changeme", "changethis", "replaceme", "replacethis", "yourkey", "yourjwt",
    "jwtkey", "default", "example", "development", "placeholder", "todo", "qwerty", "letmein", "12345678", "abcdefgh",
)  # fmt: skip
"""What stands in secrets of examples, by letters and digits alone; random ones have none of it."""


def weakness(secret: str) -> str | None:
    """Return what makes it easy to guess a secret; None when nothing is found."""
    plain = "".join(each for each in secret.lower() if each.isalnum())
    if any(word in plain for word in WELL_KNOWN):
        return "is well known or made of well-known words"
    if len(secret.encode()) < SHORTEST_BYTES:
        return f"is too short; give at least {SHORTEST_BYTES} random bytes"
    shares = [count / len(secret) for count in Counter(secret).values()]
    bits = -sum(share * log2(share) for share in shares) * len(secret)
    is_repeated = secret in (secret + secret)[1:-1]
    if is_repeated or len(shares) < LEAST_CHARACTERS or bits < LEAST_BITS:
        return "repeats itself too much to be random"
    return None
