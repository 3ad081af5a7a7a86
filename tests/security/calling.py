"""How each operation of the API is called, and which permission it wants; an operation that stands nowhere fails.

A path's parameters are taken from what a side of the world has; bodies name its ids too, so that a call by a stranger
reaches for what is not theirs wherever it can.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

METHODS = {"get", "put", "post", "patch", "delete"}

PARAMETERS = {
    "/api/v1/auth/sessions/{id}": {"id": "session"},
    "/api/v1/users/{id}": {"id": "user"},
    "/api/v1/keys/{id}": {"id": "key"},
    "/api/v1/tenants/{id}": {"id": "tenant"},
    "/api/v1/products/imports/{id}": {"id": "import"},
    "/api/v1/products/{id}": {"id": "product", "part": "part"},
    "/api/v1/documents/{id}": {"id": "document", "number": "page"},
    "/api/v1/customers/{id}": {"id": "customer", "price_id": "price"},
    "/api/v1/quotes/{id}": {"id": "quote", "item_id": "item"},
    "/api/v1/rfqs/{id}": {"id": "rfq"},
}
"""Beginning of a path -> its parameters -> whose id they are."""

PUBLIC, ANYBODY, PLATFORM = "public", "anybody", "platform"
"""Open to all; to everybody who has signed in; to administrators of the platform."""


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, ids: Mapping[str, int]) -> str:
        """Return the path with the ids of a side in it."""
        named = next((names for start, names in PARAMETERS.items() if self.path.startswith(start)), {})
        return self.path.format(**{name: ids[kind] for name, kind in named.items()})


Body = Callable[[Mapping[str, int]], Any]

LINE = {"product_name": "X", "quantity": 1, "unit_price": 1}

BODIES: dict[str, Body] = {
    "POST /api/v1/auth/login": lambda _: {"email": "nobody@test.example", "password": "wrong"},
    "POST /api/v1/auth/refresh": lambda ids: {"refresh_token": f"nxr.{ids['tenant']}.{ids['session']}.0.x"},
    "PUT /api/v1/auth/me/preferences": lambda _: {"a": 1},
    "POST /api/v1/auth/request-code": lambda _: {"email": "nobody@test.example"},
    "POST /api/v1/auth/verify-code": lambda _: {"email": "nobody@test.example", "code": "123456"},
    "POST /api/v1/auth/register": lambda _: {"email": "a@test.example", "username": "a", "password": "short"},
    "POST /api/v1/auth/verify-email": lambda ids: {"token": f"{ids['tenant']}.1.x"},
    "POST /api/v1/auth/forgot-password": lambda _: {"email": "nobody@test.example"},
    "POST /api/v1/auth/reset-password": lambda ids: {"token": f"{ids['tenant']}.1.x", "password": "short"},
    "POST /api/v1/auth/accept-invitation": lambda ids: {"token": f"{ids['tenant']}.1.x", "password": "short"},
    "POST /api/v1/auth/change-password": lambda _: {"current_password": "wrong", "new_password": "wrong"},
    "POST /api/v1/users": lambda _: {"email": "sweep@test.example", "username": "s", "password": "short"},
    "POST /api/v1/users/invite": lambda _: {"email": "sweep@test.example"},
    "PUT /api/v1/users/{id}": lambda _: {"first_name": "Swept"},
    "POST /api/v1/keys": lambda _: {"name": "swept", "scopes": ["quotes:read"]},
    "PUT /api/v1/tenant": lambda _: {"name": "Swept"},
    "POST /api/v1/auth/second-factor/begin": lambda _: {"password": "wrong"},
    "POST /api/v1/auth/second-factor/confirm": lambda _: {"code": "123456"},
    "DELETE /api/v1/auth/second-factor": lambda _: {"password": "wrong", "code": "123456"},
    "POST /api/v1/auth/second-factor/recovery-codes": lambda _: {"password": "wrong", "code": "123456"},
    "POST /api/v1/tenants": lambda _: {"slug": "swept", "name": "Swept", "admin_email": "a@test.example"},
    "POST /api/v1/products": lambda _: {"sku": "SWEPT", "name": "Swept"},
    "PUT /api/v1/products/{id}": lambda _: {"name": "Swept"},
    "PATCH /api/v1/products/{id}": lambda _: {"name": "Swept"},
    "POST /api/v1/products/{id}/customer-parts": lambda ids: {"customer_id": ids["customer"], "number": "S-1"},
    "PATCH /api/v1/documents/{id}/extraction": lambda _: {"header": {"project": "Swept"}},
    "POST /api/v1/customers": lambda _: {"name": "Swept"},
    "PUT /api/v1/customers/{id}": lambda _: {"name": "Swept"},
    "POST /api/v1/customers/{id}/prices": lambda ids: {
        "product_id": ids["product"], "unit_price": 1, "currency": "USD"
    },
    "POST /api/v1/quotes": lambda ids: {"customer_id": ids["customer"], "items": [LINE]},
    "PUT /api/v1/quotes/{id}": lambda ids: {"customer_id": ids["customer"], "title": "Swept"},
    "PUT /api/v1/quotes/{id}/status": lambda _: {"status": "pending"},
    "POST /api/v1/quotes/{id}/items/{item_id}/review": lambda ids: {
        "decision": "change", "product_id": ids["product"]
    },
}  # fmt: skip
"""What is sent to an operation that takes JSON."""

FILES = {"POST /api/v1/files", "POST /api/v1/products/import"}
"""What takes a form with a file."""

RIGHTS: dict[str, str] = {
    "GET /health": PUBLIC,
    "GET /api/v1/health": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /health/": PUBLIC,
    "GET /status": PUBLIC,
    "GET /api/v1/auth/me": ANYBODY,
    "PUT /api/v1/auth/me/preferences": ANYBODY,
    "POST /api/v1/auth/logout": ANYBODY,
    "POST /api/v1/auth/logout-all": ANYBODY,
    "GET /api/v1/auth/sessions": ANYBODY,
    "DELETE /api/v1/auth/sessions/{id}": ANYBODY,
    "POST /api/v1/auth/change-password": ANYBODY,
    "* /api/v1/auth/second-factor": ANYBODY,
    "POST /api/v1/auth/": PUBLIC,
    "GET /api/v1/users": "users:read",
    "* /api/v1/users": "users:write",
    "* /api/v1/keys": ANYBODY,
    "GET /api/v1/tenants": PLATFORM,
    "POST /api/v1/tenants": PLATFORM,
    "GET /api/v1/tenant": "tenant:read",
    "PUT /api/v1/tenant": "tenant:write",
    "GET /api/v1/audit": "audit:read",
    "POST /api/v1/products/{id}/customer-parts": "quotes:write",
    "DELETE /api/v1/products/{id}/customer-parts/": "quotes:write",
    "GET /api/v1/products": "products:read",
    "* /api/v1/products": "products:write",
    "GET /api/v1/documents/{id}/quote": "quotes:read",
    "POST /api/v1/documents/{id}/quote": "quotes:write",
    "GET /api/v1/documents": "documents:read",
    "* /api/v1/documents": "documents:write",
    "POST /api/v1/files": "documents:write",
    "GET /api/v1/customers": "customers:read",
    "* /api/v1/customers": "customers:write",
    "GET /api/v1/quotes": "quotes:read",
    "* /api/v1/quotes": "quotes:write",
    "GET /api/v1/rfqs": "quotes:read",
    "GET /api/v1/dashboard": "dashboard:read",
}
"""Beginning of an operation (`*`: any method) -> what it wants. The longest that fits says it."""


def right_of(operation: Operation) -> str:
    """Return what an operation wants; raise KeyError when nobody said it."""
    fitting = [start for start in RIGHTS if operation.name.startswith(start.replace("*", operation.method))]
    if not fitting:
        raise KeyError(f"{operation.name}: say in tests/security/calling.py which permission it wants")
    return RIGHTS[max(fitting, key=lambda start: (len(start.partition(" ")[2]), not start.startswith("*")))]


def operations(app: FastAPI) -> Iterator[Operation]:
    """Return every operation of the API's description."""
    for path, item in app.openapi()["paths"].items():
        for method in item:
            if method in METHODS:
                yield Operation(method.upper(), path)


def body_of(app: FastAPI, operation: Operation, ids: Mapping[str, int]) -> Any:
    """Return what is sent; raise KeyError for an operation that takes a body and nobody said which."""
    if "requestBody" not in app.openapi()["paths"][operation.path][operation.method.lower()]:
        return None
    return BODIES[operation.name](ids)
