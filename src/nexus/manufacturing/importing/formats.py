"""Which program or distributor wrote a BOM file, and what its words mean there."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from nexus.platform.tables.headers import Vocabulary, read_vocabulary, words

FIELDS = (
    "part_number", "description", "quantity", "unit", "unit_price", "supplier", "supplier_part_number", "manufacturer",
    "mpn", "reference_designators", "notes", "dnp", "value", "footprint",
)  # fmt: skip
"""`value` and `footprint` stand in for a part number where the file has none, and for a description."""


class Format(NamedTuple):
    """A kind of file, told by words that its header has."""

    name: str
    needs: tuple[frozenset[str], ...]
    """Of each of these, the header has at least one."""
    meanings: Mapping[str, str] = {}
    """Words -> field, going before what the words mean elsewhere."""
    supplier: str = ""
    """The supplier of all parts."""


def _any(*headers: str) -> frozenset[str]:
    return frozenset(headers)


_DISTRIBUTORS = {
    "Digi-Key": _any(
        "digikey", "digi key", "digikey part", "digi key part", "digikey part number", "digi key part number",
        "digikey pn", "digi key pn", "dk part number", "dk part", "dkpn",
    ),
    "Mouser": _any("mouser", "mouser no", "mouser part number", "mouser part no", "mouser part", "mouser pn"),
    "LCSC": _any("lcsc", "lcsc part number", "lcsc part no", "lcsc part", "lcsc pn", "jlcpcb part", "jlc part"),
    "Farnell": _any("farnell", "farnell part number", "farnell order code", "farnell pn"),
    "RS": _any("rs part number", "rs stock no", "rs components"),
    "TME": _any("tme", "tme part number", "tme pn"),
}  # fmt: skip
_ORDERED = _any("order qty", "quantity", "qty", "order quantity")
_PRICED = _any("unit price", "price usd", "price eur", "price gbp", "ext usd", "extended price", "order price")
_REFERENCES = _any("reference", "references", "refs", "ref", "reference s")

_FORMATS = (
    Format("kicad-legacy", (_any("designator"), _any("package"), _any("designation")), {"ref": "nothing"}),
    Format("kicad", (_REFERENCES, _any("value"), _any("footprint"))),
    Format("altium", (_any("designator"), _any("comment", "libref", "library reference"))),
    Format(
        "mouser", (_any("mouser", "mouser no"), _ORDERED, _PRICED), {"mfr": "mpn", "customer": "part_number"}, "Mouser"
    ),
    Format("lcsc", (_any("lcsc part number"), _ORDERED, _PRICED), {"package": "nothing"}, "LCSC"),
    Format(
        "digikey",
        (_any("index"), _any("customer reference"), _any("extended price")),
        {"part number": "supplier_part_number"},
        "Digi-Key",
    ),
)
_PLAIN = Format("plain", ())


@cache
def vocabulary() -> Vocabulary:
    """Return the words of all languages, and those of the distributors."""
    known = {header: "supplier_part_number" for headers in _DISTRIBUTORS.values() for header in headers}
    return read_vocabulary("nexus.manufacturing.importing", FIELDS).with_words(known)


def recognise(columns: Iterable[str]) -> Format:
    """Return the format that a header belongs to; the plain one when it is none that is known."""
    headers = {words(column) for column in columns}
    for known in _FORMATS:
        if all(need & headers for need in known.needs):
            return known
    return _PLAIN


def distributor_of(column: str) -> str:
    """Return whose numbers stand in a column named `column`, empty when its name does not say."""
    header = words(column)
    return next((name for name, headers in _DISTRIBUTORS.items() if header in headers), "")
