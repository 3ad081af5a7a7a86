"""Whether a line of a BOM is marked as not to be fitted (DNP, DNF), in a column of its own or in words."""

import re
from collections.abc import Mapping

from nexus.platform.folding import fold
from nexus.platform.tables.errors import BadCell

_UNFITTED = re.compile(
    r"\b(?:dnp|dnf|dni|do not (?:fit|populate|place|install|mount|stuff)|(?:not|un)[ -]?(?:fitted|populated|mounted)|"
    r"no[ -](?:pop|fit|stuff)|nicht best(?:ü|ue)c?k(?:en|t)|n[aã]o (?:montar|montado))\b|نصب نشود",
    re.IGNORECASE,
)
_FITTED = frozenset({"fitted", "populated", "mounted", "bestuckt", "montado"})
_YES = frozenset({"1", "true", "yes", "y", "x", "ja", "j", "wahr", "sim", "s", "بله"})
_NO = frozenset({"0", "false", "no", "n", "nein", "falsch", "nao", "خیر", "-"})
_ASKS_FITTED = frozenset({"fitted", "populate", "bestucken", "bestuckung", "montar", "نصب"})
_SAYING = ("quantity", "value", "description", "notes")


def is_unfitted(cells: Mapping[str, str], column: str) -> str:
    """Return the field that says that the part is not to be fitted, empty when none does.

    `cells` are field -> cell, `column` the name of the column of `dnp`, which may also ask the contrary (`Fitted`).
    Raises BadCell when that column says neither yes nor no.
    """
    if "dnp" in cells and _says_unfitted(cells["dnp"], asks_fitted=fold(column) in _ASKS_FITTED):
        return "dnp"
    return next((field for field in _SAYING if cells.get(field) and _UNFITTED.search(cells[field])), "")


def _says_unfitted(cell: str, *, asks_fitted: bool) -> bool:
    word = fold(cell)
    if not cell and not asks_fitted:
        return False
    if _UNFITTED.search(cell):
        return True
    if word in _FITTED:
        return False
    if word in _YES or word in _NO:
        return (word in _YES) != asks_fitted
    raise BadCell(f"{cell[:20]!r} says neither yes nor no; write yes or no.")
