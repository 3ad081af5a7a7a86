"""Reads scanned pages with Tesseract: straightens them, finds ruling lines, recognises words twice and merges."""

from nexus.documents.reading.ocr.page import read_scans

__all__ = ["read_scans"]
