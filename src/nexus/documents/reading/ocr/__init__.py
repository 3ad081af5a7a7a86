"""Reads scanned pages with Tesseract: straightens the picture, finds ruling lines, recognises words twice and merges."""

from nexus.documents.reading.ocr.page import Scan, read_scan

__all__ = ["Scan", "read_scan"]
