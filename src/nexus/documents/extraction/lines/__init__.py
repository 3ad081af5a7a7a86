"""The requested items of a document: tables of every shape, lists, and running text."""

from nexus.documents.extraction.lines.choose import read_lines

__all__ = ["read_lines"]
