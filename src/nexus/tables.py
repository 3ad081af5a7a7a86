"""Every table of every context, so that migrations can be compared with the code."""

from typing import Any

from nexus.catalog import models as catalog
from nexus.documents import models as documents
from nexus.identity import models as identity
from nexus.manufacturing import models as manufacturing
from nexus.platform import audit, events, idempotency
from nexus.sales import models as sales

__all__ = ["audit", "catalog", "documents", "events", "idempotency", "identity", "is_ours", "manufacturing", "sales"]


UPWARD_KEYS = {"fk_documents_tenant_id_customer_id", "fk_customer_parts_tenant_id_customer_id"}
"""Keys from a lower context to a higher one: the database holds them, the lower context's code does not know them."""


def is_ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:  # noqa: FBT001 - Alembic's signature
    """Tell Alembic which tables and keys the code describes."""
    return not (kind == "table" and name == "alembic_version") and name not in UPWARD_KEYS
