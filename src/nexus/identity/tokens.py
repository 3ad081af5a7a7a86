"""Tokens: short-lived access tokens (JWTs) that name their session, refresh tokens, and the cookie of a known device.

Everything is made with keys derived from the server's secret. While a secret is being changed the old one still
verifies, the new one signs.
"""

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, OctKey

from nexus.identity.errors import BadToken
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.platform import clock

ISSUER = "nexus"
AUDIENCE = "nexus-api"
TYPE = "at+jwt"
REFRESH = "nxr"
REMEMBERED = 10_000
LEEWAY = 60
"""Seconds by which the clocks of two machines may differ. A token from further ahead is of a clock gone wrong."""
LONGEST = 2000


class Claims(msgspec.Struct, frozen=True):
    """What an access token says."""

    tenant: TenantId
    user: UserId
    session: SessionId
    issued: float
    expires: float


class Refresh(msgspec.Struct, frozen=True):
    """What a refresh token says; the session's key tells whether it is true."""

    tenant: TenantId
    session: SessionId
    generation: int
    mark: str


class Tokens:
    """Signs with the first secret, verifies with each."""

    def __init__(self, secrets: Sequence[str], minutes: int) -> None:
        keys: list[Key] = [OctKey.import_key(secret, {"alg": "HS256", "use": "sig"}) for secret in secrets]
        for key in keys:
            key.ensure_kid()
        self._key = keys[0]
        self._keys = KeySet(keys)
        self._secrets = [secret.encode() for secret in secrets]
        self._life = timedelta(minutes=minutes)
        self._verified: OrderedDict[str, Claims] = OrderedDict()

    @property
    def seconds(self) -> int:
        """Life of an access token."""
        return int(self._life.total_seconds())

    def issue(self, tenant: TenantId, user: UserId, session: SessionId) -> str:
        """Return a new access token for a session."""
        issued = clock.now()
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user),
            "tid": tenant,
            "sid": session,
            "iat": int(issued.timestamp()),
            "exp": int((issued + self._life).timestamp()),
        }
        return jwt.encode({"alg": "HS256", "typ": TYPE, "kid": self._key.kid}, claims, self._key)

    def verify(self, token: str) -> Claims:
        """Return what the token says; raise BadToken when it is forged, expired or not one of ours."""
        claims = self._verified.get(token) or self._decode(token)
        present = clock.now().timestamp()
        if claims.expires <= present or claims.issued > present + LEEWAY:
            self._verified.pop(token, None)
            raise BadToken
        self._verified[token] = claims
        self._verified.move_to_end(token)
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)
        return claims

    def refresh(self, tenant: TenantId, session: SessionId, generation: int, key: bytes) -> str:
        """Return the refresh token of a session's generation: the same one however often it is asked for."""
        mark = self._marks(f"refresh:{tenant}:{session}:{generation}", key)[0]
        return f"{REFRESH}.{tenant}.{session}.{generation}.{mark}"

    def read_refresh(self, token: str) -> Refresh:
        """Return what a refresh token says of itself; raise BadToken when it is not of that shape."""
        parts = token.split(".")
        if len(token) > LONGEST or len(parts) != 5 or parts[0] != REFRESH:
            raise BadToken
        tenant, session, generation = (_number(part) for part in parts[1:4])
        return Refresh(TenantId(tenant), SessionId(session), generation, parts[4])

    def is_refresh(self, given: Refresh, key: bytes) -> bool:
        """Whether the token was made here for the session that has this key."""
        text = f"refresh:{given.tenant}:{given.session}:{given.generation}"
        return bool(key) and self._is_one(given.mark, self._marks(text, key))

    def device(self, tenant: TenantId, user: UserId, password_hash: str) -> str:
        """Return what a device keeps from which somebody has signed in; a new password ends it."""
        nonce = secrets.token_urlsafe(16)
        mark = self._marks(f"device:{tenant}:{user}:{nonce}", password_hash.encode())[0]
        return f"{nonce}.{mark}"

    def device_nonce(self, cookie: str, tenant: TenantId, user: UserId, password_hash: str) -> str | None:
        """Return the number of a known device, None when the cookie is not of this account."""
        nonce, _, mark = cookie.partition(".")
        marks = self._marks(f"device:{tenant}:{user}:{nonce}", password_hash.encode())
        return nonce if mark and len(cookie) < LONGEST and self._is_one(mark, marks) else None

    def digest(self, purpose: str, text: str) -> bytes:
        """Return the keyed digest under which something mailed is kept, so that the database alone tells nothing."""
        return _mac(self._secrets[0], f"proof:{purpose}:{text}".encode())

    def digests(self, purpose: str, text: str) -> list[bytes]:
        """Return every digest under which this may be kept while a secret is being changed."""
        return [_mac(secret, f"proof:{purpose}:{text}".encode()) for secret in self._secrets]

    def is_digest(self, digest: bytes, purpose: str, text: str) -> bool:
        """Whether this is what was kept under that digest."""
        return any(hmac.compare_digest(digest, each) for each in self.digests(purpose, text))

    def _marks(self, text: str, key: bytes) -> list[str]:
        found = [_mac(secret, text.encode() + b"\0" + key) for secret in self._secrets]
        return [base64.urlsafe_b64encode(mac).decode().rstrip("=") for mac in found]

    @staticmethod
    def _is_one(given: str, marks: list[str]) -> bool:
        return given.isascii() and any(hmac.compare_digest(given, mark) for mark in marks)

    def _decode(self, token: str) -> Claims:
        if len(token) > LONGEST:
            raise BadToken
        try:
            decoded = jwt.decode(token, self._keys, algorithms=["HS256"])
            said = decoded.claims
            ours = (said["iss"], said["aud"], decoded.header.get("typ")) == (ISSUER, AUDIENCE, TYPE)
            claims = Claims(
                TenantId(said["tid"]),
                UserId(int(said["sub"])),
                SessionId(said["sid"]),
                float(said["iat"]),
                float(said["exp"]),
            )
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise BadToken from error
        if not ours:
            raise BadToken
        return claims


def _mac(secret: bytes, text: bytes) -> bytes:
    # A key of its own, so that nothing signed as a token is ever taken for one of these.
    key = hashlib.sha256(b"nexus marks\0" + secret).digest()
    return hmac.digest(key, text, "sha256")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadToken
    return int(text)
