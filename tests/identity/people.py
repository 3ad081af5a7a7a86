"""What the tests of signing in are written with: somebody with a password, and the calls of a client."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx2
from fastapi import FastAPI

from nexus.identity.models import User
from nexus.identity.public import Role, TenantId

PASSWORD = "Quartz-Harbour-19"
OTHER = "lantern orchard velvet ninety"


@dataclass
class Person:
    """Somebody who has an account, or would like to."""

    app: FastAPI
    tenant: TenantId
    email: str = field(default_factory=lambda: f"p-{secrets.token_hex(5)}@test.example")
    id: int = 0

    @property
    def username(self) -> str:
        return self.email.partition("@")[0]

    def client(self, **headers: str) -> httpx2.AsyncClient:
        """Return a device of this person's that has never signed in; it keeps its cookies."""
        named = {"x-tenant-id": str(self.tenant), **headers}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app), base_url="http://nexus", headers=named)

    async def login(self, client: httpx2.AsyncClient, password: str = PASSWORD) -> httpx2.Response:
        return await client.post("/api/v1/auth/login", json={"email": self.email, "password": password})


async def make_person(app: FastAPI, tenant: TenantId, role: Role = Role.OPERATOR, **over: Any) -> Person:
    """Make a user with PASSWORD."""
    person = Person(app, tenant)
    hashed = await app.state.door.passwords.hash(PASSWORD)
    row = {"email": person.email, "username": person.username, "role": role, "password_hash": hashed, **over}
    async with app.state.ground.database.transaction(tenant) as session:
        user = User(tenant_id=tenant, **row)
        session.add(user)
        await session.flush()
    person.id = user.id
    return person


def bearer(answer: httpx2.Response) -> dict[str, str]:
    """Return the header that shows the access token of an answer."""
    return {"authorization": f"Bearer {answer.json()['access_token']}"}
