"""Identity over HTTP."""

from nexus.identity.routes import accounts, audit, codes, links, sessions, signing

routers = (signing.router, sessions.router, codes.router, accounts.router, audit.router, links.router)
