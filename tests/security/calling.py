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
    "/api/v1/orders/{id}": {"id": "order"},
    "/api/v1/travelers/types/{code}": {"code": "kind"},
    "/api/v1/travelers/{id}": {"id": "traveler"},
    "/api/v1/operations/{id}": {"id": "operation"},
    "/api/v1/labor/{id}": {"id": "labor"},
    "/api/v1/nonconformances/{id}": {"id": "nonconformance"},
    "/api/v1/coating/{id}": {"id": "coating"},
    "/api/v1/labels/badges/{id}": {"id": "user"},
    "/api/v1/reports/{name}": {"name": "report"},
}
"""Beginning of a path -> its parameters -> whose id they are."""

SAME = {"kind": "CABLE", "report": "scrap"}
"""Parameters that are the same for everybody."""

QUERIES = {
    "GET /api/v1/genealogy/where-used": "?lot=LOT-1",
    "GET /api/v1/genealogy/contents": "?unit=UNIT-1",
}
"""Operation -> the query that it cannot do without."""

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

    @property
    def reaches(self) -> bool:
        """Whether its path names something of somebody's."""
        named = next((names for start, names in PARAMETERS.items() if self.path.startswith(start)), {})
        return "{" in self.path and not set(named.values()) <= set(SAME)

    def at(self, ids: Mapping[str, int]) -> str:
        """Return the path with the ids of a side in it."""
        named = next((names for start, names in PARAMETERS.items() if self.path.startswith(start)), {})
        return self.path.format(**{name: ids.get(kind) or SAME[kind] for name, kind in named.items()}) + QUERIES.get(
            self.name, ""
        )


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
    "POST /api/v1/orders": lambda ids: {"quote_id": ids["quote"], "customer_id": ids["customer"]},
    "PUT /api/v1/orders/{id}/status": lambda _: {"status": "cancelled"},
    "POST /api/v1/travelers": lambda ids: {"type": "CABLE", "order_id": ids["order"]},
    "PUT /api/v1/travelers/types/{code}": lambda _: {"name": "Swept", "color": "#000000", "steps": []},
    "PUT /api/v1/travelers/{id}": lambda _: {"notes": "Swept"},
    "PUT /api/v1/travelers/{id}/status": lambda _: {"status": "cancelled"},
    "POST /api/v1/travelers/{id}/bom": lambda _: {"part_number": "SWEPT", "quantity": 1},
    "POST /api/v1/travelers/{id}/revisions": lambda _: {"notes": "Swept", "reason": "Swept"},
    "POST /api/v1/travelers/{id}/documents": lambda ids: {"document_id": ids["document"], "role": "drawing"},
    "POST /api/v1/travelers/{id}/lots": lambda ids: {
        "part_number": "SWEPT", "lot": "SWEPT", "quantity": 1, "operation_id": ids["operation"]
    },
    "POST /api/v1/operations/{id}/work": lambda _: {"act": "start"},
    "POST /api/v1/operations/{id}/results": lambda ids: {"check_id": ids["check"], "passed": True},
    "POST /api/v1/operations/{id}/approval": lambda _: {"approved": True},
    "POST /api/v1/operations/{id}/nonconformances": lambda _: {"defect": "Swept", "quantity": 1},
    "PUT /api/v1/nonconformances/{id}/disposition": lambda _: {"disposition": "scrap", "reason": "Swept"},
    "POST /api/v1/scans": lambda ids: {"scan_id": f"swept-{ids['traveler']}", "text": "SWEPT"},
    "POST /api/v1/labor": lambda ids: {
        "operation_id": ids["operation"], "start_time": "2020-01-01T00:00:00Z",
        "end_time": "2020-01-01T01:00:00Z",
    },
    "POST /api/v1/labor/{id}/corrections": lambda _: {"kind": "setup", "reason": "Swept"},
    "POST /api/v1/coating": lambda ids: {"traveler_id": ids["traveler"], "coating_type": "AR", "quantity": 1},
    "PUT /api/v1/coating/{id}/status": lambda _: {"status": "received"},
    "POST /api/v1/quotes/{id}/items/{item_id}/review": lambda ids: {
        "decision": "change", "product_id": ids["product"]
    },
}  # fmt: skip
"""What is sent to an operation that takes JSON."""

FILES = {"POST /api/v1/files", "POST /api/v1/products/import", "POST /api/v1/travelers/bom-import"}
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
    "GET /api/v1/orders": "orders:read",
    "* /api/v1/orders": "orders:write",
    "GET /api/v1/travelers": "travelers:read",
    "* /api/v1/travelers": "travelers:write",
    "PUT /api/v1/travelers/types/": "routing:write",
    "POST /api/v1/travelers/{id}/bom": "bom:write",
    "POST /api/v1/travelers/bom-import": "bom:write",
    "POST /api/v1/travelers/{id}/revisions": "routing:write",
    "POST /api/v1/travelers/{id}/lots": "lots:write",
    "GET /api/v1/operations": "travelers:read",
    "POST /api/v1/operations": "labor:log",
    "POST /api/v1/operations/{id}/approval": "quality:approve",
    "GET /api/v1/nonconformances": "travelers:read",
    "* /api/v1/nonconformances": "quality:approve",
    "POST /api/v1/scans": "travelers:read",
    "GET /api/v1/labor": "travelers:read",
    "POST /api/v1/labor": "labor:log",
    "GET /api/v1/genealogy": "travelers:read",
    "GET /api/v1/coating": "travelers:read",
    "* /api/v1/coating": "coating:write",
    "GET /api/v1/labels": "travelers:read",
    "GET /api/v1/labels/badges": "labor:others",
    "GET /api/v1/reports": "reports:read",
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
