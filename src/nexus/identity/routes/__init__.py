"""Identity over HTTP."""

from nexus.identity.routes import accounts, audit, codes, keys, links, sessions, signing, tenants, users

PARTS = (signing, sessions, codes, accounts, users, keys, tenants, audit, links)

routers = tuple(part.router for part in PARTS)
