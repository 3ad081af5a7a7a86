"""Sealing: what the server must be able to read again is kept so that the database alone does not tell it."""

import hashlib
from collections.abc import Sequence

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from nexus.platform.errors import Conflict


class Unreadable(Conflict):
    code, title = "cannot-be-unsealed", "What was kept cannot be read with the present secrets"


class Vault:
    """Seals with the first secret, opens with each (JWE `dir`, A256GCM)."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [OctKey.import_key(_key(secret)) for secret in secrets]

    def seal(self, owner: str, text: str) -> str:
        """Return the text sealed; it opens only for the same owner."""
        return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, f"{owner}\n{text}", self._keys[0])

    def open(self, owner: str, sealed: str) -> str:
        """Return what was sealed for this owner; raise Unreadable when it cannot be."""
        for key in self._keys:
            try:
                plain = jwe.decrypt_compact(sealed, key, algorithms=["dir", "A256GCM"]).plaintext or b""
            except (JoseError, ValueError):
                continue
            whose, _, text = plain.decode().partition("\n")
            if whose == owner:
                return text
        raise Unreadable(
            "The server's secret was changed and the one before is no longer given; ask an administrator to remove "
            "your second factor, and set it up anew."
        )


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"nexus seal\0" + secret.encode()).digest()
