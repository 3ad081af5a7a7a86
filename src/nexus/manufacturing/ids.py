"""Ids of what the shop floor keeps."""

from typing import NewType

OrderId = NewType("OrderId", int)
TravelerId = NewType("TravelerId", int)
OperationId = NewType("OperationId", int)
BomItemId = NewType("BomItemId", int)
LaborId = NewType("LaborId", int)
CoatingId = NewType("CoatingId", int)
NonconformanceId = NewType("NonconformanceId", int)
