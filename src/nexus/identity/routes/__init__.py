"""Identity over HTTP."""

from nexus.identity.routes import accounts, audit, codes, factors, sessions, signing

routers = (signing.router, sessions.router, codes.router, accounts.router, factors.router, audit.router)
