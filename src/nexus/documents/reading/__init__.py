"""Reads a file of any accepted kind into pages of words, tables and paragraphs."""

from nexus.documents.reading.files import read_bytes, read_file
from nexus.documents.reading.limits import ReadingLimits, Unreadable

__all__ = ["ReadingLimits", "Unreadable", "read_bytes", "read_file"]
