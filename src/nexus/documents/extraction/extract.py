"""Puts together what a document asks for: its requested items, its header and its checks, out of one reading."""

from nexus.documents.evidence import Extraction, Reading
from nexus.documents.extraction.arithmetic import checks
from nexus.documents.extraction.header.pieces import cut
from nexus.documents.extraction.header.read import read_header
from nexus.documents.extraction.kind import tell_kind
from nexus.documents.extraction.language import tell_locale
from nexus.documents.extraction.lines import read_lines
from nexus.documents.extraction.verify import verify
from nexus.documents.extraction.xml.read import best_xml


def extract(reading: Reading) -> Extraction:
    """Read items and header, each value with its evidence. XML that travels with a document is taken at its word."""
    locale = tell_locale(reading)
    exact = best_xml(reading.xml)
    if exact is not None and exact.lines:
        exact.language = locale.language
        exact.checks = checks(exact)
        return exact
    lines = read_lines(reading, order=locale.date_order, style=locale.number_style)
    sheet = cut(reading, lines)
    header = read_header(reading, sheet, locale)
    kind, sure = tell_kind(reading, sheet, header, lines)
    if exact is not None:
        kind, sure, header = exact.document_type, exact.type_confidence, header | exact.header
    extraction = verify(Extraction(kind, sure, locale.language, header, lines), reading)
    extraction.checks = checks(extraction)
    return extraction
