"""Access tokens: short-lived JWTs that name their session; what was verified is remembered until it expires."""

from collections import OrderedDict
from datetime import timedelta

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from nexus.identity.errors import BadToken
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.platform import clock

ISSUER = "nexus"
AUDIENCE = "nexus-api"
TYPE = "at+jwt"
REMEMBERED = 10_000


class Claims(msgspec.Struct, frozen=True):
    """What an access token says."""

    tenant: TenantId
    user: UserId
    session: SessionId
    expires: float


class Tokens:
    """Signs and verifies with one secret."""

    def __init__(self, secret: str, minutes: int) -> None:
        self._key = OctKey.import_key(secret, {"alg": "HS256"})
        self._kid = self._key.thumbprint()
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
        return jwt.encode({"alg": "HS256", "typ": TYPE, "kid": self._kid}, claims, self._key)

    def verify(self, token: str) -> Claims:
        """Return what the token says; raise BadToken when it is forged, expired or not one of ours."""
        claims = self._verified.get(token) or self._decode(token)
        if claims.expires <= clock.now().timestamp():
            self._verified.pop(token, None)
            raise BadToken
        self._verified[token] = claims
        self._verified.move_to_end(token)
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)
        return claims

    def _decode(self, token: str) -> Claims:
        try:
            decoded = jwt.decode(token, self._key, algorithms=["HS256"])
            said = decoded.claims
            ours = (said["iss"], said["aud"], decoded.header.get("typ")) == (ISSUER, AUDIENCE, TYPE)
            claims = Claims(TenantId(said["tid"]), UserId(int(said["sub"])), SessionId(said["sid"]), float(said["exp"]))
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise BadToken from error
        if not ours:
            raise BadToken
        return claims
