"""Puts together what a document asks for: its requested items and its header, out of one reading."""

from nexus.documents.evidence import Extraction, Reading
from nexus.documents.extraction.lines import read_lines


def extract(reading: Reading) -> Extraction:
    """The requested items, each value with its evidence."""
    return Extraction(lines=read_lines(reading))
