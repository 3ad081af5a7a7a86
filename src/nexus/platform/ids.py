"""Names for the ids that every context uses; each context adds its own in its `ids.py`."""

from typing import NewType

TenantId = NewType("TenantId", int)
UserId = NewType("UserId", int)
