"""What the catalog can refuse."""

from nexus.platform.errors import Conflict, Invalid, WrongType


class SkuTaken(Conflict):
    code, title = "sku-taken", "A product with this SKU exists"


class ProductInUse(Conflict):
    code, title = "product-in-use", "Quotes or requests refer to this product"


class UnknownCustomer(Invalid):
    code, title = "unknown-customer", "There is no such customer"


class UnreadableTable(Invalid):
    code, title = "unreadable-table", "The file cannot be read as a table of products"


class NotATable(WrongType):
    code, title = "not-a-table", "Send a CSV or XLSX file"


class UnknownColumn(Invalid):
    code, title = "unknown-column", "The mapping names a column or field that is not there"
