"""Reads PDF: words with boxes, ruled tables, embedded XML; scanned pages go on to OCR."""

from nexus.documents.reading.pdf.document import read_pdf

__all__ = ["read_pdf"]
