"""What the things of the catalog are called."""

from typing import NewType

ProductId = NewType("ProductId", int)
ImportId = NewType("ImportId", int)
