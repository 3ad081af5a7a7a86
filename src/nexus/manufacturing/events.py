"""What happened on the shop floor."""

from nexus.manufacturing.ids import OrderId, TravelerId
from nexus.manufacturing.rules.orders import OrderStatus
from nexus.manufacturing.rules.travelers import TravelerStatus
from nexus.platform.events import Event


class OrderMoved(Event, frozen=True):
    """An order went from one status to another."""

    order: OrderId
    before: OrderStatus
    after: OrderStatus


class TravelerMoved(Event, frozen=True):
    """A traveler went from one status to another."""

    traveler: TravelerId
    before: TravelerStatus
    after: TravelerStatus
