"""How orders, travelers and what happens to them are stored."""

from nexus.manufacturing.models.floor import LaborEntry, QuantityEntry, Scan
from nexus.manufacturing.models.orders import Order, OrderLine, OrderMove
from nexus.manufacturing.models.quality import CheckResult, CoatingJob, CoatingReading, LotUse, Nonconformance
from nexus.manufacturing.models.travelers import (
    BomItem,
    Operation,
    OperationCheck,
    StepLibrary,
    Traveler,
    TravelerDocument,
    TravelerMove,
    TravelerRevision,
)

__all__ = [
    "BomItem",
    "CheckResult",
    "CoatingJob",
    "CoatingReading",
    "LaborEntry",
    "LotUse",
    "Nonconformance",
    "Operation",
    "OperationCheck",
    "Order",
    "OrderLine",
    "OrderMove",
    "QuantityEntry",
    "Scan",
    "StepLibrary",
    "Traveler",
    "TravelerDocument",
    "TravelerMove",
    "TravelerRevision",
]
