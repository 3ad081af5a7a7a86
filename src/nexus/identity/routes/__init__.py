"""Identity over HTTP."""

from nexus.identity.routes import accounts, audit, codes, links, sessions, signing, tenants, users

PARTS = (signing, sessions, codes, accounts, users, tenants, audit, links)

routers = tuple(part.router for part in PARTS)
