"""Why a file as a whole, or one of its cells, cannot be taken."""

from nexus.platform.errors import Invalid, WrongType


class UnreadableTable(Invalid):
    code, title = "unreadable-table", "The file cannot be read as a table"


class NotATable(WrongType):
    code, title = "not-a-table", "Send a CSV or XLSX file"


class UnknownColumn(Invalid):
    code, title = "unknown-column", "The mapping names a column or field that is not there"


class BadCell(ValueError):
    """Why a cell, and with it its row, is not taken: a sentence for the person who sent the file."""
