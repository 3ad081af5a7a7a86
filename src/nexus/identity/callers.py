"""Finding out who is asking: the token, its session, the tenant; run by the edge before the body is read."""

import time
from datetime import timedelta
from typing import Any

import msgspec
from starlette.datastructures import Headers

from nexus.identity.actor import Actor
from nexus.identity.errors import BadToken, FactorRequired, ForeignTenant
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.rules import Role
from nexus.identity.tokens import LEEWAY, Claims, Tokens
from nexus.platform import clock
from nexus.platform.db import Database

FRESH_SECONDS = 1.0
"""How long what is known of a session is believed: logout, role change and deactivation act within this time."""
REMEMBERED = 10_000
SIGNING_IN = "/api/v1/auth/"
"""Below it is all that somebody may do whose role must have a second factor and who has not shown one."""

STANDING = """
select u.role, u.first_name, u.last_name, u.username,
       coalesce(t.policy->'second_factor_for' ? u.role, false) and not (s.second_factor and exists(
           select from second_factors f
           where f.tenant_id = s.tenant_id and f.user_id = s.user_id and f.confirmed_at is not null
       )) as factor_due
from sessions s
join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
join tenants t on t.id = s.tenant_id
where s.tenant_id = $1 and s.id = $2 and s.user_id = $3 and s.renewed_at <= $5
  and s.ended_at is null and s.expires_at > $4 and u.is_active and t.status = 'active'
"""

TENANT = "select id from tenants where slug = $1 or id::text = $1"


class _Known(msgspec.Struct):
    actor: Actor | None
    factor_due: bool
    until: float


class Callers:
    """Authenticates requests against one database; what it learns is remembered for a second."""

    def __init__(
        self, database: Database, tokens: Tokens, *, default_tenant: str, open_to_guests: frozenset[str]
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._default_tenant = default_tenant
        self._open_to_guests = open_to_guests
        self._known: dict[SessionId, _Known] = {}
        self._tenants: dict[str, TenantId] = {}

    async def authenticate(self, scope: Any, headers: Headers) -> Actor | None:
        """Return who asks; None when no token was sent. Raises BadToken (401) or ForeignTenant (403)."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if not token:
            return await self._guest(scope)
        if scheme.lower() != "bearer":
            raise BadToken
        claims = self._tokens.verify(token.strip())
        known = await self._standing(claims)
        actor = known.actor
        if actor is None:
            raise BadToken
        if known.factor_due and not scope["path"].startswith(SIGNING_IN):
            raise FactorRequired(
                "Your role must have a second factor: set it up at /api/v1/auth/second-factor/begin and confirm it; "
                "if you have one, sign in again with it."
            )
        await self._same_tenant(headers, actor)
        return actor

    async def tenant(self, named: str | None) -> TenantId | None:
        """Return the tenant with that slug or number (the default one when none is named); None when there is none."""
        name = (named or self._default_tenant).strip()
        if name not in self._tenants:
            async with self._database.reads(None) as reads:
                found = await reads.fetchval(TENANT, name)
            if found is None:
                return None
            self._tenants[name] = TenantId(found)
        return self._tenants[name]

    def forget(self, session: SessionId) -> None:
        """Believe nothing that was known of a session: this process acts on its end at once."""
        self._known.pop(session, None)

    def forget_all(self) -> None:
        """Believe nothing that was known of any session."""
        self._known.clear()

    async def _guest(self, scope: Any) -> Actor | None:
        if scope["method"] != "GET" or scope["path"] not in self._open_to_guests:
            return None
        tenant = await self.tenant(None)
        return None if tenant is None else Actor(tenant, UserId(0), None)

    async def _standing(self, claims: Claims) -> _Known:
        known = self._known.get(claims.session)
        now = time.monotonic()
        if known is None or known.until < now or (known.actor and known.actor.user != claims.user):
            known = _Known(*await self._asked(claims), now + FRESH_SECONDS)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[claims.session] = known
        return known

    async def _asked(self, claims: Claims) -> tuple[Actor | None, bool]:
        async with self._database.reads(claims.tenant) as reads:
            now = clock.now()
            ahead = now + timedelta(seconds=LEEWAY)
            row = await reads.fetchrow(STANDING, claims.tenant, claims.session, claims.user, now, ahead)
        if row is None:
            return None, False
        name = f"{row['first_name']} {row['last_name']}".strip() or row["username"]
        return Actor(claims.tenant, claims.user, Role(row["role"]), name, claims.session), row["factor_due"]

    async def _same_tenant(self, headers: Headers, actor: Actor) -> None:
        named = headers.get("x-tenant-id")
        if named and named != str(actor.tenant) and await self.tenant(named) != actor.tenant:
            raise ForeignTenant(
                "The X-Tenant-ID header names another tenant than the token; leave it out or repeat the token's."
            )
