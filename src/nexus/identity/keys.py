"""API keys as text: `nxk_`, the tenant's number, 30 random characters, and 6 that check all before them.

What begins so and checks out is one of ours, which a scanner can tell without asking anybody; what does not check out
is refused without asking the database.
"""

import hashlib
import secrets
import string
import zlib

from nexus.identity.ids import TenantId

BEGINNING = "nxk_"
RANDOM, CHECK = 30, 6
SHOWN = 4
"""So many of the random characters are kept, so that people tell their keys apart."""
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase


def new_key(tenant: TenantId) -> str:
    """Return a new key of a tenant; 178 bits of it are random."""
    body = f"{BEGINNING}{tenant}_{''.join(secrets.choice(ALPHABET) for _ in range(RANDOM))}"
    return body + _check(body)


def tenant_of_key(text: str) -> TenantId | None:
    """Return the tenant that a key is of, None when the text is no key of ours."""
    number, _, rest = text.removeprefix(BEGINNING).partition("_")
    is_shaped = text.startswith(BEGINNING) and number.isascii() and number.isdigit() and len(number) < 19
    if not (is_shaped and len(rest) == RANDOM + CHECK and text.isascii()):
        return None
    return TenantId(int(number)) if _check(text[:-CHECK]) == text[-CHECK:] else None


def digest_of(key: str) -> bytes:
    """Return what is kept of a key; it is random enough that a plain digest tells nothing."""
    return hashlib.sha256(key.encode()).digest()


def beginning_of(key: str) -> str:
    """Return what is shown of a key in lists."""
    return key[: key.index("_", len(BEGINNING)) + 1 + SHOWN]


def _check(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = ""
    for _ in range(CHECK):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
