"""Finding out who is asking: the token, its session, the tenant; run by the edge before the body is read."""

import time
from datetime import timedelta
from typing import Any, TypeAlias

import msgspec
from starlette.datastructures import Headers

from nexus.identity.actor import Actor
from nexus.identity.errors import BadToken, FactorRequired, ForeignTenant
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.keys import BEGINNING, digest_of, tenant_of_key
from nexus.identity.rules import Role
from nexus.identity.tokens import LEEWAY, Claims, Tokens
from nexus.platform import clock
from nexus.platform.db import Database
from nexus.platform.errors import Forbidden

FRESH_SECONDS = 1.0
"""How long what is known of a session is believed: logout, role change and deactivation act within this time."""
REMEMBERED = 10_000
SIGNING_IN = "/api/v1/auth/"
"""Below it is all that somebody may do whose role must have a second factor and who has not shown one."""

STANDING = """
select u.role, u.first_name, u.last_name, u.username, u.is_platform,
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

KEY_STANDING = """
select k.id, k.user_id, k.name, k.scopes, k.last_used_at, u.role, u.username
from api_keys k
join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
join tenants t on t.id = k.tenant_id
where k.tenant_id = $1 and k.digest = $2 and k.ended_at is null and k.expires_at > $3
  and u.is_active and t.status = 'active'
"""
KEY_USED = "update api_keys set last_used_at = $3 where tenant_id = $1 and id = $2"
A_MINUTE = timedelta(minutes=1)
"""So often it is written down that a key is used."""
FOR_PEOPLE = ("/api/v1/auth/", "/api/v1/keys")
"""What only somebody who has signed in may do, besides what needs a permission that no key has."""
ABOUT_ONESELF = "/api/v1/auth/me"

TENANT = "select id from tenants where slug = $1 or id::text = $1"


Asked: TypeAlias = tuple[TenantId, UserId, SessionId] | str
"""What a token names, or an API key itself."""


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
        self._known: dict[Asked, _Known] = {}
        self._tenants: dict[str, TenantId] = {}

    async def authenticate(self, scope: Any, headers: Headers) -> Actor | None:
        """Return who asks; None when no token was sent. Raises BadToken (401) or ForeignTenant (403)."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        token = token.strip() or headers.get("x-api-key", "")
        if not token:
            return await self._guest(scope)
        if scheme.lower() not in {"bearer", ""}:
            raise BadToken
        known = await (self._of_key(token) if token.startswith(BEGINNING) else self._standing(token))
        actor = known.actor
        if actor is None:
            raise BadToken
        if known.factor_due and not scope["path"].startswith(SIGNING_IN):
            raise FactorRequired(
                "Your role must have a second factor: set it up at /api/v1/auth/second-factor/begin and confirm it; "
                "if you have one, sign in again with it."
            )
        await self._same_tenant(headers, actor)
        if actor.scopes is not None and scope["path"].startswith(FOR_PEOPLE) and scope["path"] != ABOUT_ONESELF:
            raise Forbidden("An API key cannot do this; it needs somebody who has signed in.")
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

    def forget(self, tenant: TenantId, user: UserId, session: SessionId) -> None:
        """Believe nothing that was known of a session: this process acts on its end at once."""
        self._known.pop((tenant, user, session), None)

    def forget_all(self) -> None:
        """Believe nothing that was known of any session."""
        self._known.clear()

    async def _guest(self, scope: Any) -> Actor | None:
        if scope["method"] != "GET" or scope["path"] not in self._open_to_guests:
            return None
        tenant = await self.tenant(None)
        return None if tenant is None else Actor(tenant, UserId(0), None)

    async def _standing(self, token: str) -> _Known:
        claims = self._tokens.verify(token)
        asked = (claims.tenant, claims.user, claims.session)
        known, now = self._known.get(asked), time.monotonic()
        if known is None or known.until < now:
            known = self._remember(asked, _Known(*await self._asked(claims), now + FRESH_SECONDS))
        return known

    async def _of_key(self, key: str) -> _Known:
        tenant = tenant_of_key(key)
        if tenant is None:
            raise BadToken
        known, now = self._known.get(key), time.monotonic()
        if known is None or known.until < now:
            known = self._remember(key, _Known(await self._asked_of_key(tenant, key), False, now + FRESH_SECONDS))
        return known

    def _remember(self, what: Asked, known: _Known) -> _Known:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[what] = known
        return known

    async def _asked_of_key(self, tenant: TenantId, key: str) -> Actor | None:
        now = clock.now()
        async with self._database.aside(tenant) as driver:
            row = await driver.fetchrow(KEY_STANDING, tenant, digest_of(key), now)
            if row is not None and (row["last_used_at"] is None or row["last_used_at"] < now - A_MINUTE):
                await driver.execute(KEY_USED, tenant, row["id"], now)
        if row is None:
            return None
        name = f"{row['username']} by key {row['name']}"
        scopes = frozenset(row["scopes"])
        return Actor(tenant, UserId(row["user_id"]), Role(row["role"]), name, None, scopes=scopes)

    async def _asked(self, claims: Claims) -> tuple[Actor | None, bool]:
        async with self._database.reads(claims.tenant) as reads:
            now = clock.now()
            ahead = now + timedelta(seconds=LEEWAY)
            row = await reads.fetchrow(STANDING, claims.tenant, claims.session, claims.user, now, ahead)
        if row is None:
            return None, False
        name = f"{row['first_name']} {row['last_name']}".strip() or row["username"]
        actor = Actor(claims.tenant, claims.user, Role(row["role"]), name, claims.session, row["is_platform"])
        return actor, row["factor_due"]

    async def _same_tenant(self, headers: Headers, actor: Actor) -> None:
        named = headers.get("x-tenant-id")
        if named and named != str(actor.tenant) and await self.tenant(named) != actor.tenant:
            raise ForeignTenant(
                "The X-Tenant-ID header names another tenant than the token; leave it out or repeat the token's."
            )
