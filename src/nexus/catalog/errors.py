"""What the catalog can refuse."""

from nexus.platform.errors import Conflict, Invalid


class SkuTaken(Conflict):
    code, title = "sku-taken", "A product with this SKU exists"


class ProductInUse(Conflict):
    code, title = "product-in-use", "Quotes or requests refer to this product"


class UnknownCustomer(Invalid):
    code, title = "unknown-customer", "There is no such customer"
