"""What happened in the catalog."""

from nexus.catalog.ids import ProductId
from nexus.platform.events import Event


class ProductChanged(Event, frozen=True):
    """A product was made or changed."""

    product: ProductId


class ProductDeleted(Event, frozen=True):
    """A product was deleted."""

    product: ProductId
