"""Reads a file of any accepted kind into pages of words, tables and paragraphs; the way in is `files.py`."""
