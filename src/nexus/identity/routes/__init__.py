"""Identity over HTTP."""

from nexus.identity.routes import accounts, audit, codes, factors, keys, links, sessions, signing, tenants, users

PARTS = (signing, sessions, codes, accounts, factors, users, keys, tenants, audit, links)

routers = tuple(part.router for part in PARTS)
