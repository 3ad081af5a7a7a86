"""Puts together what a document asks for: its requested items, its header and its checks, out of one reading."""

import msgspec

from nexus.documents.evidence import Extraction, Reading
from nexus.documents.extraction.arithmetic import checks
from nexus.documents.extraction.header.pieces import cut
from nexus.documents.extraction.header.read import read_header
from nexus.documents.extraction.kind import tell_kind
from nexus.documents.extraction.language import Locale, tell_locale
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
    extraction = _by_layout(reading, locale)
    if _contradicts(extraction) and locale.date_order != "ymd":
        turned = msgspec.structs.replace(locale, date_order="mdy" if locale.date_order == "dmy" else "dmy")
        other = _by_layout(reading, turned)
        extraction = extraction if _contradicts(other) else other
    if exact is not None:
        extraction.document_type, extraction.type_confidence = exact.document_type, exact.type_confidence
        extraction.header |= exact.header
    return extraction


def _by_layout(reading: Reading, locale: Locale) -> Extraction:
    """Read a document as a person would, from where things stand."""
    lines = read_lines(reading, order=locale.date_order, style=locale.number_style)
    sheet = cut(reading, lines)
    header = read_header(reading, sheet, locale)
    kind, sure = tell_kind(reading, sheet, header, lines)
    extraction = verify(Extraction(kind, sure, locale.language, header, lines), reading)
    extraction.checks = checks(extraction)
    return extraction


def _contradicts(extraction: Extraction) -> bool:
    """Whether dates stand in an order that no request has: day and month may be taken for each other."""
    return any(
        not check.passed for check in extraction.checks if check.name in ("issued before due", "due before delivery")
    )
