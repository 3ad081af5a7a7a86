"""Which passwords are good enough: long ones of any kind, shorter ones of many kinds, and none that is guessed early.

Sources: OWASP ASVS 5.0 (6.2), NIST SP 800-63B-4; the composition rule for short ones is the old clients' own.
"""

import unicodedata
from functools import cache

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

SHORTEST, LONGEST = 8, 128
LONG_ENOUGH = 15
"""From this length on a password may be of any kind."""
GUESSED = 72
"""The estimate reads this much; whatever follows only makes it harder."""
SCORE = 3
SHORTEST_SCORE = 2
"""No eight characters are given more than this, be they random."""


def weakness(password: str, about: tuple[str, ...]) -> str | None:
    """Return what is wrong with a new password and how to mend it, None when it is good.

    `about`: words that whoever attacks this account tries first (name, address, company).
    """
    plain = unicodedata.normalize("NFC", password)
    return _length(plain) or _kinds(plain) or _context(plain, about) or _guessable(plain, about)


def _length(password: str) -> str | None:
    if len(password) < SHORTEST:
        return f"use at least {SHORTEST} characters"
    return f"use at most {LONGEST} characters" if len(password) > LONGEST else None


def _kinds(password: str) -> str | None:
    if len(password) >= LONG_ENOUGH:
        return None
    has = {
        "an upper-case letter": any(letter.isupper() for letter in password),
        "a lower-case letter": any(letter.islower() for letter in password),
        "a digit": any(letter.isdigit() for letter in password),
        "a special character": any(not letter.isalnum() for letter in password),
    }
    missing = [kind for kind, there in has.items() if not there]
    return f"add {', '.join(missing)}, or use {LONG_ENOUGH} characters or more" if missing else None


def _context(password: str, about: tuple[str, ...]) -> str | None:
    lower = password.casefold()
    if lower in _common():
        return "this is one of the passwords that are tried first; choose another"
    words = {part for word in ("nexus", *about) for part in _parts(word) if len(part) >= 4}
    used = sorted((word for word in words if word in lower), key=len, reverse=True)
    rest = lower
    for word in used:
        rest = rest.replace(word, "")
    return f"do not build it around '{used[0]}'" if used and len(rest) < SHORTEST else None


def _guessable(password: str, about: tuple[str, ...]) -> str | None:
    # The estimate loses its way where a letter becomes two in lower case.
    plain = "".join(letter if len(letter.lower()) == 1 else "i" for letter in password)
    found = zxcvbn(plain[:GUESSED], user_inputs=["nexus", *about])
    needed = SHORTEST_SCORE if len(password) == SHORTEST else SCORE
    if found["score"] >= needed:
        return None
    said = " ".join(part for part in (found["feedback"]["warning"], *found["feedback"]["suggestions"]) if part)
    return f"it can be guessed: {said or 'use more words that do not belong together'}"


def _parts(word: str) -> list[str]:
    lower = word.casefold()
    return [lower, *"".join(letter if letter.isalnum() else " " for letter in lower).split()]


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])
