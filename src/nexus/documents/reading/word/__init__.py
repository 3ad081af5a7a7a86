"""Reads Word files (DOCX): paragraphs, lists, tables, text boxes, headers and footers in the order of the page."""

from nexus.documents.reading.word.document import read_word

__all__ = ["read_word"]
