"""Puts together what a document asks for: its requested items and its header, out of one reading."""

from nexus.documents.evidence import Extraction, Reading
from nexus.documents.extraction.header.read import read_header
from nexus.documents.extraction.language import tell_locale
from nexus.documents.extraction.lines import read_lines


def extract(reading: Reading) -> Extraction:
    """The requested items, each value with its evidence."""
    locale = tell_locale(reading)
    lines = read_lines(reading, order=locale.date_order, style=locale.number_style)
    header = read_header(reading, locale, lines)
    return Extraction(language=locale.language, header=header, lines=lines)
